"""The page as it was: a stored body that can safely be opened in a browser.

A stored page is a stranger's: opened as a file, it could run its scripts and read what the browser lets files
read. A content security policy prevents that; a sandboxed frame would too, but shows, finds and prints no
more than its window. The policy precedes everything in the page, where it cannot be commented out or come too
late.
"""

from __future__ import annotations

import codecs
import re
from html import escape

from archive_repo.format.snapshot import Body

POLICY = (
    "default-src 'none'; img-src http: https: data:; media-src http: https: data:; "
    "font-src http: https: data:; style-src http: https: data: 'unsafe-inline'; form-action 'none'"
)
"""Pictures, sounds, fonts and styles; no scripts, frames, objects, connections or forms, and no files."""

_STEERING = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
"""Control characters, which could control a terminal: those of one byte, and those of two bytes in UTF-8."""
_COMMENT = r"<!--(?!-?>)(?:(?!--!?>).)*-->"
"""A comment that browsers do not end any earlier: `<!-->` is a whole comment, and `--!>` ends one."""
_BEGINNING = re.compile(rf"\s*(?:{_COMMENT}\s*|<\?[^>]*>\s*)*<!doctype[^>]*>", re.IGNORECASE | re.DOTALL)
_REFRESH = re.compile(r"(http-equiv\s*=\s*[\"']?\s*)(?=refresh)", re.IGNORECASE)


def is_binary(body: Body) -> bool:
    """True for bytes that must not be sent to a terminal: a PDF, and control characters."""
    return body.extension == "pdf" or _STEERING.search(body.data) is not None


def viewable(body: Body) -> bytes:
    """HTML whose links, pictures and styles resolve and in which nothing runs; other bodies unchanged.

    Pictures and styles come from the site as it is today, if it still has them. HTML is written in UTF-8,
    whatever its encoding was; a refresh, which would lead away from the stored page, is disabled.
    """
    if body.extension != "html":
        return body.data
    from archiver.extract.html import charset  # not needed to read a text

    page = _REFRESH.sub(r"\1no-", charset.decode(body.data, body.fetched.content_type))
    begun = _BEGINNING.match(page)
    place = begun.end() if begun else 0
    return codecs.BOM_UTF8 + (page[:place] + _head(body) + page[place:]).encode()


def _head(body: Body) -> str:
    base = escape(body.fetched.final_url or body.fetched.url)
    return f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><base href="{base}">'
