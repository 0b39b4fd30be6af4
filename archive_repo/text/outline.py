"""Where the sections of a text begin.

At its headings, at numbered titles where those are missing, and at the titles of annexes, which many
contracts write as plain lines below their last heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from archive_repo.text import lines, numbering, sentences
from archive_repo.text.clauses import Clauses
from archive_repo.text.markdown import LineKind, cells, ends_page, kind_of, marker, nested, plain, spread
from archive_repo.text.words import UNSPACED

TOP = 5
"""Lines at the top of a page in which its title stands, if it has one."""
TITLE_CHARACTERS = 24
"""Most characters of a title in a script without spaces; the longest one seen has 19."""
POINTED_CHARACTERS = 10
"""The same for one that ends with a point, as sentences do."""
TITLE_WORDS = 8
"""Most words of a title in other scripts."""
SMALL_WORDS = 3
"""Longer titles are written with capitals where sentences may be meant: in items, and before a point."""
ANNEX_CHARACTERS = 100
"""Most characters of the line of an annex's title: longer ones are sentences; the longest one seen has 60."""
ROW_WORDS = 25
"""Words of a clause in a table: shorter cells with a number are entries of a list."""
LISTED = 3
"""So many titles, one right below the other, are a list, and begin no sections."""

_MAY_BE_NUMBERED = re.compile(r"\W*(?:\d|[一二三四五六七八九十]|第|[A-Za-z]{1,5}[.)]|[A-Za-z]+\s\d)")
_END = re.compile(r"(?<!\.\w)[.:](?=\s|$)|[。：]")
"""The end of a title, or of a sentence; not of an abbreviation: `for U.S. residents`."""
_ROW_TITLE_END = re.compile(
    r"(?<!\s)[.:]?\s++(?:\d+\.\d|(?:All|Any|As|At|By|Certain|Each|Except|For|If|In|It|Our|Please|Subject|The"
    r"|There|These|This|To|Under|Unless|Upon|We|When|Without|You|Your|(?<=[a-z] )THE)\b)"
)
"""Where a title in a table ends: at the number of its first part, or at a word that sentences begin with."""
_GOES_ON = re.compile(r"[,;，；](?:\s*(?:and|or))?\W*$", re.IGNORECASE)
_LETTERED = re.compile(r"\([A-Za-z]+\)")
"""The mark of an item in a sentence; a title that has one ends with a point."""
_PART = re.compile(r"[(（]|[a-z]+[.)]")
"""The number of a part of the clause above: `(a)`, `iv.`."""
_IN_LOWER_CASE = re.compile(r"(?<![\w-])[a-z]\w{4,}")
"""A word that titles with capitals would have written with one; not `identified` in `De-identified Data`."""
_IN_SENTENCE_CASE = re.compile(r"(?<!\w)(?!with|from|your|into|upon|over|under|between|about)[a-z]{4,}")
"""A word that titles with capitals would have written with one."""
_UNSPACED = re.compile(f"[{UNSPACED}]")

_ANNEX = re.compile(
    r"[\W_]*+(?:schedule|annex|annexe|appendix|exhibit|attachment|anlage|anhang|anexo|allegato|bijlage)"
    r"\s+(?:\d{1,2}|[A-Z]|[IVX]{1,5})\b(?:\W*$|\s*[.:–—-]\s*(?P<title>\S.*))"
    r"|[\W_]*+附[件录錄]\s?[\d一二三四五六七八九十]{1,3}(?:\W*$|[\s.:：、—-]+(?P<han>\S.*))",
    re.IGNORECASE,
)
"""The line of an annex's title. Of 14 such lines in the versions of 24 platforms all were titles."""


@dataclass(frozen=True, slots=True)
class Start:
    """The line, from 1, at which a section begins, with its title; level 0 and no title for a page."""

    number: int
    level: int
    title: str
    again: int = 0
    """The line at which the section began that goes on here, below one of its parts; 0 for a new one."""


@lru_cache(maxsize=32)
def starts(text: tuple[str, ...]) -> Sequence[Start]:
    """Where the sections and pages of a text begin, in its order.

    Cached, since a history asks it of each text twice: beside the one before, and beside the one after.
    """
    found: list[Start] = []
    page: list[int] = []
    for number, raw in enumerate(text, 1):
        if ends_page(raw):
            found += [*_of_page(text, page), Start(number, 0, "")]
            page = []
        else:
            page.append(number)
    return [*found, *_of_page(text, page)]


def paths(found: Sequence[Start]) -> list[tuple[str, ...]]:
    """For each start the titles above it, outermost first, its own last; a page closes all of them."""
    return nested((start.level, start.title) for start in found)


def line_paths(text: Sequence[str]) -> list[tuple[str, ...]]:
    """For each line the titles of the sections that it stands in, outermost first."""
    found = starts(tuple(text))
    return spread(len(text), dict(zip((one.number - 1 for one in found), paths(found), strict=True)))


def _of_page(text: Sequence[str], numbers: Sequence[int]) -> Iterator[Start]:
    headings = [
        Start(number, _level(raw), plain(raw))
        for number in numbers
        if "#" in (raw := text[number - 1])[:4] and kind_of(raw) is LineKind.HEADING
    ]
    titles = _titles(text, _before_sections(text, numbers, headings))
    known = {start.number for start in titles}
    annexes = [start for start in _annexes(text, numbers) if start.number not in known]
    yield from sorted([*headings, *titles, *annexes], key=lambda start: start.number)


def _before_sections(text: Sequence[str], numbers: Sequence[int], headings: Sequence[Start]) -> Sequence[int]:
    """The lines of a page that no heading but its own title stands above."""
    first = headings[0] if headings else None
    above = [number for number in numbers if first and number < first.number and text[number - 1].strip()]
    is_title = first is not None and (len(headings) == 1 or (first.level == 1 and len(above) < TOP))
    ends = headings[1:] if is_title else headings
    return [number for number in numbers if number < ends[0].number] if ends else numbers


def _annexes(text: Sequence[str], numbers: Sequence[int]) -> list[Start]:
    """The titles of annexes that are plain lines, each a block of its own; not those of a list of them."""
    found = [
        Start(number, 1, plain(raw).strip("*_ "))
        for number in numbers
        if _may_head_annex(raw := text[number - 1]) and _is_annex(raw) and _is_block(text, number)
    ]
    last, known = {start.title: start for start in found}, {start.number for start in found}
    return [one for one in found if last[one.title] is one and _below(text, one.number) not in known]


def _may_head_annex(raw: str) -> bool:
    """False for most lines, told faster than by the pattern."""
    return 0 < len(raw) <= ANNEX_CHARACTERS and raw[:1] not in "#|-"


def _is_annex(raw: str) -> bool:
    match = _ANNEX.match(raw)
    return match is not None and not (match["title"] or match["han"] or "").endswith(tuple(".;,。；，"))


def _is_block(text: Sequence[str], number: int) -> bool:
    """True for a line with blank lines, or an end of the text, on both sides."""
    around = text[max(0, number - 2) : number - 1], text[number : number + 1]
    return not any(raw.strip() for side in around for raw in side)


def _below(text: Sequence[str], number: int) -> int:
    """The next line that is not blank, by its number; 0 where there is none."""
    return next((place for place in range(number + 1, len(text) + 1) if text[place - 1].strip()), 0)


def _level(raw: str) -> int:
    return len(raw.lstrip()) - len(raw.lstrip().lstrip("#"))


def _titles(text: Sequence[str], numbers: Sequence[int]) -> list[Start]:
    """The numbered titles of a page, below its heading, without those of a table of contents."""
    told = [number for number in numbers if _MAY_BE_NUMBERED.match(text[number - 1])]
    if not told:
        return []
    clauses = Clauses([text[number - 1] for number in told])
    found: list[Start] = []
    level = 0
    for number in told:
        if clauses.has(raw := text[number - 1]) and (title := title_of(raw)):
            written = lines.opening(raw)[0] or marker(raw)
            is_part = level and _PART.match(written)
            found.append(Start(number, level + 1 if is_part else 1 + len(numbering.parts(written)), title))
            level = level if is_part else found[-1].level
    places = {number: place for place, number in enumerate(n for n in numbers if text[n - 1].strip())}
    last = {start.title.replace(" ", ""): start for start in found}
    runs = groupby(enumerate(found), key=lambda one: (places[one[1].number] - one[0], one[1].level))
    unlisted = [start for _, run in runs for start in _unlisted(text, [one for _, one in run], last)]
    sections = [start for start in unlisted if not _is_item(text, start)]
    return [*sections, *_going_on(text, told, sections, clauses)]


def _going_on(
    text: Sequence[str], told: Sequence[int], sections: Sequence[Start], clauses: Clauses
) -> Iterator[Start]:
    """Where a section goes on below a part of it: the title `1.3.4 Meetings` ends at a sentence 1.3.5."""
    known = {start.number for start in sections}
    for place, start in enumerate(sections):
        following = clauses.after(text[start.number - 1])
        if not following:
            continue
        number = next((n for n in told if n > start.number and text[n - 1] == following), 0)
        above = next((one for one in reversed(sections[:place]) if one.level < start.level), None)
        if above and number and number not in known:
            yield Start(number, above.level, above.title, again=above.number)


def _is_item(text: Sequence[str], start: Start) -> bool:
    """True for an item that is written like a sentence and has none below it: `4. Spread hate`."""
    raw = text[start.number - 1]
    if not marker(raw) or len(plain(raw)) > len(start.title) or not _IN_SENTENCE_CASE.search(start.title):
        return False
    below = text[_below(text, start.number) - 1]
    return bool(marker(below)) and _indent(below) <= _indent(raw)


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


def _unlisted(text: Sequence[str], run: Sequence[Start], last: Mapping[str, Start]) -> list[Start]:
    """The titles of a run, one right below the other, that are no entries of a list.

    An entry has no text of its own, on its line or below; that of a table of contents comes again as a title.
    """
    entries = [one for one in run if len(plain(text[one.number - 1])) <= len(one.title)]
    if len(entries) < LISTED:
        return list(run)
    again = [one for one in entries if last[one.title.replace(" ", "")] is not one]
    listed = {one.number for one in (again or entries)}
    return [one for one in run if one.number not in listed]


@lru_cache(maxsize=8192)
def title_of(raw: str) -> str:
    """The numbered title that a line is or begins with, as a reader sees it; empty where there is none.

    >>> title_of("4.3 Plans. You pay each month."), title_of("1.2 智能对话"), title_of("3. We may go.")
    ('4.3 Plans', '1.2 智能对话', '')
    """
    number, rest = lines.opening(raw)
    kind, seen = lines.seen(raw)
    if kind is LineKind.ROW:
        return _title_of_row(raw)
    mark = marker(raw) if kind is LineKind.ITEM else ""
    if not (number or mark) or kind not in (LineKind.SENTENCE, LineKind.ITEM):
        return ""
    seen = f"{mark} {seen}".strip()
    end = _END.search(rest)
    opening = rest[: end.start()] if end else rest
    is_item = _GOES_ON.search(rest) or (_LETTERED.match(seen) and not end)
    is_lead_in = end is not None and end[0] in ":："
    if is_item or is_lead_in or not _is_title(opening, pointed=bool(end), indented=raw[:1].isspace()):
        return ""
    return seen[: len(seen) - len(rest) + len(opening)]


def _title_of_row(raw: str) -> str:
    """The numbered title that a clause in a table begins with, whose end no point shows; else empty.

    >>> _title_of_row(f"| 6. Use of the API 6.1 License You may use it{' as you like' * 9} | You may. |")
    '6. Use of the API'
    """
    number, rest = lines.opening(raw)
    seen = lines.seen(raw)[1]
    end = _ROW_TITLE_END.search(rest)
    if not number or end is None or cells(raw)[0].count(" ") < ROW_WORDS:
        return ""
    title = rest[: end.start()]
    return seen[: len(seen) - len(rest)] + title if _is_title(title, pointed=False, indented=False) else ""


def _is_title(opening: str, *, pointed: bool, indented: bool) -> bool:
    if _UNSPACED.search(opening):
        most = POINTED_CHARACTERS if pointed else TITLE_CHARACTERS
        return len(opening) <= most and not re.search("[，；,;]", opening)
    words = opening.split()
    if (pointed or indented) and len(words) > SMALL_WORDS and _IN_LOWER_CASE.search(opening):
        return False
    return len(words) <= TITLE_WORDS and opening[:1].isupper() and not sentences.says(f"{opening}.")
