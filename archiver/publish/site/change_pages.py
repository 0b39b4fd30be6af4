"""The pages of changes: what a version changed, section by section and word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from archive_repo.records import Cause, Version
from archive_repo.text import language
from archiver.provisions.taxonomy import Category
from archiver.publish import telling
from archiver.publish.site import bibliography, change_sections, data_files, permalinks
from archiver.publish.site.contents import Document, sources
from archiver.publish.site.deploy import Page
from archiver.publish.site.front import stated
from archiver.publish.site.source import Source
from archiver.report import bounds, changes, details, notices, values, versions
from archiver.report.changes import ChangeRow


def pages(source: Source, document: Document, rows: Mapping[str, ChangeRow]) -> Iterator[Page]:
    """The page of each change of a document. `rows` has its changes by version."""
    for version in document.versions:
        if document.before(version):
            yield from _change(source, document, version, rows.get(version.id))


def _change(source: Source, document: Document, version: Version, row: ChangeRow | None) -> Iterator[Page]:
    path = permalinks.changes(document.pages[version.id])
    touched = row.categories or () if row else ()
    key = source.key(version.id, version.previous or "", *touched, str(document.since(version)))

    def make() -> bytes:
        if row:
            source.differences.in_feeds(version)  # now, while what it is made from is at hand
        return _change_page(source, document, version, row)

    def value() -> object:
        told = row or _row(source, document, version)
        return replace(told, details=details.sections(source.differences.of(version).difference))

    yield Page(path=path, key=key, make=make)
    yield data_files.of_version(source, document, version, "change", path, key, value)


def _row(source: Source, document: Document, version: Version) -> ChangeRow:
    """A version that is no news, such as one of links, as a row."""
    (found,) = versions.rows(source.connection, [version], {one.id: one for one in document.versions})
    return values.extended(ChangeRow, found, categories=None, details=None)


def _change_page(source: Source, document: Document, version: Version, row: ChangeRow | None) -> bytes:
    compared = source.differences.of(version)
    sections = change_sections.of(compared)
    path = permalinks.changes(document.pages[version.id])
    told = row or _row(source, document, version)
    touched = source.contents.categories(told)
    when = f"{version.fetched_at:%Y-%m-%d}"
    is_change = version.cause is not Cause.REEXTRACTION
    what, seen = ("what changed by", "change seen") if is_change else ("read again,", "read again,")
    return source.frame.page(
        "change.html",
        path,
        title=f"{document.name}, {document.title}: {what} {when}",
        description=telling.sentence(told, touched),
        crumbs=[
            (document.name, permalinks.platform(document.platform)),
            (document.title, document.address),
            (when, document.pages[version.id]),
        ],
        heading=f"{document.name}: {document.title}, {seen} {when}",
        sentence=telling.sentence(told, touched),
        warnings=list(_doubts(document, version)),
        facts=list(_facts(document, version, touched, path)),
        entries=change_sections.entries(sections),
        sections=sections,
        compared=_compared(document, version),
        lang=language.identify(compared.new_text) or "",
        cited=bibliography.cited(
            source.frame,
            document,
            version,
            path,
            "change observed by" if is_change else "read again, text of",
            bibliography.of_commit(version),
        ),
    )


def _compared(document: Document, version: Version) -> list[tuple[str, str]]:
    """What stands at the left of two columns, and what at the right."""
    before = document.before(version)
    sides = [("Old text", before), ("New text", version)] if before else []
    return [(name, f"{one.fetched_at:%Y-%m-%d}, states: {stated(one)}") for name, one in sides if one]


def _doubts(document: Document, version: Version) -> Iterator[str]:
    if version.cause is Cause.REEXTRACTION:
        yield "This is no change of the policy: the same page was read by better code."
    if not version.is_the_document:
        yield "What is new here is an error page or a wall that stood in the policy's place."
    if changes.is_silent(version, document.before(version)):
        yield "Silent: the words changed, and the date that the text gives for itself did not."


def _facts(
    document: Document, version: Version, touched: Sequence[Category], path: str
) -> Iterator[dict[str, Any]]:
    root, before = permalinks.up(path), document.before(version)

    def fact(name: str, *told: tuple[str, str]) -> dict[str, Any]:
        return {"name": name, "told": told}

    yield fact("Observed", (bounds.change(document.since(version)), ""))
    if before:
        yield fact(
            "Old text",
            (f"{before.fetched_at:%Y-%m-%d}, states: {stated(before)}", f"{root}{document.pages[before.id]}"),
        )
    yield fact(
        "New text",
        (f"{version.fetched_at:%Y-%m-%d}, states: {stated(version)}", f"{root}{document.pages[version.id]}"),
    )
    if before and version.is_the_document and version.cause is not Cause.REEXTRACTION:
        given = notices.given(before.stated, version.stated, document.since(version))
        yield fact("Notice on the page", (given, ""))
    if touched:
        touched = telling.ranked(touched)
        own = partial(permalinks.provision, document.platform, document.slug)
        yield fact("Touches", *((one.title, f"{root}{own(one.id)}") for one in touched))
    yield fact("Kind of change", (str(version.change_class or version.cause), ""))
    urls = [(url, url if url.startswith("http") else "") for url in sources(version)]
    if urls:
        yield fact("Source", *urls)
    yield fact("Version", (version.id, ""))
