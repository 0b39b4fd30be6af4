"""Pictures of the pages that a look stores: a full page each, as a browser showed it.

A picture is taken before the page is stored, and goes with it. That none could be taken is stored too, and
neither stops the record nor changes any of its times.
"""

from __future__ import annotations

from dataclasses import replace

from archive_repo.format.snapshot import Body, Screenshot
from archiver.crawl import look
from archiver.crawl.look import Judged
from archiver.crawl.work import Crawl
from archiver.declarations import Source
from archiver.fetch.capture import Capture, Picture

ALIKE = "html"
"""The extension of what a browser shows as a page."""


def taken(crawl: Crawl, judged: Judged) -> Judged:
    """What was judged, each page that came in this look with its picture, if such are kept and it is stored.

    A last good copy that stands in for a page has none: what a browser shows now is not what it was.
    """
    document = judged.tracked.document
    if not (crawl.is_pictured(document.platform, document.slug) and look.stores(judged)):
        return judged
    settled = judged.settled
    bodies = tuple(
        _with_picture(crawl, source, capture, body) if capture in judged.found else body
        for source, capture, body in zip(
            document.sources, settled.captures, settled.extracted.bodies, strict=True
        )
    )
    extracted = replace(settled.extracted, bodies=bodies)
    return replace(judged, settled=replace(settled, extracted=extracted))


def _with_picture(crawl: Crawl, source: Source, capture: Capture, body: Body) -> Body:
    if body.extension != ALIKE:
        return body
    picture = capture.picture or _picture(crawl, source, capture)
    return replace(body, screenshot=picture.data, fetched=replace(body.fetched, screenshot=picture.told))


def _picture(crawl: Crawl, source: Source, capture: Capture) -> Picture:
    if crawl.browser is None:
        return _none(crawl, "there was no browser to take it with")
    if crawl.stop.is_set():
        return _none(crawl, "the crawl was being ended")
    return crawl.browser.picture(capture, source.select)


def _none(crawl: Crawl, failure: str) -> Picture:
    return Picture(told=Screenshot(taken_at=crawl.clock(), failure=failure))
