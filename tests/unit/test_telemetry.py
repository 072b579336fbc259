"""What the deployed app tells of itself: lines of JSON with metrics in them, and nothing of persons."""

import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import DynamoDBEvent
from chalice.test import Client as ChaliceClient

from app import app
from chalicelib import clock, timing
from chalicelib.clients import Client, Rules
from chalicelib.errors import Throttled
from chalicelib.memory import MemoryStore
from chalicelib.projections import generations
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings, load
from chalicelib.store import Put
from chalicelib.telemetry.emf import Emf, write_json
from chalicelib.telemetry.names import UNITS
from chalicelib.telemetry.sinks import Record, collecting
from chalicelib.timing import TimedStore
from chalicelib.tokens import SCOPES
from chalicelib.web import stream
from chalicelib.web.nightly import keep_up

JO = {
    "name": "Jozefina Telltale",
    "email": "telltale@example.com",
    "company": "Telltale Ltd",
    "phone": "+61 491 570 006",
}


@dataclass
class Collected:
    """A sink that keeps what it takes."""

    records: list[Record] = field(default_factory=list)

    def emit(self, record: Record) -> None:
        self.records.append(record)

    @property
    def last(self) -> Record:
        return self.records[-1]


@dataclass
class Shop:
    """The app over an in-memory store."""

    parts: Runtime
    token: str
    told: Collected

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = b"" if body is None else json.dumps(body).encode()
        with ChaliceClient(app) as client:
            return client.http.request(method, path, headers=headers, body=content)

    def send(self, order: dict[str, Any]) -> Any:
        return self.call("POST", "/admin/contacts/import", order)

    def stream(self, *order_ids: str, seconds_ago: float = 0) -> None:
        written_at = clock.now().timestamp() - seconds_ago
        records = [
            {"dynamodb": {"Keys": {"orderID": {"S": each}}, "ApproximateCreationDateTime": written_at}}
            for each in order_ids
        ]
        context = SimpleNamespace(aws_request_id="batch-1", get_remaining_time_in_millis=lambda: 60_000)
        stream.update_views(DynamoDBEvent({"Records": records}, context))


@pytest.fixture
def shop(monkeypatch) -> Iterator[Shop]:
    store, settings = TimedStore(MemoryStore()), Settings()
    parts = Runtime(settings, store)
    for module in ("chalicelib.web.calls", "chalicelib.web.access", "chalicelib.web.stream"):
        monkeypatch.setattr(f"{module}.runtime", lambda: parts)
    client = Client(settings.default_client, "Shop", Rules())
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    generations.register(store, settings.tables, client)
    generations.open_first(store, settings.tables)
    told = Collected()
    with collecting(told):
        yield Shop(parts, parts.tokens.create(client.client_id, SCOPES, "test"), told)


def order(order_id: str = "1001", **changes: Any) -> dict[str, Any]:
    line = {"productCode": "BOX", "quantity": 1, "unitPrice": "10.00"}
    return {"orderID": order_id, "createdAt": "2026-01-15T10:00:00Z", "customer": JO, "lines": [line], **changes}


def test_a_request_tells_its_time_its_calls_and_where_the_answer_came_from(shop):
    shop.send(order())
    shop.stream("1001")
    shop.call("GET", "/api/customers")
    told = shop.told.last
    assert told.metrics["Requests"] == 1
    assert told.metrics["ServerErrors"] == 0
    assert (told.metrics["CacheHits"], told.metrics.get("CacheMisses")) == (1, None)
    assert len(told.metrics["StoreCall"]) == told.metrics["StoreCalls"] > 0
    assert told.metrics["ResponseTime"] >= sum(told.metrics["StoreCall"]) > 0
    assert told.fields["route"] == "GET /api/customers"
    assert (told.fields["status"], told.fields["items"]) == (200, 1)
    assert told.fields["cache"] == "Cache HIT for listCustomers - 1 items"
    assert told.message.startswith("listCustomers response time (from cache): ")


def test_the_parts_of_a_request_make_up_its_time(shop):
    shop.call("GET", "/api/customers")
    parts = shop.told.last.fields["parts"]
    assert set(parts) == {"check", "work", "form"}
    assert shop.told.last.metrics["ResponseTime"] >= sum(parts.values()) > 0


def test_an_answer_of_the_recount_is_a_miss(shop):
    shop.send(order())
    shop.call("GET", "/api/customers?cache=false")
    assert (shop.told.last.metrics.get("CacheHits"), shop.told.last.metrics["CacheMisses"]) == (None, 1)
    assert shop.told.last.fields["cache"] == "Cache MISS for listCustomers - 1 items"


def test_an_answer_that_is_no_view_is_neither(shop):
    shop.call("GET", "/api/status")
    assert not {"CacheHits", "CacheMisses"} & shop.told.last.metrics.keys()


def test_a_slow_request_is_told_as_the_shops_system_told_it(shop, monkeypatch):
    monkeypatch.setattr(shop.parts, "settings", Settings(slow_seconds=1e-9))
    shop.call("GET", "/api/products/BOX/orders")
    assert shop.told.last.message.startswith("SLOW QUERY: listProductOrders took ")
    assert shop.told.last.metrics["SlowRequests"] == 1
    assert shop.told.last.is_warning


def test_a_fault_of_ours_is_counted_and_its_traceback_logged_once(shop, monkeypatch, caplog):
    monkeypatch.setattr("chalicelib.web.status.status", lambda *_, **__: 1 // 0)
    assert shop.call("GET", "/api/status").status_code == 500
    assert (shop.told.last.metrics["ServerErrors"], shop.told.last.fields["status"]) == (1, 500)
    assert sum("ZeroDivisionError" in (each.exc_text or "") for each in caplog.records) == 1


def test_a_refusal_is_no_fault_of_ours(shop):
    shop.call("GET", "/api/customers?limit=0")
    assert (shop.told.last.metrics["ServerErrors"], shop.told.last.fields["status"]) == (0, 400)


def test_an_import_tells_what_became_of_each_order(shop):
    counted = []
    credit = order("C1", type="credit", totals={"total": "-1.00"}, lines=[])
    for document in (order(), order(), order(createdAt="2026-01-16T10:00:00Z"), credit, order("2", currency="XYZ1")):
        shop.send(document)
        counted += [dict(shop.told.last.metrics)]
    names = ["OrdersImported", "OrdersUnchanged", "OrdersConflicting", "CreditsImported", "OrdersRefused"]
    assert [[name for name in names if name in each] for each in counted] == [[name] for name in names]
    assert shop.told.last.fields["refused"] == ["currency"]


def test_a_bulk_import_is_counted_once_and_names_fields_without_their_place(shop):
    line = {"productCode": "BOX", "quantity": "many"}
    shop.call("POST", "/admin/orders/import", [order("1"), order("2"), order("3", lines=[line, line])])
    told = shop.told.last
    assert (told.metrics["OrdersImported"], told.metrics["OrdersRefused"]) == (2, 1)
    assert told.fields["refused"] == ["lines.quantity"]


def test_a_batch_tells_how_far_behind_it_was(shop):
    shop.send(order())
    shop.stream("1001", "unknown", seconds_ago=3)
    told = shop.told.last
    assert told.message == "Processed metrics for 2 order changes"
    assert (told.metrics["OrderChanges"], told.metrics["AppliedChanges"], told.metrics["ParkedChanges"]) == (2, 2, 0)
    assert 3 <= told.metrics["ViewLag"] < 60
    assert told.metrics["StoreCall"]
    assert told.fields["requestID"] == "batch-1"


def test_a_parked_change_is_a_warning(shop):
    orders = shop.parts.settings.tables.orders
    item = {"orderID": "P", "clientID": "packprod", "contactID": "c" * 2040, "createdAt": "2026-01-15T10:00:00Z"}
    shop.parts.store.write(Put(orders, item))
    shop.stream("P")
    assert shop.told.last.metrics["ParkedChanges"] == 1
    assert shop.told.last.is_warning


def test_a_night_tells_its_figures_zeros_too(shop, monkeypatch):
    monkeypatch.setattr("chalicelib.web.nightly.runtime", lambda: shop.parts)
    shop.send(order())
    shop.stream("1001")
    keep_up(SimpleNamespace(context=None))
    told = shop.told.last
    names = ["VerifiedCustomers", "SweptOrders", "RepairedOrders", "VerifyDifferences", "OpenParkedChanges"]
    assert [told.metrics[name] for name in names] == [1, 1, 0, 0, 0]
    assert told.metrics["NightlySeconds"] >= 0
    assert not told.is_warning


def test_a_batch_that_had_to_start_over_says_how_often(shop, monkeypatch):
    store = shop.parts.store
    answers = iter([Throttled("busy")])
    stock = store.transact

    def busy_once(writes):
        if error := next(answers, None):
            raise error
        stock(writes)

    shop.send(order())
    monkeypatch.setattr(store, "transact", busy_once)
    shop.stream("1001")
    assert shop.told.last.metrics["RetriedChanges"] == 1


def test_a_cold_start_is_told_once(shop):
    with collecting(shop.told, seconds_to_load=1.5):
        shop.call("GET", "/api/status")
        first = shop.told.last.metrics
        shop.call("GET", "/api/status")
    assert first["ColdStart"] == pytest.approx(1500 + first["ResponseTime"])
    assert "ColdStart" not in shop.told.last.metrics


def test_a_metric_without_a_name_is_a_bug():
    with pytest.raises(AssertionError, match="Surprise"):
        Record("x", {"Surprise": 1})


def lines_of(*records: Record) -> list[dict[str, Any]]:
    output = io.StringIO()
    with redirect_stdout(output):
        for each in records:
            Emf("prod").emit(each)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_line_is_what_cloudwatch_reads_metrics_from(shop):
    """The embedded metric format: each metric is named with its unit, and its value stands beside."""
    shop.send(order())
    shop.stream("1001")
    shop.call("GET", "/api/customers")
    told = [*shop.told.records]
    lines = lines_of(*told)
    assert len(lines) == len(told)
    for line, record in zip(lines, told, strict=True):
        assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 60
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert (directive["Namespace"], directive["Dimensions"]) == ("WebOrders", [["Stage"]])
        assert {each["Name"]: each["Unit"] for each in directive["Metrics"]} == {
            name: UNITS[name] for name in record.metrics
        }
        for name, value in record.metrics.items():
            assert line[name] == [float(each) for each in (value if isinstance(value, list) else [value])]
        assert (line["Stage"], line["message"]) == ("prod", record.message)
        assert line["level"] == ("WARNING" if record.is_warning else "INFO")


def test_lines_do_not_share_their_metrics():
    first, second = lines_of(Record("a", {"Requests": 1}), Record("b", {"OrderChanges": 2}))
    assert "OrderChanges" not in first
    assert "Requests" not in second


def test_a_request_with_more_calls_than_a_line_may_hold_is_still_one_line():
    calls = [float(each) for each in range(timing._MOST_KEPT)]
    (line,) = lines_of(Record("a", {"Requests": 1, "StoreCall": calls, "StoreCalls": 412}))
    assert line["StoreCall"] == calls


def test_no_line_holds_anything_of_a_person(shop, caplog):
    caplog.set_level(logging.DEBUG)
    shop.send(order())
    shop.send(order("2", customer=JO | {"phone": ["+61 491 570 006"]}))
    shop.stream("1001")
    page = json.loads(shop.call("GET", "/api/customers?search=telltale").body)
    contact = page["data"][0]["contactID"]
    shop.call("GET", f"/api/customers/{contact}")
    shop.call("GET", "/api/search?q=telltale@example.com")
    shop.call("GET", "/api/orders/1001")
    said = json.dumps(lines_of(*shop.told.records)) + caplog.text
    for secret in ("elltale", "Jozefina", "491", contact, "1001", shop.token, shop.token[:12]):
        assert secret not in said


def test_the_log_of_a_function_is_json(capsys):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    for handler in before:
        root.removeHandler(handler)
    try:
        write_json("INFO")
        logging.getLogger("chalicelib.projections.stream").warning("Parked %d order changes", 2)
        try:
            raise ValueError("why")
        except ValueError:
            logging.getLogger("weborders").exception("Caught exception")
    finally:
        for handler in list(root.handlers):
            root.removeHandler(handler)
        for handler in before:
            root.addHandler(handler)
        root.setLevel(level)
    warning, error = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (warning["level"], warning["message"]) == ("WARNING", "Parked 2 order changes")
    assert "ValueError: why" in error["exception"]


def test_nothing_is_written_on_this_machine(shop, capsys):
    shop.send(order())
    shop.stream("1001")
    shop.call("GET", "/api/customers")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("variable", "value", "right"),
    [
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO"),
        ("RETRY_MODE", "never", "one of standard, adaptive"),
        ("SLOW_SECONDS", "soon", "a number of seconds above 0"),
        ("SLOW_SECONDS", "0", "a number of seconds above 0"),
    ],
)
def test_a_wrong_setting_is_named(variable, value, right):
    with pytest.raises(ValueError, match=f"{variable} must be {right}"):
        load({variable: value})


def test_settings_of_a_function_are_read():
    settings = load({"STAGE": "prod", "LOG_LEVEL": "DEBUG", "SLOW_SECONDS": "0.5", "RETRY_MODE": "adaptive"})
    assert (settings.stage, settings.log_level, settings.slow_seconds) == ("prod", "DEBUG", 0.5)
    assert settings.retry_mode == "adaptive"


def test_a_process_knows_its_age():
    assert 0 < (clock.process_age() or 0) < 24 * 3600
