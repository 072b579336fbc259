"""The reference of the API at /docs: Swagger UI from its package, which loads nothing from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

PATH = "/docs"

_OURS = Path(__file__).parent
_SWAGGER_UI = Path(str(distribution("flask-swagger-ui").locate_file("flask_swagger_ui/dist")))
_HTML, _CSS, _SCRIPT, _PNG = "text/html; charset=utf-8", "text/css", "text/javascript; charset=utf-8", "image/png"

_FILES = {
    PATH: (_OURS / "page.html", _HTML),
    f"{PATH}/": (_OURS / "page.html", _HTML),
    f"{PATH}/start.js": (_OURS / "start.js", _SCRIPT),
    f"{PATH}/swagger-ui-bundle.js": (_SWAGGER_UI / "swagger-ui-bundle.js", _SCRIPT),
    f"{PATH}/swagger-ui.css": (_SWAGGER_UI / "swagger-ui.css", _CSS),
    f"{PATH}/favicon.png": (_SWAGGER_UI / "favicon-32x32.png", _PNG),
}

# The browser itself refuses what the page might ask from elsewhere.
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Content:
    """A file of the reference, as it is sent."""

    headers: Mapping[str, str]
    body: bytes


def content_at(path: str) -> Content | None:
    """What the reference has at a path."""
    if path not in _FILES:
        return None
    file, kind = _FILES[path]
    return Content({"Content-Type": kind, "Content-Security-Policy": _POLICY}, file.read_bytes())
