"""GET /api/search."""

from chalicelib.views.search import search
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import SearchParameters, read_parameters
from chalicelib.web.reads import ask


def search_everything(call: Call) -> Answer:
    """The customers, orders and products that a text finds."""
    parameters = read_parameters(SearchParameters, call.parameters())
    found, meta = ask(call, parameters, lambda source: search(source, parameters.q, limit=parameters.limit))
    data = {"customers": found.customers, "orders": found.orders, "products": found.products}
    note = {"note": "more begins with this than was looked through; add a letter or a word"} if found.is_short else {}
    return Answer(data, beside=note, meta=meta)
