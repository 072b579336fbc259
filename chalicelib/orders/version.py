"""The version of an order as it is stored: equal items have equal versions, whoever wrote them."""

import base64
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chalicelib import money

_LENGTH = 32


def version_of(item: Mapping[str, Any]) -> str:
    """The strong entity tag of a stored order, quotes included: any change of any attribute changes it."""
    text = json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]}"'


def _plain(value: Any) -> Any:
    """What JSON has no type for, told apart from what it has."""
    if isinstance(value, Decimal):
        return {"number": money.digits(value)}
    if isinstance(value, set | frozenset):
        return {"set": sorted(json.dumps(each, default=_plain) for each in value)}
    return {"bytes": base64.b64encode(bytes(value)).decode()}
