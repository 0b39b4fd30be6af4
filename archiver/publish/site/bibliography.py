"""How a text or a change is cited: as a sentence, as BibTeX, and by its SWHID.

A SWHID is made of git's own ids, so that anyone who has the platform's repository can check what is cited.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from archive_repo.records import Version
from archiver.publish.site.contents import Document
from archiver.publish.site.rendering import Frame
from archiver.report.difference.comparison import SHORT_ID


def cited(
    frame: Frame, document: Document, version: Version, path: str, what: str, swhid: str
) -> Mapping[str, str]:
    """The citation of a page; `what` says in words which part of a version it is: `change observed by`."""
    seen = f"{version.fetched_at:%Y-%m-%d}"
    where = f" {frame.url}{path}" if frame.url else ""
    told = (
        f"{document.name}, “{document.title}”, {what} {seen}. In: {frame.title},"
        f" version {version.id[:SHORT_ID]}.{where}"
    )
    return {"citation": told, "bibtex": _bibtex(frame, document, version, path, swhid), "swhid": swhid}


def of_commit(version: Version) -> str:
    """The SWHID of the commit that recorded a version.

    >>> from types import SimpleNamespace
    >>> of_commit(SimpleNamespace(id="3f2a"))
    'swh:1:rev:3f2a'
    """
    return f"swh:1:rev:{version.id}"


def of_text(version: Version, text: str) -> str:
    """The SWHID of a version's text, with the commit and the file in which it is found."""
    body = text.encode()
    blob = hashlib.sha1(b"blob %d\0%b" % (len(body), body), usedforsecurity=False).hexdigest()
    return f"swh:1:cnt:{blob};anchor={of_commit(version)};path=/{version.document}.md"


def _bibtex(frame: Frame, document: Document, version: Version, path: str, swhid: str) -> str:
    """An entry under a key of its own: a text and the change that brought it may stand in one list."""
    url = f"\n  url = {{{frame.url}{path}}}," if frame.url else ""
    return (
        f"@misc{{{path.strip('/').replace('/', '-')},\n"
        f"  author = {{{{{_tex(document.name)}}}}},\n  title = {{{_tex(document.title)}}},\n"
        f"  year = {{{version.fetched_at:%Y}}},\n  howpublished = {{{_tex(frame.title)}}},{url}\n"
        f"  note = {{{_tex(swhid)}}}\n}}"
    )


def _tex(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "&%$#_{}" else letter for letter in text)
