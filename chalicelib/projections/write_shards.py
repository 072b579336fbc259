"""The write shards of a hot sum: rows that add up to it, so that transactions of several projectors need not meet."""

import random
from collections.abc import Sequence

CONFLICT = "TransactionConflict"


class WriteShards:
    """The write shard that a projector adds to: the first one, and another as soon as transactions meet on it.

    So a shop in which projectors seldom meet has one row for each sum, and one that is busy has up to `count`.
    """

    def __init__(self, count: int, chance: random.Random) -> None:
        self.current = 0
        self._count = count
        self._chance = chance

    def note(self, reasons: Sequence[str]) -> None:
        """Go to another write shard where one of these writes to the present one was in a conflict."""
        if CONFLICT in reasons and self._count > 1:
            self.current = (self.current + self._chance.randrange(1, self._count)) % self._count
