"""Marks: short texts that are equal where all that they were made of is."""

import hashlib
from functools import cache
from pathlib import Path

_LENGTH = 32
_CODE = Path(__file__).resolve().parent


def mark_of(*parts: str) -> str:
    """The mark of these texts."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:_LENGTH]


@cache
def mark_of_code() -> str:
    """The mark of our own code: another version may answer the same views in another form."""
    files = sorted(each for each in _CODE.rglob("*.py*") if each.is_file() and "__pycache__" not in each.parts)
    return mark_of(*(hashlib.sha256(each.read_bytes()).hexdigest() for each in files))
