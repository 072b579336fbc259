"""GET /api/reports/customers: the best customers of a month."""

from chalicelib.views.best_customers import BEST_CUSTOMER_FIELDS, best_customers
from chalicelib.views.paging import Slice, gathered
from chalicelib.views.periods import Period
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import BestCustomersParameters
from chalicelib.web.reads import ask, list_parameters, page_answer


def show_best_customers(call: Call) -> Answer:
    """A page of the customers of a month by what they spent in it."""
    parameters = list_parameters(call, BestCustomersParameters)
    (period, page), meta = ask(call, parameters, lambda source: _asked(source, parameters))
    return page_answer(
        call,
        page,
        parameters,
        meta,
        name=f"customers-{period.first.isoformat()[:7]}",
        known_fields=BEST_CUSTOMER_FIELDS,
        beside={"period": {"from": period.first.isoformat(), "to": period.last.isoformat()}},
    )


def _asked(source: Source, parameters: BestCustomersParameters) -> tuple[Period, Slice]:
    period = parameters.period(source.today)
    currency = parameters.currency or source.rules.currency
    page = gathered(
        lambda limit, cursor: best_customers(source, period.first, currency, limit=limit, cursor=cursor),
        parameters.limit,
        parameters.cursor,
    )
    return period, page
