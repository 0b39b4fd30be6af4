"""A picture of all of a page, as wide as the window, within limits of height, bytes and time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

if TYPE_CHECKING:
    from playwright.async_api import Page

MAX_HEIGHT = 16_000
"""In pixels. Chromium draws no more than 16,384 at once; of 8 policies the highest has 15,836."""

MAX_BYTES = 6 * 1024 * 1024
"""Of an image. Of 8 policies the largest is 3.7 MB; above this limit, less of the page's height is taken."""

LEAST_HEIGHT = 1_000
"""Less is no picture of a page: one that is too large even so is not kept."""

SECONDS = 20.0
"""How long a picture may take. One of 16,000 pixels takes 3 s on a quiet machine, and 8 s on a busy one."""

SHOWING_SECONDS = 10.0
"""How much of that a page that was fetched already has to settle; what it shows by then is drawn."""

TALL = "() => Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight ?? 0)"
"""How high the page is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What was drawn."""

    data: bytes
    """The image (PNG)."""
    url: str
    width: int
    height: int
    page_height: int


class TooLarge(Exception):
    """The image of even a small part of the page has too many bytes."""


async def taken(page: Page, *, max_bytes: int = MAX_BYTES) -> Shot:
    """The page from its top, as high as the limits allow.

    Raises TooLarge, TimeoutError, and Playwright's Error.
    """
    async with asyncio.timeout(SECONDS):
        whole = int(await page.evaluate(TALL))
        width = (page.viewport_size or {"width": 1280})["width"]
        height = max(1, min(whole, MAX_HEIGHT))
        while True:
            data = await page.screenshot(
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": height},
                animations="disabled",
                timeout=SECONDS * 1000,
            )
            if len(data) <= max_bytes:
                url = urldefrag(page.url).url
                return Shot(data=data, url=url, width=width, height=height, page_height=max(whole, height))
            if height <= LEAST_HEIGHT:
                raise TooLarge(f"the image has more than {max_bytes:,} bytes")
            height = max(LEAST_HEIGHT, height // 2)
