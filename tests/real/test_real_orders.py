"""A real shop's nine months: 16,459 invoices through the import, the stream and the views, against known answers.

Not part of the project: the data lie beside it, or the tests are skipped. `make test-real` runs them.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api
from tools.local.system import LocalSystem

PROJECT = Path(__file__).parents[2]
DATA = PROJECT.parent / "shared" / "data" / "online-retail"
SHOP = Client("gift-shop", "Gift shop", Rules(zone="UTC", currency="GBP"))
DRAIN_SECONDS = 3600

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="the real orders data set is not beside the project"),
]


def expected(name: str):
    return json.loads((DATA / "expected" / f"{name}.json").read_text())


def run(system: LocalSystem, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools", *arguments],
        cwd=PROJECT,
        env={**system.environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def memory_of(pid: int) -> str:
    """The resident memory of a process, where the system tells."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return "unknown"
    return next(line.split(":")[1].strip() for line in lines if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def system(tmp_path_factory) -> Iterator[LocalSystem]:
    """The local system with all real orders imported and projected."""
    orders = tmp_path_factory.mktemp("orders") / "orders.jsonl"
    with orders.open("w") as file:
        source = DATA / "online_retail_orders.public.jsonl.gz"
        subprocess.run([sys.executable, DATA / "to_orders.py", source], stdout=file, check=True)
    with LocalSystem(tmp_path_factory.mktemp("local"), persist=False) as system:
        register(system.store, system.tables, SHOP)
        started = clock.monotonic()
        imported = run(system, "import", str(orders), "--client", SHOP.client_id)
        assert imported.returncode == 0, imported.stderr[-2000:]
        print("\n" + (imported.stdout + imported.stderr).strip().splitlines()[-1])
        print(f"import: {clock.monotonic() - started:.0f} s")
        assert system.wait_until_drained(DRAIN_SECONDS)
        print(f"import and views: {clock.monotonic() - started:.0f} s")
        print(f"peak memory: store {memory_of(system.ministack.process.pid)}")
        yield system


@pytest.fixture(scope="module")
def api(system) -> Api:
    """The API as the gift shop sees it."""
    return Api(system.url, system.runtime.tokens.create(SHOP.client_id, {READ, WRITE, OPERATE}, "test"))


def pages(api: Api, path: str, **parameters) -> list[dict]:
    rows, cursor = [], {}
    while True:
        reply = api.get(path, limit=100, **parameters, **cursor)
        rows += reply.data
        if reply.body["page"]["nextCursor"] is None:
            return rows
        cursor = {"cursor": reply.body["page"]["nextCursor"]}


def test_verify_finds_no_difference(system):
    started = clock.monotonic()
    verified = run(system, "verify")
    print("\n" + verified.stdout.strip(), f"({clock.monotonic() - started:.0f} s)")
    assert (verified.returncode, verified.stdout.startswith("no difference")) == (0, True), verified.stdout[-3000:]


def test_a_second_import_changes_nothing(system, tmp_path):
    first = tmp_path / "first.jsonl"
    source = DATA / "online_retail_orders.public.jsonl.gz"
    with first.open("w") as file:
        subprocess.run([sys.executable, DATA / "to_orders.py", source, "300"], stdout=file, check=True)
    again = run(system, "import", str(first), "--client", SHOP.client_id)
    assert again.returncode == 0
    assert "300 unchanged" in again.stdout + again.stderr


def test_200_customers_have_their_known_numbers(api):
    for known in expected("customers_200"):
        found = api.get(f"/api/customers/c-{known['customerId']}").data
        sales = known["sales"] or {"orderCount": 0, "firstOrder": None, "lastOrder": None}
        assert found["orderCount"] == sales["orderCount"], known["customerId"]
        assert found["totalSpend"] == Decimal(known["all"]["totalSpend"]), known["customerId"]
        assert (found["firstOrderDate"], found["lastOrderDate"]) == (
            instant(sales["firstOrder"]),
            instant(sales["lastOrder"]),
        )


def test_the_50_best_customers_are_the_known_ones(api):
    best = [(row["contactID"], row["totalSpend"]) for row in api.get("/api/customers", limit=50).data]
    assert best == [
        (f"c-{known['customerId']}", Decimal(known["totalSpend"])) for known in expected("top_customers")["all"]
    ]


def test_ten_customers_have_their_known_documents(api):
    for known in expected("customer_orders_10")["customers"]:
        rows = pages(api, f"/api/customers/c-{known['customerId']}/orders")
        found = [(row["orderID"], row["type"], row["createdAt"], row["total"], row["itemsSold"]) for row in rows]
        assert found == [
            (
                each["invoice"],
                "order" if each["kind"] == "sale" else "credit",
                instant(each["timestamp"]),
                Decimal(each["total"]),
                each["units"],
            )
            for each in known["orders"]
        ]


@pytest.mark.parametrize(("name", "interval"), [("daily_sales", "day"), ("monthly_sales", "month")])
def test_sales_are_the_known_ones(api, name, interval):
    reply = api.get("/api/reports/sales", **{"from": "2010-12-01", "to": "2011-08-31"}, interval=interval)
    [block] = reply.data
    found = {part["from"][: len("2011-08-31" if interval == "day" else "2011-08")]: part for part in block["intervals"]}
    for known in expected(name)["periods"]:
        part = found[known["period"]]
        assert part["totalSales"] == Decimal(known["all"]["revenue"])
        assert part["itemsSold"] == known["all"]["units"]
        assert part["orders"] == known["sales"]["orderCount"]
        assert part["orders"] + part["credits"] == known["all"]["orderCount"]


def test_the_overview_is_the_known_one(api):
    reply = api.get("/api/reports/overview", **{"from": "2010-12-01", "to": "2011-08-31"})
    [block] = reply.data
    known = expected("overview")
    figures = block["figures"]
    assert figures["totalSales"] == Decimal(known["all"]["revenue"])
    assert (figures["orders"], figures["itemsSold"]) == (known["sales"]["orderCount"], known["all"]["units"])


def test_50_products_have_their_known_numbers(api):
    for known in expected("products_50"):
        found = api.get(f"/api/products/{quote(known['stockCode'], safe='')}").data
        assert found["productCode"] == known["stockCode"]
        assert (found["units"], found["revenue"]) == (known["all"]["units"], Decimal(known["all"]["revenue"]))
        assert found["orders"] == known["sales"]["orderCount"], known["stockCode"]
        assert found["orders"] + found["credits"] == known["all"]["orderCount"], known["stockCode"]
        assert found["lastSold"] == instant(known["sales"]["lastOrder"]), known["stockCode"]


def test_six_products_have_their_known_newest_documents(api):
    for known in expected("product_orders_6")["products"]:
        rows = pages(api, f"/api/products/{known['stockCode']}/orders")
        assert len(rows) == known["orderCount"]
        found = [
            (row["orderID"], row["createdAt"], row["contactID"], row["units"], row["revenue"]) for row in rows[:20]
        ]
        assert found == [
            (
                each["invoice"],
                instant(each["timestamp"]),
                each["customerId"] and f"c-{each['customerId']}",
                each["units"],
                Decimal(each["amount"]),
            )
            for each in known["newest20"]
        ]


def test_the_50_best_products_are_the_known_ones(api):
    period = {"from": "2010-12-01", "to": "2011-08-31"}
    [block] = api.get("/api/reports/products", **period, limit=50).data
    known = [
        (each["stockCode"], Decimal(each["revenue"]), each["units"], each["orderCount"])
        for each in expected("top_products")["all"]
    ]
    for rows in (block["products"], api.get("/api/products", limit=50).data):
        found = [(row["productCode"], row["revenue"], row["units"], row["orders"] + row["credits"]) for row in rows]
        assert found == known
    overview = expected("overview")["all"]
    assert (block["totals"]["units"], block["totals"]["revenue"]) == (overview["units"], Decimal(overview["revenue"]))


def test_every_product_is_listed_once(api):
    rows = pages(api, "/api/products", sort="lastSold")
    assert len({row["productCode"] for row in rows}) == len(rows) == expected("overview")["all"]["products"]


def test_every_customer_is_listed_once(api):
    rows = pages(api, "/api/customers", sort="name")
    assert len({row["contactID"] for row in rows}) == len(rows) == expected("overview")["all"]["customers"]


def instant(text: str | None) -> str | None:
    return None if text is None else f"{text}Z"
