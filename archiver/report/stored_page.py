"""The page as it was: a stored body, made fit to be opened in a browser.

A stored page is a stranger's: opened as a file it could run its scripts and read what the browser lets files
read. Of two ways to prevent that, a sandboxed frame and a content security policy, it is the policy: a frame
shows, finds and prints no more than its window. The policy stands before all that the page says itself, since
one that comes later could be commented out, or come too late.
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
"""Control characters, which could steer a terminal, the one-byte ones and those that UTF-8 has two for."""
_COMMENT = r"<!--(?!-?>)(?:(?!--!?>).)*-->"
"""One that a browser does not end any earlier: `<!-->` is a whole comment, and `--!>` ends one."""
_BEGINNING = re.compile(rf"\s*(?:{_COMMENT}\s*|<\?[^>]*>\s*)*<!doctype[^>]*>", re.IGNORECASE | re.DOTALL)
_REFRESH = re.compile(r"(http-equiv\s*=\s*[\"']?\s*)(?=refresh)", re.IGNORECASE)


def is_binary(body: Body) -> bool:
    """True for bytes that a terminal must not get: a PDF's, and such as could steer it."""
    return body.extension == "pdf" or _STEERING.search(body.data) is not None


def viewable(body: Body) -> bytes:
    """HTML with its links, pictures and styles found where they were, and nothing run; else the bytes.

    Pictures and styles come from the site as it is today, where it still has them. HTML is written in UTF-8,
    whatever it was; a refresh that would lead away from the stored page is none.
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
