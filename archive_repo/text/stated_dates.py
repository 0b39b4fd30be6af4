"""The date that a policy states for itself: "Last updated", "Effective".

Was a change announced? A version whose words changed while its stated date stayed is a silent one; a
stated date after the day it was seen is when the change takes effect. Dates are read near the beginning
or the end of a text, where policies put them, next to a word that says what they are; any other date in
a text is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from archive_repo.records import StatedDates
from archive_repo.text.markdown import LineKind, kind_of, plain

HEAD_LINES = 40
"""Lines from the beginning that are read: a title, a menu or a table of contents may come before the date."""
TAIL_LINES = 15
"""Lines from the end that are read: some policies close with their date."""
LINE_WORDS = 30
"""A longer line is a sentence about something else ("The services launched before 1 May 2020 ...")."""


BARE_LINES = 6
"""A line from the beginning within which a date needs no words: it stands below the title."""


def read(text: str) -> StatedDates:
    r"""The dates that a stored text states for itself.

    >>> read("# Terms\n\nLast updated: 3 March 2025\n\nEffective April 1, 2025")
    StatedDates(updated=datetime.date(2025, 3, 3), effective=datetime.date(2025, 4, 1))
    """
    found: dict[str, date] = {}
    for what, when in _stated(_lines(text)):
        found.setdefault(what, when)
    return StatedDates(updated=found.get("updated"), effective=found.get("effective"))


def dates(words: str) -> Iterator[tuple[int, date]]:
    """Each calendar date in a line, with its place, whichever way it is spelled.

    Of 03/04/2025 it is not known which is the month: the first is, unless that is impossible.
    """
    for match in _DATE.finditer(words.casefold()):
        if (when := _calendar(match)) is not None:
            yield match.start(), when


def _lines(text: str) -> list[str]:
    raws = [raw for raw in text.splitlines() if raw.strip() and kind_of(raw) is not LineKind.RULE]
    ends = raws if len(raws) <= HEAD_LINES + TAIL_LINES else raws[:HEAD_LINES] + raws[-TAIL_LINES:]
    return [plain(raw) for raw in ends]


def _stated(lines: list[str]) -> Iterator[tuple[str, date]]:
    """What each date is said to be, by the words before it in its line or by a line of its own above it."""
    above = ""
    for number, line in enumerate(lines):
        start = 0
        for place, when in dates(line):
            if len(line.split()) <= LINE_WORDS and (what := _what(line[start:place] or above)):
                yield what, when
            elif number < BARE_LINES and not _REST.search(_DATE.sub("", line.casefold())):
                yield "updated", when
            start = place
        above = line if len(line.split()) <= LABEL_WORDS else ""


def _what(words: str) -> str:
    """Which date the words before it announce; the nearest announcement counts."""
    found = [(match.end(), match.lastgroup or "") for match in _LABEL.finditer(words.casefold())]
    return max(found, default=(0, ""))[1]


def _calendar(match: re.Match[str]) -> date | None:
    found = {name[0]: value for name, value in match.groupdict().items() if value}
    year = int(found["y"])
    if "m" in found:
        return _valid(year, _MONTHS[found["m"]], int(found["d"]))
    first, second = int(found["a"]), int(found["b"])
    if "." in match[0] and match[0][-5] == ".":  # 03.04.2025: the day comes first wherever dots are used
        return _valid(year, second, first)
    return _valid(year, first, second) or _valid(year, second, first)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


LABEL_WORDS = 6
"""A line of at most so many words above a date is its label."""

_LABEL = re.compile(
    r"(?P<effective>\beffective|\bin effect|\bin force|\btakes? effect|\bvalid (?:from|as of)"
    r"|\bapplies from"
    r"|g[üu]ltig (?:ab|seit)|in kraft|wirksam|(?:date d')?entr[ée]e en vigueur|en vigueur|vigente"
    r"|en vigor|vigencia"
    r"|in vigore|efficac|em vigor|vig[êe]ncia|van kracht|ingangsdatum|obowi[ąa]zuj|生效|施行|発効|시행)"
    r"|(?P<updated>\bupdated?\b|\blast (?:modified|revised|changed|amended|edited)|\brevis(?:ed|ion)"
    r"|\bmodified\b"
    r"|\bas of\b|\bversion\b|\bdated\b|^date\b|\bposted\b|\bpublished\b|stand\b|aktualisiert"
    r"|letzte [äa]nderung|fassung vom"
    r"|mis[e]? [àa] jour|derni[èe]re (?:modification|r[ée]vision)|actualizaci[óo]n|actualizad"
    r"|ultimo aggiornamento"
    r"|aggiornat|atualiza[çc][ãa]o|atualizad|laatst (?:bijgewerkt|gewijzigd|aangepast)|bijgewerkt"
    r"|ostatnia (?:aktualizacja|zmiana)|更新|修订|改定|最終更新|개정)"
)
_REST = re.compile(r"\w")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier enero gennaio janeiro januari stycznia",
            "february feb februar février fevrier febrero febbraio fevereiro februari lutego",
            "march mar märz maerz mars marzo março marco maart marca",
            "april apr avril abril aprile kwietnia",
            "may mai mayo maggio maio mei maja",
            "june jun juni juin junio giugno junho czerwca",
            "july jul juli juillet julio luglio julho lipca",
            "august aug août aout agosto augustus sierpnia",
            "september sept sep septembre septiembre settembre setembro września",
            "october oct oktober octobre octubre ottobre outubro października",
            "november nov novembre noviembre novembro listopada",
            "december dec dezember décembre decembre diciembre dicembre dezembro grudnia",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![^\W\d_])(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?(?: of| de)? (?P<m2>{_MONTH})\.?,?(?: de| del)?"
    r" (?P<y2>\d{4})(?!\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d\d)(?P<s3>[-/.])(?P<a3>\d{1,2})(?P=s3)(?P<b3>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<a4>\d{1,2})(?P<s4>[-/.])(?P<b4>\d{1,2})(?P=s4)(?P<y4>(?:19|20)\d\d)(?!\d)"
    r"|(?P<y5>\d{4}) ?[年년] ?(?P<a5>\d{1,2}) ?[月월] ?(?P<b5>\d{1,2}) ?[日일]?"
)
