"""What the dashboard needs around its sources: Node, a build that is current, and the types of the API."""

from tools.deployment.sources import PROJECT

SOURCES = PROJECT / "dashboard"
DIST = SOURCES / "dist"
