"""The page as it was: a stored body, made fit to be opened in a browser."""

from __future__ import annotations

import re
from html import escape

from archive_repo.format.snapshot import Body

_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<!doctype[^>]*>", re.IGNORECASE)
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")
"""What a page in UTF-16 begins with."""


def is_binary(body: Body) -> bool:
    """True for bytes that are no text, such as a PDF's: they would wreck a terminal."""
    return body.extension == "pdf" or b"\0" in body.data


def viewable(body: Body) -> bytes:
    """The page's bytes; HTML with its links, pictures and styles found where they were, and no script run.

    Pictures and styles come from the site as it is today, where it still has them. Nothing of the page itself
    is changed.
    """
    if body.extension != "html" or body.data.startswith(_TWO_BYTES):
        return body.data
    head = _HEAD.search(body.data) or _DOCTYPE.match(body.data)
    place = head.end() if head else 0
    return body.data[:place] + _additions(body) + body.data[place:]


def _additions(body: Body) -> bytes:
    charset = f'<meta charset="{escape(body.fetched.charset)}">' if body.fetched.charset else ""
    base = escape(body.fetched.final_url or body.fetched.url)
    policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
    return f'{charset}<base href="{base}">{policy}'.encode("ascii", "xmlcharrefreplace")
