"""Pages over the network: conditional, polite, within limits, each fetched once per crawl.

    with Fetcher(settings, clock=..., stop=...) as fetcher:
        capture = fetcher.fetch(url, validators)        # raises FetchError

The only part that speaks httpx; its errors become FetchErrors in `failures`.
"""

from __future__ import annotations

from archiver.fetch.capture import Capture, Validators
from archiver.fetch.fetcher import Fetcher

__all__ = ["Capture", "Fetcher", "Validators"]
