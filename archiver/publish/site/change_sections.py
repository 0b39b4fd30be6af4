"""The sections that a change touched, as its page shows them: a list with links, and each word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from archiver.publish.site import prose
from archiver.report.difference import page, rows, side_by_side
from archiver.report.difference.comparison import Comparison
from archiver.report.difference.rows import Heading

CONTEXT = 1
"""Unchanged sentences around each change."""
PAGE_NAMES = ("main", "words", "inline", "side-by-side", "cite")
"""Names of parts of the page, which no section may have."""

UNNAMED = "Section without a name"
"""What the list calls a section whose heading has nothing that a reader sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section with what changed in it."""

    heading: Heading
    anchor: str
    inline: Markup
    """What changed, in one column."""
    sides: Markup
    """The same in two."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """A line of the list: a section that changed, or one that has such sections below it."""

    title: str
    anchor: str = ""
    """The name of what is shown of it; empty where only sections below it changed."""
    kind: str | None = None
    """What happened to it; None where nothing is said of it."""
    below: dict[str, Entry] = field(default_factory=dict)
    """The sections below it, by their titles."""


def of(compared: Comparison) -> list[Section]:
    """The sections that changed, in the order of the text; one of which more follows later is there again."""
    parts = rows.parts(compared, CONTEXT)
    heads = page.column_heads(compared)
    anchors = prose.distinct((prose.section_name(_title(one.heading)) for one in parts), PAGE_NAMES)
    return [
        Section(
            heading=part.heading,
            anchor=anchor,
            inline=Markup("\n".join(page.rows(part, heads))),  # noqa: S704 - it escapes what it is given
            sides=Markup("\n".join(side_by_side.pairs(part))),  # noqa: S704
        )
        for part, anchor in zip(parts, anchors, strict=True)
    ]


def entries(sections: Sequence[Section]) -> Mapping[str, Entry]:
    """The list of the sections, each once, below those that they are part of."""
    found: dict[str, Entry] = {}
    for one in sections:
        own, title = found, _title(one.heading)
        for above in one.heading.path[:-1]:
            own = own.setdefault(above, Entry(title=_seen(above))).below
        entry = own.setdefault(title, Entry(title=title))
        if not entry.anchor:
            entry.anchor, entry.kind = one.anchor, one.heading.kind
    return found


def _title(heading: Heading) -> str:
    return _seen(heading.path[-1]) if heading.path else heading.title


def _seen(said: str) -> str:
    return said if "".join(filter(str.isprintable, said)).strip() else UNNAMED
