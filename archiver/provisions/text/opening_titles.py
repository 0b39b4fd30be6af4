"""Titles that are not marked as headings: "Retention:", "ARBITRATION.", "9.2 Fees. You shall pay ..."."""

from __future__ import annotations

import functools
import re

from archiver.provisions.text.folding import fold

REMEMBERED = 10_000
"""Lines of which is remembered if a title opens them: those of a document, whose next version has most."""
_ACTING = (
    r"we|you|they|it|is|are|was|be|may|will|can|cannot|must|shall|should|has|have|had|applies|apply|please|agree"
    r"|grant|\w+n't"
)
_SAYS = re.compile(rf"\b(?:{_ACTING}|do|does|not|never|no|use(?! of)|uses|right|right to|waive|\w{{3,}}ed)\b")
TITLE_WORDS = 8
"""A line of at most this many words, without a verb, is taken for a title that is not marked as a heading."""

CLAUSE_WORDS = 12
"""The same with a number or a letter before them, where the number already says that it is a clause."""

_SMALL = "a|an|and|as|by|for|from|in|of|on|or|our|the|to|with|your"
"""Words that titles write without a capital."""
_TITLE_WORD = rf"(?:[A-Z][\w&/’'-]*|(?:{_SMALL})(?=\s))"
_NUMBER = r"(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})\\?[.)]|\d{1,3}(?:\.\d{1,3})+[.)]?)"
_NUMBERED = re.compile(rf"{_NUMBER}(?=\s)")
_BARE_NUMBER = re.compile(r"\d{1,3}(?=\s)")
_ROMAN = re.compile(r"^[IVX]+$")
_ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
CAPITALS = 3
"""Fewest words with capitals of a title that has words of a sentence: "Protection of Rights and When Legally
Required." """
NAMING_WORDS = 14
"""The same of a line that is no title by its form but has no verb that acts: "Sharing information with others
including law enforcement and to respond to legal requests"."""
DENIAL_WORDS = 3
"""The most words of a title with a number that denies, and of which no verb says what: "i. No Warranties"."""
_ACTS = re.compile(rf"\b(?:{_ACTING})\b")
"""What no title has, whatever is written with capitals."""
_WORD = re.compile(r"[^\W\d_]{3}")
_OPENING_TITLE = re.compile(
    rf"[*_]{{0,2}}(?P<title>(?:{_NUMBER}\s)?{_TITLE_WORD}(?:,?\s{_TITLE_WORD}){{0,7}})"
    r"\.[*_]{0,2}\s+(?=[A-Z“\"\[])(?![A-Z][a-z]{0,4}\.\s)"
)
"""Words with capitals, and their number or letter, before a sentence on its line; not "Cal. Bus. Code"."""
_BOLD_TITLE = re.compile(
    r"(?P<mark>\*\*|__)(?P<title>[^*_.:]{1,120}(?:\.[^*_.:]{1,120})*)(?:\.(?P=mark)|(?P=mark)\.)\s+"
    r"(?=[*_]{0,3}[A-Z“\"\[(])"
)
"""A bold opening that ends with a period: "**11. Copyright complaints.** If you", "**Security**. We"."""
_BOLD_LABEL = re.compile(
    r"(?P<mark>\*\*|__)(?P<title>[^*_.:]{3,120})(?::(?P=mark)|(?P=mark):)\s+(?=[A-Z“\"\[(])"
)
"""A bold opening that ends with a colon, "**Right to object:** You": a title, and read with its sentence."""
_NO_LABEL = frozenset("note notes important example examples summary tip".split())
"""What heads nothing."""
_TITLE = re.compile(rf"{_TITLE_WORD}(?:[,;]? {_TITLE_WORD})*")
"""Words of which all but small ones have capitals."""
_PEER_TITLE = re.compile(r"[*_]{0,2}(?P<title>[A-Z][\w’'/&-]*(?: [\w’'/&-]+){0,5})\.[*_]{0,2}\s+(?=[A-Z“\"])")
_NEXT_TITLE = re.compile(rf"[*_]{{0,2}}(?P<title>{_NUMBER}\s[^.:]{{3,120}})[.:][*_]{{0,2}}\s+(?=[A-Z“\"\[(])")
_DRESSED = re.compile(r"(?P<mark>[*_]{1,3})(?P<title>[^*_\s][^*_]*)(?P=mark)[.:]?")
"""A line that is bold or italic as a whole."""
_ENDS = (*'.!?:;*_"”)', "...")
_DOCUMENT = re.compile(
    r"(?!(?:about|changes?|updates?|how|what|why|when|where|who|your|our|this|these|the|other|additional)\b)"
    r"(?:(?!(?:this|these|our|your)\b)[\w.&'’-]+ ){0,6}"
    r"(?:terms(?: (?:of|and|&) (?:service|services|use|sale|conditions))?|policy|agreement|addendum|notice"
    r"|guidelines)"
)
"""The title of a document that may stand in another: "Acme Inc. Terms of Service", "Children's Policy"."""
_QUESTION = re.compile(r"(?:What|How|Why|Where|When|Who|Which)\b[^.?:;]*\?[*_]*")
"""A title that asks."""
_INNER_END = re.compile(r"(?<!\b[a-z])\. ")
"""The end of a sentence inside words; "u.s. states" has none."""
_SCHEDULE = re.compile(
    r"[*_]{0,2}(?:Schedule|Annex|Exhibit|Appendix|Attachment|SCHEDULE|ANNEX|EXHIBIT|APPENDIX|ATTACHMENT)"
    r" (?:\d{1,2}|[A-Z]|[IVX]{2,5})(?:-\d)?(?: ?[:.–—-] ?[^.:;]{1,80}| [A-Z][^.:;]{1,80})?[*_]{0,2}"
)
_LOWER_CASE = re.compile(r"(?<!\w)[a-z]\w{4,}")
"""A word that titles would have written with a capital; short ones ("and", "from", "with") are not."""


def is_title(words: str) -> bool:
    """True if folded words are taken for a title that is not marked as one: few words without a verb."""
    words = words.removesuffix(":")
    if words.count(" ") >= TITLE_WORDS or not words[-1:].isalnum() or ":" in words or "," in words:
        return False
    return _is_named(words)


def _is_named(words: str) -> bool:
    """True if words name what a section is about, and say nothing."""
    return not _SAYS.search(words) or words.startswith(("what ", "how ", "why ", "who ", "when ", "where "))


def is_bare_title(words: str) -> bool:
    """True if folded words are only a title, with a number or letter or without: "b. how others use content".

    With one they may be as many as a clause's title has.
    """
    if not _NUMBERED.match(words):
        return is_title(words)
    title = _behind_number(words).removesuffix(".")
    is_short = title.count(" ") < CLAUSE_WORDS and ";" not in title
    says_nothing = _is_named(title) or (title.count(" ") < DENIAL_WORDS and not _ACTS.search(title))
    return title[-1:].isalnum() and is_short and says_nothing


def is_name_only(raw: str) -> bool:
    """True if a whole line says nothing, as it is written: "Opt Out of Targeted Advertising".

    A line of the words of a title, or of few more without a verb that acts, which ends without a period, or
    has all its long words in capitals.
    """
    words = fold(raw).removesuffix(".")
    if is_bare_title(words) and (not raw.rstrip().endswith(".") or not _LOWER_CASE.search(raw)):
        return True
    is_short = words.count(" ") < NAMING_WORDS and words[-1:].isalnum() and not _INNER_END.search(words)
    return is_short and raw[:1].isupper() and not raw.rstrip().endswith(".") and not _ACTS.search(words)


def is_dressed(raw: str) -> bool:
    """True if a whole line is bold or italic and says nothing: "**Your rights**", "*How we use data*"."""
    found = _DRESSED.fullmatch(raw)
    if found is None or "[" in raw or not _WORD.search(found["title"]):
        return False
    title = found["title"].strip(" .:")
    named = _behind_number(title)
    is_short = is_title(fold(named))  # with a colon, anything longer leads in what follows
    is_clause = is_clause_title(named) or _is_capitalised_clause(title)
    return named[:1].isupper() and (is_short or (":" not in raw and is_clause))


def _behind_number(title: str) -> str:
    """A title without the number or the letter that it begins with, if any."""
    numbered = _NUMBERED.match(title)
    return title[numbered.end() :].strip() if numbered else title


def is_numbered(title: str) -> bool:
    """True if a title begins with a number or a letter and a dot or a bracket."""
    return _NUMBERED.match(title) is not None


def number(title: str) -> str:
    """The number or letter of a title, without dots and brackets at its ends; empty if it has none."""
    found = _NUMBERED.match(title) or _BARE_NUMBER.match(title)
    return found[0].strip("().\\").lower() if found else ""


def follows_in_roman(number: str, before: str) -> bool:
    """True if a number is the next Roman one, or a later one of several letters: "iv", "vi" after "iii"."""
    if number not in _ROMANS or before not in _ROMANS:
        return False
    step = _ROMANS.index(number) - _ROMANS.index(before)
    is_surely_roman = len(number) > 1 or len(before) > 1
    return is_surely_roman and (step == 1 or (step > 1 and len(number) > 1))


def is_alone(raw: str) -> bool:
    """True if a line by itself is written as titles are: "Data Retention", "C. Merger, sale or transfer"."""
    raw = raw.lstrip("*_")
    found = _NUMBERED.match(raw)
    title = _behind_number((raw[found.end() :] if found else raw).strip(" .?*_"))
    if not title[:1].isupper() or not _WORD.search(title):
        return False
    if found:
        is_named = is_clause_title(title) or _is_dressed_clause(raw.strip(" .*_"))
        return not raw.endswith((":", ";", ",")) and is_named
    return is_title(fold(title)) and not (_LOWER_CASE.search(title) and not _QUESTION.fullmatch(raw))


def is_clause_title(title: str) -> bool:
    """True if words behind a clause's number are its title: few, without a verb, with commas or without."""
    words = fold(title).replace(",", "").replace("; ", " ").removesuffix(".")
    return (
        words.count(" ") < CLAUSE_WORDS
        and not _INNER_END.search(words)
        and words[-1:].isalnum()
        and not _SAYS.search(words)
    )


def is_named_clause(title: str) -> bool:
    """True if words, behind their number if they have one, are a clause's title and begin with a capital."""
    named = _behind_number(title)
    return named[:1].isupper() and _WORD.search(named) is not None and is_clause_title(named)


def is_short(raw: str) -> bool:
    """True if a line with a number is as short as titles are, and no sentence: "1.4 How we detect it"."""
    found = _NUMBERED.match(raw) or _BARE_NUMBER.match(raw)
    title = raw[found.end() :].strip(" *_") if found else ""
    return (
        title[:1].isupper()
        and title[-1].isalnum()
        and title.count(" ") < CLAUSE_WORDS
        and ". " not in title
        and _WORD.search(title) is not None
    )


def names_document(title: str) -> bool:
    """True if a title is that of a document, so that numbered clauses below it are its own."""
    return _DOCUMENT.fullmatch(fold(title)) is not None and not number(title)


def names_schedule(title: str) -> bool:
    """True if a title is that of a schedule or an annex: "Schedule 2 - Security"."""
    return _SCHEDULE.fullmatch(title) is not None


@functools.lru_cache(maxsize=REMEMBERED)
def is_above(raw: str, below: str) -> bool:
    """True if a line may be the title of what follows it; `below` is the next line, empty where none is."""
    if not raw.endswith((".", ":")) or (raw.endswith(".") and not below):
        return False
    title = raw.removesuffix(".")
    return (is_title(fold(title)) or _is_dressed_clause(title)) and not _LOWER_CASE.search(raw)


@functools.lru_cache(maxsize=REMEMBERED)
def before(raw: str) -> tuple[str, int]:
    """The title before a sentence on its line, and where the sentence begins; empty and 0 for none."""
    bold = _BOLD_TITLE.match(raw)
    if bold and (is_named_clause(bold["title"]) or _is_capitalised_clause(bold["title"])):
        return bold["title"], bold.end()
    label = _BOLD_LABEL.match(raw)
    if label and is_named_clause(label["title"]) and label["title"].lower() not in _NO_LABEL:
        return label["title"], 0
    found = _OPENING_TITLE.match(raw)
    if found and not raw.endswith(_ENDS) and is_title(fold(raw).replace(".", "")):
        return "", 0  # the whole line is a title: "Acme Inc. Terms of Service"
    if found is None or not _WORD.search(_ROMAN.sub("", found["title"])):
        return "", 0
    words = fold(found["title"])
    if not is_title(words) and not _is_capitalised(words, found["title"]):
        return "", 0
    return found["title"], found.end()


def _is_capitalised(words: str, title: str) -> bool:
    """True if several words with capitals are a title although they have a participle, a denial or commas."""
    capitals = re.findall(r"\b[A-Z]", title)
    return len(capitals) >= CAPITALS and not _ACTS.search(words) and words[-1:].isalnum()


def _is_capitalised_clause(title: str) -> bool:
    """The same of what is behind a number: "6. No Guarantees; No Warranties"."""
    named = _behind_number(title)
    words = fold(named).replace("; ", " ")
    if words.count(" ") >= CLAUSE_WORDS or _INNER_END.search(words) or _LOWER_CASE.search(named):
        return False
    is_clause = is_numbered(title) and named[:1].isupper() and not _ACTS.search(words)
    return is_clause or _is_capitalised(words, named)


def _is_dressed_clause(title: str) -> bool:
    """The same, if several of its words have capitals: "5.2 Consent to Use Your Data", not "5. Do not"."""
    return _is_capitalised_clause(title) and _TITLE.fullmatch(_behind_number(title)) is not None


def before_peer(raw: str) -> tuple[str, int]:
    """The same where such a title is open, of fewer words and not capitalised: "Other fees. We may ask"."""
    found = _PEER_TITLE.match(raw)
    if found is None or not (is_title(fold(found["title"])) or _TITLE.fullmatch(found["title"])):
        return "", 0
    return found["title"], found.end()


def before_next(raw: str) -> tuple[str, int]:
    """The same where the number goes on from a title's, whatever is said: "3.2 License to Use. You grant"."""
    found = _NEXT_TITLE.match(raw)
    if found is None or not is_short(found["title"]) or _LOWER_CASE.search(found["title"]):
        return "", 0
    return found["title"], found.end()
