"""What pages of provisions quote, kept in the index.

A page quotes its own document and others, of which most have not changed for long. To quote them anew, the
texts of all would be read into sentences, and the older versions of its own be asked since when they have
what is quoted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from archive_repo.index import kept
from archiver.provisions.compare import DocumentStory
from archiver.provisions.findings import Finding
from archiver.provisions.in_context import Quote, Quoted
from archiver.provisions.quoting import FromTexts, OwnQuotation, Quotation
from archiver.provisions.stood import Rewritten, Wording
from archiver.publish.site import rendering

KEPT_AS = "quotations on "
"""How the keys begin under which quotations are kept in the index; the id of their category follows."""


class KeptQuotations:
    """Quotes what is kept of a document and category, and keeps what it has to quote anew.

    `connection` is an index that is up to date; `text` reads texts; `made_by` changes with the code.
    """

    def __init__(
        self, connection: sqlite3.Connection, text: Callable[[DocumentStory], str], made_by: str
    ) -> None:
        self.text = text
        self._connection = connection
        self._made_by = made_by
        self._anew = FromTexts(text)

    def own(self, one: DocumentStory, finding: Finding) -> OwnQuotation:
        """A passage of the document that is explained."""
        told = self._kept("own", one, finding, lambda: _plain_own(self._anew.own(one, finding)))
        return _own(told, one)

    def beside(self, one: DocumentStory, finding: Finding) -> Quotation:
        """A passage of another document, in fewer words."""
        told = self._kept("beside", one, finding, lambda: _plain(self._anew.beside(one, finding)))
        return Quotation(quote=_quote(told), holds_for=told["holds_for"])

    def _kept(self, kind: str, one: DocumentStory, finding: Finding, quoted: Callable[[], Any]) -> Any:
        """What is kept of a passage; else what is `quoted` of it, which is kept from then on."""
        where = one.repository.platform, one.document, f"{KEPT_AS}{finding.category}"
        made_from = rendering.key(self._made_by, one.version.id, one.story.muted)
        told = kept.read(self._connection, *where)
        if not told or told["made_from"] != made_from:
            told = {"made_from": made_from}
        name = f"{kind} {finding.core_spans}"
        if name not in told:
            told[name] = quoted()
            kept.write(self._connection, *where, told)
        return told[name]


def _plain(one: Quotation) -> dict[str, Any]:
    return {
        "lines": one.quote.lines,
        "spans": one.quote.spans,
        "sentences": one.quote.sentences,
        "headings": one.quote.headings,
        "holds_for": one.holds_for,
    }


def _plain_own(one: OwnQuotation) -> dict[str, Any]:
    wording = one.wording
    return _plain(one) | {
        "came_with": wording.came_with.id,
        "before": wording.before.id if wording.before else None,
        "rewritten": [(own.old, own.new) for own in wording.rewritten],
    }


def _own(told: Any, one: DocumentStory) -> OwnQuotation:
    wording = Wording(
        came_with=one.versions[told["came_with"]],
        before=one.versions[told["before"]] if told["before"] else None,
        rewritten=tuple(Rewritten(old=old, new=new) for old, new in told["rewritten"]),
    )
    return OwnQuotation(quote=_quote(told), holds_for=told["holds_for"], wording=wording)


def _quote(told: Any) -> Quote:
    return Quote(
        lines=tuple(Quoted(*line) for line in told["lines"]),
        spans=tuple((start, end) for start, end in told["spans"]),
        sentences=tuple(told["sentences"]),
        headings=tuple(told["headings"]),
    )
