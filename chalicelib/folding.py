"""Text as people look for it: without case and accents."""

import unicodedata


def fold(text: str) -> str:
    """The text in lower case, without accents: É is e, Straße is strasse, ™ is tm."""
    if text.isascii():
        return text.lower()
    decomposed = _decomposed(_decomposed(text).casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _decomposed(text: str) -> str:
    """Letters apart from their accents, and in their plain form."""
    return unicodedata.normalize("NFKD", text)
