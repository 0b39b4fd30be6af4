"""The pages that lead to the others: home, months, platforms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from markupsafe import Markup

from archive_repo.format.message import plural
from archive_repo.records import Outcome, Version
from archiver.publish import telling
from archiver.publish.site import feed_pages, permalinks, rendering
from archiver.publish.site.contents import Contents, Document, Platform
from archiver.publish.site.deploy import Page
from archiver.publish.site.rendering import Feed, Frame
from archiver.report import bounds, changes, for_readers, phrases
from archiver.report.changes import ChangeRow
from archiver.report.health import Health
from archiver.report.standing import NEVER, StandingRow

SHOWN = 10
"""Changes that the home page tells of a week, and of a month: what fits on a screen or two."""
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
STRIP = 24
"""Months of the strip of changes by month: two years, as wide as a phone."""
MANY = 5
"""Changes in a month from which on the strip shows it as busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A change in a list."""

    address: str
    platform: str
    title: str
    sentence: str
    severity: str
    silent: bool
    when: str


def pages(contents: Contents, frame: Frame, made_by: str, of_all: str) -> Iterator[Page]:
    """Home, the months, and the platforms.

    `made_by` changes with the code and the templates, `of_all` with anything that is told of the archive.
    """

    def page(path: str, key: str, template: str, told: Callable[[], dict[str, Any]], **more: Any) -> Page:
        return Page(path=path, key=key, make=lambda: frame.page(template, path, **told(), **more))

    feeds = [Feed(title="All changes", path=f"{feed_pages.ALL}.atom")]
    yield page(permalinks.HOME, of_all, "home.html", partial(_home, contents, frame), feeds=feeds)
    months = [(month, list(rows)) for month, rows in groupby(contents.newest_first, key=_month)]
    yield page(permalinks.CHANGES, of_all, "months.html", partial(_months, months), feeds=feeds)
    for place, (month, rows) in enumerate(months):
        beside = {
            "earlier": _named(months[place + 1][0]) if place + 1 < len(months) else None,
            "later": _named(months[place - 1][0]) if place else None,
        }
        key = rendering.key(made_by, _stamps(rows), beside)
        told = partial(_one_month, contents, month, rows)
        crumbs = [("Changes", permalinks.CHANGES)]
        yield page(permalinks.month(month), key, "month.html", told, crumbs=crumbs, **beside)
    for one in contents.platforms:
        own = [Feed(title=f"Changes of {one.name}", path=f"{feed_pages.changes_of(one.address)}.atom")]
        rows = contents.amendments_of[one.slug]
        listed = [_document(contents, document, rows) for document in one.documents]
        key = rendering.key(made_by, one.name, listed, _stamps(rows), _last_months(contents.now.date())[-1])
        yield page(one.address, key, "platform.html", partial(_platform, contents, one), feeds=own)


def _stamps(rows: Sequence[ChangeRow]) -> list[object]:
    """Changes with what lists tell of these changes."""
    return [(row.version, row.platform_name, row.title, row.since, row.categories) for row in rows]


def items(contents: Contents, rows: Sequence[ChangeRow]) -> list[Item]:
    """Changes as a list shows them."""
    return [_item(contents, row) for row in rows]


def _item(contents: Contents, row: ChangeRow) -> Item:
    touched = contents.categories(row)
    own = contents.documents[row.platform, row.document]
    version = own.by_id[row.version]
    return Item(
        address=own.change_page(version),
        platform=row.platform_name,
        title=row.title,
        sentence=contents.sentences[row.version],
        severity=telling.severity(touched),
        silent=changes.is_silent(version, own.before(version)),
        when=bounds.change(row.since),
    )


def _home(contents: Contents, frame: Frame) -> dict[str, Any]:
    versions = sum(len(one.versions) for one in contents.documents.values())
    tracked = [own for one in contents.platforms if (own := contents.tracked(one))]
    documents = sum(map(len, tracked))
    counts = {
        "platforms": plural(len(tracked or contents.platforms), "platform"),
        "documents": plural(documents, "document"),
        "versions": plural(versions, "version"),
    }
    last, found = _last_months(contents.now.date()), contents.news.health
    return {
        "title": frame.title,
        "description": f"What {counts['platforms']} changed in their policies, word for word and dated.",
        "counts": counts,
        "retired": _retired(len(contents.documents) - documents),
        "looked": "" if found.out_of_date else phrases.sentence(_last_looked(found)),
        "warnings": [phrases.sentence(one) for one in _warnings(contents)],
        "parts": list(_parts(contents)),
        "platforms": [_line(contents, one, last) for one in contents.platforms],
        "strip_from": f"{last[0]:%b %Y}",
        "strip_to": f"{last[-1]:%b %Y}",
        "failing": list(_failing(contents)),
    }


def _retired(count: int) -> str:
    """What is said of documents that are no longer tracked; empty without any."""
    are = "is" if count == 1 else "are"
    told = f"{plural(count, 'more document')} {are} no longer tracked, and can still be read."
    return told if count else ""


def _last_looked(found: Health) -> str:
    day = found.last_crawl_at
    return f"the platforms' pages were last looked at on {day:%Y-%m-%d}" if day else "nobody has looked yet"


def _warnings(contents: Contents) -> Iterator[str]:
    """What a reader must know besides the changes; documents that fail have a list of their own."""
    found = contents.news.health
    if found.out_of_date and found.last_crawl_at:
        days = (found.asked_until - found.last_crawl_at).days
        yield (
            f"out of date: {_last_looked(found)}, {plural(days, 'day')} before this page was made; "
            "what changed since then is not known"
        )
    if found.waiting:
        are = "is" if found.waiting == 1 else "are"
        yield f"{plural(found.waiting, 'text')} {are} held back until confirmed, and not among the changes"


def _parts(contents: Contents) -> Iterator[dict[str, Any]]:
    rows = contents.amendments
    week = [row for row in rows if contents.now - row.fetched_at <= WEEK]
    month = [row for row in rows if WEEK < contents.now - row.fetched_at <= MONTH]
    if week:
        yield _part(contents, "Changes seen this week", week)
    if month:
        yield _part(
            contents, "Changes seen this month" if not week else "Changes seen earlier this month", month
        )
    if not week and not month and rows:
        yield _part(contents, "The latest changes seen", _latest(rows))


def _latest(rows: Sequence[ChangeRow]) -> Sequence[ChangeRow]:
    """The newest changes, as many as are shown, with all others of the earliest of their days."""
    last = rows[:SHOWN][-1].fetched_at.date()
    return [row for row in rows if row.fetched_at.date() >= last]


def _part(contents: Contents, title: str, rows: Sequence[ChangeRow]) -> dict[str, Any]:
    """Changes of a time, the weightiest first."""
    ranked = sorted(rows, key=lambda row: telling.weight(row, contents.categories(row)))
    rest = len(rows) - SHOWN
    return {
        "title": title,
        "shown": items(contents, ranked[:SHOWN]),
        "more": f"And {plural(rest, 'more change')}" if rest > 0 else "",
        "address": permalinks.month(rows[0].fetched_at),
    }


def _line(contents: Contents, one: Platform, months: Sequence[date]) -> dict[str, Any]:
    rows, tracked = contents.amendments_of[one.slug], contents.tracked(one)
    return {
        "name": one.name,
        "address": one.address,
        "documents": plural(len(tracked), "document") if tracked else "no longer tracked",
        "strip": _strip(one.name, rows, months),
        "changed": f"{rows[0].fetched_at:%Y-%m-%d}" if rows else "",
    }


def _strip(name: str, rows: Sequence[ChangeRow], months: Sequence[date]) -> Markup:
    counts = Counter(_month(row) for row in rows)
    told = ", ".join(f"{month:%b %Y}: {counts[month]}" for month in months if counts[month]) or "none"
    bars = {"some": "", "many": ""}
    for place, month in enumerate(months):
        if count := counts[month]:
            height = min(4 + 3 * count, 20)
            bars["many" if count >= MANY else "some"] += f"M{place * 8} 20v-{height}h6v{height}z"
    paths = Markup().join(
        Markup('<path class="{}" d="{}"/>').format(kind, drawn) for kind, drawn in bars.items() if drawn
    )
    title = Markup("<title>{}</title>").format(f"{name}, changes by month: {told}")
    return Markup('<svg viewBox="0 0 {} 20" role="img" preserveAspectRatio="none">{}{}</svg>').format(
        8 * len(months), title, paths
    )


def _failing(contents: Contents) -> Iterator[dict[str, Any]]:
    for one in contents.standing:
        if not one.fails or (one.platform, one.document) in contents.retired:
            continue
        own = contents.documents.get((one.platform, one.document))
        name = own.name if own else one.platform
        seen = f"{one.last_confirmed_at:%Y-%m-%d}" if one.last_confirmed_at else "never"
        yield {
            "name": f"{name}, {one.title}",
            "address": own.address if own else "",
            "seen": seen,
            "reason": phrases.sentence(_why(one)),
        }


def _why(one: StandingRow) -> str:
    if one.outcome == NEVER:
        return "nobody has looked at it yet"
    if not one.reason and one.missing:
        return "one of its pages could not be read"
    return for_readers.happened(one.reason or "", held=one.outcome is Outcome.HELD)


def _months(months: Sequence[tuple[date, list[ChangeRow]]]) -> dict[str, Any]:
    return {
        "title": "Changes by month",
        "description": "Every recorded change of a policy's words, by month.",
        "months": [
            {
                "name": f"{month:%B %Y}",
                "address": permalinks.month(month),
                "count": sum(row.change_class is not None for row in rows),
                "platforms": len({row.platform for row in rows if row.change_class is not None}),
                "new": sum(row.change_class is None for row in rows),
            }
            for month, rows in months
        ],
    }


def _one_month(contents: Contents, month: date, rows: Sequence[ChangeRow]) -> dict[str, Any]:
    changed = [row for row in rows if row.change_class is not None]
    new = [row for row in rows if row.change_class is None]
    ranked = sorted(changed, key=lambda row: telling.weight(row, contents.categories(row)))
    total = phrases.sentence(changes.total(rows))
    return {
        "title": f"Changes seen in {month:%B %Y}",
        "description": total,
        "told": f"{total} The weightiest first: by the severity of the provisions "
        "that a change touches, then by its size.",
        "items": items(contents, ranked),
        "new": items(contents, new),
    }


def _platform(contents: Contents, one: Platform) -> dict[str, Any]:
    rows, last = contents.amendments_of[one.slug], _last_months(contents.now.date())
    listed = items(contents, rows)
    return {
        "title": one.name,
        "description": f"The policies of {one.name} and how they changed.",
        "told": _record(one, len(contents.tracked(one)), listed),
        "strip": _strip(one.name, rows, last),
        "strip_from": f"{last[0]:%b %Y}",
        "strip_to": f"{last[-1]:%b %Y}",
        "documents": [_document(contents, document, rows) for document in one.documents],
        "items": listed,
    }


def _record(one: Platform, tracked: int, listed: Sequence[Item]) -> str:
    """How often a platform changes its policies, and how silently; how many of them are `tracked` still."""
    days = sorted({f"{document.versions[0].fetched_at:%Y-%m-%d}" for document in one.documents})
    silent = sum(item.silent for item in listed)
    since = f" since {days[0]}" if len(days) == 1 else f", the first since {days[0]}"
    still = f"; {tracked or 'none'} still" if tracked < len(one.documents) else ""
    told = f"{plural(len(one.documents), 'document')} tracked{since}{still}; "
    if not listed:
        return f"{told}no change of words was seen."
    quiet = (
        f", {silent} of them silent: the date that the text gives for itself did not move" if silent else ""
    )
    return f"{told}{plural(len(listed), 'change')} of words{quiet}."


def _document(contents: Contents, one: Document, rows: Sequence[ChangeRow]) -> dict[str, Any]:
    until = contents.retired.get((one.platform, one.slug))
    doubt = for_readers.looks(one.looks) if one.looks.stale else ""
    changed = next((row for row in rows if row.document == one.slug), None)
    return {
        "title": one.title,
        "address": one.address,
        "changed": f"{changed.fetched_at:%Y-%m-%d}" if changed else "no change seen",
        "seen": _day(one.looks.last_confirmed_at),
        "versions": len(one.versions),
        "since": f"{one.versions[0].fetched_at:%Y-%m-%d}",
        "trouble": phrases.sentence(f"no longer tracked since {until[:10]}" if until else doubt),
    }


def stated(version: Version) -> str:
    """The dates that a text gives for itself, in words."""
    said = (("updated", version.stated.updated), ("effective", version.stated.effective))
    return ", ".join(f"{what} {day}" for what, day in said if day) or "no date"


def _month(row: ChangeRow) -> date:
    return row.fetched_at.date().replace(day=1)


def _named(month: date) -> tuple[str, str]:
    return f"{month:%B %Y}", permalinks.month(month)


def _last_months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < STRIP:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"
