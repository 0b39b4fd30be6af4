"""A stored text as HTML: paragraphs, nested lists and tables, in which every section and sentence has a name.

A section is named after its heading without the number, a sentence after its words: both names survive when
clauses are renumbered or moved, and a sentence that says something else has another name.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from itertools import groupby, zip_longest

from archive_repo.edits import EQUAL
from archive_repo.records import slug
from archive_repo.text import numbering
from archive_repo.text.markdown import (
    LineKind,
    StoredLine,
    cells,
    ends_page,
    heading_paths,
    lines,
    marker,
    plain,
)
from archiver.report.difference import markup

LONGEST_NAME = 60
"""Characters of a section's name: an address that people can still read."""
DEEPEST = 6
"""The lowest level of a heading in HTML."""
LISTED = 3
"""The lowest level of a heading in the table of contents; the outermost is 2."""
DEEPEST_LIST = 12
"""The lowest level of a list in a list: of 91 documents none has more than 4. Browsers nest 512 elements, two
for each level, and leave the list's items outside of it from there on."""
PAGE_NAMES = ("main", "ages", "cite")
"""Names of parts of the page around a text, which no section may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table of contents."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the page adds to a line of the text."""

    classes: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    """Values of `data-` attributes, by their names."""
    notes: tuple[tuple[str, str], ...] = ()
    """Links in the margin: an address from this page, and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text as HTML."""

    html: str
    contents: tuple[Entry, ...]
    anchors: Mapping[int, str]
    """The name of each line that has words, by its number from 1."""


NOTHING = Beside()


def of(text: str, title: str = "", beside: Callable[[int], Beside] = lambda _number: NOTHING) -> Prose:
    """The HTML of a text; its own `title` is left out where it is the first line, since the page shows it."""
    read = _lines(text)
    anchors = _anchors(read)
    left_out = _title(read, title)
    levels = _levels(read, left_out)
    writer = _Writer(anchors, levels, beside)
    for is_blank, block in groupby(
        (line for line in read if line.number != left_out), key=lambda line: line.kind is LineKind.BLANK
    ):
        if not is_blank:
            writer.block(list(block))
    writer.end()
    contents = [
        Entry(level=levels[line.number], anchor=anchors[line.number], title=plain(line.raw))
        for line in read
        if line.number in levels and levels[line.number] <= LISTED and line.number in anchors
    ]
    return Prose(html="\n".join(writer.html), contents=tuple(contents), anchors=anchors)


def starts(text: str) -> list[int]:
    """Where each line starts: `bisect_right(starts, place)` is the number of the line of a character."""
    return [line.start for line in _lines(text)]


def anchors(text: str) -> dict[int, str]:
    """The name of each line that has words, by its number from 1."""
    return _anchors(_lines(text))


@lru_cache(maxsize=1)
def _lines(text: str) -> Sequence[StoredLine]:
    """The lines of a text, of which several things are asked in a row."""
    return lines(text)


def row(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """The cells of the table row that holds these characters, each with its column's heading.

    Empty where they are in no row, or in more than one; a heading is empty where the table has none.
    """
    read = _lines(text)
    first, last = (bisect_right([line.start for line in read], place) - 1 for place in (start, end - 1))
    if first != last or read[first].kind is not LineKind.ROW:
        return []
    top = first
    while top and read[top - 1].kind in _ROWS:
        top -= 1
    has_head = top < first and read[top + 1].kind is LineKind.RULE
    heads = [plain(cell) for cell in cells(read[top].raw)] if has_head else []
    return list(zip_longest(heads, map(plain, cells(read[first].raw)), fillvalue=""))


def words(raw: str) -> str:
    """The words of a line as HTML, with its links."""
    return markup.html([(EQUAL, raw)])


def sentence_name(said: str) -> str:
    """The name of a sentence, by its words as a reader sees them."""
    return f"s-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def section_name(said: str) -> str:
    """The name of a section, by its heading without the number."""
    bare = slug(numbering.read(said, heading=True).bare) or "section"
    return (
        bare if len(bare) <= LONGEST_NAME else bare[:LONGEST_NAME].rpartition("-")[0] or bare[:LONGEST_NAME]
    )


def distinct(names: Iterable[str], taken: Iterable[str]) -> Iterator[str]:
    """The names, each with a number behind it if it is `taken`, or came before."""
    used = dict.fromkeys(taken, 1)
    for name in names:
        count, given = used.get(name, 0), name
        while given in used:
            count += 1
            given = f"{name}-{count}"
        used[name] = max(count, 1)
        used.setdefault(given, 1)
        yield given


def _title(read: Sequence[StoredLine], title: str) -> int:
    """The number of the line that repeats the title; 0 if none does."""
    first = next((line for line in read if line.kind is not LineKind.BLANK), None)
    is_title = first and slug(plain(first.raw)) == slug(title)
    return first.number if first and is_title else 0


def _levels(read: Sequence[StoredLine], left_out: int) -> dict[int, int]:
    """The level of each heading on the page, by its line's number: 2 for the outermost, and none skipped.

    Headings without words are not on the page.
    """
    spared = 1 if any(line.number == left_out and line.kind is LineKind.HEADING for line in read) else 0
    return {
        line.number: min(max(sum(map(bool, path)) - spared, 1) + 1, DEEPEST)
        for line, path in zip(read, heading_paths(read), strict=True)
        if line.kind is LineKind.HEADING and line.number != left_out
    }


def _anchors(read: Sequence[StoredLine]) -> dict[int, str]:
    told = [(line, said) for line in read if (said := plain(line.raw))]
    names = (
        section_name(said) if line.kind is LineKind.HEADING else sentence_name(said) for line, said in told
    )
    return {line.number: name for (line, _), name in zip(told, distinct(names, PAGE_NAMES), strict=True)}


class _Writer:
    """Writes block after block; lists stay open while items follow."""

    def __init__(
        self, anchors: Mapping[int, str], levels: Mapping[int, int], beside: Callable[[int], Beside]
    ) -> None:
        self.html: list[str] = []
        self._anchors = anchors
        self._levels = levels
        self._beside = beside
        self._lists: list[tuple[int, str]] = []
        """The open lists: the column of their items, and their class."""

    def block(self, block: Sequence[StoredLine]) -> None:
        first = block[0]
        if first.kind is LineKind.SENTENCE and first.level == 0:
            self._close(-1)
        for kind, run in groupby(block, key=lambda line: _ROWS if line.kind in _ROWS else (line.kind,)):
            of_kind = list(run)
            if kind is _ROWS:
                self._rows(of_kind)
            elif kind == (LineKind.HEADING,):
                self._close(-1)
                self.html += map(self._heading, of_kind)
            elif kind == (LineKind.ITEM,):
                for line in of_kind:
                    self._item(line)
            else:
                self._paragraph(of_kind)

    def end(self) -> None:
        self._close(-1)

    def _notes(self, block: Sequence[StoredLine]) -> str:
        notes = dict.fromkeys(note for line in block for note in self._beside(line.number).notes)
        if not notes:
            return ""
        links = "".join(f'<a href="{escape(where)}">{escape(said)}</a>' for where, said in notes)
        return f'<span class="notes" role="note">{links}</span>'

    def _heading(self, line: StoredLine) -> str:
        level = self._levels[line.number]
        anchor = self._anchors.get(line.number, "")
        said = words(line.raw)
        link = f'<a class="anchor" href="#{anchor}" aria-label="Link to this section">#</a>'
        return f'<h{level} id="{anchor}">{said} {link}</h{level}>' if said else ""

    def _paragraph(self, block: Sequence[StoredLine]) -> None:
        self._close(block[0].level - 1)
        said = " ".join(filter(None, map(self._sentence, block)))
        if said:
            self.html.append(f"<p>{self._notes(block)}{said}</p>")

    def _sentence(self, line: StoredLine) -> str:
        return f"<span{self._named(line)}>{words(line.raw)}</span>" if line.number in self._anchors else ""

    def _named(self, line: StoredLine) -> str:
        """The attributes of the element that holds a line."""
        own, anchor = self._beside(line.number), self._anchors.get(line.number, "")
        data = "".join(f' data-{name}="{escape(value)}"' for name, value in own.data.items())
        named = f' id="{anchor}"' if anchor else ""
        return f' class="{f"s {own.classes}".strip()}"{named}{data}'

    def _item(self, line: StoredLine) -> None:
        self._close(line.level)
        column = self._lists[-1][0] if len(self._lists) == DEEPEST_LIST else line.level
        kind = "numbered" if marker(line.raw) else "bullets"
        if self._lists and self._lists[-1] == (column, kind):
            self.html.append("</li>")
        else:
            if self._lists and self._lists[-1][0] == column:
                self._shut()
            self._lists.append((column, kind))
            self.html.append(f'<ul class="{kind}">')
        self.html.append(f"<li>{self._notes([line])}{self._sentence(line)}")

    def _close(self, column: int) -> None:
        """Close the lists whose items stand further in than a column."""
        while self._lists and self._lists[-1][0] > column:
            self._shut()

    def _shut(self) -> None:
        self._lists.pop()
        self.html.append("</li></ul>")

    def _rows(self, block: Sequence[StoredLine]) -> None:
        self._close(block[0].level - 1)
        if ends_page(block[0].raw) or not any(line.kind is LineKind.ROW for line in block):
            self.html.append("<hr>")
            return
        self.html.append(f'{self._notes(block)}<div class="scroll" tabindex="0"><table>')
        self.html += self._table(block)
        self.html.append("</table></div>")

    def _table(self, block: Sequence[StoredLine]) -> Iterator[str]:
        has_head = len(block) > 1 and block[1].kind is LineKind.RULE
        for place, line in enumerate(block):
            if line.kind is LineKind.ROW:
                is_head = has_head and place == 0
                said = map(words, cells(line.raw))
                told = "".join(f"<th>{one}</th>" if is_head and one else f"<td>{one}</td>" for one in said)
                row = f"<tr{self._named(line)}>{told}</tr>"
                yield f"<thead>{row}</thead>" if is_head else row


_ROWS = (LineKind.ROW, LineKind.RULE)
