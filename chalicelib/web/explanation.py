"""An explanation as the API shows it, with the address where the list of documents goes on."""

from collections.abc import Mapping
from urllib.parse import urlencode

from chalicelib.store import Item
from chalicelib.views.explanation import Explanation


def shown_explanation(explanation: Explanation, path: str, query: Mapping[str, str] | None = None) -> Item:
    """The object `explain`; `rest` is null where all documents are shown."""
    if explanation.next_cursor is None:
        return {**explanation.content, "rest": None}
    return {**explanation.content, "rest": f"{path}?{urlencode({**(query or {}), 'cursor': explanation.next_cursor})}"}
