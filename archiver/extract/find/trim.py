"""Where a document begins and ends in a candidate: at its title, and before the links of a footer."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from archive_repo.text import stated_dates
from archive_repo.text.kinds import names_document
from archive_repo.text.words import fold
from archiver.extract import thresholds
from archiver.extract.block import BlockKind
from archiver.extract.find.measure import Measured

_COPYRIGHT = re.compile(
    r"(?:^|\s)(?:©|\(c\)\s|copyright\b)|\ball rights reserved\b|\balle rechte vorbehalten\b"
    r"|\btous droits réservés\b|\btodos los derechos reservados\b|\btutti i diritti riservati\b"
    r"|\btodos os direitos reservados\b|\balle rechten voorbehouden\b|\bwszelkie prawa zastrzeżone\b"
    r"|版权所有|版權所有|保留所有权利|無断転載",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|"
    r"\b(?:effective|last|updated?|modified|revised|version|published|stand|gültig|mise à jour)\b",
    re.IGNORECASE,
)
_TEASERS = re.compile(
    r"(?:related|more|recommended|popular|latest|read next|keep reading|you might"
    r"|ähnliche|verwandte|weitere|mehr|beliebte|empfohlene?|das könnte|articles? (?:liés|connexes|similaires)"
    r"|à lire aussi|(?:contenidos |artículos )?relacionados|también te puede|(?:articoli )?correlati"
    r"|leggi anche"
    r"|potrebbe interessarti|artigos relacionados|(?:leia|veja) também|gerelateerde?|lees ook|aanbevolen"
    r"|powiązane"
    r"|podobne|zobacz też|polecane)\b|関連|おすすめ|相关|相關|推荐|推薦",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.)]?\s")
_TITLE_PARTS = re.compile(r"(?<!\s)\s++[|–—·•:»\-]++\s+|(?>(?:(?<!\s)\s++)?)[|»]\s*")


def opened(blocks: Sequence[Measured], candidate: Sequence[int], title: str) -> list[int]:
    """A candidate in order, from its title on, with what stands above it up to a title there.

    A table of contents between the two is left out: it says again what the headings say.
    """
    first = _begin(blocks, candidate, title)
    above = range(first, candidate[0])
    return [number for number in above if number == first or not _is_contents(blocks, number)] + [
        number for number in candidate if number >= first
    ]


def _is_contents(blocks: Sequence[Measured], number: int) -> bool:
    """True if a block is a line of a table of contents, or the heading of one."""
    if _leads_on(blocks[number]):
        return True
    below = blocks[number + 1]
    return _is_label(blocks[number]) and blocks[number].block.level != 1 and _leads_on(below)


def _leads_on(block: Measured) -> bool:
    """True if a line is mostly a link to another place of the page."""
    return block.here > 0 and block.here >= thresholds.FOOTER_LINKED_SHARE * block.words


def _begin(blocks: Sequence[Measured], candidate: Sequence[int], title: str) -> int:
    """The number of the first block of the document, for a candidate in order."""
    parts = _parts(title)
    start = _title_place(blocks, candidate, parts)
    if start is None:
        links = thresholds.MAX_LINKS_BELOW_TITLE
        start = _above(blocks, candidate[0], lambda block: _is_title(block, parts), links=links)
    elif blocks[start].block.level != 1:
        words = fold(blocks[start].plain)
        again = _above(blocks, start, lambda block: _is_heading_of(block, words), links=0)
        start = start if again is None else again
    if start is None:
        start = candidate[0]
        while start > 0 and stated_dates.is_stated(blocks[start - 1].plain):
            start -= 1
    else:
        while start > 0 and _is_date_line(blocks[start - 1]):
            start -= 1
    return start


def says_title(document: Sequence[Measured], title: str) -> bool:
    """True if one of the first lines of a document is the page's title, or may be it."""
    parts = _parts(title)
    return any(_is_title(block, parts) for block in document[: stated_dates.BARE_LINES])


def states_date(document: Sequence[Measured]) -> bool:
    """True if a document states its date."""
    ends = [*document[: stated_dates.HEAD_LINES], *document[-stated_dates.TAIL_LINES :]]
    return any(stated_dates.is_stated(block.plain) for block in ends)


def title_above(blocks: Sequence[Measured], chosen: Collection[int], title: str) -> int | None:
    """The heading that says the page's title, if it stands far above a document that does not say it."""
    parts, order = _parts(title), sorted(chosen)
    if not order or says_title([blocks[number] for number in order], title):
        return None
    for number in range(order[0] - 1, -1, -1):
        block = blocks[number]
        if block.block.kind is BlockKind.HEADING and _names(block, parts) and names_document(block.plain):
            return number
    return None


def date_beside(blocks: Sequence[Measured], chosen: Collection[int]) -> int | None:
    """The line in or near a document that states its date, left out of it, if no other one does."""
    order = sorted(chosen)
    if not order or states_date([blocks[number] for number in order]):
        return None
    above, behind = order[0] - thresholds.MAX_LINES_TO_DATE, order[-1] + 1 + thresholds.MAX_LINES_TO_DATE
    for number in range(max(0, above), min(len(blocks), behind)):
        block = blocks[number]
        if (
            number not in chosen
            and block.words <= thresholds.MAX_DATE_LINE_WORDS
            and stated_dates.is_stated(block.plain)
        ):
            return number
    return None


def end(blocks: Sequence[Measured], candidate: Sequence[int]) -> int:
    """One more than the number of the last block of the document, for a candidate in order."""
    cut, chrome, _ = _footer(blocks, candidate)
    if chrome < thresholds.MIN_FOOTER_LINES or (cut and _is_numbered(blocks[candidate[cut - 1]])):
        cut = len(candidate)
    return _without_last_headings(blocks, candidate, cut)


def end_of_selected(blocks: Sequence[Measured], candidate: Sequence[int]) -> int:
    """The same for a part that was selected: links at its end are a footer only above a copyright."""
    cut, _, has_copyright = _footer(blocks, candidate)
    return _without_last_headings(blocks, candidate, cut) if has_copyright else candidate[-1] + 1


def _footer(blocks: Sequence[Measured], candidate: Sequence[int]) -> tuple[int, int, bool]:
    """Where a footer begins in a candidate, its lines (a copyright counting as two), and if it has one."""
    cut, chrome, has_copyright = len(candidate), 0, False
    for position in range(len(candidate) - 1, 0, -1):
        block = blocks[candidate[position]]
        if _is_footer_line(block):
            is_copyright = bool(_COPYRIGHT.search(block.plain))
            cut, chrome = position, chrome + (2 if is_copyright else 1)
            has_copyright |= is_copyright
        elif not _is_label(block):
            break
    return cut, chrome, has_copyright


def _without_last_headings(blocks: Sequence[Measured], candidate: Sequence[int], cut: int) -> int:
    while cut > 1 and _is_last_heading(blocks[candidate[cut - 1]], alone=cut == len(candidate)):
        cut -= 1
    return candidate[cut - 1] + 1


def _is_numbered(block: Measured) -> bool:
    """True if it is a heading with a number: what is below it is a section of the document."""
    return block.block.kind is BlockKind.HEADING and _NUMBER.match(block.plain.strip()) is not None


def _parts(title: str) -> set[str]:
    """The parts of a page's title, as `Privacy Policy` and `Acme`."""
    return {" ".join(fold(part)) for part in _TITLE_PARTS.split(title)} - {""}


def _above(
    blocks: Sequence[Measured], start: int, is_title: Callable[[Measured], bool], *, links: int
) -> int | None:
    """The title in a banner above a place, with at most a few words and `links` lines of links between."""
    between = passed = 0
    for number in range(start - 1, -1, -1):
        block = blocks[number]
        if is_title(block):
            return number
        if _leads_on(block):
            continue
        between += block.words
        passed += _is_footer_line(block)
        if between > thresholds.MAX_HERO_WORDS or passed > links:
            return None
    return None


def _is_title(block: Measured, parts: set[str]) -> bool:
    """True if it is a heading that may be the page's title, or a line that is the title."""
    if block.block.kind is BlockKind.HEADING and (block.block.level == 1 or _names(block, parts)):
        return True
    return " ".join(fold(block.plain)) in parts and not block.linked and names_document(block.plain)


def _is_heading_of(block: Measured, words: Sequence[str]) -> bool:
    """True if it is a heading with just these words."""
    return block.block.kind is BlockKind.HEADING and fold(block.plain) == words


def _title_place(blocks: Sequence[Measured], candidate: Sequence[int], parts: set[str]) -> int | None:
    """The heading that the document begins with, if it is in the candidate."""
    most = thresholds.MAX_BEFORE_TITLE * sum(blocks[number].prose for number in candidate)
    before = 0
    for number in candidate:
        block = blocks[number]
        if block.block.kind is BlockKind.HEADING and block.words:
            named = _names(block, parts)
            if named or block.block.level == 1:
                return number if named or not before else None
        before += block.prose
        if before > most or block.prose > thresholds.MAX_TEASER_WORDS:
            return None
    return None


def _names(block: Measured, parts: set[str]) -> bool:
    own = " ".join(fold(block.plain))
    if block.words > thresholds.MAX_NAMING_WORDS:
        return False
    return len(own) >= thresholds.MIN_TITLE_LETTERS and any(
        own == part or part.startswith(own + " ") or own.startswith(part + " ") for part in parts
    )


def _is_last_heading(block: Measured, *, alone: bool) -> bool:
    """True if it is a heading whose text was cut off after it, or the heading of teasers."""
    return block.block.kind is BlockKind.HEADING and (not alone or bool(_TEASERS.match(block.plain.strip())))


def _is_date_line(block: Measured) -> bool:
    return (
        block.words <= thresholds.MAX_DATE_LINE_WORDS and not block.linked and bool(_DATE.search(block.plain))
    )


def _is_footer_line(block: Measured) -> bool:
    if not block.words:
        return True
    if block.words > thresholds.MAX_FOOTER_LINE_WORDS or block.block.kind is BlockKind.ROW:
        return False
    return block.linked - block.here >= thresholds.FOOTER_LINKED_SHARE * block.words or bool(
        _COPYRIGHT.search(block.plain) and block.words <= thresholds.MAX_COPYRIGHT_WORDS
    )


def _is_label(block: Measured) -> bool:
    return block.words <= thresholds.MAX_LABEL_WORDS and not block.plain.rstrip().endswith(
        (".", ":", ";", "!", "?", ",", "。")
    )
