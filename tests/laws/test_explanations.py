"""Explanations: what the documents add is what the figures are, and every formula gives its figure."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import money
from chalicelib.clients import UNCOUNTED_CREDITS, UNCOUNTED_ORDERS
from chalicelib.views import customers
from chalicelib.views.explained_customer import CUSTOMER_FORMULAS, explained_customer
from chalicelib.views.explained_sales import SALES_FORMULAS, explained_sales
from chalicelib.views.formulas import ADDED_UP
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import FIGURES, sales_report
from tests.laws.test_recount_answers import asked, sources_of, without_own_times
from tests.laws.test_reports import orders

ZERO = Decimal(0)
periods = st.builds(
    Period, st.dates(date(2024, 12, 25), date(2025, 2, 10)), st.dates(date(2025, 2, 11), date(2025, 4, 20))
)


def explained_report(source, period):
    blocks = sales_report(source, period, "month")
    explanation = explained_sales(source, period, {block["currency"]: block["totals"] for block in blocks})
    return blocks, explanation


def from_both(sources, question):
    """The answer, which the view and the recount must share."""
    from_view, from_recount = (asked(sources, question, views=views)[0] for views in (True, False))
    assert from_view == from_recount
    return from_view


def added_up(documents, figure) -> dict[str, Decimal]:
    sums = defaultdict(Decimal)
    for document in documents:
        sums[document["currency"]] += document["adds"].get(figure, ZERO)
    return sums


def check_formula(each) -> None:
    """Work the formula out from its text and its values alone."""
    if each["formula"] == ADDED_UP or not all(type(value) in (int, Decimal) for value in each["values"].values()):
        return
    names = {name: Decimal(value) for name, value in each["values"].items()}
    text = each["formula"].replace("−", "-")
    numerator, _, denominator = text.partition(" / ")
    if not denominator:
        assert each["value"] == eval(text, {}, names)
    else:
        parts = eval(numerator, {}, names), eval(denominator, {}, names)
        assert each["value"] == money.ratio(*parts)


@settings(max_examples=80, deadline=None)
@given(items=orders, period=periods)
def test_what_the_documents_add_is_every_figure_of_the_report(items, period):
    blocks, explanation = from_both(sources_of(items), lambda source: explained_report(source, period))
    documents = explanation.content["documents"]
    assert explanation.content["shown"] == len(documents)
    for formula in SALES_FORMULAS:
        if formula.figure not in ("averageOrderValue", "returningRate"):
            sums = added_up(documents, formula.figure)
            assert all(block["totals"][formula.figure] == sums[block["currency"]] for block in blocks), formula.figure


@settings(max_examples=80, deadline=None)
@given(items=orders, period=periods)
def test_every_formula_gives_the_figure_of_the_report(items, period):
    blocks, explanation = from_both(sources_of(items), lambda source: explained_report(source, period))
    figures = explanation.content["figures"]
    assert [(each["currency"], each["figure"], each["value"]) for each in figures] == [
        (block["currency"], formula.figure, block["totals"][formula.figure])
        for block in blocks
        for formula in SALES_FORMULAS
    ]
    for each in figures:
        check_formula(each)


@settings(max_examples=40, deadline=None)
@given(items=orders, period=periods)
def test_a_document_that_adds_nothing_says_why_and_the_others_are_those_that_count(items, period):
    _, explanation = from_both(sources_of(items), lambda source: explained_report(source, period))
    given_ = {item["orderID"]: item for item in items}
    for document in explanation.content["documents"]:
        item = given_[document["orderID"]]
        uncounted = UNCOUNTED_ORDERS if item["type"] == "order" else UNCOUNTED_CREDITS
        assert bool(document["adds"]) == document["counts"] == (item["status"].casefold() not in uncounted)
        if not document["adds"]:
            assert f'"{item["status"]}" does not count' in document["because"]


@settings(max_examples=40, deadline=None)
@given(items=orders)
def test_the_overview_is_explained_as_the_sales_are(items):
    period = Period(date(2025, 1, 1), date(2025, 3, 31))

    def question(source):
        figures = {block["currency"]: block["figures"] for block in overview(source, period, None)}
        return explained_sales(source, period, figures)

    sources = sources_of(items)
    assert from_both(sources, question) == from_both(sources, lambda source: explained_report(source, period))[1]


@settings(max_examples=60, deadline=None)
@given(items=orders)
def test_what_the_documents_add_is_every_figure_of_the_customer(items):
    sources = sources_of(items)
    for contact in {item["contactID"] for item in items if "contactID" in item}:
        shown, explanation = asked(sources, lambda source, c=contact: explained_customer(source, c), views=True)[0]
        documents = explanation.content["documents"]
        for figure in ("orderCount", "creditCount", "totalSpend"):
            assert sum(added_up(documents, figure).values(), ZERO) == shown[figure], figure
        spend = defaultdict(Decimal)
        for document in documents:
            for currency, amount in document["adds"].get("spendByCurrency", {}).items():
                spend[currency] += amount
        assert spend == shown["spendByCurrency"]
        assert explanation.content["inAll"] == explanation.content["shown"] == len(documents)


@settings(max_examples=60, deadline=None)
@given(items=orders)
def test_a_customer_is_explained_the_same_from_both_and_every_formula_holds(items):
    sources = sources_of(items)
    for contact in {item["contactID"] for item in items if "contactID" in item}:
        answers = [
            asked(sources, lambda source, c=contact: explained_customer(source, c), views=views)[0]
            for views in (True, False)
        ]
        assert answers[0][1] == answers[1][1]
        plain = asked(sources, lambda source, c=contact: customers.customer(source, c), views=True)[0]
        assert without_own_times([plain]) == without_own_times([answers[0][0]])
        for each in answers[0][1].content["figures"]:
            assert each["value"] == plain[each["figure"]]
            if each["figure"] != "lastOrderDaysAgo":
                check_formula(each)


def test_every_figure_of_a_report_has_a_formula():
    assert {formula.figure for formula in SALES_FORMULAS} == set(FIGURES)


def test_the_parts_of_a_formula_are_what_its_text_names():
    for formula in (*SALES_FORMULAS, *CUSTOMER_FORMULAS):
        if formula.formula != ADDED_UP and "the " not in formula.formula and "that " not in formula.formula:
            assert set(re.findall(r"[a-zA-Z]+", formula.formula)) == set(formula.parts)
