"""What a platform's other documents say of a category, and which of them cannot be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive_repo.text.kinds import DocumentKind
from archiver.provisions.detection import readable_languages
from archiver.provisions.explain import ELSEWHERE, Explanation, OtherDocument

TITLE = "What do its other documents say?"
KINDS = {DocumentKind.TERMS: "terms of service", DocumentKind.PRIVACY: "privacy policy"}
"""What the kinds are called that each platform has."""


def quoted(siblings: Iterable[OtherDocument]) -> tuple[OtherDocument, ...]:
    """Those of a platform's other documents that are quoted, those of the surest passages first."""
    having = [one for one in siblings if one.shown]
    having.sort(key=lambda one: -one.shown.provision.finding.chance if one.shown else 0)
    return tuple(having[:ELSEWHERE])


def not_quoted(page: Explanation) -> Iterator[str]:
    """Sentences on the other documents that are not quoted, and on those that cannot be asked."""
    shown = {one.document for one in quoted(page.siblings)}
    rest = [one for one in page.siblings if one.document not in shown]
    if others := [one.title for one in rest if not one.unread]:
        yield f"Not quoted, though something of it may stand there too: {', '.join(others)}."
    if unread := [one for one in rest if one.unread]:
        told = (f"{one.title} (in {one.unread}, {readable_languages.how(one.unread)})" for one in unread)
        yield f"Not known: {', '.join(told)}."
    for missing in page.unrecorded:
        yield f"Not known, since the archive has no text of it: {missing.title} ({missing.why})."
    for kind in page.absent:
        yield f"Not known: {page.name}'s {KINDS[kind]}, of which none is in this archive."
    if not page.siblings and not page.unrecorded and not page.absent:
        yield f"The archive has no other document of {page.name}."
