"""The orders: the only truth. Other programs write them too."""
