"""DynamoDB's value format: items to typed JSON and back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.store import Item, Rejected

_MOST_DIGITS = 38
_LONG = 200  # digits; beyond it DynamoDB refuses any number


def encode(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB's JSON. Raises: `Rejected` for texts and numbers that it can't hold."""
    return {name: _encoded(value) for name, value in item.items()}


def decode(item: Mapping[str, Any]) -> Item:
    """The item that DynamoDB's JSON holds; numbers are plain decimals."""
    # Most values of a row are texts, and then numbers; a year's report has ten thousand.
    return {name: value["S"] if "S" in value else _decoded(value) for name, value in item.items()}


def _encoded(value: Any) -> dict[str, Any]:  # noqa: PLR0911 - one line per type
    if isinstance(value, str):
        return {"S": _text(value)}
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, Decimal | int):
        return {"N": _number(Decimal(value))}
    if isinstance(value, Mapping):
        return {"M": encode(value)}
    if isinstance(value, list | tuple):
        return {"L": [_encoded(each) for each in value]}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, set | frozenset) and value:
        return _encoded_set(value)
    raise TypeError(f"a {type(value).__name__} has no place in an item")


def _encoded_set(values: Iterable[Any]) -> dict[str, Any]:
    members = [next(iter(_encoded(each).items())) for each in values]
    kinds = {kind for kind, _ in members}
    if len(kinds) > 1 or not kinds <= {"S", "N", "B"}:
        raise TypeError("a set holds only texts, only numbers or only bytes")
    return {f"{kinds.pop()}S": [member for _, member in members]}


def _decoded(value: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one line per type
    if "N" in value:
        return money.amount_of(value["N"])
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL" | "B":
            return content
        case "NULL":
            return None
        case "M":
            return decode(content)
        case "L":
            return [_decoded(each) for each in content]
        case "NS":
            return set(map(money.amount_of, content))
    return set(content)


def _text(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Rejected("a text is not Unicode") from error
    return text


def _number(number: Decimal) -> str:
    """The text of a number; DynamoDB itself refuses what is too large or too small.

    Raises: `Rejected`, where DynamoDB would round.
    """
    if not number.is_finite():
        raise Rejected(f"{number} is not a number that can be stored")
    if any(number.as_tuple().digits[_MOST_DIGITS:]):
        raise Rejected("a number has more than 38 digits")
    return money.digits(number) if not number or -_LONG <= number.adjusted() <= _LONG else str(number)
