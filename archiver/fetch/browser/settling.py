"""When a page has its text: awaited elements are there, the text has settled, collapsed parts are open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.fetch.browser import shown

if TYPE_CHECKING:
    from playwright.async_api import Page

POLL_SECONDS = 0.1
QUIET_SECONDS = 0.6
"""How long the text must stay the same while nothing is being loaded."""

PATIENCE_SECONDS = 4.0
"""How long the text must stay the same while something is still being loaded, such as a long poll."""

SELECTORS_SHARE = 0.7
"""The share of the time limit for awaiting elements; the rest is for what the page has without them."""

MAX_OPENED = 300
"""Most buttons that are pressed on one page."""

TEXT_LENGTH = f"""() => {{
    {shown.ROOTS}
    let length = 0;
    for (const root of roots(document)) {{
        const walker = document.createTreeWalker(root.body ?? root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {{
            const parent = walker.currentNode.parentElement;
            if (!parent || !/^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/.test(parent.tagName))
                length += walker.currentNode.data.trim().length;
        }}
    }}
    return length;
}}"""
"""Characters of text in the DOM, shown or not."""

OPEN = f"""most => {{
    {shown.ROOTS}
    const found = css => roots(document).flatMap(root => Array.from(root.querySelectorAll(css)));
    for (const details of found('details:not([open])')) details.open = true;
    const buttons = found(':is(button, [role=button])[aria-expanded=false]');
    const elsewhere = 'a[href], nav, header, footer, aside, form, dialog, '
        + '[role=navigation], [role=menu], [role=dialog], [aria-haspopup]';
    const lies = (element, css) => element && (element.closest(css) || lies(element.getRootNode().host, css));
    const parts = buttons.filter(button => !lies(button, elsewhere));
    for (const button of parts.slice(0, most)) button.click();
    return Math.min(parts.length, most);
}}"""
"""Opens the page's own sections, no menus, forms, dialogs or links; returns how many buttons it clicked."""


@dataclass(slots=True)
class Loading:
    """Counts the requests of a page that are under way."""

    count: int = 0

    def watch(self, page: Page) -> None:
        """Count the requests of the page from now on."""
        page.on("request", lambda _: self._add(1))
        page.on("requestfinished", lambda _: self._add(-1))
        page.on("requestfailed", lambda _: self._add(-1))

    def _add(self, number: int) -> None:
        self.count = max(0, self.count + number)


async def settled(page: Page, loading: Loading, awaited: Iterable[str], end: float) -> None:
    """Wait until the awaited CSS selectors match and the text stays as it is, or until `end`.

    `end` is on the monotonic clock. What has not come by then is no error.
    """
    from playwright.async_api import Error

    elements_end = time.monotonic() + (end - time.monotonic()) * SELECTORS_SHARE
    for css in awaited:
        left = elements_end - time.monotonic()
        if left > 0:
            try:
                await page.wait_for_selector(f"css={css}", state="attached", timeout=left * 1000)
            except Error:
                continue
    await quiet(page, loading, end)


async def quiet(page: Page, loading: Loading, end: float) -> None:
    """Wait until the text stays as it is, or until `end`."""
    length, since = -1, time.monotonic()
    while (now := time.monotonic()) < end:
        found = await text_length(page)
        if found != length:
            length, since = found, now
        if now - since >= (PATIENCE_SECONDS if loading.count else QUIET_SECONDS):
            return
        await asyncio.sleep(POLL_SECONDS)


async def opened(page: Page, loading: Loading, end: float) -> str:
    """The DOM as HTML, with collapsed sections open unless that leaves less text than before."""
    before, length = await shown.html(page), await text_length(page)
    if await page.evaluate(OPEN, MAX_OPENED):
        await quiet(page, loading, end)
    return await shown.html(page) if await text_length(page) >= length else before


async def text_length(page: Page) -> int:
    """Characters of text in the DOM; 0 while the page is on its way to another address."""
    from playwright.async_api import Error

    try:
        return int(await page.evaluate(TEXT_LENGTH))
    except Error as error:
        if "context was destroyed" in str(error):
            return 0
        raise
