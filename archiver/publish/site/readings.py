"""The pages of a document: its text today and at any time, and its history."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from markupsafe import Markup

from archive_repo.format.message import plural
from archive_repo.records import Cause, ChangeClass, Version
from archive_repo.text import language
from archiver.publish.site import (
    bibliography,
    data_files,
    permalinks,
    prose,
    rendering,
    search_index,
    sentence_ages,
    timemaps,
)
from archiver.publish.site.contents import Document, sources
from archiver.publish.site.deploy import Page, Renewal
from archiver.publish.site.front import stated
from archiver.publish.site.prose import Beside
from archiver.publish.site.rendering import Feed
from archiver.publish.site.sentence_ages import Age
from archiver.publish.site.source import Source
from archiver.report import bounds, changes, for_readers, looks, phrases, texts, versions
from archiver.report.difference.comparison import SHORT_ID

UNBROKEN = "\u2011"
"""A hyphen at which no line is broken."""
AGES = (timedelta(days=91), timedelta(days=366), timedelta(days=1096))
"""Limits of the colours of a sentence's age, counted back from the text: a quarter, a year, three years."""


def pages(source: Source, document: Document) -> Iterator[Page]:
    """Its text today and at any time, and its history."""
    yield from _texts(source, document)
    yield _history(source, document)


def _texts(source: Source, document: Document) -> Iterator[Page]:
    yield _text(source, document)
    yield _text_json(source, document, document.newest, document.address)
    for version in document.versions:
        after = document.after(version)
        path = document.pages[version.id]

        def make(version: Version = version, after: Version | None = after) -> bytes:
            return _then(source, document, version, after)

        def stored(version: Version = version) -> bytes:
            return source.archive.text(version).encode()

        since, timemap = document.since(version), document.timemap(version)
        key = source.key(version.id, after.id if after else "", str(since), timemap)
        yield Page(path=path, key=key, make=make)
        yield _text_json(source, document, version, path)
        yield Page(path=permalinks.text(path), key=version.id, make=stored)


def _text(source: Source, document: Document) -> Page:
    """The page of the text today; after a look that found it again, only the day of that is another."""
    newest, looked = document.newest, document.looks
    doubt = for_readers.looks(looked) if looked.stale else ""
    story = document.outline.story.version
    day = _last_seen(document)
    return Page(
        path=document.address,
        key=source.key(newest.id, doubt, story, document.dated),
        make=lambda: _today(source, document),
        renewal=Renewal(key=rendering.key(day), make=partial(_seen_again, day)),
        searched=rendering.key(newest.id, document.name, document.title),
    )


def _last_seen(document: Document) -> str:
    confirmed = document.looks.last_confirmed_at
    return f", last seen {confirmed:%Y-%m-%d}" if confirmed else ""


def _seen_again(day: str, page: bytes) -> bytes | None:
    """The page of a text, last seen on another day; the first line that says so is the page's own."""
    told, count = _LAST_SEEN.subn(rendering.dated(day).encode(), page, count=1)
    return told if count and day else None


def _text_json(source: Source, document: Document, version: Version, path: str) -> Page:
    def value() -> object:
        last = looks.of_version(source.connection, version)
        return texts.row(source.connection, source.archive, version, last)

    return data_files.of_version(source, document, version, "text", path, source.key(version.id), value)


def _today(source: Source, document: Document) -> bytes:
    version, path = document.newest, document.address
    text = source.archive.text(version)
    ages = sentence_ages.of(source.connection, source.archive, document)
    margin = _margin(source, document, text)

    def beside(number: int) -> Beside:
        return _beside(ages.get(number), version, margin.get(number, ()))

    told = prose.of(text, document.title, beside)
    seen = for_readers.looks(document.looks) if document.looks.stale else ""
    return source.frame.page(
        "text.html",
        path,
        title=f"{document.name}, {document.title}",
        description=f"The {document.title} of {document.name} as it was last seen, each sentence dated.",
        crumbs=[(document.name, permalinks.platform(document.platform))],
        feeds=[Feed(title="Changes of this document", path=f"{document.address}changes.atom")],
        filters=search_index.filters(document.name, document.title),
        heading=f"{document.name}: {document.title}",
        about=[
            f"The text of {version.fetched_at:%Y-%m-%d}{_last_seen(document)}. It states: {stated(version)}.",
            *_pages(version),
        ],
        warnings=[phrases.sentence(f"not known to be current: {seen}")] if seen else [],
        actions=_actions(source, document, version, path),
        cited=None,
        record=_record(version),
        ages=any("age" in beside(number).classes for number in told.anchors),
        contents=told.contents,
        lang=language.identify(text) or "",
        html=Markup(told.html),  # noqa: S704 - `prose` escapes what it is given
        relations=[
            {
                "rel": "memento",
                "href": f"{permalinks.up(path)}{document.pages[version.id]}",
                "type": "",
                "datetime": version.fetched_at.isoformat(),
            },
            *_of_its_address(document, version, path),
        ],
    )


def _then(source: Source, document: Document, version: Version, after: Version | None) -> bytes:
    path = document.pages[version.id]
    text = source.archive.text(version)
    told = prose.of(text, document.title)
    when = bounds.since(document.since(version), is_first=version.change_class is None)
    root, before = permalinks.up(path), document.before(version)
    return source.frame.page(
        "text.html",
        path,
        title=f"{document.name}, {document.title}, {version.fetched_at:%Y-%m-%d}",
        description=f"The {document.title} of {document.name} as seen on {version.fetched_at:%Y-%m-%d}.",
        crumbs=[
            (document.name, permalinks.platform(document.platform)),
            (document.title, document.address),
            ("History", permalinks.history(document.platform, document.slug)),
        ],
        heading=f"{document.name}: {document.title}, {version.fetched_at:%Y-%m-%d}",
        about=[
            f"The text as of {version.fetched_at:%Y-%m-%d %H:%M} UTC: {when}. It states: {stated(version)}.",
            *_pages(version),
            *(phrases.sentence(one) for one in versions.unread(versions.row(source.connection, version))),
        ],
        warnings=_not_today(document, version, after),
        actions=[
            *([("What this version changed", "changes/")] if before else []),
            *([("The version before", f"{root}{document.pages[before.id]}")] if before else []),
            *([("The next version", f"{root}{document.pages[after.id]}")] if after else []),
            ("The newest text", f"{root}{document.address}"),
            ("As text", "text.md"),
            ("As JSON", "index.json"),
        ],
        cited=bibliography.cited(
            source.frame, document, version, path, "text as of", bibliography.of_text(version, text)
        ),
        record=_record(version),
        ages=False,
        contents=told.contents,
        lang=language.identify(text) or "",
        html=Markup(told.html),  # noqa: S704 - `prose` escapes what it is given
        relations=[
            {"rel": "alternate", "href": "text.md", "type": "text/markdown", "datetime": ""},
            *_of_its_address(document, version, path),
        ],
    )


def _of_its_address(document: Document, version: Version, path: str) -> Iterator[Mapping[str, str]]:
    """The relations of RFC 7089 that a page of a version has, where it is known what stood where."""
    timemap = document.timemap(version)
    if timemap:
        yield {"rel": "original", "href": sources(version)[0], "type": "", "datetime": ""}
        href = f"{permalinks.up(path)}{timemap}"
        yield {"rel": "timemap", "href": href, "type": timemaps.MEDIA_TYPE, "datetime": ""}


def _not_today(document: Document, version: Version, after: Version | None) -> list[str]:
    if not version.is_the_document:
        return ["This is what stood in the policy's place: an error page or a wall, and no version of it."]
    if after is None:
        return []
    return [f"An earlier text: another one was seen by {after.fetched_at:%Y-%m-%d}."]


def _pages(version: Version) -> list[str]:
    """The addresses that a text was read from."""
    urls = [one for one in version.urls if one]
    return [f"From {', '.join(urls)}"] if urls else []


def _record(version: Version) -> list[tuple[str, str]]:
    """By what a text is found in the archive's repositories, and checked."""
    return [
        ("Version, a commit on main", version.id),
        *([("Page as it was fetched, a commit on snapshots", version.snapshot)] if version.snapshot else []),
        ("SHA-256 of the text", version.text_sha256),
    ]


def _actions(source: Source, document: Document, version: Version, path: str) -> list[tuple[str, str]]:
    root = permalinks.up(path)
    last = next((one for one in reversed(document.versions) if document.before(one)), None)
    return [
        (f"History ({plural(len(document.versions), 'version')})", "history/"),
        *([("The last change", f"{root}{document.change_page(last)}")] if last else []),
        ("Permanent link", f"{root}{document.pages[version.id]}"),
        *(
            [("At the source", version.urls[0])]
            if version.urls and version.urls[0].startswith("http")
            else []
        ),
        ("As JSON", "index.json"),
    ]


def _margin(source: Source, document: Document, text: str) -> dict[int, tuple[tuple[str, str], ...]]:
    """Links to the provisions that each line states."""
    starts = prose.starts(text)
    found: dict[int, dict[str, str]] = {}
    if document.outline.story.version != document.newest.id:
        return {}
    for finding in source.stories.of(document).story.findings:
        if not finding.core_spans:
            continue
        number = bisect_right(starts, finding.core_spans[0][0])
        category = source.contents.taxonomy.categories[finding.category]
        found.setdefault(number, {})[f"provisions/{category.id}/"] = category.title
    return {number: tuple(notes.items()) for number, notes in found.items()}


def _beside(found: Age | None, version: Version, notes: tuple[tuple[str, str], ...]) -> Beside:
    if found is None or found.since.after is None:
        return Beside(notes=notes)
    since = phrases.sentence(bounds.since(found.since)).rstrip(".")
    data = {"since": since.replace("-", UNBROKEN)}  # a style shows it, which cannot mark days
    if found.before:
        data["before"] = found.before
    age = version.fetched_at - found.since.by
    rank = next((place for place, limit in enumerate(AGES, 1) if age <= limit), len(AGES) + 1)
    return Beside(classes=f"age-{rank}", data=data, notes=notes)


def _history(source: Source, document: Document) -> Page:
    path = permalinks.history(document.platform, document.slug)
    key = source.key(*(one.id for one in document.versions), document.title, document.dated)

    def make() -> bytes:
        return source.frame.page(
            "history.html",
            path,
            title=f"{document.name}, {document.title}: history",
            description=f"All recorded versions of the {document.title} of {document.name}.",
            crumbs=[
                (document.name, permalinks.platform(document.platform)),
                (document.title, document.address),
            ],
            heading=f"{document.name}: {document.title}, history",
            told=f"{plural(len(document.versions), 'version')} since "
            f"{document.versions[0].fetched_at:%Y-%m-%d}. A change was made between the two days that are "
            "given: the last look that saw the old text, and the first that saw the new one.",
            versions=[_version(document, one) for one in reversed(document.versions)],
        )

    return Page(path=path, key=key, make=make)


def _version(document: Document, one: Version) -> dict[str, str]:
    place = document.pages[one.id]
    notes = []
    if one.cause is Cause.REEXTRACTION:
        notes.append("the same page read by better code: no change of the policy")
    elif one.change_class:
        notes.append(phrases.lowered(bounds.change(document.since(one))).rstrip("."))
        notes += [f"class: {one.change_class}"] if one.change_class is not ChangeClass.WORDS else []
    if changes.is_silent(one, document.before(one)):
        notes.append("silent: its stated date did not move")
    if one.origin:
        notes.append(f"imported from {one.origin.collection}")
    return {
        "address": place,
        "changes": document.change_page(one) if document.before(one) else "",
        "when": f"{one.fetched_at:%Y-%m-%d}",
        "subject": one.subject.removeprefix(f"{one.title}: "),
        "note": phrases.sentence("; ".join(notes)),
        "stated": stated(one),
        "id": one.id[:SHORT_ID],
    }


_LAST_SEEN = re.compile(rb", last seen <time>[0-9-]{10}</time>")
