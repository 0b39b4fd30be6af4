"""What a platform's other documents say of a category, and which of them cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator

from archive_repo.format.message import plural
from archive_repo.text.kinds import DocumentKind
from archiver.provisions import readable_languages
from archiver.provisions.compare import Provision
from archiver.provisions.explain import Explanation
from archiver.provisions.folding import readable
from archiver.provisions.senses import TURNED
from archiver.report import clauses, phrases
from archiver.report.looks import LastLooks

NO_PROOF = "which can miss one in other words"
"""Behind the word that none was found."""
TITLE = "What its other documents say"
KINDS = {DocumentKind.TERMS: "terms of service", DocumentKind.PRIVACY: "privacy policy"}
"""What the kinds are called that each platform has."""


def otherwise(page: Explanation) -> Iterator[str]:
    """Sentences for a headline: who of the document's passages and of its siblings says otherwise."""
    if page.excerpt is None:
        return
    first = clauses.label(page.excerpt)
    said = dict.fromkeys(clauses.label(one.finding) for one in page.passages)
    if rest := [label for label in said if label != first]:
        yield f"Other passages of it: {'; '.join(rest)}."
    if page.differing:
        found = (f"{one.title} ({clauses.label(one.best.finding)})" for one in page.differing if one.best)
        yield f"Otherwise its {', '.join(found)}."


def differences(page: Explanation) -> Iterator[str]:
    """A sentence that says who differs, where documents do not say the same."""
    if page.excerpt is None or not page.differing:
        return
    told = [f"{page.document_title} {clauses.label(page.excerpt)}"]
    told += [f"{one.title} {clauses.label(one.best.finding)}" for one in page.siblings if one.best]
    groups = {page.excerpt.polarity in TURNED}
    groups |= {one.best.finding.polarity in TURNED for one in page.differing if one.best}
    how = "They do not say the same" if len(groups) > 1 else "They put it differently"
    yield f"{how}, by the passage of each that is clearest: {'; '.join(told)}."


def heading(one: Provision, last: LastLooks | None) -> str:
    """What stands above the quotation of another document."""
    return f"{one.document_title} ({clauses.category_dates(one, last)}), which {clauses.label(one.finding)}:"


def silent(page: Explanation) -> Iterator[str]:
    """Sentences on the other documents in which none was found, and on those that cannot be asked."""
    for one in page.siblings:
        if one.doubtful:
            words = readable(one.doubtful.excerpt)
            yield f"Not certain: {one.title}, with words that may be of this kind: “{words}”"
    none = [one for one in page.siblings if one.best is None and one.doubtful is None]
    if found := [one.title for one in none if one.is_looked_for and not one.unread]:
        yield f"No matching clause found by taxonomy {page.taxonomy}, {NO_PROOF}: {', '.join(found)}."
    if unread := [one for one in none if one.is_looked_for and one.unread]:
        told = (f"{one.title} (in {one.unread}, {readable_languages.how(one.unread)})" for one in unread)
        yield f"Not known: {', '.join(told)}."
    if others := [one.title for one in none if not one.is_looked_for]:
        yield f"Not looked for in documents of such a kind: {', '.join(others)}."
    for missing in page.unrecorded:
        yield f"Not known, since the archive has no text of it: {missing.title} ({missing.why})."
    for kind in page.absent:
        yield f"Not known: {page.name}'s {KINDS[kind]}, of which none is in this archive."
    if not page.siblings and not page.unrecorded and not page.absent:
        yield f"The archive has no other document of {page.name}."


def answer(page: Explanation) -> str:
    """The same in an answer."""
    having = [f"{one.title} {clauses.label(one.best.finding)}" for one in page.siblings if one.best]
    asked = [one for one in page.siblings if one.is_looked_for and not one.unread and not one.doubtful]
    told = [phrases.sentence("; ".join(having))] if having else []
    if asked and not having:
        told = [f"No matching clause was found in {plural(len(asked), 'other document')}."]
    unknown = len(page.unrecorded) + len(page.absent)
    unknown += sum(1 for one in page.siblings if one.is_looked_for and one.unread and not one.doubtful)
    if uncertain := [one.title for one in page.siblings if one.doubtful]:
        told.append(f"Of {', '.join(uncertain)} it is not certain.")
    if unknown:
        told.append(f"Of {plural(unknown, 'more document')} it is not known.")
    return " ".join(told) or "None of them is of a kind that deals with it."
