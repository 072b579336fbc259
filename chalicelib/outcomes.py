"""What a write makes of an item: DynamoDB's conditions and sums, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.limits import check_index_keys, check_update, checked, item_size, number, stored
from chalicelib.store import (
    MAX_ITEM_BYTES,
    Absent,
    AbsentOrBelow,
    Check,
    Condition,
    Delete,
    Equals,
    Item,
    Matches,
    Put,
    Rejected,
    Update,
    Write,
)

CONDITION = "ConditionalCheckFailed"
UPDATE = "ValidationError"

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a write cannot be done, as DynamoDB names it."""

    reason: str


def outcome(write: Write, current: Item | None) -> Item | Failed | None:
    """The item after a write. Raises: `Rejected` where no item could ever take it."""
    match write:
        case Put():
            result: Item | None = checked(write.table, stored(write.item))
        case Update():
            check_update(write)
            assigned = stored(write.assign)
            check_index_keys(write.table, assigned)
            result = _updated(write, assigned, current)
        case Delete():
            result = None
        case Check():
            result = current
    if write.condition is not None and not _holds(write.condition, current):
        return Failed(CONDITION)
    if isinstance(write, Update) and (result is None or item_size(result) > MAX_ITEM_BYTES):
        return Failed(UPDATE)
    return result


def _holds(condition: Condition, item: Item | None) -> bool:
    match condition:
        case Absent():
            return _value(item, condition.attribute) is _MISSING
        case Equals():
            return _is_equal(_value(item, condition.attribute), condition.value)
        case AbsentOrBelow():
            value = _value(item, condition.attribute)
            return value is _MISSING or _is_below(value, condition.value)
        case Matches():
            return (
                all(_is_equal(_value(item, name), value) for name, value in condition.values.items())
                and all(_value(item, name) is _MISSING for name in condition.absent)
                and all(_is_below(_value(item, name), bound) for name, bound in condition.below.items())
                and all(_is_above(_value(item, name), bound) for name, bound in condition.above.items())
            )


def _value(item: Item | None, attribute: str) -> Any:
    return _MISSING if item is None else item.get(attribute, _MISSING)


def _is_equal(value: Any, wanted: Any) -> bool:
    wanted = stored(wanted)
    return type(value) is type(wanted) and bool(value == wanted)


def _is_below(value: Any, bound: Any) -> bool:
    bound = stored(bound)
    return type(value) is type(bound) and bool(value < bound)


def _is_above(value: Any, bound: Any) -> bool:
    bound = stored(bound)
    return type(value) is type(bound) and bool(value > bound)


def _updated(write: Update, assigned: Mapping[str, Any], current: Item | None) -> Item | None:
    """The item after an update; None where a sum cannot be."""
    item = {**(current or stored(write.key)), **assigned}
    for name, amount in write.add.items():
        value = item.get(name, money.ZERO)
        if not isinstance(value, Decimal):
            return None
        try:
            item[name] = number(money.add(value, amount))
        except (ArithmeticError, Rejected):
            return None
    for name in write.remove:
        item.pop(name, None)
    return item
