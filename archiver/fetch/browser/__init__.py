"""Pages whose text is built by scripts: the DOM as a real browser has it (optional extra `render`).

    with Renderer(settings, fetch=fetcher.fetch) as renderer:
        capture = renderer.render(url, wait_for=source.select)      # raises FetchError

The page itself is fetched like any other, at the same pace and within the same limits; the system's Chromium
is given the response and runs its scripts. A page that the fetcher cannot get is not rendered either. What
scripts load comes through our own `proxy`, which connects to no private address.
"""

from __future__ import annotations

from archiver.fetch.browser.renderer import Renderer

__all__ = ["Renderer"]
