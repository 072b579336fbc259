"""Conditional GET: what an answer is known by, and whether the caller has it already."""

import hashlib
import re

# Only the form that RFC 9110 allows; whatever else stands in the header matches nothing.
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(*parts: str) -> str:
    """A weak tag of these texts: answers that it calls equal may differ in their times of answering."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return f'W/"{digest.hexdigest()[:32]}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the header If-None-Match names this tag; the comparison is the weak one."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(if_none_match)
