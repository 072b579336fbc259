"""`python -m tools.local.ministack_patches`."""

from tools.local.ministack_patches import main

main()
