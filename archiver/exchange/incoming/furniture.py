"""Changes of a collection's text that are none of the policy: only what stands around it on its page differs.

The gate keeps such texts out of the history where this archive looks itself. A collection recorded them: they
become versions of a class of their own. The gate's rules for lines decide (see `archiver.gate.sameness`), but
a text that was curated has less around it, so that what may name somebody counts as words here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from archive_repo.diff.alignment import align
from archive_repo.text import stated_dates
from archive_repo.text.lines import said
from archive_repo.text.markdown import LineKind, kind_of, may_link, plain
from archiver.gate import sameness
from archiver.gate.sameness import Weight
from archiver.gate.thresholds import LABEL_WORDS

MASKED = "[email protected]"
"""What a content delivery network writes instead of each e-mail address, unless scripts run."""

_CONTROLS = re.compile(
    r"[\s#*_-]*(?:(?:on|in) this page|(?:(?:expand|collapse|show|hide|open|close) )?table of contents"
    r"|back to top|\d{1,2}:\d\d ?/ ?\d{1,2}:\d\d|was (?:this (?:article|page)|it) helpful\??(?: ?yes ?no)?"
    r"|documentation index|fetch the complete documentation index at: https?://\S+"
    r"|use this file to discover all available pages before exploring further\."
    r"|yes ?no|(?:[^.!?]{1,40} )?(?:©|\(c\)) ?(?:\d{4}[-–])?\d{4}(?: [^.!?]{1,40})?"
    r"|\d[\d.,]* (?:out )?of \d[\d.,]* (?:people |users )?found this helpful)[\s:*_-]*",
    re.IGNORECASE,
)
"""What moves through a page, the clock of a player (`0:00 / 1:00`), a vote on whether a page helped, the line
of its copyright, and what documentation says to programs that read it."""
_LANGUAGES = frozenset(
    "english español deutsch français italiano português polski nederlands svenska dansk norsk suomi čeština "
    "slovenčina magyar română türkçe русский українська ελληνικά български hrvatski slovenščina eesti "
    "latviešu lietuvių bahasa filipino tiếng ไทย हिन्दी বাংলা العربية עברית فارسی 日本語 한국어 中文 简体中文 "
    "繁體中文".split()
)
"""What languages call themselves, in small letters."""
_OF_LANGUAGES = frozenset(
    "us uk indonesia melayu việt brasil portugal españa latinoamérica canada france bokmål 简体 繁體 台灣 "
    "香港".split()
)
"""What stands behind it: `English (US)`."""
LISTED_LANGUAGES = 3
"""Languages that differ in a list of a page's translations: the one that a policy names is the policy's."""
_JOINT = re.compile(r"(?<=[a-z?!)])(?=[A-Z][a-z])")
"""Where two entries of a menu were set together without a space: `HomeVideo coursesArticles`."""
GLUED = 30
"""Joints that a menu has at least. Of a collection's changed lines two menus of one site had 48 and 219; the
line of a policy with most had 14, all of them names such as `WhatsApp`."""
GLUED_SHARE = 0.1
"""Joints for each word of a menu, at least: those two had .20 and .26, that line .02."""
LISTED_DATES = 6
"""Lines in which a list of a document's versions differs: single days are stated by the policy."""
CALL_WORDS = 12
"""Most words outside of links of a line that calls for something else than the policy: `Don’t miss out!`"""
_COUNTER = re.compile(
    r"^([\s#*_-]*)(?:(?:[Vv]iews|[Ll]ikes|[Ss]hares|[Cc]omments): ?\d[\d.,]*[KMB]?"
    r"|\d[\d.,]*[KMB]? (?:views|likes|shares|comments)(?=[A-Z]|\s*$))"
)
"""How often a page was looked at, at the beginning of a line: `Views: 2.3M`, `2.3M viewsLast updated`."""

_ENDS = frozenset(".!?;。！？；")
_BETWEEN = "·•|"
"""What stands between the links of a menu."""
_MARK = re.compile(r"\s*[-*+]\s")
_BARE = re.compile(r"\w+")
_ADDRESS = re.compile(r"\[email protected\]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def is_all(before: str, after: str) -> bool:
    """True if nothing else than furniture differs: titles, links and labels that came or went.

    An e-mail address that was masked, or is no longer, is furniture too, and so are what moves through a page
    and the counters of its visitors. A label that is amended is not, as it may name who answers for a policy,
    nor is an item of a list that is a link, as it may name a partner.
    """
    if MASKED in before or MASKED in after:
        before, after = _masked(before), _masked(after)
    old, new = before.splitlines(), after.splitlines()
    gone, come = _lacking(old, new), _lacking(new, old)
    if _has_new_words(gone, after) or _has_new_words(come, before):
        return False
    if left := _without_controls(old, new, [*gone, *come]):
        return is_all(*left)
    gone, come = _unsaid(gone, new), _unsaid(come, old)
    if any(map(_says, (*gone, *come))) or _amends(gone, come):
        return False
    return sameness.differing(_lines(before), _lines(after)) is Weight.FURNITURE


def _masked(text: str) -> str:
    """The text with each e-mail address written as one that was masked."""
    return "\n".join(_ADDRESS.sub(MASKED, raw) if "@" in raw else raw for raw in text.splitlines())


def _without_controls(
    old: Sequence[str], new: Sequence[str], differing: Sequence[str]
) -> tuple[str, str] | None:
    """Both texts without what is no policy's wherever it stands; None if the differing lines have none of it.

    These are controls, counters, calls, and lists of days and of languages.
    """
    days = {raw for raw in differing if stated_dates.is_date(plain(raw))}
    languages = {raw for raw in differing if _is_language(raw)}
    away = _calls(differing)
    away |= days if len(days) >= LISTED_DATES else set()
    away |= languages if len(languages) >= LISTED_LANGUAGES else set()
    if not away and not any(_is_control(raw) or _COUNTER.match(raw) for raw in differing):
        return None
    left, right = (
        "\n".join(_COUNTER.sub(r"\1", raw) for raw in raws if raw not in away and not _is_control(raw))
        for raws in (old, new)
    )
    return left, right


def _calls(raws: Sequence[str]) -> set[str]:
    """The lines that call for something else than the policy, with the links that they stand beside."""
    calls = {raw for raw in raws if _is_call(raw)}
    linked = (
        {raw for raw in raws if may_link(raw) and _unlinked_count(raw) <= LABEL_WORDS} if calls else set()
    )
    if not linked and not any(map(may_link, calls)):
        return set()
    return {raw for raw in calls | linked if kind_of(raw) is LineKind.SENTENCE}


def _is_call(raw: str) -> bool:
    return raw.rstrip()[-1:] == "!" and _unlinked_count(raw) <= CALL_WORDS


def _unlinked_count(raw: str) -> int:
    return len(sameness.without_links(raw).split())


LONGEST_CONTROL = 90
"""Characters of a line of controls: `ON THIS PAGE Expand table of contents` has 37, and what documentation
says to programs 75."""


@lru_cache(maxsize=8192)
def _is_control(raw: str) -> bool:
    """True for a line of controls, or of a menu, and nothing else."""
    if 0 < len(raw.strip()) <= LONGEST_CONTROL:
        return not _CONTROLS.sub("", raw).strip()
    joints = len(_JOINT.findall(sameness.without_links(raw))) if len(raw) > LONGEST_CONTROL else 0
    return joints >= max(GLUED, GLUED_SHARE * len(raw.split()))


def _is_language(raw: str) -> bool:
    """True for a line that names a language and says nothing else: `Português (Brasil)`."""
    first, *others = plain(raw).casefold().replace("(", " ").replace(")", " ").split() or [""]
    return first in _LANGUAGES and _OF_LANGUAGES.issuperset(others) and kind_of(raw) is LineKind.SENTENCE


_lines = lru_cache(maxsize=16)(sameness.lines)
"""A text is compared with the one before and with the one after; those of several documents take turns."""


def _lacking(some: Sequence[str], others: Sequence[str]) -> list[str]:
    """The lines that the others lack."""
    there = set(others)
    return [raw for raw in dict.fromkeys(some) if raw not in there]


def _has_new_words(raws: Iterable[str], other: str) -> bool:
    """True if a line that is too long for a label has a word that the other text lacks.

    Most changes are told by this, in a tenth of the time that all lines of two texts take. Counters are left
    out, which may stand before a line.
    """
    for raw in raws:
        if len(raw) > 2 * LABEL_WORDS and len(raw.split()) > LABEL_WORDS:
            words = sameness.without_links(_COUNTER.sub(r"\1", raw)).split()
            if len(words) > LABEL_WORDS and _lacks(other, words) and not (_is_control(raw) or _is_call(raw)):
                return True
    return False


def _lacks(text: str, words: Sequence[str]) -> bool:
    """True if a text lacks one of these words.

    Marks beside them are left out: a link that was made of a word, or put on another, leaves none of them as
    it was.
    """
    if any(bare not in text for bare in _BARE.findall(" ".join(words))):
        return True
    there = _tokens(text)
    unlike = {bare for word in words if word not in there for bare in _BARE.findall(word)}
    return not all(_has(text, bare) for bare in unlike)


def _has(text: str, word: str) -> bool:
    """True if a text has a word, which is no part of another one."""
    start = text.find(word)
    while start >= 0:
        around = text[max(0, start - 1) : start] + text[start + len(word) : start + len(word) + 1]
        if not _BARE.search(around):
            return True
        start = text.find(word, start + 1)
    return False


@lru_cache(maxsize=16)
def _tokens(text: str) -> frozenset[str]:
    """What stands between white space in a text."""
    return frozenset(text.split())


def _unsaid(some: Sequence[str], others: Sequence[str]) -> list[str]:
    """The lines whose words the others lack, whatever their marks."""
    words = {said(raw) for raw in others} if some else set()
    return [raw for raw in some if said(raw) not in words]


def _says(raw: str) -> bool:
    """True for an item, a row and a sentence, however short; not for an entry of a menu: `- [Jobs](/) ·`."""
    ends = raw.rstrip()[-1:] in _ENDS and bool(sameness.without_links(raw).strip(" ."))
    return ends or (kind_of(raw) in (LineKind.ITEM, LineKind.ROW) and not _is_entry(raw))


def _is_entry(raw: str) -> bool:
    """True for an item that is nothing but links, and what keeps it apart from the next one."""
    unlinked = _MARK.sub("", sameness.without_links(raw)) if raw.rstrip()[-1:] in _BETWEEN else ""
    return unlinked.strip(_BETWEEN + " ") == "" and bool(unlinked.strip())


def _amends(gone: Sequence[str], come: Sequence[str]) -> bool:
    """True if a line became another one, in words outside of links."""
    pairs = align(gone, come).kept
    return any(_unlinked(gone[row]) != _unlinked(come[column]) for row, column in pairs)


def _unlinked(raw: str) -> list[str]:
    return [line.words for line in sameness.lines(sameness.without_links(raw))]
