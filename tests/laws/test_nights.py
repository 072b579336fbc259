"""The laws of the night: lost notices are found, right rows never look wrong, and nothing is lost or made up."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import StorageUnavailable
from chalicelib.projections.generations import ACTIVE, Generation, Generations
from chalicelib.projections.night import Night
from chalicelib.projections.nightly import RESERVE_SECONDS, upkeep
from chalicelib.projections.surroundings import Surroundings
from chalicelib.settings import Settings
from chalicelib.store import Store
from tests.laws.depth import examples
from tests.laws.orders import CLIENTS
from tests.laws.programs import conditions, programs
from tests.laws.shop import RecordingStore
from tests.laws.switching import Crashed
from tests.laws.world import TABLES, Conditions, Edit, World

_MOST_NIGHTS = 200


class WorldWithNights(World):
    """In place of the sweeps there are nights, beside the traffic and after it."""

    def __init__(self, under: Conditions) -> None:
        super().__init__(under)
        self.nights: list[Night] = []
        self._under = under
        Generations(self.store, TABLES.clients).change(lambda _: [Generation("", ACTIVE, clients=CLIENTS)])

    def _repair(self) -> None:
        """Nothing but nights finds what was lost."""

    def _sweep(self) -> None:
        store = self._access(self._faults)
        while self._is_writing:
            self._turns.pass_on()
            try:
                self.nights.append(self.night(store))
            except (StorageUnavailable, Crashed):
                continue

    def night(self, store: Store, *, calls: int | None = None) -> Night:
        """A night; one that has only so many calls is short."""
        counted = RecordingStore(store)
        world = Surroundings(
            pause=lambda _: None,
            chance=self._chance,
            remaining=lambda: RESERVE_SECONDS + (float("inf") if calls is None else calls - counted.calls.total()),
        )
        settings = Settings(write_shards=self._under.write_shards)
        [generation] = Generations(self.store, TABLES.clients).all()
        return upkeep(counted, settings, generation, world=world)


@examples(150)
@given(programs, conditions, st.sampled_from([40, 90, None]))
def test_after_any_program_enough_nights_make_the_views_equal_a_recount(
    edits: list[Edit], under: Conditions, calls: int | None
) -> None:
    world = WorldWithNights(under)
    world.run(edits)
    nights = list(world.nights)
    for _ in range(_MOST_NIGHTS):
        if not world.differences():
            break
        nights.append(world.night(world.store, calls=calls))
    assert world.differences() == []
    assert [each for night in nights for each in night.differences.values()] == []
