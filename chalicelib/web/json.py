"""JSON as we send it: decimals as numbers with their exact digits."""

from typing import Any

import simplejson


def json_of(value: Any) -> str:
    """The JSON text of a value."""
    text: str = simplejson.dumps(value, use_decimal=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text
