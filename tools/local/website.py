"""The dashboard at `/`, served as CloudFront serves it: the same files, paths and headers.

A path is looked up among the names of the build's files, never joined to a folder's, so none leads out of it.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from string import Template
from urllib.parse import unquote

from chalicelib.errors import NotFound
from tools.deployment.website import INDEX, File, files_of

# infra/website.yaml has them too. Strict-Transport-Security is not for plain HTTP, which this is.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_OTHERS = re.compile(r"/(api|admin|docs|openapi\.json)(/.*)?", re.DOTALL)
FILE = re.compile(r"/(assets/.*|[^/]*\.[^/]*)", re.DOTALL)  # the edge's function in infra/website.yaml has it too
_GZIP = re.compile(r"gzip(;q=(?!0(\.0*)?$)[0-9.]+)?")
_COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".txt", ".map", ".webmanifest"}
_WORTH_COMPRESSING = 1000  # bytes, as at the edge
_WELCOME = Path(__file__).with_name("welcome.html")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser is sent."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes


class Website:
    """The files of a build, or where there is none a page that says why."""

    def __init__(self, build: Path | None = None, *, why_none: str = "") -> None:
        self._build = build
        self._why_none = why_none

    def answer(self, path: str, headers: Message, *, base: str) -> Answer | None:
        """What a GET of this path is answered; None where the path is not the website's."""
        if _OTHERS.fullmatch(path):
            return None
        files = self._files()
        if not files:
            return self._welcome(base) if path == "/" else None
        name = unquote(path)[1:] if FILE.fullmatch(path) else INDEX
        return _sent(files[name], headers) if name in files else None

    def _files(self) -> dict[str, File]:
        """By name; none while a build is being made."""
        try:
            return {each.key: each for each in files_of(self._build)} if self._build else {}
        except NotFound:
            return {}

    def _welcome(self, base: str) -> Answer:
        why = f"There is no dashboard here: {self._why_none}" if self._why_none else "There is no dashboard here."
        text = Template(_WELCOME.read_text()).substitute(base=base, why=_escaped(why))
        return Answer(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, text.encode())


def _sent(file: File, asked: Message) -> Answer:
    stat = file.path.stat()
    content = _read(file.path, stat.st_mtime_ns)
    headers = {"ETag": content.tag, "Cache-Control": file.cache_control, **SECURITY_HEADERS}
    if content.compressed:
        headers["Vary"] = "Accept-Encoding"
    if content.tag in _tags(asked.get("If-None-Match", "")):
        return Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
    headers["Content-Type"] = file.content_type
    if content.compressed and _accepts_gzip(asked.get("Accept-Encoding", "")):
        return Answer(HTTPStatus.OK, headers | {"Content-Encoding": "gzip"}, content.compressed)
    return Answer(HTTPStatus.OK, headers, content.plain)


@dataclass(frozen=True, slots=True)
class _Content:
    """A file's bytes, as they are and compressed where that is worth it, under one weak tag."""

    plain: bytes
    compressed: bytes
    tag: str


@lru_cache(maxsize=64)
def _read(path: Path, _modified: int) -> _Content:
    plain = path.read_bytes()
    is_worth_it = path.suffix in _COMPRESSED and len(plain) >= _WORTH_COMPRESSING
    tag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return _Content(plain, gzip.compress(plain, mtime=0) if is_worth_it else b"", tag)


def _tags(text: str) -> set[str]:
    """The tags of If-None-Match, all of them weak."""
    return {f'W/"{each}"' for each in re.findall(r'"([^"]*)"', text)}


def _accepts_gzip(text: str) -> bool:
    return any(_GZIP.fullmatch(each.replace(" ", "")) for each in text.lower().split(","))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
