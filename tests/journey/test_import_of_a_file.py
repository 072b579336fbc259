"""A file of orders through the command line, the stream and the views, compared with a recount."""

import gzip
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.instants import zone_of
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ
from chalicelib.web.json import json_of
from tests.http.api import Api
from tools.local.demo import demo_orders

PROJECT = Path(__file__).parents[2]
REAL = PROJECT.parent / "shared" / "data" / "online-retail"
ORDERS = 250


def demo_lines() -> list[str]:
    orders = demo_orders(datetime(2025, 6, 30, 2, tzinfo=UTC), zone=zone_of("Australia/Sydney"))
    return [json_of(each) for each in islice(orders, ORDERS)]


def real_lines() -> list[str]:
    if not REAL.exists():
        pytest.skip("the real orders data set is not beside the project")
    mapped = subprocess.run(
        [sys.executable, REAL / "to_orders.py", REAL / "online_retail_orders.public.jsonl.gz", str(ORDERS)],
        capture_output=True,
        text=True,
        check=True,
    )
    return mapped.stdout.splitlines()


@pytest.mark.parametrize(("name", "lines"), [("slice-demo", demo_lines), ("slice-real", real_lines)])
def test_an_imported_file_is_answered_as_a_recount_answers(local_system, local_environment, tmp_path, name, lines):
    orders = lines()
    file = tmp_path / "orders.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(orders).encode()))
    register(local_system.store, local_system.tables, Client(name, name, Rules(zone="UTC", currency="GBP")))

    first = run_import(file, name, local_environment, tmp_path)
    assert f"{len(orders)} created" in first
    again = run_import(file, name, local_environment, tmp_path)
    assert f"{len(orders)} unchanged" in again

    assert local_system.wait_until_drained(120)
    api = Api(local_system.url, local_system.runtime.tokens.create(name, {READ, OPERATE}, "test"))
    from_views, from_recount = customers(api), customers(api, cache="false")
    assert from_views == from_recount
    assert len(from_views) > 20
    for customer in from_views[:4]:
        path = f"/api/customers/{customer['contactID']}/orders"
        assert api.get(path, limit=100).data == api.get(path, limit=100, cache="false").data


def customers(api: Api, **parameters) -> list[dict]:
    rows, cursor = [], {}
    while True:
        reply = api.get("/api/customers", limit=100, **parameters, **cursor)
        assert reply.status == 200, reply.raw
        rows += [{**row, "lastUpdated": None} for row in reply.data]
        if reply.body["page"]["nextCursor"] is None:
            return rows
        cursor = {"cursor": reply.body["page"]["nextCursor"]}


def run_import(file: Path, client: str, environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tools", "import", str(file), "--client", client, "--rejected", folder / "no.jsonl"],
        cwd=PROJECT,
        env={**environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return (done.stdout + done.stderr).replace(",", "")
