"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING

from archiver.errors import ScriptsNotRun

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "ARCHIVER_CHROMIUM"

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # No requests but those of the page.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable(environment: Mapping[str, str] = os.environ) -> str | None:
    """Path of the browser: what $ARCHIVER_CHROMIUM says, else the first on the PATH; None without one."""
    named = environment.get(VARIABLE)
    path = environment.get("PATH")
    return next(filter(None, (shutil.which(name, path=path) for name in ([named] if named else NAMES))), None)


async def start(url: str, environment: Mapping[str, str] = os.environ) -> tuple[Playwright, Browser]:
    """A running browser. Raises ScriptsNotRun, for the page at `url`, saying what to install."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise ScriptsNotRun(
            url, "its scripts cannot be run without Playwright: pip install 'policy-archiver[render]'"
        ) from error
    found = executable(environment)
    if found is None:
        raise ScriptsNotRun(
            url,
            "there is no browser to run its scripts: install Chromium (`apt install chromium`), or set "
            f"{VARIABLE} to one",
        )
    playwright = await async_playwright().start()
    try:
        # Chromium's sandbox does not work for root.
        browser = await playwright.chromium.launch(
            executable_path=found, args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
        )
    except Error as error:
        await playwright.stop()
        raise ScriptsNotRun(url, f"{found} does not start: {first_line(error)}") from error
    return playwright, browser


def first_line(error: Exception) -> str:
    """What a browser's error says, without its log."""
    return str(error).partition("\n")[0]
