"""What the projector and the upkeep need of the world."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib import clock


@dataclass(frozen=True)
class Surroundings:
    """Time, chance, and how long the work may go on. Units: seconds."""

    now: Callable[[], datetime] = clock.now
    pause: Callable[[float], None] = clock.sleep
    remaining: Callable[[], float] = lambda: float("inf")
    new_rev: Callable[[], str] = lambda: uuid.uuid4().hex
    chance: random.Random = field(default_factory=random.SystemRandom)
