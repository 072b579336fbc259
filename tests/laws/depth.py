"""How far the laws look: `LAWS=deep` explores more than a change needs before it is committed."""

import os

from hypothesis import settings

IS_DEEP = os.environ.get("LAWS") == "deep"


def examples(count: int) -> settings:
    """So many examples, and fifty times as many where the laws look deep."""
    return settings(max_examples=50 * count if IS_DEEP else count)
