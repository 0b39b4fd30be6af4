"""Split a paragraph of Markdown into sentences, for a text with one sentence per line.

A boundary depends only on the characters near it and on how its own sentence began, so that a change in one
sentence moves no other boundary. A changed rule or list splits stored texts differently: raise VERSION, so
that stored pages are read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_repo.text.dates import NAMES

VERSION = 1
"""Of the rules and lists below."""

MAX_TITLE_WORDS = 5
"""An opening of at most this many words is a run-in title and stays on the line of the next sentence: `3.1
Fees. You shall pay ...`. Nine in ten run-in titles of numbered clauses have at most five words; longer ones
are on a line of their own."""

NEVER_LAST = frozenset(
    "e.g i.e eg ie cf viz vs v resp approx ca mr mrs ms dr prof hon messrs st mt al bzw z.b d.h u.a vgl "
    "ggf sog mme mlle p.ex".split()
)
"""Abbreviations that never end a sentence."""

BEFORE_NUMBERS = frozenset(
    "no nos n nr art arts sec secs sect § §§ para paras par pars p pp pg ch chap cl clause reg "
    "regs rec  vol fig figs ex exh app sched ver lit abs ziff bl rn s ss tit subd subsec stat "
    "ste apt bldg fl rm".split()
)
"""Abbreviations of references: a number or a roman numeral after them belongs to them."""

AMBIGUOUS = frozenset(
    "inc ltd llc corp co cos bros plc gmbh assn dept est jr sr etc usw u.s u.k e.u u.n u.s.a u.s.c c.f.r "
    "d.c n.y p.r.c a.m p.m ph.d b.v s.a s.l s.r.l n.v l.p l.l.c l.l.p s.p.a s.a.s s.à.r.l pty a.g k.k gov "
    "jan feb mar apr jun jul aug sep sept oct nov dec rev gen cir supp ed eds ave blvd rd".split()
)
"""Abbreviations that may end a sentence: they do if one of STARTERS follows."""

NEAR = 120
"""Characters before a point that are looked at to see if it ends an abbreviation or a number. More than
either has, and a bound on the time for a sentence without an end."""

STARTERS = frozenset(
    "the this these those that there they it its he she we our us you your if in on at as by for from to "
    "upon under with without when where while what who whom which how why any all each every no none not "
    "nothing neither either both some such other others additional a an and but or however therefore "
    "notwithstanding unless until except please see note before after during although though because "
    "since once only also further furthermore moreover nor here however subject depending don't do does "
    "did is are was were may can will shall should must would could wir sie ihr die der das den dem ein "
    "eine es er wenn falls diese dieser dieses im am bei für nach nous vous le la les un une ce cette ces "
    "si il elle en el los las una usted nosotros este esta let".split()
)
"""Words that begin sentences and are no names, which would belong to the abbreviation before them."""

_SUBJECT = re.compile(r"(?:we|you|they|it|this|these|that|there|he|she|please)\b", re.IGNORECASE)
"""Beginnings of short sentences (`You must pay.`), but not of titles."""
_SAYS = re.compile(
    r"(?!(?:what|who|whose|how|when|where|why|which)\b).*\b(?:(?-i:is|are|was|were|be|can|may|must|will|shall|should|"
    r"has|have|had|do|does|did|applies|apply|remains|remain)\b|(?-i:us|you|it|them)\W*$)",
    re.IGNORECASE,
)
"""What short sentences contain (`The assistant can be wrong.`, `Contact us.`), but not titles, except
questions: a verb in lower case, or a pronoun at the end."""
_GERMAN_MONTHS = re.compile(rf"(?:{'|'.join(map(str.title, NAMES['de']))})\b")
_ROMAN = re.compile(r"(?=[IVXLC])(?:[IVXLC]{1,6})\b")
_LINK = re.compile(r"\\.|\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*\)")
_CLOSERS = r"[\"'”’»)\]›」』）】\*]*+"
_END = re.compile(
    rf"(?<![.!?…؟۔।])(?P<mark>[.!?…؟۔।]++)(?P<closers>{_CLOSERS})(?P<space>\s+)"
    rf"|(?<![。！？｡．])(?P<cjk>[。！？｡．]++)(?P<cjkclosers>{_CLOSERS})\s*(?=\S)"
)
_MARK = re.compile(r"[.!?…؟۔।。！？｡．]")
"""Characters that may end a sentence: `_END`, which is slower, is tried only at these."""
_CLAUSE = re.compile(r"\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)\s")
"""The mark of a clause, which begins a sentence although its letter is in lower case."""
_PARTED = re.compile(r"[:;]\s")
_JOINED = re.compile(r"[(\[“\"'‘/–—-]")
_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_NO_LETTER = re.compile(r"[^\w'’]")
_OPENING = re.compile(r"[\"'“‘«‹(\[「『（【\\*•–—-]*\s?")
_NUMBER = re.compile(
    r"\W*+(?:(?:section|sec|article|art|clause|part|chapter|schedule|annex|appendix|exhibit)\W*+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,6})\)?",
    re.IGNORECASE,
)
"""The number at the beginning of a clause: `1`, `(a)`, `iv`, `Section 12`, `§ 3`."""


def split(text: str) -> list[str]:
    """The sentences of a paragraph, in order, which together hold every word; line breaks stay boundaries.

    >>> split("It is lawful under Art. 6(1)(f) GDPR. We keep it for 3.5 years, e.g. No. 5. (It is long.)")
    ['It is lawful under Art. 6(1)(f) GDPR.', 'We keep it for 3.5 years, e.g. No. 5.', '(It is long.)']
    """
    return [sentence for line in text.split("\n") for sentence in _split_line(line.strip())]


def _split_line(line: str) -> Iterator[str]:
    masked = _LINK.sub(_mask, line) if "](" in line else line
    start = 0
    for match in _ends(masked):
        if _is_boundary(masked, start, match) and not (
            start == 0 and match["mark"] == "." and _is_run_in_title(line[: match.end()])
        ):
            yield line[start : match.end()].rstrip()
            start = match.end()
    if start < len(line):
        yield line[start:]


def _ends(line: str) -> Iterator[re.Match[str]]:
    """Where sentences may end."""
    place = 0
    while mark := _MARK.search(line, place):
        found = _END.match(line, mark.start())
        if found:
            yield found
        place = (found or mark).end()


def _mask(link: re.Match[str]) -> str:
    """A link as one word of the same length with the last mark of its text, so that no boundary is inside.

    An escaped bracket opens no link and stays as it is.
    """
    text: str | None = link[1]
    if text is None:
        return link[0]
    last = text[-1:] if text[-1:] in ".!?…。！？" else "x"
    return (text[:1] or "x") + "x" * (len(link[0]) - 2) + last


def _is_run_in_title(opening: str) -> bool:
    """True if a line's opening is a title (`3.1 Fees.`), which stays with the sentence after it."""
    return len(opening.split(maxsplit=MAX_TITLE_WORDS)) <= MAX_TITLE_WORDS and not says(opening)


def says(opening: str) -> bool:
    """True if a short opening with its point is a sentence rather than a title.

    >>> says("You must pay."), says("Fees and Payment.")
    (True, False)
    """
    return bool(_SUBJECT.match(opening) or _SAYS.match(opening))


def _is_boundary(masked: str, start: int, match: re.Match[str]) -> bool:
    if match["cjk"]:
        following = masked[match.end()]
        return not (match["cjkclosers"] and "\u3041" <= following <= "\u309f")
    if match["mark"] == "." and _CLAUSE.match(masked, match.end()):
        return True
    first = _OPENING.match(masked, match.end()).end()  # type: ignore[union-attr]  # it matches the empty string
    following = masked[first : first + 40]
    if not _begins(following):
        return False
    if match["mark"] != ".":
        return not following.startswith("Inc")
    before = masked[max(start, match.start() - NEAR) : match.start()]
    return not _is_abbreviation(before, following, bracketed=bool(match["closers"]))


def _begins(following: str) -> bool:
    """True if a sentence can begin so: with a capital, a digit, a script without case, a name like `iOS`."""
    letter = following[:1]
    return bool(letter) and ((letter.isalnum() and not letter.islower()) or following[1:2].isupper())


def _is_abbreviation(before: str, following: str, *, bracketed: bool) -> bool:
    """True if the point after `before`, the sentence so far, belongs to an abbreviation or a number."""
    if bracketed:
        return False
    if _NUMBER.fullmatch(_PARTED.split(before)[-1]):
        return True
    pieces = before.rsplit(None, 1)
    word = _JOINED.split(pieces[-1])[-1] if pieces else ""
    lowered = word.lower()
    if lowered in NEVER_LAST:
        return True
    if lowered in BEFORE_NUMBERS:
        return following[0].isdigit() or bool(_ROMAN.match(following))
    if lowered in AMBIGUOUS or _is_initial(word):
        return _first_word(following) not in STARTERS
    return word.isdigit() and len(word) <= 2 and bool(_GERMAN_MONTHS.match(following))


def _is_initial(word: str) -> bool:
    """`J`, or the last of `J.R`."""
    return (len(word) == 1 and word.isupper()) or bool(_INITIALS.fullmatch(word))


def _first_word(following: str) -> str:
    return _NO_LETTER.split(following, maxsplit=1)[0].lower()
