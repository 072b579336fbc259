"""`python -m tools import FILE`: every row is imported or reported, and it is safe to run it again."""

import argparse
import gzip
import io
import json
import sys
import threading

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import NotFound, StorageUnavailable, UnreadableBody
from chalicelib.ingest.body import MAX_ORDER_BYTES
from chalicelib.ingest.chains import chains
from chalicelib.ingest.importing import Imported
from chalicelib.memory import MemoryStore
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from tools.commands import import_
from tools.importing import CREATED, REFUSED, Row, import_rows, read_rows


@pytest.fixture
def process(monkeypatch):
    runtime = Runtime(Settings(), MemoryStore())
    runtime.clients.create(Client("packprod", "Packaging Products"))
    monkeypatch.setattr(import_, "runtime", lambda: runtime)
    return runtime


def command(*arguments):
    parser = argparse.ArgumentParser()
    import_.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["import", *map(str, arguments)])
    return parsed.run(parsed)


def an_order(number, **changes):
    return {"orderID": f"o-{number}", "contactID": f"c-{number % 7}", "createdAt": "2011-08-01T10:00:00Z"} | changes


def lines_of(*documents):
    return "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in documents).encode()


def orders(process):
    return {item["orderID"] for item in process.store.items(process.settings.tables.orders)}


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "orders.jsonl"


def test_every_order_is_imported_and_again_is_unchanged(process, file, capsys):
    file.write_bytes(lines_of(*(an_order(number) for number in range(700))))
    assert command(file) == 0
    assert len(orders(process)) == 700
    assert "700 orders: 700 created, 0 unchanged, 0 conflicts, 0 refused" in capsys.readouterr().out
    assert command(file, "--workers", 2) == 0
    assert "700 orders: 0 created, 700 unchanged" in capsys.readouterr().out
    assert list(file.parent.iterdir()) == [file]


def test_a_gzipped_file_is_read_too(process, file):
    packed = file.with_name("orders.jsonl.gz")
    packed.write_bytes(gzip.compress(lines_of(an_order(1), an_order(2))))
    assert command(packed) == 0
    assert len(orders(process)) == 2


def test_the_standard_input_is_read_too(process, file, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(lines_of(an_order(1))))))
    assert command("-") == 0
    assert orders(process) == {"o-1"}


def test_rejected_rows_are_written_with_line_reasons_and_text(process, file, capsys):
    broken = '{"orderID": "12" Vinyl"}'
    bad = an_order(3, createdAt="yesterday", lines="none")
    file.write_bytes(lines_of(an_order(1), "", broken, bad, "   ", an_order(1, status="cancelled"), an_order(2)))
    assert command(file) == 1
    assert orders(process) == {"o-1", "o-2"}
    assert "2 created, 0 unchanged, 1 conflicts, 2 refused" in capsys.readouterr().out
    rejected = sorted(map(json.loads, (file.parent / "orders.rejected.jsonl").open()), key=lambda each: each["line"])
    assert [(each["line"], each["status"]) for each in rejected] == [(3, "refused"), (4, "refused"), (6, "conflict")]
    assert rejected[0]["text"] == broken
    assert {reason["field"] for reason in rejected[1]["reasons"]} == {"createdAt", "lines"}
    assert [reason["field"] for reason in rejected[2]["reasons"]] == ["status"]


def test_the_file_of_rejected_rows_can_be_named(process, file):
    file.write_bytes(b"[]\n")
    assert command(file, "--rejected", file.parent / "bad.jsonl") == 1
    assert json.loads((file.parent / "bad.jsonl").read_text())["line"] == 1


def test_rejected_rows_that_were_mended_can_be_imported(process, file):
    file.write_bytes(lines_of(an_order(1), an_order(2, createdAt="yesterday")))
    assert command(file) == 1
    file.write_bytes(lines_of(an_order(1), an_order(2)))
    assert command(file) == 0
    assert orders(process) == {"o-1", "o-2"}


def test_orders_go_to_the_client_that_is_named(process, file):
    process.clients.create(Client("other", "Other"))
    file.write_bytes(lines_of(an_order(1)))
    assert command(file, "--client", "other") == 0
    assert orders(process) == {"@other/o-1"}


def test_an_unknown_client_is_named(process, file):
    file.write_bytes(lines_of(an_order(1)))
    with pytest.raises(NotFound, match="no client nobody"):
        command(file, "--client", "nobody")


def test_a_file_that_is_not_there_is_named(process, file):
    with pytest.raises(UnreadableBody, match=r"orders\.jsonl"):
        command(file)


def test_a_gzipped_file_that_was_cut_is_an_error_after_what_could_be_read(process, file, capsys):
    whole = gzip.compress(lines_of(*(an_order(number, note=str(number) * 50) for number in range(2000))))
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableBody):
        command(file)
    assert "orders:" in capsys.readouterr().out


@pytest.mark.parametrize("workers", ["0", "51", "x", "-1"])
def test_a_wrong_number_of_workers_is_refused(workers, file, capsys):
    with pytest.raises(SystemExit):
        command(file, "--workers", workers)
    assert "1 to 50" in capsys.readouterr().err


def test_without_a_terminal_a_line_is_printed_now_and_then(process, file, capsys, monkeypatch):
    ticks = iter(range(0, 10_000, 2))
    monkeypatch.setattr(clock, "monotonic", lambda: next(ticks))
    file.write_bytes(lines_of(*(an_order(number) for number in range(20))))
    assert command(file) == 0
    printed = capsys.readouterr().err.splitlines()
    assert 2 <= len(printed) <= 10


def test_on_a_terminal_a_bar_is_shown(process, file, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    file.write_bytes(lines_of(an_order(1)))
    assert command(file) == 0
    assert "1 created" in capsys.readouterr().err


def test_blank_lines_count_as_lines_but_are_skipped():
    source = io.BytesIO(b'\n{"a":1}\r\n  \t\n\xef\xbb\xbf{}\n{"b":2}')
    assert [(row.line, row.raw) for row in read_rows(source)] == [
        (2, b'{"a":1}'),
        (4, b"\xef\xbb\xbf{}"),
        (5, b'{"b":2}'),
    ]


def test_a_line_that_is_too_long_is_refused_without_being_held(process):
    source = io.BytesIO(b'{"a":"' + b"x" * (3 * MAX_ORDER_BYTES) + b'"}\n' + lines_of(an_order(1)))
    rows = list(read_rows(source))
    assert [row.line for row in rows] == [1, 2]
    assert len(rows[0].raw) <= MAX_ORDER_BYTES + 2
    outcomes = []
    import_rows(iter(rows), lambda document: Imported("created", "x", None), workers=1, report=outcomes.append)
    assert [outcome.status for outcome in outcomes] == [REFUSED, CREATED]


def rows_of(*documents):
    return [(Row(number, b""), document) for number, document in enumerate(documents, 1)]


def test_rows_that_share_an_order_or_a_contact_are_in_one_chain():
    found = chains(
        rows_of(
            {"orderID": "1", "contactID": "a"},
            {"orderID": 2, "contactID": "b"},
            {"orderID": "2", "customer": {"email": "X@y"}},
            {"orderID": "3", "creditFor": "1"},
            {"orderID": "4", "contactID": "0", "customer": {"email": ""}},
            {"orderID": "5", "contactID": 0, "customer": "x"},
            {"orderReference": "6", "customer": {"email": "x@Y "}},
            {},
            {"orderID": ["x"]},
        )
    )
    assert [[row.line for row, _ in chain] for chain in found] == [[1, 4], [2, 3, 7], [5], [6], [8], [9]]


def test_a_chain_runs_in_the_order_of_the_file(process, file):
    file.write_bytes(lines_of(*(an_order(1, note=number) for number in range(50))))
    assert command(file) == 1
    item = process.store.get(process.settings.tables.orders, {"orderID": "o-1"})
    assert item["note"] == 0


def test_a_store_that_stays_away_stops_the_import(monkeypatch):
    monkeypatch.setattr(clock, "sleep", lambda seconds: None)
    begun = []

    def importer(document):
        begun.append(document)
        raise StorageUnavailable("away")

    rows = (Row(number, lines_of(an_order(number))) for number in range(100_000))
    with pytest.raises(StorageUnavailable):
        import_rows(rows, importer, workers=4, report=lambda outcome: None)
    assert len(begun) < 1000


def test_a_store_that_is_away_for_a_moment_is_waited_for(monkeypatch):
    waits = []
    monkeypatch.setattr(clock, "sleep", waits.append)
    failures = iter([StorageUnavailable("away"), StorageUnavailable("away")])

    def importer(document):
        for failure in failures:
            raise failure
        return Imported("created", "x", None)

    outcomes = []
    import_rows(iter([Row(1, lines_of(an_order(1)))]), importer, workers=1, report=outcomes.append)
    assert [outcome.status for outcome in outcomes] == [CREATED]
    assert len(waits) == 2


def test_ctrl_c_begins_no_further_order_and_still_sums_up(process, file, capsys, monkeypatch):
    file.write_bytes(lines_of(*(an_order(number) for number in range(5000))))
    begun = threading.Event()

    def interrupted(*_, **__):
        begun.wait(5)
        raise KeyboardInterrupt

    original = import_.import_order

    def importing(*arguments, **named):
        begun.set()
        return original(*arguments, **named)

    monkeypatch.setattr("tools.importing.wait", interrupted)
    monkeypatch.setattr(import_, "import_order", importing)
    with pytest.raises(KeyboardInterrupt):
        command(file)
    assert 0 < len(orders(process)) < 5000
    assert f"{len(orders(process)):,} created" in capsys.readouterr().out


def test_what_is_held_in_memory_is_bounded():
    taken = done = ahead = 0

    def source():
        nonlocal taken, ahead
        for number in range(3000):
            taken += 1
            ahead = max(ahead, taken - done)
            yield Row(number, lines_of(an_order(number)))

    lock = threading.Lock()

    def report(outcome):
        nonlocal done
        with lock:
            done += 1

    import_rows(source(), lambda document: Imported("created", "x", None), workers=4, report=report)
    assert done == 3000
    assert ahead <= 4 * 32
