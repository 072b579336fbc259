"""The body of a POST or PUT: bytes to a JSON object, or a refusal that says where the fault is."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from chalicelib.errors import FieldError, InvalidContent, TooLarge, UnreadableBody, UnsupportedMedia

JSON = "application/json"
MAX_ORDER_BYTES = 256 * 1024
# DynamoDB takes 32 levels.
MAX_DEPTH = 30

_MOST_INTEGER_DIGITS = 1000


def read_body(raw: bytes, content_type: str | None) -> dict[str, Any]:
    """The JSON object of a request.

    Raises: `UnsupportedMedia`, `TooLarge`, `UnreadableBody`, and `InvalidContent` for texts that are not Unicode.
    """
    check_media(content_type)
    return read_object(raw)


def check_media(content_type: str | None, *, allowed: Sequence[str] = (JSON,)) -> str:
    """The media type that is declared, one of those allowed, in UTF-8; nothing declared counts as JSON.

    Raises: `UnsupportedMedia`.
    """
    media, _, parameters = (content_type or JSON).partition(";")
    media = media.strip().lower()
    if media not in allowed or _charset(parameters) not in ("", "utf-8", "utf8"):
        raise UnsupportedMedia(f"the Content-Type must be {' or '.join(allowed)}, in UTF-8, not {content_type}")
    return media


def _charset(parameters: str) -> str:
    named = dict(each.strip().lower().partition("=")[::2] for each in parameters.split(";"))
    return named.get("charset", "").strip('" ')


def read_object(raw: bytes, *, limit: int = MAX_ORDER_BYTES, first_line: int = 1) -> dict[str, Any]:
    """The JSON object that these bytes are; numbers are exact.

    Raises: `TooLarge`, `UnreadableBody`, `InvalidContent`.
    """
    value = read_json(raw, limit=limit, first_line=first_line)
    if not isinstance(value, dict):
        raise UnreadableBody(f"the body must be a JSON object, {{…}}, not {kind_of(value)}")
    return value


def read_json(raw: bytes, *, limit: int = MAX_ORDER_BYTES, first_line: int = 1) -> Any:
    """The JSON value that these bytes are, of any kind; `first_line` is where they begin in what was sent.

    Raises: `TooLarge`, `UnreadableBody`, `InvalidContent`.
    """
    return sound(read_loosely(raw, limit=limit, first_line=first_line))


def read_loosely(raw: bytes, *, limit: int, first_line: int = 1) -> Any:
    """The JSON value that these bytes are, whose parts are still to be proved `sound`.

    Raises: `TooLarge`, `UnreadableBody`.
    """
    check_size(raw, limit=limit)
    return _parsed(_decoded(raw, first_line), first_line)


def check_size(raw: bytes, *, limit: int) -> None:
    """Raises: `TooLarge`."""
    if len(raw) > limit:
        raise TooLarge(f"the body has {len(raw):,} bytes; the most is {limit:,}")


def sound(value: Any) -> Any:
    """The same value, where all its parts are good JSON and Unicode.

    Raises: `UnreadableBody`, `InvalidContent`, naming the places.
    """
    _refuse(UnreadableBody, [FieldError(where, it.reason) for where, it in _leaves(value) if isinstance(it, _Fault)])
    _refuse(InvalidContent, [FieldError(where, _NOT_UNICODE) for where, it in _leaves(value) if not _is_unicode(it)])
    return value


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    names = {str: "a text", dict: "an object", list: "an array", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


_NOT_UNICODE = "must be Unicode text; it has half of a surrogate pair, like \\ud800"


@dataclass(frozen=True, slots=True)
class _Fault:
    """Stands in the parsed value where the text is not good JSON, so that its field can be named."""

    reason: str


def _decoded(raw: bytes, first_line: int) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + first_line
        raise UnreadableBody(f"the body is not UTF-8 at byte {error.start}, in line {line}") from error


def _parsed(text: str, first_line: int) -> Any:
    if not text.strip():
        raise UnreadableBody("the body is empty; it must be a JSON object, {…}")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno + first_line - 1}, column {error.colno}"
        raise UnreadableBody(f"the body is not valid JSON at {where}: {error.msg}") from error
    except RecursionError as error:
        raise UnreadableBody(f"the body is nested deeper than {MAX_DEPTH} levels") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(name for name, _ in pairs)
        found |= {name: _Fault("is there twice in one object") for name in found if times[name] > 1}
    return found


def _integer(digits: str) -> int | _Fault:
    if len(digits) > _MOST_INTEGER_DIGITS:
        return _Fault(f"is a number of {len(digits):,} digits; the most is {_MOST_INTEGER_DIGITS:,}")
    return int(digits)


def _decimal(digits: str) -> Decimal | _Fault:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return _Fault("is a number that is too large or too small")


def _constant(name: str) -> _Fault:
    return _Fault(f"is {name}, which is not JSON; it must be a number or null")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
)


def _leaves(value: Any, place: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """Every name, text, number and fault of a value, with the place where it stands."""
    if not isinstance(value, dict | list):
        yield place, value
    elif depth > MAX_DEPTH:
        yield place, _Fault(f"is nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(each, f"{place}[{number}]", depth + 1)
    else:
        for name, each in value.items():
            inner = f"{place}.{_shown(name)}" if place else _shown(name)
            yield inner, name
            yield from _leaves(each, inner, depth + 1)


def _shown(name: str) -> str:
    return name[:80].encode("utf-8", "backslashreplace").decode()


def _is_unicode(leaf: Any) -> bool:
    if not isinstance(leaf, str) or leaf.isascii():
        return True
    try:
        leaf.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(error: type[UnreadableBody | InvalidContent], fields: list[FieldError]) -> None:
    if fields:
        named = "; ".join(f"{each.field or 'the body'}: {each.reason}" for each in fields[:3])
        raise error(named, fields)
