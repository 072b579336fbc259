"""What a page does besides being shown: whatever it should not, unless a test has said that it will."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

_INSIDE = ("data:", "blob:")
_TOLD = {"error", "warning"}  # of the console; violations of the content security policy are among them


class Watch:
    """Collects console errors, thrown errors, failed and refused requests, and requests to elsewhere."""

    def __init__(self, origin: str) -> None:
        self.seen: list[str] = []
        self.requests: list[str] = []
        self._origin = origin
        self._expected: list[str] = []
        self._has_ended = False

    def follow(self, page: Page) -> None:
        """Begin to watch a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._see(f"thrown: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def expect(self, pattern: str) -> None:
        """Say that what matches will happen."""
        self._expected.append(pattern)

    def end(self) -> None:
        """Look no more: what a page has under way when it is closed fails, and that means nothing."""
        self._has_ended = True

    def unexpected(self) -> list[str]:
        """What has happened and was not expected."""
        return [each for each in self.seen if not any(re.search(pattern, each) for pattern in self._expected)]

    def calls(self) -> list[str]:
        """The paths of the API that were asked, with their queries, in order."""
        parts = [urlsplit(each) for each in self.requests]
        return [f"{each.path}?{each.query}" if each.query else each.path for each in parts if "/api/" in each.path]

    def _see(self, what: str) -> None:
        if not self._has_ended:
            self.seen.append(what)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in _TOLD:
            self._see(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self._origin, *_INSIDE)):
            self._see(f"elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page itself no longer wants what it has asked
            self._see(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._see(f"status {response.status}: {response.url}")
