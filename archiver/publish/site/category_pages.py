"""The pages about categories across platforms: one by one, and all in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from archiver.provisions.comparison.answers import Answer
from archiver.provisions.comparison.compare import DocumentStory, Held, Provision
from archiver.provisions.explain import NOTE
from archiver.provisions.taxonomy import Category, Polarity
from archiver.provisions.text.folding import readable
from archiver.publish.site import clause_values, data_files, permalinks
from archiver.publish.site.clause_sources import ClauseSources, address, counted, said
from archiver.publish.site.deploy import Page
from archiver.report import phrases, tenures
from archiver.report.across import UNASKED, Across

SIGNS = {
    Polarity.ASSERTS: ("●", "asserts"),
    Polarity.CONDITIONAL: ("◐", "conditional"),
    Polarity.MUTUAL: ("◐", "conditional"),
    Polarity.DENIES: ("○", "denies"),
    Polarity.EXCLUDES: ("✂", "excludes"),
}
"""The sign of a cell of the matrix, and its class."""


def pages(sources: ClauseSources) -> Iterator[Page]:
    """The page of each category, and the table of all."""
    for category in sources.known.categories.values():
        yield from _compared(sources, category)
    yield _table(sources)


def _compared(sources: ClauseSources, category: Category) -> Iterator[Page]:
    found = sources.across(category.id)
    path = permalinks.category(category.id)
    former = [_former(one, stays, category) for one, stays in found.former]
    ways_out = [one.way_out for one in found.answers if one.way_out]
    quoted = (*found.having, *ways_out, *found.otherwise)
    shown = (
        category.id,
        counted(found),
        [one.sense for one in found.answers],
        [sources.stamp(one) for one in quoted],
        former,
        list(found.without.items()),
        list(found.unasked.items()),
        list(found.unread.items()),
    )
    places = [(one.version.id, one.finding.core_spans) for one in quoted]

    def make() -> bytes:
        return _category(sources, category, found, former)

    def value() -> bytes:
        told = clause_values.of_category(found, sources.known.version)
        return data_files.of("category", path, sources.frame.url, told)

    yield Page(path=path, key=sources.key(shown), make=make)
    yield Page(path=f"{path}index.json", key=sources.key((shown, places)), make=value)


def _title(one: Answer) -> str:
    """What answers alike stand under."""
    title = phrases.capitalised(said(one.polarity))
    return f"In contracts with businesses: {title}" if one.is_for_business else title


def _quoted(one: Answer) -> list[Provision]:
    """The passage that stands for a platform, and where it gives a way out of what that says."""
    return [one.provision, *([one.way_out] if one.way_out else [])]


def _former(one: DocumentStory, stays: Sequence[Held], category: Category) -> dict[str, str]:
    return {
        "name": f"{one.name}, {one.title}",
        "address": permalinks.provision(one.repository.platform, one.document, category.id),
        "when": tenures.told(stays, None),
    }


def _category(
    sources: ClauseSources, category: Category, found: Across, former: Sequence[Mapping[str, str]]
) -> bytes:
    groups = [_group(sources, title, list(run)) for title, run in groupby(found.answers, key=_title)]
    return sources.frame.page(
        "category.html",
        permalinks.category(category.id),
        title=f"{category.title}, compared",
        description=f"{category.title}: which platforms say so, since when, and in which words.",
        crumbs=[("Provisions", permalinks.PROVISIONS)],
        heading=category.title,
        mechanism=category.mechanism,
        told=counted(found),
        severity=category.severity,
        groups=groups,
        otherwise=_by_words(sources, found.otherwise),
        former=former,
        without=", ".join(found.without.values()),
        unasked=f"{UNASKED}: {', '.join(found.unasked.values())}." if found.unasked else "",
        unread=[(sources.names[slug], sources.languages[slug]) for slug in found.unread],
        taxonomy=sources.known.version,
        note=NOTE,
    )


def _group(sources: ClauseSources, title: str, alike: Sequence[Answer]) -> dict[str, Any]:
    """Answers that stand under one title."""
    quoted = (own for one in alike for own in _quoted(one))
    return {"title": title, "says": said(alike[0].polarity), "shown": _by_words(sources, quoted)}


def _by_words(sources: ClauseSources, found: Iterable[Provision]) -> list[dict[str, Any]]:
    """Passages with the documents that have them: those of one company often have the very same words."""
    told: dict[str, dict[str, Any]] = {}
    for one in found:
        shown = sources.shown(one)
        same = told.setdefault(readable(one.finding.excerpt), {"text": shown["text"], "of": []})["of"]
        if shown["address"] not in [known["address"] for known in same]:  # its way out is in the same words
            same.append(shown)
    return list(told.values())


def _table(sources: ClauseSources) -> Page:
    found = {category: sources.across(category) for category in sources.known.categories}
    told = {
        category: [(one.provision.platform, one.provision.document, one.polarity) for one in own.answers]
        for category, own in found.items()
    }
    path = permalinks.PROVISIONS
    names = [(one.slug, one.name) for one in sources.contents.platforms]
    return Page(
        path=path, key=sources.key((told, names, sources.unread)), make=lambda: _matrix(sources, found, path)
    )


def _matrix(sources: ClauseSources, found: Mapping[str, Across], path: str) -> bytes:
    groups = []
    for group, title in sources.known.groups.items():
        own = [one for one in sources.known.categories.values() if one.group == group]
        rows = [
            {
                "title": one.title,
                "address": permalinks.category(one.id),
                "cells": _cells(sources, found[one.id]),
            }
            for one in own
        ]
        groups.append({"title": title, "rows": rows})
    return sources.frame.page(
        "matrix.html",
        path,
        title="Provisions by platform",
        description="Which platforms state which kinds of provision, with the clause behind each cell.",
        platforms=sources.contents.platforms,
        count=len(sources.known.categories),
        groups=groups,
        note=NOTE,
    )


def _cells(sources: ClauseSources, found: Across) -> list[dict[str, str]]:
    by_platform = {one.provision.platform: one for one in found.answers}
    cells = []
    for platform in sources.contents.platforms:
        one = by_platform.get(platform.slug)
        if one is None and platform.slug in sources.unread:
            told = f"{platform.name}: not known, in {sources.languages[platform.slug]}"
            cells.append({"kind": "unread", "sign": "–", "said": told, "address": platform.address})
            continue
        if one is None:
            cells.append({"kind": "", "sign": "", "said": "", "address": ""})
            continue
        sign, kind = SIGNS[one.polarity]
        told = f"{one.provision.name} {said(one.polarity)}{' to businesses' if one.is_for_business else ''}"
        cells.append({"kind": kind, "sign": sign, "said": told, "address": address(one.provision)})
    return cells
