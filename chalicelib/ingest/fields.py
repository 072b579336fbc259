"""One field of an order: what it may be, and its normal form. Every ValueError says what would be right."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from chalicelib.ids import PREFIX

MOST_CHARACTERS = 255
# Keys of 1,024 bytes hold an ID together with an instant or another shop's prefix.
MOST_ID_BYTES = 900

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_MOST_STATUS = 64
_MOST_NAME_BYTES = 0xFFFF
_MOST_DIGITS = 38
_MOST_EXPONENT = 125


def order_id(value: object) -> str | None:
    """A shop's ID of an order: a text or an integer; None where there is none."""
    if value is None:
        return None
    own = _identifier(value)
    if not own:
        raise ValueError("must have 1 to 255 characters; leave it out where only the orderReference is known")
    return own


def contact_id(value: object) -> str | None:
    """A shop's ID of a customer; "", "0", 0 and null are none."""
    own = None if value is None else _identifier(value)
    return None if own in ("", "0") else own


def credited_id(value: object) -> str | None:
    """The orderID that a credit names; "" and null are none."""
    return (None if value is None else _identifier(value)) or None


def product_code(value: object) -> str:
    """A product's code exactly as written, blanks around it included."""
    code = _written(value)
    if not code.strip():
        raise ValueError("must have 1 to 255 characters")
    _check_key(code)
    return code


def reference(value: object) -> str | None:
    """What people call the order."""
    return (None if value is None else _short(_written(value).strip())) or None


def words(value: object) -> str | None:
    """A text of at most 255 characters; blank is none."""
    return _short(_text(value)) or None


def title(value: object) -> str | None:
    """A product's name, which may be a sentence."""
    return _short(_text(value), 1000) or None


def status(value: object) -> str | None:
    """A status as the shop writes it."""
    return _short(_text(value), _MOST_STATUS) or None


def currency(value: object) -> str | None:
    """An ISO 4217 code in capitals."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value.strip()):
        raise ValueError("must be an ISO 4217 code, like AUD")
    return value.strip().upper()


def document_type(value: object) -> str | None:
    """Order or credit."""
    if value not in (None, "order", "credit"):
        raise ValueError("must be order or credit")
    return None if value is None else str(value)


def truth(value: object) -> bool | None:
    """True, false or null; no other spelling."""
    if value is not None and not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def optional(read: Callable[[object], Decimal]) -> Callable[[object], Decimal | None]:
    """The same reader, for a field that may be null."""
    return lambda value: None if value is None else read(value)


def kept(value: Any) -> Any:
    """A field that nobody interprets: numbers as decimals, those that the database can't hold as text.

    Raises: ValueError for a field name that the database can't hold.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | dict | list):
        return value
    if isinstance(value, dict):
        return {_kept_name(name): kept(each) for name, each in value.items()}
    if isinstance(value, list):
        return [kept(each) for each in value]
    return _kept_number(Decimal(value))


def _kept_name(name: str) -> str:
    if not 1 <= len(name.encode()) <= _MOST_NAME_BYTES:
        raise ValueError("has a field whose name is empty or longer than 64 KB")
    return name


def _kept_number(number: Decimal) -> Decimal | str:
    sign, figures, exponent = number.as_tuple()
    text = "".join(map(str, figures)).strip("0")
    if not text:
        return Decimal(0)
    if not isinstance(exponent, int) or len(text) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_EXPONENT:
        return str(number)
    significant = "".join(map(str, figures)).rstrip("0")
    return Decimal((sign, tuple(map(int, significant)), exponent + len(figures) - len(significant)))


def _identifier(value: object) -> str:
    own = _written(value).strip()
    if own.startswith(PREFIX):
        raise ValueError(f"must not begin with {PREFIX}")
    _check_key(own)
    return own


def _check_key(own: str) -> None:
    if _CONTROL.search(own):
        raise ValueError("must not have control characters")
    if own in (".", ".."):
        raise ValueError("must not be . or .., which no path can name")
    if len(_short(own).encode()) > MOST_ID_BYTES:
        raise ValueError(f"must have at most {MOST_ID_BYTES} bytes in UTF-8")


def _written(value: object) -> str:
    """A text, or an integer as text; the database gives integers as decimals."""
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return format(value, "f")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("must be a text or an integer")
    return str(value)


def _text(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise ValueError("must be a text or null")
    return "" if value is None else value.strip()


def _short(text: str, most: int = MOST_CHARACTERS) -> str:
    if len(text) > most:
        raise ValueError(f"must have at most {most} characters, not {len(text):,}")
    return text
