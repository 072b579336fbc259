"""Each function has the rights that its code needs, and no others."""

import json
import time
from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest
from chalice.test import Client as ChaliceClient

from chalicelib import clock, dynamo
from chalicelib.clients import Client, Clients
from chalicelib.projections.generations import Generations, begin, open_first, switch_to
from chalicelib.results.chosen import result_cache
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings, load
from chalicelib.store import Delete, Put
from chalicelib.tokens import SCOPES, Tokens
from chalicelib.web import access
from tests.http.api import order
from tests.unit.rights import PLACE, TABLES, Call, SpyingStore, allows, grants, is_used, names_of_tables
from tools.deployment.chalice_project import FUNCTIONS, outputs_of_any_account, policies
from tools.deployment.stages import load_stage

SHOP = "packprod"
WEEKS = ["2025-10-01", "2025-10-08", "2025-10-15", "2025-10-22"]


class Work:
    """The app at work on a spying store."""

    def __init__(self, spy: SpyingStore) -> None:
        self.spy = spy
        self.app = import_module("app")
        self.token = Tokens(spy, TABLES.clients).create(SHOP, SCOPES, "test")
        self._http = ChaliceClient(self.app.app).http

    def send(self, method: str, path: str, body: object = None, **headers: str) -> dict:
        """A request, answered without an error of the server."""
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        content = b"" if body is None else json.dumps(body).encode()
        with self.spy.as_function("APIHandler"):
            reply = self._http.request(method, path, headers=sent, body=content)
        assert reply.status_code < 500, (method, path, reply.body)
        return {"status": reply.status_code, "headers": reply.headers}

    def deliver(self, *order_ids: str) -> None:
        """The stream tells that these orders have changed."""
        records = [
            {"dynamodb": {"Keys": {"orderID": {"S": each}}, "ApproximateCreationDateTime": time.time()}}
            for each in order_ids
        ]
        with self.spy.as_function("UpdateCustomerMetricsCache"):
            self.app.update_customer_metrics_cache({"Records": records}, None)

    def keep_up(self) -> None:
        """A night."""
        with self.spy.as_function("NightlyUpkeep"):
            self.app.nightly_upkeep(
                ChaliceClient(self.app.app).events.generate_cw_event("aws.events", "Scheduled Event", {}, []), None
            )

    def forget(self) -> None:
        """What a process remembers for some seconds is forgotten."""
        _runtime.cache_clear()


@cache
def _runtime() -> Runtime:
    """The runtime of this module; that of the process belongs to a local system that other tests use."""
    return Runtime(load(), None)


@pytest.fixture(scope="module")
def calls():
    """The calls of a few days' work in two generations."""
    with pytest.MonkeyPatch.context() as patch:
        spy = SpyingStore()
        patch.setattr(dynamo, "client", lambda **_: None)
        patch.setattr(dynamo, "DynamoStore", lambda _: spy)
        authorize = access.authorize
        patch.setattr(access, "authorize", lambda request: _as_authorizer(spy, authorize, request))
        for module in ("calls", "access", "nightly", "stream"):
            patch.setattr(f"chalicelib.web.{module}.runtime", _runtime)
        Clients(spy, TABLES.clients).create(Client(SHOP, "Shop"))
        open_first(spy, TABLES)
        work = Work(spy)
        _work(work)
        generations = Generations(spy, TABLES.clients)
        begin(generations, "g2", {})
        switch_to(generations, "g2")
        patch.setattr(clock, "sleep", lambda _: None)
        work.forget()
        _work(work, "later-")
        work.forget()
        return spy.calls


def _as_authorizer(spy, authorize, request):
    with spy.as_function("TokenAuthorizer"):
        return authorize(request)


def _work(work: Work, prefix: str = "") -> None:
    _import(work, prefix)
    _correct(work, prefix)
    _project(work, prefix)
    for parameters in ("", "cache=false"):
        _read(work, prefix, parameters)
    _lose(work, prefix)
    work.keep_up()
    work.keep_up()  # what one night has repaired the next one looks at


def _import(work: Work, prefix: str) -> None:
    customer = {"name": "Ann Lee", "email": "ann@example.com", "phone": "0400 000 000"}
    for number, day in enumerate(WEEKS):
        document = order(f"{prefix}{number}", createdAt=f"{day}T10:30:00Z", customer=customer)
        work.send("POST", "/admin/contacts/import", document)
    work.send("POST", "/admin/contacts/import", document)
    work.send("POST", "/admin/contacts/import", {**document, "status": "draft"})
    work.send("POST", "/admin/orders/import", [order(f"{prefix}b{each}", contactID="c-1") for each in range(3)])
    work.send(
        "POST", "/admin/orders/import", [order(f"{prefix}only{each}", contactID=f"c-1{each}") for each in range(2)]
    )


def _correct(work: Work, prefix: str) -> None:
    work.send("PUT", f"/admin/orders/{prefix}b0", order(f"{prefix}b0", contactID="c-2"))
    work.send("DELETE", f"/admin/orders/{prefix}b1")
    work.send("DELETE", f"/admin/orders/{prefix}b2?purge=true")
    credit = {"orderID": f"{prefix}credit", "createdAt": "2025-10-23T10:30:00Z", "totals": {"total": "-5.00"}}
    work.send("POST", f"/admin/orders/{prefix}0/credits", credit)
    work.send("DELETE", f"/admin/orders/{prefix}credit")
    work.send("DELETE", f"/admin/orders/{prefix}0")  # its credit must stay in the trash meanwhile


def _project(work: Work, prefix: str) -> None:
    orders = [f"{prefix}{each}" for each in ("0", "1", "2", "3", "b0", "b1", "b2", "only0", "only1", "credit")]
    work.spy.poison = {orders[1]}
    work.deliver(*orders)
    work.spy.poison = set()
    work.deliver(*orders)
    work.send("DELETE", f"/admin/orders/{prefix}3?purge=true")
    work.send("DELETE", f"/admin/orders/{prefix}only0?purge=true")
    work.send("PUT", f"/admin/orders/{prefix}2", order(f"{prefix}2", createdAt="2025-10-02T10:30:00Z"))
    work.deliver(*orders)


def _read(work: Work, prefix: str, parameters: str) -> None:
    paths = [
        *("/api/customers?limit=1", "/api/customers?search=ann", "/api/customers?sort=name", "/api/customers/c-2"),
        *("/api/customers?sort=-lastOrderDate", "/api/customers?sort=orderCount", "/api/customers/c-2/orders"),
        *("/api/orders", f"/api/orders/{prefix}0", "/api/products", "/api/products/BOX-S", "/api/products?sort=units"),
        *("/api/products?sort=orders", "/api/products?sort=lastSold", "/api/products/BOX-S/orders"),
        *("/api/reports/products", "/api/reports/sales?interval=week", "/api/reports/overview"),
        *("/api/reports/customers", "/api/reports/statistics", "/api/search?q=ann", "/api/status", "/openapi.json"),
    ]
    for path in paths:
        parts = [path, parameters] if parameters and path not in ("/api/status", "/openapi.json") else [path]
        reply = work.send("GET", ("&" if "?" in path else "?").join(parts))
        work.send("GET", path, **{"If-None-Match": reply["headers"].get("ETag", '"x"')})
    for path in ("/api/customers/c-2?explain=true", "/api/reports/sales?explain=true"):
        work.send("GET", path)


def _lose(work: Work, prefix: str) -> None:
    """Notices that the stream never told, and a parked change."""
    lost = {"orderID": f"{prefix}lost", "clientID": SHOP, "contactID": "c-2", "createdAt": "2025-10-05T10:30:00Z"}
    work.spy.write(Put(TABLES.orders, {**lost, "lines": [], "totals": {"total": 7}, "currency": "AUD"}))
    for each in ("0", "only1"):
        work.spy.write(Delete(TABLES.orders, {"orderID": f"{prefix}{each}"}))
    work.spy.poison = {f"{prefix}1"}
    work.send("PUT", f"/admin/orders/{prefix}1", order(f"{prefix}1", contactID="c-2"))
    work.deliver(f"{prefix}1")
    work.spy.poison = set()


@pytest.fixture(scope="module")
def rights():
    """The policy of each function in an account."""
    stage = load_stage("prod")
    outputs = {name: each.replace("*", "123456789012", 1) for name, each in outputs_of_any_account(stage).items()}
    documents = policies(stage, outputs)
    return {logical_id: documents[file] for logical_id, file in FUNCTIONS.values()}


NAMES = sorted(logical_id for logical_id, _ in FUNCTIONS.values())


@pytest.mark.parametrize("function", NAMES)
def test_a_function_may_do_what_its_code_does(calls, rights, function):
    own = {call for call in calls if call.function == function}
    assert own
    assert sorted(call for call in own if not allows(rights[function], call)) == []


@pytest.mark.parametrize("function", NAMES)
def test_a_function_may_do_nothing_that_its_code_does_not(calls, rights, function):
    own = {call for call in calls if call.function == function}
    assert [each for each in grants(rights[function]) if not is_used(*each, own)] == []


@pytest.mark.parametrize("function", NAMES)
def test_a_function_reaches_no_table_of_others(rights, function):
    names = names_of_tables().values()
    strange = [f"{name}{suffix}" for name in names for suffix in ("-backup", "s", "-archive")]
    for action in ("GetItem", "PutItem", "Query", "Scan", "DeleteTable"):
        assert not any(allows(rights[function], Call(function, action, place)) for place in (*strange, "other"))


def test_the_authorizer_only_reads_tokens(rights):
    assert grants(rights["TokenAuthorizer"]) == [("GetItem", f"{PLACE}{TABLES.clients.name}")]


def test_only_the_nightly_upkeep_reads_whole_tables(rights):
    assert [name for name in NAMES if any(action == "Scan" for action, _ in grants(rights[name]))] == ["NightlyUpkeep"]


def test_where_results_are_kept_in_the_table_the_api_may_read_and_write_it_and_nobody_else():
    spy = SpyingStore()
    cache = result_cache(Settings(result_cache="dynamodb"), spy)
    cache.result("key", lambda: "result")
    stage = load_stage("prod")
    chosen = replace(stage, parameters={**stage.parameters, "app": {"ResultCache": "dynamodb"}})
    outputs = {name: each.replace("*", "123456789012", 1) for name, each in outputs_of_any_account(stage).items()}
    with_table, without = policies(chosen, outputs), policies(stage, outputs)
    place = f"{PLACE}{TABLES.results.name}"
    allowed = {file: [each for each, resource in grants(with_table[file]) if resource == place] for file in with_table}
    assert allowed.pop("policy-api.json") == sorted(call.action for call in spy.calls)
    assert not any(allowed.values())
    assert not any(resource == place for file in without for _, resource in grants(without[file]))
