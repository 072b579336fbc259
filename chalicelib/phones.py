"""Phone numbers as people write and dial them: with or without their country's code, and zeros in front."""

import re

_DIALLED = re.compile(r"\s*\+[\d\s()./-]*")
# Numbers with so many digits and no zero in front are mostly written with their country's code.
_INTERNATIONAL_LENGTH = 11
# The country codes (ITU E.164): no code begins with another one.
_COUNTRY = re.compile(
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}",
    re.ASCII,
)


def phone_words(text: str) -> list[str]:
    """A number as it is written, and as it is dialled at home without and with a zero in front."""
    digits = _digits(text)
    home = _at_home(text).lstrip("0")
    written = [digits, digits.lstrip("0")]
    return list(dict.fromkeys(written if home in ("", digits) else [*written, home, f"0{home}"]))


def dialled(text: str) -> str | None:
    """The number, or its beginning, that a text with + in front asks for; None for any other text."""
    if not _DIALLED.fullmatch(text):
        return None
    return _at_home(text).lstrip("0") or _digits(text)


def _at_home(text: str) -> str:
    """The digits without their country's code."""
    digits = _digits(text)
    if text.strip().startswith("+"):
        return _COUNTRY.sub("", digits, count=1)
    if digits.startswith("00"):
        return _COUNTRY.sub("", digits[2:], count=1)
    is_international = len(digits) >= _INTERNATIONAL_LENGTH and not digits.startswith("0")
    return _COUNTRY.sub("", digits, count=1) if is_international else digits


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
