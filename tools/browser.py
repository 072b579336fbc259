"""The machine's Chromium, for the tests and the screenshots."""

import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Nothing of its own to the network, and no graphics card.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> Path | None:
    """Where Chromium is, if it is there."""
    found = (shutil.which(name) for name in _NAMES)
    return next((Path(each) for each in found if each), None)
