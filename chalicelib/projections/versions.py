"""The version of a client's views: a counter that every change of them raises, spread over the write shards."""

from decimal import Decimal

from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.surroundings import Surroundings
from chalicelib.store import Table, Update


def version_write(views: Table, client: str, world: Surroundings, *, write_shards: int) -> Update:
    """One more change of a client's views: what an answer was made of has another version from now on."""
    place = {"pk": keys.version(client), "sk": str(world.chance.randrange(write_shards))}
    return Update(views, place, {"changes": Decimal(1)}, {"at": text_of(world.now())})
