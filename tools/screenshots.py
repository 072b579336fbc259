"""Pictures of the dashboard's four pages, light and dark, from the demo orders: `make screenshots`, run by hand.

They are small PNG files of one size, for the README. The demo orders end today, so that two runs differ.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from chalicelib.errors import WebOrdersError
from tools.browser import FLAGS, find_chromium
from tools.dashboard.build import build
from tools.deployment.sources import PROJECT
from tools.local.system import LocalSystem
from tools.local.website import Website

FOLDER = PROJECT / "docs" / "screenshots"
PAGES = ("reports", "orders", "customers", "products")
SCHEMES = ("light", "dark")

_SIZE = {"width": 1280, "height": 800}
_SIGN_IN = "if (location.protocol === 'http:') sessionStorage.setItem('weborders.token', '%s')"


class NoPictures(WebOrdersError):
    """Why no pictures can be taken."""


def take(folder: Path = FOLDER) -> list[Path]:
    """Take all pictures, on a system of their own. Raises: `NoPictures` where there is no Chromium."""
    if not (chromium := find_chromium()):
        raise NoPictures("there is no Chromium on this machine; on Debian and Ubuntu: apt-get install chromium")
    website = Website(build(_say))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="weborders-screenshots-") as local:
        system = LocalSystem(Path(local), persist=False, demo=True, website=website, report=_say)
        _say("Starting a system with the demo orders ...")
        with system:
            return _pictures(chromium, system, folder)


def _pictures(chromium: Path, system: LocalSystem, folder: Path) -> list[Path]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this command needs it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        paths = [path for scheme in SCHEMES for path in _of_scheme(browser, scheme, system, folder)]
        browser.close()
    return paths


def _of_scheme(browser: Any, scheme: str, system: LocalSystem, folder: Path) -> list[Path]:
    context = browser.new_context(
        base_url=system.url, viewport=_SIZE, color_scheme=scheme, locale="en-AU", reduced_motion="reduce"
    )
    context.add_init_script(_SIGN_IN % system.token)
    page = context.new_page()
    paths = [_picture(page, name, folder / f"{name}-{scheme}.png") for name in PAGES]
    context.close()
    return paths


def _picture(page: Any, name: str, path: Path) -> Path:
    page.goto(f"/{name}")
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("[aria-busy=true]", state="detached")
    page.screenshot(path=path)
    return path


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Take the pictures and name them. Returns: the exit code."""
    try:
        for path in take():
            print(f"{path.relative_to(PROJECT)} {path.stat().st_size / 1000:.0f} kB")
    except WebOrdersError as error:
        _say(f"screenshots: {error.message}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
