"""Changes as Markdown, fit to be pasted into a newsletter: valid, escaped, and pleasant where it is rendered.

Everything that a policy says is escaped, so that its marks have no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from archive_repo.edits import ADDED, REMOVED, Edit, Kind
from archiver import moments
from archiver.report import bounds, changes, health, phrases, versions
from archiver.report.changes import ChangeRow, News, SentenceChange, Wanted
from archiver.report.details import BETWEEN_CELLS
from archiver.report.versions import Section

SIGNS = {Kind.ADDED: "Added", Kind.REMOVED: "Removed", Kind.AMENDED: "Amended", Kind.MOVED: "Moved here"}
MARKS = {REMOVED: "~~", ADDED: "**"}
SHORT_ID = 10
"""Digits of a version's id, shown if there is no link to the version."""

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&$^!])")
_AT_START = re.compile(r"^(\s*)(\d*)([-+=:.)])")
"""Beginnings of a line that would make it a list, a heading or a definition."""
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


def write(news: News, wanted: Wanted, titles: Mapping[str, str], link: str = "") -> Iterator[str]:
    """The lines. `titles` names the categories by id.

    `link` is where a version's text can be read, with {platform}, {document} and {version} to fill in;
    without it versions are named by their ids.
    """
    since, until = moments.shown(wanted.since), moments.shown(wanted.until)
    yield f"# What changed in platforms' policies, {since} to {until}"
    yield ""
    crawl = phrases.sentence(health.last_crawl(news.health))
    yield escaped(f"{phrases.sentence(changes.total(news.rows))} {crawl}".strip())
    yield from (f"\n*{escaped(phrases.sentence(warning))}*" for warning in changes.warnings(news))
    yield ""
    for _, rows in groupby(news.rows, key=lambda row: row.platform):
        own = list(rows)
        yield f"## {escaped(own[0].platform_name)}"
        yield ""
        for row in own:
            yield from _change(row, titles, link)


def escaped(text: str) -> str:
    """The text with its Markdown and HTML escaped."""
    return _AT_START.sub(r"\1\2\\\3", _ACTIVE.sub(r"\\\1", text))


def pretty(edits: Sequence[Edit]) -> str:
    """Both wordings as one: what went struck through, what came in bold."""
    return "".join(_joined([_marked(edit) for edit in edits]))


def _change(row: ChangeRow, titles: Mapping[str, str], link: str) -> Iterator[str]:
    yield f"### {escaped(row.title)}, {row.fetched_at:%Y-%m-%d}"
    yield ""
    what = row.subject.removeprefix(f"{row.title}: ")
    when = bounds.change(row.since)
    yield f"{escaped(phrases.sentence(what))} {escaped(when)} {_links(row, link)}"
    yield ""
    for text in versions.unread(row):
        yield f"*{escaped(phrases.sentence(text))}*"
        yield ""
    if row.categories:
        yield escaped(f"Touches: {', '.join(titles[one] for one in row.categories)}.")
        yield ""
    if row.change_class is None:
        return
    if row.details is None:
        yield from (f"- {escaped(name)} ({kind})" for name, kind in versions.section_names(row))
        yield ""
        return
    for detail in row.details:
        yield f"**{_section(row, Section(path=detail.path, kind=detail.kind))}** ({detail.kind})"
        yield ""
        yield from (f"- {SIGNS[one.kind]}: {_text(one)}" for one in detail.changes)
        yield ""


def _section(row: ChangeRow, section: Section) -> str:
    return escaped(versions.section_name(row, section))


def _links(row: ChangeRow, link: str) -> str:
    """The source, if it is known, and both versions, linked if it is known where they can be read."""
    sources = [f"[Source]({_target(one.url)})" for one in row.sources[:1] if one.url]
    named = [(name, one) for name, one in (("before", row.previous), ("after", row.version)) if one]
    if link:
        found = [
            f"[{name}]({_target(link.format(platform=row.platform, document=row.document, version=one))})"
            for name, one in named
        ]
    else:
        found = [f"{name} `{one[:SHORT_ID]}`" for name, one in named]
    return " · ".join([*sources, *found])


def _target(url: str) -> str:
    """The address, escaped so that it does not end before the link does."""
    return "".join(f"%{ord(letter):02X}" if letter in '()<>"\\ \n' else letter for letter in url)


def _text(one: SentenceChange) -> str:
    if one.edits:
        return pretty(one.edits)
    return escaped(one.new if one.new is not None else one.old or "")


def _marked(edit: Edit) -> str:
    """What went struck through, what came in bold; white space stays outside of the marks."""
    sign, text = edit
    mark = MARKS.get(sign, "")
    edges = _EDGES.match(text)
    if not mark or edges is None or not edges[2]:
        return escaped(text) if edges and edges[2] else text
    cells = (f"{mark}{escaped(cell)}{mark}" if cell.strip() else "" for cell in edges[2].split(BETWEEN_CELLS))
    return f"{edges[1]}{escaped(BETWEEN_CELLS).join(cells)}{edges[3]}"


def _joined(parts: Sequence[str]) -> Iterator[str]:
    """The parts, with a space where two marks would touch: `~~old~~ **new**`."""
    before = ""
    for part in parts:
        if before.endswith(("~", "*")) and part.startswith(("~", "*")):
            yield " "
        yield part
        before = part
