"""Words as people look for them: without case, accents and punctuation, numbers however they were spaced.

What is stored and what is asked for go through the same functions; a word that is asked for finds every word
that begins with it.
"""

import re
from collections.abc import Iterable, Iterator

from chalicelib.folding import fold

MOST_WORDS = 12
_LONGEST = 60
_PIECE = 2
_NOT_IN_WORDS = re.compile(r"[\W_]+")
# So many digits are a phone number, or as good as one: its zeros in front are not always dialled.
_LONG_NUMBER = 8
_NATIONAL_NUMBER = 9


def word_of(text: str) -> str:
    """A text as a single word; an e-mail address keeps its form. "" where nothing of it can be looked for."""
    folded = fold(text)
    joined = re.sub(r"\s+", "", folded) if "@" in folded else _NOT_IN_WORDS.sub("", folded)
    return _number(joined)[:_LONGEST]


def asked_words(text: str) -> list[str]:
    """The words of a question, each once, the longest first; all of them must be found."""
    words = dict.fromkeys(filter(None, map(word_of, text.split())))
    return sorted(words, key=len, reverse=True)


def customer_words(name: str | None, email: str | None, company: str | None, phone: str | None) -> list[str]:
    """The words by which a customer is found, sorted."""
    found = [*_text_words(name), *_text_words(company), *_mail_words(email), *_phone_words(phone)]
    return _kept(found)


def product_words(code: str, name: str | None) -> list[str]:
    """The words by which a product is found, sorted."""
    return _kept([*_text_words(code), *_text_words(name)])


def same_reference(one: str, other: str) -> bool:
    """Whether two texts name the same reference, however their case and their # were written."""
    return _reference(one) == _reference(other)


def reference_words(reference: str) -> list[str]:
    """The words by which an order is found: its whole reference, with or without # and zeros in front; never none."""
    written = _NOT_IN_WORDS.sub("", fold(reference))[:_LONGEST]
    return sorted({word_of(reference), written} - {""}) or [_reference(reference)[:_LONGEST] or reference[:_LONGEST]]


def _reference(text: str) -> str:
    return fold(text).lstrip("#").strip()


def _text_words(text: str | None) -> Iterator[str]:
    """The whole text as one word, its words, and the pieces of those that have punctuation in them."""
    if not text:
        return
    yield word_of(text)
    for token in text.split():
        yield word_of(token)
        yield from (word_of(piece) for piece in _NOT_IN_WORDS.split(fold(token)) if len(piece) >= _PIECE)


def _mail_words(email: str | None) -> Iterator[str]:
    """The address, and its domain: colleagues share it."""
    if email:
        yield word_of(email)
        yield word_of(email.rpartition("@")[2])
        yield from (word_of(piece) for piece in re.split(r"[._+-]", email.partition("@")[0]) if len(piece) >= _PIECE)


def _phone_words(phone: str | None) -> Iterator[str]:
    """The digits as written, without zeros in front, and without the country's."""
    digits = re.sub(r"\D", "", phone or "")
    yield digits[:_LONGEST]
    yield _number(digits)[:_LONGEST]
    if len(digits) > _NATIONAL_NUMBER:
        yield _number(digits[-_NATIONAL_NUMBER:])


def _number(word: str) -> str:
    """A long number without its zeros in front; any other word as it is."""
    is_long_number = len(word) >= _LONG_NUMBER and word.isascii() and word.isdigit()
    return word.lstrip("0") if is_long_number else word


def _kept(words: Iterable[str]) -> list[str]:
    """The first words, each once."""
    return sorted(list(dict.fromkeys(filter(None, words)))[:MOST_WORDS])
