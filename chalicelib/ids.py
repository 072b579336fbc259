"""Order and contact IDs: as a shop writes them, and as they are stored.

The default client's IDs are stored as they are, so that other programs find their orders. Every other
client's are stored with its own prefix: two shops may both have an order 963.
"""

PREFIX = "@"
_SEPARATOR = "/"


def stored_id(own: str, *, client: str, default_client: str) -> str:
    """The key under which this client's ID is stored."""
    return own if client == default_client else f"{PREFIX}{client}{_SEPARATOR}{own}"


def own_id(stored: str, *, client: str, default_client: str) -> str:
    """The ID as the shop wrote it."""
    return stored if client == default_client else stored.removeprefix(f"{PREFIX}{client}{_SEPARATOR}")
