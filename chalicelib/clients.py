"""Clients: the shops, each with its own zone, main currency and rules of what counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

from chalicelib.errors import Conflict, InvalidInput
from chalicelib.instants import zone_of
from chalicelib.store import Absent, ConditionFailed, Put, Store, Table, all_items

# The statuses of the shop systems that send us orders, case-blind.
UNCOUNTED_ORDERS = frozenset(
    "draft auto-draft cart pending-payment unpaid cancelled canceled admincancelled membercancelled voided failed "
    "trash test".split()
)
UNCOUNTED_CREDITS = frozenset("draft failed trash test".split())

# Stands for the rest of a product's code.
ANY = "*"
MOST_CATEGORY = 200
_MOST_CATEGORY_BYTES = 64_000

_CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Rules:
    """What enters a client's views; a change asks for a rebuild. Units: days, orders, main currency."""

    zone: str = "Australia/Sydney"
    currency: str = "AUD"
    vip_orders: int = 10
    vip_spend: Decimal = Decimal(5000)
    new_days: int = 30
    dormant_days: int = 90
    uncounted_orders: frozenset[str] = UNCOUNTED_ORDERS
    uncounted_credits: frozenset[str] = UNCOUNTED_CREDITS
    categories: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse rules that make no sense; those that are stored can always be read. Raises: `InvalidInput`."""
        try:
            zone_of(self.zone)
        except ValueError as error:
            raise InvalidInput.of("zone", str(error)) from error
        if not _CURRENCY.fullmatch(self.currency):
            raise InvalidInput.of("currency", "must be an ISO 4217 code, like AUD")
        for name, least in (("vip_orders", 1), ("vip_spend", 0), ("new_days", 0), ("dormant_days", 0)):
            if getattr(self, name) < least:
                raise InvalidInput.of(name, f"must be at least {least}")
        check_categories(self.categories)

    def category_of(self, code: str) -> str | None:
        """The category of a product by its code: of the whole code, else of the longest beginning that is known."""
        beginnings = (f"{code[:length]}{ANY}" for length in range(len(code), -1, -1))
        return next((self.categories[each] for each in (code, *beginnings) if each in self.categories), None)

    def as_item(self) -> dict[str, Any]:
        """The rules as the clients table holds them."""
        item = asdict(self)
        return item | {name: sorted(item[name]) for name in ("uncounted_orders", "uncounted_credits")}

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> "Rules":
        """The rules that `as_item` wrote; what is missing has its default."""
        known = {each.name: item[each.name] for each in fields(cls) if each.name in item}
        for name in ("vip_orders", "new_days", "dormant_days"):
            if name in known:
                known[name] = int(known[name])
        for name in ("uncounted_orders", "uncounted_credits"):
            if name in known:
                known[name] = frozenset(known[name])
        return cls(**known)


def check_categories(categories: Mapping[str, str]) -> None:
    """Refuse a mapping that is too large for a client's row, or with names that no view can hold.

    Raises: `InvalidInput`.
    """
    for code, category in categories.items():
        _check_category(code, category)
    size = sum(len(code.encode()) + len(category.encode()) for code, category in categories.items())
    if size > _MOST_CATEGORY_BYTES:
        raise InvalidInput.of(
            "categories",
            f"must have at most {_MOST_CATEGORY_BYTES:,} bytes, not {size:,}; name beginnings of codes, like MUG-{ANY}",
        )


def _check_category(code: str, category: str) -> None:
    shown = f"categories.{code}".encode("utf-8", "backslashreplace").decode()
    if not code:
        raise InvalidInput.of("categories", f"have an empty code; {ANY} alone stands for every product")
    if not category.strip() or len(category) > MOST_CATEGORY:
        raise InvalidInput.of(shown, f"must be a name of 1 to {MOST_CATEGORY} characters")
    if not _is_unicode(code + category):
        raise InvalidInput.of(shown, "must be Unicode text; it has half of a surrogate pair")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Client:
    """A shop: the tenant to which every order, view and token belongs."""

    client_id: str
    name: str
    rules: Rules = field(default_factory=Rules)

    def check(self) -> None:
        """Refuse an ID or rules that make no sense. Raises: `InvalidInput`."""
        self.rules.check()
        if not _CLIENT_ID.fullmatch(self.client_id):
            raise InvalidInput.of("clientID", "must be 1 to 40 of a-z, 0-9 and -, starting with a letter or digit")


class Clients:
    """The clients in their table."""

    def __init__(self, store: Store, table: Table) -> None:
        self._store = store
        self._table = table

    def get(self, client_id: str) -> Client | None:
        """The client with this ID."""
        item = self._store.get(self._table, {"key": f"client#{client_id}"})
        return None if item is None else _client(item)

    def create(self, client: Client) -> None:
        """Add a client. Raises: `InvalidInput`, and `Conflict` where the ID is taken."""
        client.check()
        try:
            self._store.write(Put(self._table, _item(client), Absent("key")))
        except ConditionFailed as error:
            raise Conflict(f"there is a client {client.client_id} already") from error

    def replace(self, client: Client) -> None:
        """Write a client, whether it is there or not. Raises: `InvalidInput`."""
        client.check()
        self._store.write(Put(self._table, _item(client)))

    def all(self) -> Iterator[Client]:
        """Every client, by ID."""
        items = [item for item in all_items(self._store, self._table) if item["key"].startswith("client#")]
        return (_client(item) for item in sorted(items, key=lambda item: str(item["key"])))


def _client(item: Mapping[str, Any]) -> Client:
    return Client(item["clientID"], item["name"], Rules.from_item(item["rules"]))


def _item(client: Client) -> dict[str, Any]:
    return {
        "key": f"client#{client.client_id}",
        "clientID": client.client_id,
        "name": client.name,
        "rules": client.rules.as_item(),
    }
