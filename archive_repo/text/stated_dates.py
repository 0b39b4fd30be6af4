"""The date that a policy states for itself: "Last updated", "Effective".

They show if a change was announced: if the words change and the stated date does not, the change is silent; a
stated date after the day it was seen is when the change takes effect. Dates are read only near the beginning
or the end of a text, where policies put them, and only beside a word that says what they are. Of a document
of several pages the newest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from archive_repo.records import StatedDates
from archive_repo.text import dates
from archive_repo.text.lines import seen
from archive_repo.text.markdown import PAGE_BREAK, LineKind, kind_of, plain

HEAD_LINES = 40
"""Lines from the beginning that are read: a title, a menu or a table of contents may come before the date."""
TAIL_LINES = 15
"""Lines from the end that are read: some policies close with their date."""
BETWEEN_WORDS = 8
"""Longest line between these that is the date of a policy: "Last updated on Wednesday, 3 March 2025". In the
newest texts of 180 documents 14 lines are such dates, each of a policy within the text, or of its terms."""
LINE_WORDS = 30
"""Longer lines are sentences about something else ("The services launched before 1 May 2020 ...")."""


_HEAD, _RULES = "#", "|-*_:"
"""What headings begin with, and what rules begin and end with: of most lines nothing else is asked."""
BARE_LINES = 6
"""Lines from the beginning in which a date needs no words beside it: it stands below the title."""


def read(text: str) -> StatedDates:
    r"""The dates that a stored text states for itself.

    >>> read("# Terms\n\nLast updated: 3 March 2025\n\nEffective April 1, 2025")
    StatedDates(updated=datetime.date(2025, 3, 3), effective=datetime.date(2025, 4, 1))
    """
    newest: dict[str, date] = {}
    for page in text.split(PAGE_BREAK):
        ends, between = _lines(page)
        found: dict[str, date] = {}
        for what, when in _stated(ends):
            found.setdefault(what, when)
        for what, when in _stated(between):
            found[what] = max(when, found.get(what, when))
        newest = {what: max(filter(None, (newest.get(what), found.get(what)))) for what in newest | found}
    return StatedDates(updated=newest.get("updated"), effective=newest.get("effective"))


def is_stated(line: str) -> bool:
    """True if a line, given without marks, holds a date and says that it is the date of the text."""
    return len(line.split()) <= LINE_WORDS and any(_label(line[: one.start]) for one in dates.find(line))


def is_date(line: str) -> bool:
    """True if a line, given without marks, is a date and says nothing else."""
    rest = dates.rewrite(line, _nothing)
    return rest != line and not _REST.search(rest)


def heads_history(line: str) -> bool:
    """True if a line, given without marks, is the heading of a list of versions."""
    return _HISTORY.fullmatch(line) is not None


def _lines(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a page says where it states its dates, but for the list of its versions: at its ends, and between.

    What stands between and is no date is left out, which is nearly all of it.
    """
    raws = _without_history([raw for raw in text.splitlines() if raw and not raw.isspace()])
    if len(raws) <= HEAD_LINES + TAIL_LINES:
        return tuple(seen(raw)[1] for raw in raws), ()
    ends = raws[:HEAD_LINES] + raws[-TAIL_LINES:]
    short = [seen(raw)[1] for raw in raws[HEAD_LINES:-TAIL_LINES] if raw.count(" ") <= BETWEEN_WORDS + 1]
    between = [line for line in short if len(line.split()) <= BETWEEN_WORDS and is_stated(line)]
    return tuple(seen(raw)[1] for raw in ends), tuple(between)


def _without_history(raws: list[str]) -> list[str]:
    """The lines without rules, and without those below a heading such as `Changelog`, up to the next one."""
    left = list[str]()
    start, is_history = 0, False
    for number, raw in enumerate(raws):
        if raw[0].isalpha() or not _may_head_or_rule(raw.strip()):
            continue
        kind = kind_of(raw)
        if kind not in (LineKind.HEADING, LineKind.RULE):
            continue
        if not is_history:
            left += raws[start:number]
        if kind is LineKind.HEADING:
            is_history, start = heads_history(plain(raw)), number
        else:
            start = number + 1
    return left if is_history else left + raws[start:]


def _may_head_or_rule(raw: str) -> bool:
    return raw[0] == _HEAD or (raw[0] in _RULES and raw[-1] in _RULES)


@lru_cache(maxsize=64)
def _stated(lines: tuple[str, ...]) -> list[tuple[str, date]]:
    """Each date with what it is said to be, by the words before it or by a label on the line above it.

    Remembered, since an edit is mostly somewhere else.
    """
    return list(_told(lines))


def _told(lines: Sequence[str]) -> Iterator[tuple[str, date]]:
    above = ""
    for number, line in enumerate(lines):
        start = 0
        for one in dates.find(line):
            label = _label(line[start : one.start] or above) if len(line.split()) <= LINE_WORDS else None
            if label:
                yield label.lastgroup or "", one.days[0 if label.re is _ENGLISH else -1]
            elif number < BARE_LINES and is_date(line):
                yield "updated", one.days[0]
            start = one.start
        above = line if len(line.split()) <= LABEL_WORDS else ""


def _nothing(_: dates.Written) -> str:
    return ""


def _label(words: str) -> re.Match[str] | None:
    """The announcement nearest to the end of these words, which precede a date."""
    lowered = words.lower()
    found = [*_ENGLISH.finditer(lowered), *_ELSEWHERE.finditer(lowered)]
    return max(found, key=re.Match.end, default=None)


LABEL_WORDS = 6
"""A line of at most this many words above a date is its label."""

_ENGLISH = re.compile(
    r"(?P<effective>\beffective|\bin effect|\bin force|\btakes? effect|\bvalid (?:from|as of)"
    r"|\bapplies from)"
    r"|(?P<updated>\bupdated?\b|\blast (?:modified|revised|changed|amended|edited)|\brevis(?:ed|ion)"
    r"|\bmodified\b|\bas of\b|\bversion\b|\bdated\b|^date\b|\bposted\b|\bpublished\b)"
)
"""Announcements in English, in which 03/04/2025 is mostly 4 March."""
_ELSEWHERE = re.compile(
    r"(?P<effective>g[üu]ltig (?:ab|seit)|in kraft|wirksam|(?:date d['’])?entr[ée]e en vigueur|en vigueur"
    r"|prend effet|date d['’]effet|vigente|en vigor|vigencia|in vigore|efficac|em vigor|vig[êe]ncia"
    r"|van kracht|ingangsdatum|geldig (?:vanaf|per)|obowi[ąa]zuj|wchodzi w życie|生效|施行|発効|시행)"
    r"|(?P<updated>stand\b|aktualisier(?:t|ung)|letzte [äa]nderung|zuletzt (?:ge[äa]ndert|bearbeitet"
    r"|überarbeitet)"
    r"|fassung vom|mis[e]? [àa] jour|derni[èe]re (?:actualisation|modification|r[ée]vision)|modifiée? le"
    r"|actualizaci[óo]n|actualizad|[úu]ltima (?:modificaci[óo]n|revisi[óo]n|modifica[çc][ãa]o|revis[ãa]o)"
    r"|ultim[oa] (?:aggiornamento|modifica|revisione)|aggiornat|atualiza[çc][ãa]o|atualizad"
    r"|laatst[e]? (?:bijgewerkt|gewijzigd|aangepast|update|wijziging|herziening)|bijgewerkt|versie van"
    r"|(?:ostatni(?:a|ej) )?aktualizac|zaktualizowan|ostatnia zmiana|wersja z dnia"
    r"|更新|修订|修訂|发布日期|發布日期|改定|改訂|制定|最終更新|개정)"
)
"""Announcements in other languages, in which it is 3 April."""
_HISTORY = re.compile(
    r"\W*(?:\d[\d.]*\s+)?(?:change ?log|history|(?:change|document|revision|update|version) (?:history|log)"
    r"|(?:archived|earlier|old|older|past|previous|prior) versions?(?: of .*)?"
    r"|history of (?:changes|revisions|updates|versions)|(?:änderungs|versions)(?:historie|verlauf)"
    r"|(?:frühere|ältere|vorherige|archivierte) (?:versionen|fassungen)|historique(?: des (?:versions"
    r"|modifications))?"
    r"|versions (?:antérieures|précédentes|archivées)|(?:historial|histórico) de (?:cambios|versiones)"
    r"|versiones (?:anteriores|archivadas)|(?:cronologia|storico) delle (?:versioni|modifiche)"
    r"|versioni (?:precedenti|archiviate)|histórico de (?:alterações|versões)|versões (?:anteriores"
    r"|arquivadas)"
    r"|versiegeschiedenis|(?:eerdere|oudere|vorige|gearchiveerde) versies|historia (?:zmian|wersji)"
    r"|(?:poprzednie|wcześniejsze|archiwalne) wersje|(?:改定|改訂|変更|更新)履歴"
    r"|(?:以前|過去|旧)の?バージョン"
    r"|(?:历史|歷史|以往|过往)版本|(?:修订|更新|修訂)(?:记录|历史|記錄|紀錄))\W*",
    re.IGNORECASE,
)
"""Headings of lists of versions, each with its date."""
_REST = re.compile(r"\w")
