"""Sweeping every generation of the views, with progress: what `sweep` and `failures --repair` share."""

from functools import partial

from chalicelib.projections.stream import current_projector
from chalicelib.projections.sweep import Swept, sweep
from chalicelib.runtime import Runtime
from tools import progress

WORKERS = 4


def sweep_every_generation(parts: Runtime, *, workers: int = WORKERS) -> list[Swept]:
    """Apply what the stream has lost, and say what was found.

    Raises: `StorageUnavailable`; what was applied until then stays.
    """
    found = []
    for generation in parts.generations.to_project():
        tables = parts.settings.tables.of_generation(generation.suffix)
        projector = partial(current_projector, generation.suffix, store=parts.store, settings=parts.settings)
        with progress.counting("orders") as counter:
            swept = sweep(parts.store, tables, projector, workers=workers, progress=counter.advance)
        _show(swept)
        found.append(swept)
    return found


def _show(swept: Swept) -> None:
    print(f"{swept.checked} orders checked, {len(swept.applied)} applied, {len(swept.parked)} parked")
    for order_id, reason in swept.parked.items():
        print(f"parked {order_id}: {reason}")
