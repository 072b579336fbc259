"""What the dashboard needs around its sources: Node, a build that is current, and the types of the API."""

from collections.abc import Callable
from typing import TypeAlias

from tools.deployment.sources import PROJECT

# How the work tells how it goes.
Report: TypeAlias = Callable[[str], None]

SOURCES = PROJECT / "dashboard"
DIST = SOURCES / "dist"
