"""From stream records to order changes, and the watermark."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib import clock
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.stream import note_watermark, order_changes
from chalicelib.tables import tables_named

TABLES = tables_named()
WRITTEN = datetime(2025, 10, 20, 10, 30, tzinfo=UTC)


def record(order_id: str, written: object) -> dict:
    return {"dynamodb": {"Keys": {"orderID": {"S": order_id}}, "ApproximateCreationDateTime": written}}


def test_a_record_is_only_a_notice_whatever_images_it_has():
    [change] = order_changes([record("o-1", WRITTEN.timestamp())])
    assert (change.order_id, change.written_at) == ("o-1", WRITTEN)
    assert order_changes([record("o-1", WRITTEN)])[0].written_at == WRITTEN


@pytest.fixture
def watermark(monkeypatch):
    """Notes a change written at one moment and committed at another, and returns what is kept."""
    store = MemoryStore()

    def note(written: datetime, *, lag: float):
        monkeypatch.setattr(clock, "now", lambda: written + timedelta(seconds=lag))
        note_watermark(store, TABLES, written)
        return store.get(TABLES.views, keys.WATERMARK)

    return note


def test_the_watermark_is_the_newest_change_and_how_long_it_took(watermark):
    kept = watermark(WRITTEN, lag=0.25)
    assert (kept["asOf"], float(kept["lagSeconds"])) == ("2025-10-20T10:30:00.000000Z", 0.25)


def test_the_watermark_never_goes_back(watermark):
    watermark(WRITTEN, lag=1)
    assert watermark(WRITTEN - timedelta(seconds=1), lag=9)["lagSeconds"] == 1


def test_of_the_changes_of_one_second_the_slowest_counts(watermark):
    watermark(WRITTEN, lag=0.5)
    assert watermark(WRITTEN, lag=20)["lagSeconds"] == 20
    assert watermark(WRITTEN, lag=3)["lagSeconds"] == 20
