"""A result as bytes: JSON with the exact digits of its numbers, compressed where that helps."""

import zlib
from typing import Any

import simplejson

# Text that is shorter is not worth the time.
_LEAST_COMPRESSED = 1024
_PLAIN, _COMPRESSED = b"j", b"z"
_LEVEL = 1


def content_of(result: Any) -> bytes:
    """A result of numbers, texts, lists and objects as bytes."""
    text = simplejson.dumps(
        result, use_decimal=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, namedtuple_as_object=False
    )
    content = text.encode()
    if len(content) < _LEAST_COMPRESSED:
        return _PLAIN + content
    return _COMPRESSED + zlib.compress(content, _LEVEL)


def result_of(content: bytes) -> Any:
    """The result that `content_of` made these bytes of; every caller gets one of their own."""
    form, body = content[:1], content[1:]
    return simplejson.loads(zlib.decompress(body) if form == _COMPRESSED else body, use_decimal=True)
