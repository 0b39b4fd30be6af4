"""Lines for a reader: pieces of text with roles, wrapped to a width, and tables whose cells wrap.

A role says what a piece is, not how it looks: the command line gives it a colour, a page an element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import zip_longest

NARROWEST = 16
"""Columns below which text is not wrapped and a cell does not shrink."""
BETWEEN = "  "
"""Stands between two columns of a table."""


class Role(StrEnum):
    """What a piece of text is; the command line gives it a colour or a mark.

    CAME, WENT and MOVED are whole sentences, ADDED and REMOVED words inside one; CORE is what was found of an
    excerpt.
    """

    PLAIN = "plain"
    CONTEXT = "context"
    HEADING = "heading"
    CAME = "came"
    WENT = "went"
    MOVED = "moved"
    AMENDED = "amended"
    ADDED = "added"
    REMOVED = "removed"
    DATE = "date"
    VERSION = "version"
    MATCH = "match"
    CORE = "core"
    GOOD = "good"
    BAD = "bad"
    DOUBTFUL = "doubtful"


Piece = tuple[str, Role]
Line = Sequence[Piece]
Text = str | Line
"""A text that is plain, or in pieces."""

_WORD = re.compile(r"\s+|\S+")
_WHOLE = re.compile(r"[^\s`]*`[^`\n]+`\S*|\s+|\S+")
"""A word, or a command between backticks, which is not broken: half of it, pasted, would do something
else."""


def pieces(*parts: Text) -> list[Piece]:
    """The parts as one line of pieces."""
    found: list[Piece] = []
    for part in parts:
        found += [(part, Role.PLAIN)] if isinstance(part, str) else part
    return found


def text_of(line: Text) -> str:
    """What a line says, without its roles."""
    return line if isinstance(line, str) else "".join(text for text, _ in line)


_NARROW = re.compile(r"[ -~\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff]*")
"""Characters of one column each: Latin letters, dashes, quotation marks, arrows, signs such as ≤."""


def _is_narrow(text: str) -> bool:
    """True if each character takes one column; the pattern, which takes longer, is asked of few texts."""
    return (text.isascii() and text.isprintable()) or _NARROW.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def columns(text: str) -> int:
    """How many columns a text takes: two for each wide character, none for a combining one."""
    if _is_narrow(text):
        return len(text)
    import wcwidth  # takes 20 ms, which most texts do without

    return sum(max(0, wcwidth.wcwidth(letter)) for letter in text)


def _measure(text: str) -> Callable[[str], int]:
    """What counts the columns of parts of a text: where each character takes one, their number."""
    return len if _is_narrow(text) else columns


def wrapped(line: Text, width: int, *, cut: bool = False) -> Iterator[list[Piece]]:
    """The pieces broken at white space, and between ideographs, into lines of at most `width` columns.

    A word that is longer, such as an address, stands alone; with `cut` it goes on in the next line. What
    stands between backticks is a word, where a line has room for it.
    """
    parts = pieces(line)
    for start, end in _broken(text_of(parts), max(NARROWEST, width), cut=cut):
        yield _joined([*_between(parts, start, end)])


def _broken(text: str, room: int, *, cut: bool) -> Iterator[tuple[int, int]]:
    """Where each line of a text begins and ends; a word of several pieces is one word."""
    measure = _measure(text)
    if text and measure(text) <= room and not text[0].isspace():  # most lines fit as they are
        yield 0, len(text)
        return
    if measure is len and not cut and "`" not in text:  # and most others are found by one pattern
        yield from (line.span() for line in _line_of(room).finditer(text))
        return
    start = end = used = 0
    words = _words(text, room)
    for word in _cut(words, room) if cut else words:
        size = measure(word)
        if used and used + size > room and not word.isspace():
            yield start, end
            start, used = end, 0
        end += len(word)
        if used or not word.isspace():
            used += size
        else:
            start = end
    if used:
        yield start, end


@cache
def _line_of(room: int) -> re.Pattern[str]:
    """A pattern of as many words as a line has room for, or of a longer word alone."""
    return re.compile(rf"\S(?:.{{0,{room - 2}}}\S)?(?=\s|\Z)|\S+")


def _between(line: Line, start: int, end: int) -> Iterator[Piece]:
    """The part of a line between two of its characters."""
    at = 0
    for text, role in line:
        told = text[max(0, start - at) : max(0, end - at)]
        if told:
            yield told, role
        at += len(text)


def hanging(line: Text, width: int, first: Text = "", rest: Text | None = None) -> Iterator[list[Piece]]:
    """A line wrapped with `first` before its beginning, and `rest`, or blanks, before what follows."""
    before = pieces(first)
    size = columns(text_of(first))
    after = pieces(rest) if rest is not None else [(" " * size, Role.PLAIN)]
    size = max(size, columns(text_of(after)))
    for place, one in enumerate(wrapped(line, width - size)):
        yield [*(after if place else before), *one]


def table(
    rows: Sequence[Sequence[Text]], width: int, shrinking: Iterable[int] = (), optional: Iterable[int] = ()
) -> Iterator[list[Piece]]:
    """Rows as aligned columns that fit `width` together; where they do not, columns give way.

    First the `optional` columns are left out, in their order; then the `shrinking` ones and the last one get
    narrower, the widest first, and their cells wrap. Where the last one would get less than NARROWEST
    columns, it goes below the rest of its row.
    """
    left = list(zip(*rows, strict=True))
    sizes = [max(map(_columns, cells)) for cells in left]
    gone: set[int] = set()
    for place in optional:
        if _total([size for one, size in enumerate(sizes) if one not in gone]) > width:
            gone.add(place)
    kept = [place for place in range(len(sizes)) if place not in gone]
    told = [[row[place] for place in kept] for row in rows]
    places = [kept.index(place) for place in shrinking if place in kept]
    yield from _fitted(told, [sizes[place] for place in kept], width, places)


def _fitted(
    rows: Sequence[Sequence[Text]], sizes: Sequence[int], width: int, shrinking: Sequence[int]
) -> Iterator[list[Piece]]:
    giving = [*shrinking, len(sizes) - 1] if _total(sizes) > width else []
    floors = {place: _floor([row[place] for row in rows], sizes[place]) for place in giving}
    shrunk = _shrunk(sizes, floors, width, giving)
    if _total(shrunk) <= width or len(sizes) == 1:
        for row in rows:
            yield from _row(row, shrunk)
        return
    shrunk = _shrunk(sizes[:-1], floors, width, shrinking)
    for *cells, below in rows:
        yield from _row(cells, shrunk)
        yield from hanging(below, width, " " * 4)


def _floor(cells: Iterable[Text], size: int) -> int:
    """The fewest columns that these cells of a column of this size can get."""
    return min(size, max(NARROWEST, *map(_longest_word, cells)))


def _row(cells: Sequence[Text], sizes: Sequence[int]) -> Iterator[list[Piece]]:
    parts = [_lines(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    for lines in zip_longest(*parts, fillvalue=_NO_LINE):
        told: list[Piece] = []
        for (line, taken), size in zip(lines, sizes, strict=True):
            told += [*line, (" " * (size - taken) + BETWEEN, Role.PLAIN)]
        yield _joined(told)


_NO_LINE: tuple[list[Piece], int] = [], 0


def _lines(cell: Text, size: int) -> list[tuple[list[Piece], int]]:
    """The lines of a cell, and their columns. Most cells are one, told in a third of the time of wrapping."""
    text = text_of(cell)
    if text and text == text.strip() and (taken := columns(text)) <= size:
        return [(pieces(cell), taken)]
    return [(line, _columns(line)) for line in wrapped(cell, size)]


def _shrunk(
    sizes: Sequence[int], floors: Mapping[int, int], width: int, shrinking: Sequence[int]
) -> list[int]:
    """The columns' sizes after the widest of those that give way have given so much that all fit."""
    found = list(sizes)
    while _total(found) > width:
        able = [place for place in shrinking if found[place] > floors[place]]
        if not able:
            break
        found[max(able, key=found.__getitem__)] -= 1
    return found


def _words(text: str, room: int) -> Iterator[str]:
    (one, whole), measure = _patterns(text), _measure(text)
    for word in whole.findall(text):
        yield from [word] if measure(word) <= room else one.findall(word)


def _patterns(text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a word in a text, and what finds a word or a whole command."""
    return (_WORD, _WHOLE) if _is_narrow(text) else _unspaced_patterns()


@cache
def _unspaced_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The same for text in scripts without spaces, in which each character is a word."""
    from archive_repo.text.words import CHARACTER, UNSPACED  # they, and their patterns, take 10 ms

    word = rf"\s+|{CHARACTER}|[^\s{UNSPACED}]+"
    return re.compile(word), re.compile(rf"[^\s`{UNSPACED}]*`[^`\n]+`[^\s{UNSPACED}]*|{word}")


def _cut(words: Iterable[str], room: int) -> Iterator[str]:
    for word in words:
        part = ""
        for letter in word:
            if part and columns(part + letter) > room:
                yield part
                part = ""
            part += letter
        yield part


def _columns(cell: Text) -> int:
    return columns(text_of(cell))


def _longest_word(cell: Text) -> int:
    text = text_of(cell)
    one, _ = _patterns(text)
    return max(map(columns, one.findall(text)), default=0)


def _total(sizes: Sequence[int]) -> int:
    return sum(sizes) + len(BETWEEN) * (len(sizes) - 1)


def _joined(line: Line) -> list[Piece]:
    """The pieces with neighbours of one role joined, and without white space at the end."""
    joined: list[Piece] = []
    for text, role in line:
        if joined and joined[-1][1] is role:
            joined[-1] = (joined[-1][0] + text, role)
        else:
            joined.append((text, role))
    while joined and joined[-1][0].isspace():
        joined.pop()
    if joined:
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return joined
