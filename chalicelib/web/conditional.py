"""Conditional GET: what an answer is known by, and whether the caller has it already.

A tag has one or two marks: of the answer itself, and, where the views it was made of are settled, of those views
together with the question. By the second it is known before any work is done that nothing has changed.
"""

import re

# Only the form that RFC 9110 allows; whatever else stands in the header matches nothing.
_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def tag_of(answer: str, views: str | None) -> str:
    """A weak tag of these marks: answers that it calls equal may differ in their times of answering."""
    return f'W/"{answer}"' if views is None else f'W/"{answer}.{views}"'


def is_known(if_none_match: str | None, answer: str) -> bool:
    """Whether the header If-None-Match names an answer with this mark."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or answer in (tag.partition(".")[0] for tag in _TAG.findall(if_none_match))


def tag_by_views(if_none_match: str | None, views: str) -> str | None:
    """The tag in the header If-None-Match that was made of views with this mark."""
    named = (tag for tag in _TAG.findall(if_none_match or "") if tag.partition(".")[2] == views)
    return next((f'W/"{tag}"' for tag in named), None)
