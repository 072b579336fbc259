"""The law of the projector: whatever is written, lost, repeated or broken off, the views equal a recount."""

from hypothesis import given

from tests.laws.depth import examples
from tests.laws.programs import conditions, programs
from tests.laws.world import Conditions, Edit, World


@examples(400)
@given(programs, conditions)
def test_after_any_program_the_views_equal_a_recount_of_the_orders(edits: list[Edit], under: Conditions) -> None:
    world = World(under)
    world.run(edits)
    assert world.differences() == []
