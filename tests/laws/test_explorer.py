"""The model checker itself: it counts schedules right, and finds races, crashes and lost answers."""

from decimal import Decimal

from chalicelib.memory import MemoryStore
from chalicelib.store import Put, Table, TransactionCancelled, Update
from tests.laws.content import Content
from tests.laws.explorer import Explorer, Model
from tests.laws.processes import NOTICES, Process, ProcessStore

NUMBERS = Table("numbers", "name")
KEY = {"name": "n"}


def test_two_processes_of_two_calls_have_six_schedules() -> None:
    assert Explorer(model(read_twice, read_twice)).explore().schedules == 6


def test_a_process_that_waits_goes_on_only_after_the_notice() -> None:
    report = Explorer(model(wait_and_increment, post, expected=1)).explore()
    assert report.wrong == []
    assert report.schedules == 1


def test_a_lost_update_is_found_and_told() -> None:
    report = Explorer(model(read_and_write, read_and_write, expected=2)).explore()
    assert report.wrong == ["the number is 1"]
    assert [step.split(":")[0] for step in report.trace] == ["start", "p0", "p1", "p0", "p1"]


def test_atomic_increments_are_right_in_every_schedule() -> None:
    report = Explorer(model(increment, increment, expected=2)).explore()
    assert report.wrong == []
    assert report.schedules == 2


def test_an_increment_whose_answer_is_lost_is_counted_twice() -> None:
    report = Explorer(model(increment_surely, expected=1, faults=1)).explore()
    assert report.wrong == ["the number is 2"]


def model(*runs, expected: int | None = None, faults: int = 0) -> Model:
    store = MemoryStore()
    store.write(Put(NUMBERS, KEY | {"value": Decimal(0)}))

    def at_the_end(content: Content) -> list[str]:
        item = content.get(NUMBERS, KEY)
        assert item is not None
        return [] if expected in (None, item["value"]) else [f"the number is {item['value']}"]

    processes = [Process(f"p{number}", run) for number, run in enumerate(runs)]
    return Model(Content.of(store, [NUMBERS, NOTICES]), processes, lambda _: [], at_the_end, faults)


def read_twice(store: ProcessStore, _: str) -> None:
    store.get(NUMBERS, KEY)
    store.get(NUMBERS, KEY)


def read_and_write(store: ProcessStore, _: str) -> None:
    item = store.get(NUMBERS, KEY)
    assert item is not None
    store.write(Put(NUMBERS, KEY | {"value": item["value"] + 1}))


def increment(store: ProcessStore, _: str) -> None:
    store.write(Update(NUMBERS, KEY, {"value": Decimal(1)}))


def increment_surely(store: ProcessStore, _: str) -> None:
    try:
        increment(store, _)
    except TransactionCancelled:
        increment(store, _)


def wait_and_increment(store: ProcessStore, _: str) -> None:
    store.wait_for("go")
    increment(store, _)


def post(store: ProcessStore, _: str) -> None:
    store.write(Put(NOTICES, {"notice": "go"}))
