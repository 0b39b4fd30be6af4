"""How words that came or went speak: as an edit of a policy may, or as a greeting, a counter or a teaser.

Asked only where a place has no past: what is dressing by its words waits a look, and counts if it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from archive_repo.text import dates
from archive_repo.text.lines import line_words
from archive_repo.text.markdown import LineKind, kind_of, plain
from archiver.gate import stream, vocabulary
from archiver.gate.thresholds import DRIFT, DRIFT_STEP, LABEL_WORDS, PROSE_WORDS

_DUTIES = frozenset(
    "must shall may darf dürfen muss müssen soll sollen doit doivent devra devront peut peuvent pourra "
    "pourront debe deben deberá deberán puede pueden podrá podrán deve devono dovrà dovranno può possono "
    "potrà potranno devem deverá deverão pode podem poderá poderão mag mogen moet moeten dient dienen zal "
    "zullen musi muszą może mogą należy".split()
)
"""What policies say of duties and permissions."""
_PARTIES = frozenset(
    "we you your i user users customer customers account provider wir sie ihr ihre dein deine nutzer "
    "kunde kunden konto nous vous votre vos client clients utilisateur utilisateurs usted su sus tú tu "
    "cliente clientes usuario usuarios voi tuoi utente utenti clienti você seu sua seus suas usuário "
    "usuários utilizador wij jij u uw je jouw klant klanten gebruiker gebruikers ty twój twoje klient "
    "klienta użytkownik użytkownika".split()
)
"""Who policies speak of. Teasers do too, so that they count only in a line that was there before."""
_UNITS = frozenset(
    "minute minutes hour hours day days week weeks month months year years business calendar working "
    "stunde stunden tag tage tagen werktage werktagen woche wochen monat monate monaten jahr jahre jahren "
    "heure heures jour jours semaine semaines mois ans année années hora horas día días semana semanas "
    "mes meses año años ora ore giorno giorni settimana settimane mese mesi anno anni dia dias mês ano "
    "anos uur dag dagen werkdagen week weken maand maanden jaar godzin dzień dni tydzień tygodni miesiąc "
    "miesiące miesięcy rok roku lat".split()
)
"""What periods are counted in."""

_CODE = re.compile(r"\W*(?=\w*\d)(?=\w*[^\W\d])\w{8,}\W*")
"""An identifier: letters and digits in one word."""

_OF_THE_DAY = re.compile(
    r"\W*(?:"
    r"(?:(?!end\b|first\b|last\b)[\w'’-]+ ){1,4}of the (?:day|week|month)"
    r"|(?:(?!ende\b|erster\b|letzter\b|anfang\b)[\w'’-]+ ){1,3}(?:des (?:tages|monats)|der woche)"
    r"|(?:(?!fin\b|premier\b|dernier\b)[\w'’-]+ ){1,4}(?:du (?:jour|mois)|de la semaine)"
    r"|(?:(?!fin\b|primer\b|último\b)[\w'’-]+ ){1,4}(?:del (?:día|mes)|de la semana)"
    r"|(?:(?!fine\b|primo\b|ultimo\b)[\w'’-]+ ){1,4}(?:del (?:giorno|mese)|della settimana)"
    r"|(?:(?!fim\b|primeiro\b|último\b)[\w'’-]+ ){1,4}(?:do (?:dia|mês)|da semana)"
    r"|(?:(?!einde\b|eerste\b|laatste\b)[\w'’-]+ ){1,4}van (?:de (?:dag|week|maand))"
    r"|(?:porada|wskazówka|cytat|oferta|zdjęcie|pytanie|rada) (?:dnia|tygodnia|miesiąca)"
    r"|(?:今日|本日|今週|今月)の\w{1,8}|(?:每日|今日|本周|本週|本月)\w{1,6}"
    r")\b\W*[:：!！–—-]",
    re.IGNORECASE,
)
"""How a tip, a quote or an offer of the day begins."""
_PASSING = re.compile(
    r"\b(?:an?|one|\d+) (?:minute|hour|day|week|month|year)s? ago\b|\b(?:right|just|online) now\b"
    r"|\b(?:may|might|could) also (?:like|enjoy|be interested)\b|[!！]\W*$"
    r"|\bvor \d+ (?:minuten|stunden|tagen|wochen|monaten)\b|\bgerade (?:eben|jetzt|online)\b"
    r"|\bdas könnte (?:sie|dich|ihnen|dir) auch\b"
    r"|\bil y a \d+ (?:minutes|heures|jours|semaines|mois)\b|\bvous (?:aimerez|pourriez aimer) aussi\b"
    r"|\bhace \d+ (?:minutos|horas|días|semanas|meses)\b"
    r"|\btambién te (?:puede|podría) (?:interesar|gustar)\b"
    r"|\b\d+ (?:minuti|ore|giorni|settimane|mesi) fa\b"
    r"|\bpotrebbe(?:ro)? (?:anche )?interessarti\b"
    r"|\bhá \d+ (?:minutos|horas|dias|semanas|meses)\b|\btambém pode (?:gostar|interessar)\b"
    r"|\b\d+ (?:minuten|uur|dagen|weken|maanden) geleden\b|\bvind je misschien ook\b"
    r"|\b\d+ (?:minut|godzin|dni|tygodni|miesięcy) temu\b|\bmoże cię też zainteresować\b"
    r"|\b(?:our|unsere[nr]?|nos|nuestros|nostri|nossos|onze|nasi) [\d.,]+ (?:partner|vendor|partenaire"
    r"|socio|parceiro)"
    r"|\d+\s*(?:分|時間|日|週間|か月|ヶ月)前|\d+\s*(?:分钟|分鐘|小时|小時|天|周|週|个月|個月)前",
    re.IGNORECASE,
)
"""What only notices and teasers say in a short line: how long ago, what else to read, how many partners a
consent wall has, an exclamation."""


def speaks(old: Sequence[str], new: Sequence[str], now: datetime, *, amended: bool) -> bool:
    """True if these lines in the place of those may be an edit of a policy; `amended`: of one line each."""
    if amended:
        return _amends(old[0], new[0], now.date())
    return any(_says_something(raw, now.date()) for raw in (*old, *new))


def is_entry(raw: str) -> bool:
    """True for a row of a table, and for an item of a few words: what may come and go anywhere in a list."""
    kind = kind_of(raw)
    return kind is LineKind.ROW or (kind is LineKind.ITEM and len(line_words(raw)) <= LABEL_WORDS)


def _amends(old: str, new: str, today: date) -> bool:
    before, after = line_words(old), line_words(new)
    gone, come = _without(before, after), _without(after, before)
    if _days(old) != _days(new) and _are_numbers(gone, come):
        return not any(_is_about(day, today) for day in _days(new) - _days(old))
    if _are_codes(old, new) or (_are_numbers(gone, come) and _drifts(gone, come)):
        return False
    if _is_passing(old) and _is_passing(new):
        return False
    if not gone and _is_passing(" ".join(come)):
        return False
    if _is_of_policy(after) or _is_of_policy(before):
        return True
    counted = {unit for one, unit in pairwise(after) if one in come}
    return not is_entry(new) and not (_PARTIES.isdisjoint(after) and _UNITS.isdisjoint(counted))


def _are_numbers(gone: Sequence[str], come: Sequence[str]) -> bool:
    return all(word[0].isdigit() for word in (*gone, *come))


def _are_codes(old: str, new: str) -> bool:
    """True if lines differ only in what machines write: letters and digits mixed."""
    before, after = plain(old).split(), plain(new).split()
    return all(map(_CODE.fullmatch, (*_without(before, after), *_without(after, before))))


def _is_about(day: date, today: date) -> bool:
    """True for today, wherever on earth the page was written."""
    return abs((day - today).days) <= 1


def _says_something(raw: str, today: date) -> bool:
    """True if a line that came or went speaks like a policy, or cannot be judged: in another script."""
    found = line_words(raw)
    if len(found) <= PROSE_WORDS and any(_is_about(day, today) for day in _days(raw)):
        return False
    return _is_of_policy(found) and not _is_passing(raw)


def _is_passing(raw: str) -> bool:
    """True for what is of the day, and for a short line that says so in other words."""
    said = plain(raw)
    return bool(_OF_THE_DAY.match(said) or (len(said.split()) <= PROSE_WORDS and _PASSING.search(said)))


def _is_of_policy(found: Sequence[str]) -> bool:
    return (
        any(map(vocabulary.is_of_policies, found))
        or not _DUTIES.isdisjoint(found)
        or any(map(_is_of_another_script, found))
    )


def _is_of_another_script(word: str) -> bool:
    """True for letters that are not Latin: the vocabularies know none of them."""
    return not word.isascii() and any(letter.isalpha() and letter > "\u024f" for letter in word)


def _drifts(gone: Sequence[str], come: Sequence[str]) -> bool:
    """True if numbers only moved on a little, as counters do."""
    pairs = list(zip(map(_value, gone), map(_value, come), strict=False))
    return len(gone) == len(come) and all(
        abs(one - other) <= max(DRIFT_STEP, DRIFT * max(one, other)) for one, other in pairs
    )


def _value(number: str) -> float:
    """A number as it is written, its commas taken for those of thousands."""
    digits = re.sub(r"[^\d.]", "", number.replace(",", ""))
    return float(re.sub(r"\.(?=.*\.)", "", digits).rstrip(".") or 0)


def _without(some: Iterable[str], others: Iterable[str]) -> list[str]:
    return list(stream.lacking(some, others, str))


def _days(raw: str) -> set[date]:
    return {day for written in dates.find(plain(raw)) for day in written.days}
