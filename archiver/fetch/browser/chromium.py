"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from archiver.errors import ScriptsNotRun

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "ARCHIVER_CHROMIUM"

OLDEST = 133
"""Oldest version that is accepted: that of Playwright 1.50, the oldest Playwright supported."""

CLOSING_SECONDS = 5.0
"""How long a browser may take to stop before it is considered hung."""

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # The browser makes no requests of its own.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # All goes through the proxy: requests to this machine's own addresses, WebRTC and name lookups too.
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def executable(environment: Mapping[str, str] = os.environ) -> str | None:
    """Path of the browser: what $ARCHIVER_CHROMIUM says, else the first on the PATH; None without one."""
    named = environment.get(VARIABLE)
    path = environment.get("PATH")
    return next(filter(None, (shutil.which(name, path=path) for name in ([named] if named else NAMES))), None)


def is_sandboxed(user: int) -> bool:
    """True if pages run in Chromium's sandbox, which does not work for root."""
    return user != 0


@asynccontextmanager
async def running(
    url: str, proxy: int, environment: Mapping[str, str] = os.environ
) -> AsyncIterator[Browser]:
    """A browser that reaches the network only through the proxy on this port of 127.0.0.1.

    Raises ScriptsNotRun, for the page at `url`, saying what to install.
    """
    try:
        from playwright.async_api import async_playwright
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
    async with async_playwright() as playwright:
        browser = await _launched(url, playwright, found, proxy)
        try:
            refuse_old(url, browser.version)
            yield browser
        finally:
            with suppress(Exception):
                async with asyncio.timeout(CLOSING_SECONDS):
                    await browser.close()


async def _launched(url: str, playwright: Playwright, found: str, proxy: int) -> Browser:
    from playwright.async_api import Error

    try:
        return await playwright.chromium.launch(
            executable_path=found,
            args=[*FLAGS, f"--proxy-server=http://127.0.0.1:{proxy}"],
            chromium_sandbox=is_sandboxed(os.geteuid()),
        )
    except Error as error:
        raise ScriptsNotRun(url, f"{found} does not start: {first_line(error)}") from error


def refuse_old(url: str, version: str) -> None:
    """Raise ScriptsNotRun if a version is below OLDEST."""
    if int(version.partition(".")[0]) < OLDEST:
        raise ScriptsNotRun(
            url, f"Chromium {version} is too old to run its scripts: install {OLDEST} or newer"
        )


def first_line(error: Exception) -> str:
    """The first line of a browser's error, without the log that follows; times in whole milliseconds."""
    return re.sub(r"(\d)\.\d+ms\b", r"\1 ms", str(error).partition("\n")[0])
