"""Text as people look for it: without case and accents."""

import unicodedata


def fold(text: str) -> str:
    """The text in lower case, without accents: É is e, Straße is strasse."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
