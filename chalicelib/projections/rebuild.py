"""The rebuild: a new generation of ledger and views, filled by the same code, then the switch.

While it is filled every order change goes to both generations, each with its own ledger; reads stay with the
old one until it is complete. A rebuild that was stopped goes on where it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from chalicelib import clock
from chalicelib.clients import Clients, Rules
from chalicelib.projections.generations import (
    BUILDING,
    MAX_STALENESS,
    Generation,
    Generations,
    begin,
    forget,
    switch_to,
)
from chalicelib.projections.stream import current_projector, note_watermark
from chalicelib.projections.sweep import Progress, Swept, sweep
from chalicelib.settings import Settings
from chalicelib.store import Store
from chalicelib.tables import Tables


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """A generation that is being filled, and those that it will replace."""

    generation: Generation
    replaced: tuple[Generation, ...]


def start(
    store: Store, settings: Settings, create: Callable[[Tables], None], drop: Callable[[Tables], None]
) -> Rebuilding:
    """Open a new generation, or take up the one that a stopped rebuild has left.

    One that was begun under other rules is dropped. `create` makes the tables of a generation where they are missing.
    """
    generations = Generations(store, settings.tables.clients)
    rules = current_rules(store, settings)
    unfinished = [each for each in generations.all() if each.state == BUILDING]
    for each in unfinished:
        if each.is_ours and all(each.clients.get(name) == some for name, some in rules.items()):
            create(settings.tables.of_generation(each.suffix))
            return _rebuilding(generations, each)
        forget(generations, each.suffix)
        clock.sleep(2 * MAX_STALENESS)
        drop(settings.tables.of_generation(each.suffix))
    suffix = generations.next_suffix()
    create(settings.tables.of_generation(suffix))
    return _rebuilding(generations, begin(generations, suffix, rules))


def fill(
    store: Store, settings: Settings, rebuilding: Rebuilding, *, workers: int = 1, progress: Progress = lambda _: None
) -> Swept:
    """Apply every order to the new generation.

    Handlers that have not heard of it yet have read their orders before this begins to.
    """
    clock.sleep(2 * MAX_STALENESS)
    generation = rebuilding.generation
    tables = settings.tables.of_generation(generation.suffix)
    began = clock.now()
    current = partial(current_projector, generation.suffix, store=store, settings=settings)
    swept = sweep(store, tables, current, workers=workers, progress=progress)
    note_watermark(store, tables, began)
    return swept


def finish(
    store: Store, settings: Settings, rebuilding: Rebuilding, drop: Callable[[Tables], None]
) -> tuple[Generation, ...]:
    """Let reads use the new generation, then drop those that it replaces. Returns: the dropped ones."""
    generations = Generations(store, settings.tables.clients)
    switch_to(generations, rebuilding.generation.suffix)
    clock.sleep(2 * MAX_STALENESS)
    for old in rebuilding.replaced:
        forget(generations, old.suffix)
    clock.sleep(2 * MAX_STALENESS)
    for old in rebuilding.replaced:
        drop(settings.tables.of_generation(old.suffix))
    return rebuilding.replaced


def current_rules(store: Store, settings: Settings) -> Mapping[str, Rules]:
    """The rules of every client as they are now."""
    return {client.client_id: client.rules for client in Clients(store, settings.tables.clients).all()}


def _rebuilding(generations: Generations, generation: Generation) -> Rebuilding:
    return Rebuilding(generation, tuple(each for each in generations.all() if each.suffix != generation.suffix))
