"""A shop's categories in a file: a JSON object of product codes, or beginnings of codes and *, and their categories."""

import json
from pathlib import Path
from typing import Any

from chalicelib.clients import check_categories
from chalicelib.errors import InvalidInput

MOST_FILE_BYTES = 1_000_000
_FIELD = "--categories"


def read_categories(path: Path) -> dict[str, str]:
    """The categories that a file holds. Raises: `InvalidInput`, saying what is wrong with it."""
    found = _parsed(_text(path), path)
    if not isinstance(found, dict):
        raise InvalidInput.of(_FIELD, f'{path} must hold an object, like {{"MUG-*": "Mugs"}}')
    categories = {code: _category(code, value) for code, value in found.items()}
    check_categories(categories)
    return categories


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        raise InvalidInput.of(_FIELD, f"cannot read {path}: {error.strerror}") from error
    if len(content) > MOST_FILE_BYTES:
        raise InvalidInput.of(_FIELD, f"{path} is larger than {MOST_FILE_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput.of(_FIELD, f"{path} is not UTF-8") from error


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput.of(_FIELD, f"{path} is not valid JSON at {where}: {error.msg}") from error
    except (RecursionError, ValueError) as error:  # nested too deep; a number of too many digits
        raise InvalidInput.of(_FIELD, f"{path} must hold an object of codes and names, nothing else") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, value in pairs:
        if code in found:
            raise InvalidInput.of(f"categories.{code}", "is there twice")
        found[code] = value
    return found


def _category(code: str, value: Any) -> str:
    """A name as the lines of an order have it, without blanks around it."""
    if not isinstance(value, str):
        raise InvalidInput.of(f"categories.{code}", f"must be a name in quotes, not {json.dumps(value)[:40]}")
    return value.strip()
