"""What two texts say differently, apart from what changes while the policy stays the same.

Lines are folded before they are compared, so that the spelling of a date, the number of a clause, a note that
a link opens in a new window and the year of a copyright line make no difference. Lines that only moved, or
that a table of contents repeats, say nothing new. Of the rest, a line counts only if it has words that the
other text lacks, wherever either text is cut into lines (see `archiver.gate.stream`). What is left is
weighed: titles, links around the policy, and short labels that came or went are furniture; all else is words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import groupby

from archive_repo.text import dates, words
from archive_repo.text.clauses import Clauses
from archive_repo.text.kinds import names_document
from archive_repo.text.lines import numbered, seen
from archive_repo.text.markdown import PAGE_BREAK, LineKind, kind_of, plain
from archiver.gate import stream
from archiver.gate.thresholds import COPIED_LINES, LABEL_WORDS, LISTED_DOCUMENTS, LISTED_LABELS, PROSE_WORDS

REMEMBERED = 8192
"""Lines that are remembered: a look compares two texts that share most lines, and some of them four times."""


class Weight(IntEnum):
    """How much a line says."""

    FURNITURE = 0
    """A title, or items above it; a link, or a heading over links, before the first or after the last
    sentence."""
    LABEL = 1
    """A few words without an end mark: a button or a field."""
    ENTRY = 2
    """The same on a page that mostly consists of such lines: a company in a list of processors."""
    WORDS = 3
    """Whatever a policy says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedLine:
    """A line as it is compared, and what it weighs."""

    readings: tuple[str, ...]
    """Its folded words, joined by spaces; two readings where a date may have the day or the month first."""
    weight: Weight
    heading: bool = False

    @property
    def words(self) -> str:
        """The reading that is compared first."""
        return self.readings[0]


def differing(old: Sequence[WeighedLine], new: Sequence[WeighedLine]) -> Weight:
    """How much two texts say differently: the weight of the heaviest line with words of its own.

    Labels that came or went are furniture, unless an added label contains a removed one: then it is an entry.
    """
    headings = {line.words for line in (*old, *new) if line.heading}
    before, after = _once(old, headings), _once(new, headings)
    added, removed = tuple(_only(after, before)), tuple(_only(before, after))
    added, removed = _without_copies(added, before), _without_copies(removed, after)
    added, removed = _without_respelled(added, removed), _without_respelled(removed, added)
    added, removed = _without_dates(added, removed), _without_dates(removed, added)
    added, removed = _without_repeated_dates(added, before), _without_repeated_dates(removed, after)
    heaviest = max((line.weight for line in _reworded(added, removed)), default=Weight.FURNITURE)
    if heaviest is not Weight.LABEL:
        return heaviest
    return Weight.ENTRY if _grows(removed, added) else Weight.FURNITURE


def lines(text: str) -> tuple[WeighedLine, ...]:
    r"""The text's lines as they are compared: without clause numbers, the spelling of dates, or dressing.

    >>> read = lines("- A.1. Updated: 5 March 2025\n- A.2. [Updated](/new) 03/05/2025 (opens in a new tab)")
    >>> [line.readings for line in read]
    [('updated 2025 03 05',), ('updated 2025 03 05', 'updated 2025 05 03')]
    """
    raws = [raw for raw in text.splitlines() if raw.strip()]
    weights, clauses = list(_weigh(raws)), Clauses(raws)
    found = [
        WeighedLine(
            readings=folded,
            weight=Weight.FURNITURE if folded == (_AGO,) else weight,
            heading=kind_of(raw) is LineKind.HEADING,
        )
        for raw, weight in zip(raws, weights, strict=True)
        if (folded := _fold(raw, is_clause=clauses.has(raw)))[0]
    ]
    return tuple(found)


def is_directory(text: str, *, of_documents: bool = False) -> bool:
    """True if a text is mostly a list of links to other pages, or to pages that are named as documents."""
    raws = [raw for raw in text.splitlines() if raw.strip() and kind_of(raw) is not LineKind.HEADING]
    linked = sum(_is_linked(raw) and (not of_documents or names_document(plain(raw))) for raw in raws)
    return linked >= LISTED_DOCUMENTS and 2 * linked >= len(raws)


def without_links(text: str) -> str:
    """The text without its links and their words.

    >>> without_links("See [our terms](/terms) and write to us.")
    'See   and write to us.'
    """
    return _LINKED.sub(" ", text)


@lru_cache(maxsize=REMEMBERED)
def _fold(raw: str, *, is_clause: bool) -> tuple[str, ...]:
    """The readings of a line; `is_clause` says that the number it begins with is one of a series."""
    said = (numbered(raw).bare if is_clause else seen(raw)[1]).casefold().strip()
    if _UPDATED_AGO.fullmatch(said):
        return (_AGO,)
    bare = _DRESSING.sub(" ", said) if _MAY_BE_DRESSED.search(said) else said
    bare = bare.replace(" & ", " and ")
    orders = (dates.month_first, dates.day_first) if dates.may_be_in(bare) else (dates.month_first,)
    return tuple(map(_joined_words, dict.fromkeys(dates.rewrite(bare, order) for order in orders)))


def _joined_words(spelled: str) -> str:
    """The words of a line; empty for filler text that repeats a single word."""
    found = words.fold(spelled)
    return "" if len(found) >= PROSE_WORDS and len(set(found)) == 1 else " ".join(found)


def _once(some: Iterable[WeighedLine], headings: set[str]) -> tuple[WeighedLine, ...]:
    """The lines with each heading once, even if a table of contents repeats it."""
    seen: set[str] = set()
    kept = []
    for line in some:
        if line.words not in seen:
            kept.append(line)
        if line.words in headings:
            seen.add(line.words)
    return tuple(kept)


def _reworded(added: Sequence[WeighedLine], removed: Sequence[WeighedLine]) -> Iterator[WeighedLine]:
    """The lines with words that the other text lacks, wherever either is cut into lines."""
    came, went = stream.own(*([line.words.split() for line in some] for some in (added, removed)))
    yield from (added[place] for place in came)
    yield from (removed[place] for place in went)


def _grows(old: Iterable[WeighedLine], new: Iterable[WeighedLine]) -> bool:
    """True if a label of the new text contains a label of the old one."""
    labels, grown = ([line.words for line in some if line.weight is Weight.LABEL] for some in (old, new))
    return any(f" {one} " in f" {other} " for one in labels for other in grown)


def _only(some: Iterable[WeighedLine], others: Iterable[WeighedLine]) -> Iterator[WeighedLine]:
    return stream.lacking(some, others, lambda line: line.words)


def _without_copies(some: tuple[WeighedLine, ...], others: Sequence[WeighedLine]) -> tuple[WeighedLine, ...]:
    """Only the new lines, if many of these are repeats: some pages carry a second copy for small screens."""
    known = {line.words for line in others}
    new = tuple(line for line in some if line.words not in known)
    return new if len(some) - len(new) >= COPIED_LINES else some


def _without_respelled(
    some: tuple[WeighedLine, ...], others: Iterable[WeighedLine]
) -> tuple[WeighedLine, ...]:
    """The lines that match none of the others, whichever way their dates are read."""
    known = {reading for line in others for reading in line.readings}
    return tuple(line for line in some if known.isdisjoint(line.readings))


def _without_dates(some: tuple[WeighedLine, ...], others: Sequence[WeighedLine]) -> tuple[WeighedLine, ...]:
    """The lines without days in the place of "updated yesterday", which pages say after a while."""
    spare = sum(line.words == _AGO for line in others)
    dated = [place for place, line in enumerate(some) if _DATED.fullmatch(line.words)][:spare]
    return tuple(line for place, line in enumerate(some) if place not in dated)


def _without_repeated_dates(
    some: tuple[WeighedLine, ...], others: Iterable[WeighedLine]
) -> tuple[WeighedLine, ...]:
    """The lines without the day of an edit that the other text states too: a list of versions repeats it."""
    days = {line.words[-_DAY:] for line in others if _DATED.fullmatch(line.words)}
    return tuple(line for line in some if not (_DATED.fullmatch(line.words) and line.words[-_DAY:] in days))


def _weigh(raws: Sequence[str]) -> Iterator[Weight]:
    """What each line weighs on its page."""
    for is_break, run in groupby(raws, key=lambda raw: raw == _BREAK):
        page = list(run)
        yield from [Weight.FURNITURE] * len(page) if is_break else _weigh_page(page)


def _weigh_page(raws: Sequence[str]) -> list[Weight]:
    """What each line of a page weighs; links are furniture only outside its prose."""
    prose = [place for place, raw in enumerate(raws) if _is_prose(raw)]
    first, last = (prose[0], prose[-1]) if prose else (0, -1)
    title = next((place for place in range(first) if kind_of(raws[place]) is LineKind.HEADING), 0)
    weights = [
        _weight(raw, above=place < title, before=place < first, after=place > last)
        for place, raw in enumerate(raws)
    ]
    for place in range(len(raws) - 2, last, -1):
        if kind_of(raws[place]) is LineKind.HEADING and weights[place + 1] is Weight.FURNITURE:
            weights[place] = Weight.FURNITURE
    said = Counter(weights)
    if said[Weight.LABEL] > LISTED_LABELS * (said[Weight.LABEL] + said[Weight.WORDS]):
        return [Weight.ENTRY if weight is Weight.LABEL else weight for weight in weights]
    return weights


@lru_cache(maxsize=REMEMBERED)
def _weight(raw: str, *, above: bool, before: bool, after: bool) -> Weight:
    """What a line weighs; `before` and `after` say that it stands before or after all prose of its page.

    `above` says that it stands above the first heading too, where pages say what part of the site they are.
    """
    kind = kind_of(raw)
    unlinked = _LINKED.sub("", raw)
    if (before or after) and kind is not LineKind.ROW and _is_linked(raw):
        return Weight.FURNITURE
    if len(unlinked.split()) > LABEL_WORDS or _SAYS.search(unlinked):
        return Weight.WORDS
    if (before and kind is LineKind.HEADING) or (above and kind is LineKind.ITEM):
        return Weight.FURNITURE
    is_label = kind is LineKind.SENTENCE and raw.rstrip()[-1:] not in _ENDS
    return Weight.LABEL if is_label else Weight.WORDS


def _is_linked(raw: str) -> bool:
    """True if a line is nothing but links."""
    unlinked, links = _LINKED.subn("", raw)
    return links > 0 and not re.search(r"\w", unlinked)


@lru_cache(maxsize=REMEMBERED)
def _is_prose(raw: str) -> bool:
    unlinked = _LINKED.sub(" ", raw).split()
    return len(unlinked) >= PROSE_WORDS or (len(unlinked) >= PROSE_WORDS // 2 and raw.rstrip()[-1:] in _ENDS)


_BREAK = PAGE_BREAK.strip()
_DRESSING = re.compile(
    r"\(?opens? in (?:a )?new (?:window|tab)\)?|\((?:latest|current)\)"
    r"|^(?:©|\(c\)|copyright) .*\d{4}.*$"
)
_MAY_BE_DRESSED = re.compile(r" new |\((?:latest|current|c)\)|©|copyright")
"""What all of these have, found in a fraction of the time."""
_AGO = "updated ago"
"""What a line is folded to that only says how long ago the page was edited."""
_UPDATED_AGO = re.compile(
    r"(?:"
    r"(?:last )?(?:updated|modified|edited)(?: about| over)?:? (?:today|yesterday|just now"
    r"|(?:this|last) (?:week|month|year)|(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago)"
    r"|(?:zuletzt |letzte )?(?:aktualisiert|aktualisierung|geändert|bearbeitet)(?: am)?:? "
    r"(?:heute|gestern|gerade eben|vor (?:\d+|eine[rm]) (?:minute|stunde|tag|woche|monat|jahr)(?:en|e|n)?)"
    r"|(?:dernière )?(?:mise à jour|modification)(?: le)? ?:? (?:aujourd['’]hui|hier"
    r"|il y a (?:\d+|une?) (?:minute|heure|jour|semaine|mois|an)s?)"
    r"|(?:última |ultim[oa] )?(?:actualización|actualizado|aggiornamento|aggiornato|atualização"
    r"|atualizado):? "
    r"(?:hoy|ayer|oggi|ieri|hoje|ontem|(?:hace|há) (?:\d+|una?|uma?) (?:minuto|hora|día|dia|semana|mes"
    r"|mês|año|ano)(?:s|es)?"
    r"|(?:\d+|una?|un['’]) ?(?:minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]) fa)"
    r"|(?:laatst )?(?:bijgewerkt|gewijzigd)(?: op)?:? (?:vandaag|gisteren"
    r"|(?:\d+|een) (?:minu(?:ut|ten)|uur|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|ja(?:ar|ren)) geleden)"
    r"|(?:ostatnia )?(?:aktualizacja|zmiana|zaktualizowano):? (?:dzisiaj|dziś|wczoraj"
    r"|(?:\d+ )?(?:minut[yę]?|godzin[yę]?|dni|dzień|tydzień|tygodni[ea]?|miesiąc[ea]?|miesięcy|rok"
    r"|lata?) temu)"
    r"|(?:最終|最后|最後)?更新(?:日|时间|時間|于|於)?[：:]?\s*(?:今日|本日|昨日|今天|昨天|刚刚|剛剛"
    r"|\d+\s*(?:分|分钟|分鐘|時間|小时|小時|日|天|週間|周|週|か月|个月|個月|年)前)"
    r")\.?"
)
_DATED = re.compile(
    r"(?:(?:(?:last )?(?:updated|modified|edited)(?: on)?"
    r"|(?:zuletzt |letzte )?(?:aktualisiert|aktualisierung|geändert|bearbeitet)(?: am)?|stand"
    r"|(?:dernière )?(?:mise à jour|modification)(?: le)?"
    r"|(?:última |ultim[oa] )?(?:actualización|actualizado|aggiornamento|aggiornato|atualização|atualizado)"
    r"(?: el| il| em)?"
    r"|(?:laatst )?(?:bijgewerkt|gewijzigd)(?: op)?|(?:ostatnia )?(?:aktualizacja|zmiana|zaktualizowano)"
    r"|(?:最 終 |最 后 |最 後 )?更 新(?: 日)?(?: 期)?) )?\d{4} \d\d \d\d"
)
"""Folded words that are nothing but the day of an edit."""
_DAY = len("2025 01 31")
_LINKED = re.compile(r"(?<!\\)!?\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\((?>(?:[^()]|\([^()]*\))*)\)")
_SAYS = re.compile(r"\d|://|^\s*[•●◦▪‣·–—☐☑☒✓✔✗]\s*\w")
"""A number, an address or a list item: what buttons and fields do not hold."""
_ENDS = tuple(".!?;:。！？；：”\"'")
