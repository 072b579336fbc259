"""Whether two orders say the same: the hash of what was sent, and the differences from what is stored."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib.clients import Client
from chalicelib.errors import FieldError, InvalidContent
from chalicelib.ids import own_id
from chalicelib.ingest.contract import normal_form
from chalicelib.money import digits
from chalicelib.store import Item

# Left out where they do not apply. Whatever else only the stored order has, another program noted down there.
_OPTIONAL = ("creditFor", "discount")
_MOST_DIFFERENCES = 20
_MOST_SHOWN = 80


def content_hash(content: Item) -> str:
    """The SHA-256 of an order in its normal form: equal orders have equal hashes."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_number)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(stored: Item, content: Item, *, client: Client, default_client: str) -> list[FieldError]:
    """Where a stored order, by whichever program, says something else than the content that was sent."""
    try:
        before = normal_form(_as_sent(stored, client, default_client), client=client)
    except InvalidContent as error:
        return [FieldError(each.field, f"the stored one {each.reason}") for each in error.fields]
    return list(_differences(before, content, ""))[:_MOST_DIFFERENCES]


def _as_sent(stored: Item, client: Client, default_client: str) -> Item:
    """A stored order with the shop's own IDs."""
    ids = {name: stored[name] for name in ("orderID", "contactID") if isinstance(stored.get(name), str)}
    own = {name: own_id(each, client=client.client_id, default_client=default_client) for name, each in ids.items()}
    return {**stored, **own}


def _differences(stored: Any, sent: Any, place: str) -> Iterator[FieldError]:
    if isinstance(stored, Mapping) and isinstance(sent, Mapping):
        for name in (*sent, *(each for each in _OPTIONAL if each in stored and each not in sent)):
            yield from _differences(stored.get(name), sent.get(name), f"{place}.{name}".removeprefix("."))
    elif isinstance(stored, list) and isinstance(sent, list) and len(stored) == len(sent):
        for number, (before, now) in enumerate(zip(stored, sent, strict=True)):
            yield from _differences(before, now, f"{place}[{number}]")
    elif stored != sent:
        yield FieldError(place, f"stored is {_shown(stored)}, sent is {_shown(sent)}")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, Decimal):
        return digits(value)
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)[:_MOST_SHOWN]


def _number(value: Any) -> Any:
    """A decimal, told from a text of the same digits; a field name is never empty."""
    return {"": digits(value) if isinstance(value, Decimal) else str(value)}
