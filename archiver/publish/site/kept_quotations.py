"""What pages of provisions quote, kept in the index.

A page quotes its own document and others, of which most have not changed for long. To quote them anew, the
texts of all would be read into sentences, and the older versions of its own be asked since when they have
what is quoted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from archive_repo.index import kept
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.excerpts.quotation import Part, Quote, Quoted
from archiver.provisions.excerpts.stood import Rewritten, Wording
from archiver.provisions.findings import Finding
from archiver.provisions.quoting import FromTexts, OwnQuotation, Quotation, text_of
from archiver.provisions.stories import centrality
from archiver.provisions.stories.centrality import QUITE_SURE
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

    def own(self, one: DocumentStory, findings: Sequence[Finding]) -> tuple[OwnQuotation, ...]:
        """Passages of the document that is explained, of which the first ones are quoted."""
        told = self._kept("own", one, findings, lambda: list(map(_plain_own, self._anew.own(one, findings))))
        return tuple(_own(own, one) for own in told)

    def beside(self, one: DocumentStory, finding: Finding) -> Quotation:
        """A passage of another document, in fewer words."""
        told = self._kept("beside", one, [finding], lambda: _plain(self._anew.beside(one, finding)))
        return Quotation(quote=_quote(told), holds_for=told["holds_for"])

    def _kept(
        self, kind: str, one: DocumentStory, findings: Sequence[Finding], quoted: Callable[[], Any]
    ) -> Any:
        """What is kept of passages; else what is `quoted` of them, which is kept from then on."""
        where = one.repository.platform, one.document, f"{KEPT_AS}{findings[0].category}"
        made_from = _made_from(one, self._made_by)
        told = kept.read(self._connection, *where)
        if not told or told["made_from"] != made_from:
            told = {"made_from": made_from}
        name = _name(kind, findings)
        if name not in told:
            told[name] = quoted()
            kept.write(self._connection, *where, told)
        return told[name]


def ahead(made_by: str, one: DocumentStory) -> dict[str, object]:
    """What pages will quote of a document, by the keys under which it is kept in the index."""
    found: dict[str, list[Finding]] = {}
    for finding in sorted(one.story.findings, key=centrality.order):
        found.setdefault(finding.category, []).append(finding)
    text = text_of(one)
    anew = FromTexts(lambda _: text)
    return {f"{KEPT_AS}{category}": _ahead(anew, made_by, one, own) for category, own in found.items()}


def _ahead(
    anew: FromTexts, made_by: str, one: DocumentStory, findings: Sequence[Finding]
) -> dict[str, object]:
    """What pages quote of a category: its own page, and those of others the passage that stands for it."""
    own = [finding for place, finding in enumerate(findings) if centrality.is_quoted(place, finding)]
    central = [finding for finding in findings if finding.chance >= QUITE_SURE][:1]
    return {
        "made_from": _made_from(one, made_by),
        _name("own", own): list(map(_plain_own, anew.own(one, own))),
        **{_name("beside", [finding]): _plain(anew.beside(one, finding)) for finding in central},
    }


def _made_from(one: DocumentStory, made_by: str) -> str:
    return rendering.key(made_by, one.version.id, one.story.muted)


def _name(kind: str, findings: Sequence[Finding]) -> str:
    return f"{kind} {[finding.core_spans for finding in findings]}"


def _plain(one: Quotation) -> dict[str, Any]:
    return {
        "lines": one.quote.lines,
        "spans": one.quote.spans,
        "sentences": one.quote.sentences,
        "found": one.quote.found,
        "own": one.quote.own,
        "headings": one.quote.headings,
        "left_out": one.quote.left_out,
        "holds_for": one.holds_for,
    }


def _plain_own(one: OwnQuotation) -> dict[str, Any]:
    told = {"place": one.place, "wording": _plain_wording(one.wording), "around": _plain_wording(one.around)}
    return _plain(one) | told


def _plain_wording(wording: Wording) -> dict[str, Any]:
    return {
        "came_with": wording.came_with.id,
        "before": wording.before.id if wording.before else None,
        "rewritten": [(own.old, own.new) for own in wording.rewritten],
        "earlier": wording.earlier.id if wording.earlier else None,
    }


def _own(told: Any, one: DocumentStory) -> OwnQuotation:
    return OwnQuotation(
        quote=_quote(told),
        holds_for=told["holds_for"],
        place=told["place"],
        wording=_wording(told["wording"], one),
        around=_wording(told["around"], one),
    )


def _wording(told: Any, one: DocumentStory) -> Wording:
    return Wording(
        came_with=one.versions[told["came_with"]],
        before=one.versions[told["before"]] if told["before"] else None,
        rewritten=tuple(Rewritten(old=old, new=new) for old, new in told["rewritten"]),
        earlier=one.versions[told["earlier"]] if told["earlier"] else None,
    )


def _quote(told: Any) -> Quote:
    return Quote(
        lines=tuple(_line(*line) for line in told["lines"]),
        spans=tuple((start, end) for start, end in told["spans"]),
        sentences=tuple(told["sentences"]),
        found=tuple((start, end) for start, end in told["found"]),
        own=tuple(told["own"]),
        headings=tuple(told["headings"]),
        left_out=tuple(told["left_out"]),
    )


def _line(parts: Any, label: str, is_item: bool) -> Quoted:
    return Quoted(tuple(Part(*part) for part in parts), label, is_item)
