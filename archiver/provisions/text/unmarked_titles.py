"""Titles that no mark tells from other lines: numbered, bold, alone above prose, or before a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archiver.provisions.text import opening_titles
from archiver.provisions.text.folding import fold, readable
from archiver.provisions.text.raw_lines import PROSE, RawLine

LONGEST_TITLE = 30
"""Spaces from which on a line is not tried as a title: more than twice as many as titles may have."""
RUN_IN = 7
"""The level of a title that opens its paragraph: below all headings that are marked as such.

With a number of more parts ("9.2"), or with a letter, it is below those with fewer; without, below all."""
LETTERED = 4
UNNUMBERED = 5
"""How far below RUN_IN the titles with a letter, and those without a number, are."""
BARE = RUN_IN + UNNUMBERED
"""The level of titles without a mark and a number."""
DRESSED = RUN_IN + LETTERED
"""The level of a line that is bold or italic as a whole: above the titles in its paragraphs."""
_DRESSED_LINE = re.compile(r"([*_]{1,3})[^*_]+\1:?")
AGAIN, APART = 4, 20
"""How often at least a line comes again that is a label, and how many lines apart at most on average."""
SPLIT_FROM = 120
"""Characters of a line from which on clauses are looked for in it that have no line of their own."""
_LEADS_ON = re.compile(r"[:;,](?: ?(?:and|or|and/or))?$", re.IGNORECASE)
"""The end of a line of which the next is an entry: "as follows:", "your rights; or"."""
_INNER_CLAUSE = re.compile(
    r"(?<=[.;:”\"]) (?=\*\*\(?(?:[IVX]{1,5}|[A-Z]|\d{1,2}(?:\.\d{1,2})*)\\?[.)]? [^*]{3,120}[.:]?\*\*)"
)
"""Before a clause with a number in bold, in the same line as the one before it."""


def heading_level(lines: Sequence[RawLine], number: int) -> int:
    """The level of a heading that is not marked as one; 0 if a line is none."""
    line = lines[number]
    if line.mark:
        return 0
    if _is_dressed_heading(lines, number):
        return min(title_level(line.raw.strip("*_")), DRESSED)
    return title_level(line.raw) if _is_run_in_heading(lines, number) else 0


def _is_run_in_heading(lines: Sequence[RawLine], number: int) -> bool:
    """True if a line is the title of the prose that follows it; a list or a table has a lead-in instead."""
    line, below = lines[number], lines[number + 1 : number + 2]
    if not _may_be_title(line.raw):
        return False
    after = _below(lines, number)
    if after is None or after.mark or after.raw[0] == "|" or _is_listed(lines, number, after):
        return False
    if opening_titles.is_above(line.raw, below[0].raw if below else ""):
        return True
    return bool(
        not line.indent
        and (number == 0 or not lines[number - 1].raw)
        and (below and not below[0].raw)
        and len(after.raw) >= PROSE
        and after.raw.endswith((".", ":", ".”", '."'))
        and opening_titles.is_alone(line.raw)
    )


def _is_dressed_heading(lines: Sequence[RawLine], number: int) -> bool:
    """True if a line at the margin is bold or italic as a whole, and a title of what follows it.

    Below a colon it is an entry; with one, above a list, it leads that in.
    """
    line = lines[number]
    if line.indent or line.raw[:1] not in "*_" or not opening_titles.is_dressed(line.raw):
        return False
    before = next((lines[at].raw for at in range(number - 1, -1, -1) if lines[at].raw), "")
    after = _below(lines, number)
    if after is None or before.endswith((":", ";", ",")):
        return False
    return not (after.mark and line.raw.strip("*_ ").endswith(":"))


def is_schedule(lines: Sequence[RawLine], number: int) -> bool:
    """True if a line between blank ones names a part that stands behind a contract: "Annex II - Tools"."""
    line, below = lines[number], lines[number + 1 : number + 2]
    if line.mark or not opening_titles.names_schedule(line.raw):
        return False
    return not (number and lines[number - 1].raw) and bool(below) and not below[0].raw


def labels(lines: Sequence[RawLine]) -> frozenset[str]:
    """The lines that come again and again, a few lines apart: "Description" for each cookie of a list."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if line.raw[:1].isalpha() and not line.mark and line.raw.count(" ") < opening_titles.TITLE_WORDS:
            places.setdefault(line.raw, []).append(number)
    return frozenset(
        raw for raw, at in places.items() if len(at) >= AGAIN and at[-1] - at[0] <= APART * (len(at) - 1)
    )


def is_peer(lines: Sequence[RawLine], number: int) -> bool:
    """True if a line between blank ones has few words, no verb and no end, and stands above prose."""
    line, after = lines[number], _below(lines, number)
    if line.mark or line.indent or not line.raw[:1].isupper() or not line.raw[-1:].isalnum():
        return False
    is_between = not lines[number - 1].raw and number + 1 < len(lines) and not lines[number + 1].raw
    is_above = after is not None and not after.mark and len(after.raw) >= PROSE
    return is_between and is_above and opening_titles.is_title(fold(line.raw))


def stands_alone(line: RawLine) -> bool:
    """True if a line that is bold or italic as a whole ends the section of a title of that kind.

    It leads something in, "**Legal basis:**", or is prose: "_In summary: ..._".
    """
    if line.mark or line.indent or not line.raw.startswith(("*", "_")):
        return False
    is_said = line.raw.rstrip("*_ ").endswith(":") or (line.raw[0] == "_" and len(line.raw) >= PROSE)
    return is_said and _DRESSED_LINE.fullmatch(line.raw) is not None


def clauses(line: RawLine) -> Iterator[RawLine]:
    """The line, parted where a clause with a number in bold begins in it."""
    if len(line.raw) > SPLIT_FROM and "**" in line.raw:
        start = 0
        for found in _INNER_CLAUSE.finditer(line.raw):
            raw = line.raw[start : found.start()].rstrip()
            yield line._replace(start=line.start + start, end=line.start + start + len(raw), raw=raw)
            start = found.end()
            line = line._replace(mark="")
        line = line._replace(start=line.start + start, raw=line.raw[start:])
    yield line


def is_name(lines: Sequence[RawLine], number: int) -> bool:
    """True if a line between blank ones is written as titles are."""
    line, below = lines[number], lines[number + 1 : number + 2]
    if line.mark or line.raw.count(" ") > opening_titles.TITLE_WORDS:
        return False
    is_between = not (number and lines[number - 1].raw and not lines[number - 1].mark)
    if not is_between or not below or below[0].raw:
        return False
    is_document = line.raw[:1].isupper() and opening_titles.names_document(line.raw)
    return is_document or opening_titles.is_alone(line.raw)


def is_underlined(lines: Sequence[RawLine], number: int) -> bool:
    """True if what is next below a line, with blank lines between, is a line of dashes."""
    below = _below(lines, number)
    return below is not None and not below.mark and set(below.raw) == {"-"}


def is_above_heading(lines: Sequence[RawLine], number: int) -> bool:
    """True if what is next below a line is marked as a heading."""
    below = _below(lines, number)
    return below is not None and below.mark.startswith("#")


def _may_be_title(raw: str) -> bool:
    """False for lines that are too long for a title, whatever of them is an address or markup."""
    return raw.count(" ") < LONGEST_TITLE or "[" in raw or "<" in raw


def is_numbered_heading(lines: Sequence[RawLine], number: int) -> bool:
    """True if a list's item is only the numbered title of what is below it: "4. FEES."."""
    line = lines[number]
    numbered = line.mark[:1].isdigit() and not line.indent
    if not (numbered or (line.mark and "." in opening_titles.number(line.raw))):
        return False
    if not opening_titles.is_alone(titled(line).raw):
        return False
    after = _below(lines, number)
    if after is None or after.mark.startswith("#") or after.raw[0] == "|":
        return False
    return not (after.mark[:1].isdigit() and after.indent == line.indent) and not _is_list_below(line, after)


def is_titled_clause(lines: Sequence[RawLine], number: int) -> bool:
    """True if a line is written as a title behind its number: short, no sentence, and not one of several."""
    line = lines[number]
    begins = line.mark[:1].isdigit() or line.raw.lstrip("*_")[:1].isdigit()
    if not begins or not _may_be_title(line.raw):
        return False
    below = _below(lines, number)
    title = readable(titled(line).raw)
    if line.raw.startswith("**") and line.raw.endswith("**"):
        title = title.removesuffix(".")
    if below is None or below.mark.startswith("#") or not opening_titles.is_short(title):
        return False
    own, next_one = number_of(line), number_of(below)
    is_entry = next_one.rpartition(".")[0] == own.rpartition(".")[0] and next_one != ""
    goes_on = below is lines[number + 1] and not below.mark and not below.raw[:1].isupper() and not next_one
    return not is_entry and not goes_on


def _is_listed(lines: Sequence[RawLine], number: int, after: RawLine) -> bool:
    """True if a line is one of several entries with letters, or the first below a lead-in."""
    before = next((lines[at].raw for at in range(number - 1, -1, -1) if lines[at].raw), "")
    own = opening_titles.number(lines[number].raw)
    below = opening_titles.number(after.raw)
    is_entry = own.isalpha() and below.isalpha() and not (len(own) > 1 and below == "a")
    return is_entry or (own != "" and _LEADS_ON.search(before) is not None)


def _is_list_below(line: RawLine, after: RawLine) -> bool:
    """True if the next line is another short item of the same list."""
    return bool(after.mark) and after.indent == line.indent and opening_titles.is_alone(after.raw)


def titled(line: RawLine) -> RawLine:
    """A title with the number of its item, unless it has one of its own: "2. **4.2 Restrictions**"."""
    numbered = line.mark[:1].isdigit() and not opening_titles.is_numbered(line.raw.lstrip("*_"))
    return line._replace(raw=f"{line.mark} {line.raw}", mark="") if numbered else line


def number_of(line: RawLine) -> str:
    """The number of a line that may be a title, whatever it is dressed in."""
    return opening_titles.number(titled(line).raw.replace("*", "").replace("\\", ""))


def title_level(title: str) -> int:
    """The level of a title by its number: that of "9.2" is below that of "9"."""
    number = opening_titles.number(readable(title))
    if not number:
        return BARE
    if number[0].isdigit():
        return RUN_IN + min(number.count("."), LETTERED - 1)
    return RUN_IN + (LETTERED if len(number) == 1 or readable(title).lstrip("(")[0].islower() else 0)


def cut_off(line: RawLine, *, goes_on: bool = False, is_peer: bool = False) -> tuple[RawLine | None, RawLine]:
    """The title that opens a line, if any, and what follows it.

    `goes_on` says that its number goes on from a title's, `is_peer` that one without a number is open.
    """
    title, begins = opening_titles.before(line.raw)
    if is_peer and not title:
        title, begins = opening_titles.before_peer(line.raw)
    if goes_on and not title:
        title, begins = opening_titles.before_next(line.raw)
    if not title:
        return None, line
    return line._replace(raw=title), line._replace(start=line.start + begins, raw=line.raw[begins:])


def _below(lines: Sequence[RawLine], number: int) -> RawLine | None:
    """The next line that is not blank; None where there is none."""
    return next((lines[at] for at in range(number + 1, len(lines)) if lines[at].raw), None)
