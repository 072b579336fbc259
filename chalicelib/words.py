"""Words as people look for them: without case, accents and punctuation, numbers however they were spaced.

What is stored and what is asked for go through the same functions; a word that is asked for finds every word
that begins with it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from chalicelib.folding import fold
from chalicelib.phones import dialled, phone_words

MOST_WORDS = 13  # a document may move from one renamed customer to another, in one transaction
_LONGEST = 120  # bytes
_ASCII_PIECE = re.compile(r"[a-z0-9]+")
_TIMES = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d|$)")
_NOT_IN_ADDRESS = re.compile(r"[^\w.@+-]")
_LONG_NUMBER = 8  # so many digits are a number whose zeros in front are not always written
_SHORTEST_NAME = 2
_SHORTEST_NUMBER = 3  # what is left of a reference from a number on finds too much where it is shorter
# Domains that say nothing of who uses them, by their first part: these are looked for with their @ only.
_MAIL_PROVIDERS = frozenset(
    "126 163 aol bigpond btinternet comcast free gmail gmx googlemail hotmail icloud iinet libero live mac mail me msn "
    "naver optusnet orange outlook proton protonmail qq t-online tpg web xtra yahoo yandex ymail".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a text as a single word, and its words, each once, the longest first."""

    whole: str
    words: tuple[str, ...]

    def names(self, words: Iterable[str]) -> bool:
        """Whether the whole text begins one of these words."""
        return any(word.startswith(self.whole) for word in words)

    def finds(self, words: list[str]) -> bool:
        """Whether the whole text, or else each of its words, begins one of these words."""
        return self.names(words) or all(any(word.startswith(each) for word in words) for each in self.words)


def asked(text: str) -> Asked | None:
    """What a text looks for; None where it has no letter and no digit."""
    whole = word_of(text)
    words = dict.fromkeys(filter(None, (word for token in _plain(text).split() for word in _asked_words(token))))
    return Asked(whole, tuple(sorted(words, key=len, reverse=True))) if whole else None


def word_of(text: str) -> str:
    """A text as a single word; an e-mail address keeps its form. "" where nothing of it can be looked for."""
    plain = _plain(text)
    if "@" in plain:
        return _address(plain)
    number = dialled(plain)
    return _clipped(_number("".join(_pieces(plain)) if number is None else number))


def sortable(text: str) -> str:
    """A text by which what is found is sorted; it has no control characters."""
    return _clipped(" ".join(_pieces(_plain(text))))


def customer_words(name: str | None, email: str | None, company: str | None, phone: str | None) -> list[str]:
    """The words by which a customer is found, sorted; where there are too many, ends of long names are left out."""
    address, domain, *rest = _mail_words(email)
    numbers = phone_words(_plain(phone or ""))
    wholes = word_of(name or ""), word_of(company or "")
    return _kept((address, domain, *numbers, *wholes), _text_words(name), _text_words(company), rest)


def product_words(code: str, name: str | None) -> list[str]:
    """The words by which a product is found, sorted."""
    return _kept(_text_words(code), _text_words(name))


def reference_word(reference: str) -> str:
    """The whole reference as a single word, whatever its case, and with or without #; never none."""
    return _clipped("".join(_pieces(_plain(reference))) or _reference(reference) or reference)


def reference_words(reference: str) -> list[str]:
    """The words by which an order is found: its reference, and the numbers in it with and without zeros in front."""
    numbers = _numbers(_pieces(_plain(reference)))
    ends = [_clipped(each) for each in (*numbers[:1], *numbers[-1:])]
    found = {reference_word(reference), word_of(reference), *ends, *(each.lstrip("0") for each in ends)}
    return sorted(found - {""})


def same_reference(one: str, other: str) -> bool:
    """Whether two texts name the same reference, however their case and their # were written."""
    return _reference(one) == _reference(other)


def _asked_words(token: str) -> list[str]:
    """The names that punctuation joins, like Smith-Jones, are asked for one by one; anything else as one word."""
    names = _pieces(_plain(token))
    are_names = "@" not in token and all(name.isalpha() and len(name) >= _SHORTEST_NAME for name in names)
    return names if are_names else [word_of(token)]


def _reference(text: str) -> str:
    return fold(text).lstrip("#").strip()


def _numbers(pieces: list[str]) -> list[str]:
    """What a reference is from each of its numbers on."""
    ends = [
        "".join((piece[match.start() :], *pieces[place:]))
        for place, piece in enumerate(pieces, 1)
        for match in re.finditer(r"\d+", piece)
    ]
    return [each for each in ends if len(each) >= _SHORTEST_NUMBER]


def _text_words(text: str | None) -> Iterator[str]:
    """The whole text as one word, its words, and the ends of those that have punctuation in them."""
    plain = _plain(text or "")
    tokens = plain.split()
    for each in (plain, *tokens):
        written = "".join(_pieces(each))
        yield from (word_of(each), written, written.lstrip("0"))
    for token in tokens:
        yield from list(_ends(_pieces(token)))[1:]


def _mail_words(email: str | None) -> Iterator[str]:
    """The address, the domain, which colleagues share, and the name in front of it."""
    name, at, domain = _plain(email or "").partition("@")
    yield from (word_of(email or ""), word_of(at + domain))
    if domain.partition(".")[0] not in _MAIL_PROVIDERS:
        yield word_of(domain)
    yield from _ends(_pieces(name))


def _ends(pieces: list[str]) -> Iterator[str]:
    """What is left from each piece on, as one word."""
    return ("".join(pieces[place:]) for place in range(len(pieces)))


def _plain(text: str) -> str:
    """The text without case and accents, with the digits 0 to 9, and a space between the sides of 300 × 200."""
    folded = fold(text)
    if not folded.isascii():
        folded = "".join(str(unicodedata.decimal(each, each)) for each in folded)
    return _TIMES.sub(" ", folded)


def _pieces(plain: str) -> list[str]:
    """What punctuation and spaces leave of a text."""
    if plain.isascii():
        return _ASCII_PIECE.findall(plain)
    spaced = "".join(each if _is_in_words(each) else " " for each in plain)
    return [piece for piece in spaced.split() if any(map(str.isalnum, piece))]


def _is_in_words(each: str) -> bool:
    """Letters, digits, and the vowel signs of scripts that write them as marks."""
    return each.isalnum() or unicodedata.category(each).startswith("M")


def _address(plain: str) -> str:
    kept = _NOT_IN_ADDRESS.sub("", plain).strip(".")
    return _clipped(kept) if any(map(str.isalnum, kept)) else ""


def _number(word: str) -> str:
    """A long number without its zeros in front; any other word as it is."""
    is_long_number = len(word) >= _LONG_NUMBER and word.isascii() and word.isdigit()
    return word.lstrip("0") or word if is_long_number else word


def _clipped(word: str) -> str:
    """The beginning of a long word."""
    return word.encode()[:_LONGEST].decode(errors="ignore")


def _kept(*words: Iterable[str]) -> list[str]:
    """The first words, each once."""
    found = dict.fromkeys(_clipped(word) for word in chain(*words) if word)
    return sorted(list(found)[:MOST_WORDS])
