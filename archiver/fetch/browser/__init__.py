"""Pages whose text is built by scripts: the DOM as a real browser has it (optional extra `archiver[render]`).

    with Renderer(settings, fetch=fetcher.fetch) as renderer:
        capture = renderer.render(url, wait_for=source.select)      # raises FetchError

The page itself is fetched like any other, with the same manners and limits; the system's Chromium is given
the answer and runs its scripts. Whatever the server refuses to the fetcher is refused here too; what scripts
load comes through a `proxy` of our own, which connects to no private address.
"""

from __future__ import annotations

from archiver.fetch.browser.renderer import Renderer

__all__ = ["Renderer"]
