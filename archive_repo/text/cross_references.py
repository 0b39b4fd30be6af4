"""References to clauses, such as `Section 12.1` or `clause 4(b)`, and whether they are to the document's own.

A reference is to a law or another text if one is named beside it (`Article 6 GDPR`, `17 U.S.C. § 12`, `§ 5 of
the Civil Code`, `Clause 17 of the Standard Contractual Clauses`), or if its number is higher than those of
contracts (`Section 230`). All others are to clauses of the document itself, as far as a sentence tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

HIGHEST_CLAUSE = 99
"""The highest number that a document's own clause may have."""

_NAMES = frozenset(
    """section sections sub-section sub-sections subsection subsections sec sec. secs. sect. sects.
    clause clauses sub-clause sub-clauses subclause subclauses cl. article articles art art. arts.
    paragraph paragraphs sub-paragraph sub-paragraphs subparagraph subparagraphs para. paras.
    schedule schedules annex annexes appendix appendices exhibit exhibits attachment attachments
    chapter chapters part parts point points § §§
    ziffer ziffern ziff. abschnitt abschnitte artikel artikeln anlage anlagen anhang kapitel kapiteln
    punkt punkte teil chapitre chapitres annexe paragraphe paragraphes
    cláusula cláusulas artículo artículos sección secciones apartado apartados anexo anexos capítulo capítulos
    articolo articoli sezione sezioni clausola clausole paragrafo paragrafi allegato allegati
    capitolo capitoli artigo artigos seção seções parágrafo parágrafos bijlage bijlagen hoofdstuk hoofdstukken
    artykuł artykuły""".split()
)
"""Names of clauses, in the languages of the recorded policies."""
_NOUNS = "|".join(sorted(map(re.escape, _NAMES), reverse=True))
_MANY = re.compile(r".*(?:s\.?|ices|exes|§§|tte|kte|[efk]en|ern|eln|i|ae|ły)$")
"""Such a name in the plural."""

_PART = r"(?:\d{1,3}[a-z]?|[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})"
_TAIL = (
    rf"(?>(?:\.{_PART}\b)*)(?>(?:\s?\({_PART}\))*)"
    r"(?>(?i:,?\s(?:abs(?:atz|\.)?|s\.|lit(?:era|\.)?|satz|nr\.?|unterabs(?:atz|\.)?|al(?:inéa|\.)?|"
    r"let(?:tera|ra|\.)?|ust\.?|pkt\.?)\s?(?:\d{1,2}|[a-z])\b\)?)*)"
)
_DIGITS = rf"(?:[LRD]\.\s?\d{{1,4}}(?>(?:-\d{{1,3}})*)|\d{{1,4}}[a-zA-Z]?\b(?!\s?%){_TAIL})"
_LETTERS = rf"(?:[A-Z]\d{{0,2}}|[IVX]{{1,5}})\b{_TAIL}"
_BRACKETS = rf"\({_PART}\)(?>(?:\s?\({_PART}\))*)"
_CHINESE = r"第\s?(?P<chinese>[0-9一二三四五六七八九十百零〇]{1,6})\s?(?=[条條章节節款項编編])"
_NAME = r"(?:\s\([^()]{2,60}\))?"
"""What may follow each number in a list of references: `Sections 5 (Fees) and 6`."""
_AND = r"(?:\s?[,;&/–-]\s?(?:(?:and|or)\s)?|\s(?:and|or|to|through|und|oder|bis|et|ou|à|y|o|e|a)\s)"

_OWN = frozenset(
    """this these our hereof herein hereto above below agreement agreements terms policy notice addendum
    contract document conditions dpa eula tos msa sla aup dieser dieses diesem diese unserer vertrag vertrags
    vertrages agb bedingungen présentes présente présent contrat politique presente presentes estos estas este
    términos contrato presenti contratto deze voorwaarden niniejszej niniejszego""".split()
)
"""Words for the document itself."""
_LAWS = frozenset(
    """act acts code law laws regulation regulations directive statute statutes ordinance decree constitution
    treaty convention charter rules clauses scc sccs gdpr dsgvo rgpd lgpd avg ccpa cpra coppa dmca hipaa ferpa
    dsa dma pipeda pipl appi pdpa bgb usc u.s.c cfr c.f.r gesetz gesetzes gesetzbuch verordnung loi ley lei
    legge decreto reglamento règlement regolamento regulamento codice código wetboek wet ustawy
    kodeksu""".split()
)
"""Words for laws, and for texts that contracts refer to."""
_LAW_ENDS = ("gesetz", "gesetzes", "gesetzbuch", "gesetzbuchs", "verordnung", "ordnung", "wet")
_CONJUNCTIONS = frozenset("AND OR OF THE DO NOT IS ARE AS AT BY FOR IF IN TO WILL SHALL MAY".split())
_LINK = re.compile(
    r"(?:\s\([^()]{2,60}\))?,?\s(?:(?:of|des|der|dem|du|de la|de los|de las|del|della|dello|dei|do|da|van)\s"
    r"|de\s(?:l['’])?|(?:in|under|to)\s(?=(?:the\s)?[A-Z]))"
)
"""What stands between a reference and the law that it refers to."""
_WORD = re.compile(r"[^\s,()\[\]“”\"]+")
_WORDS_TO_LAW = 8
_LAW_BEFORE = re.compile(
    r"(?:\b(?:Act|Code|Regulation|Directive|Statutes?|Law)(?:['’]s)?\s?\(?"
    r"|\b(?:GDPR|DSGVO|RGPD|CCPA|CPRA|COPPA|DMCA|HIPAA|U\.?S\.?C|C\.?F\.?R)\b(?:['’]s)?\W{0,3}"
    r"|(?:》|法|法典|条例|规定|办法|规则))$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The number of a reference: `text[start:end]`."""

    start: int
    end: int
    noun: str
    """The name of the clause in lower case: `section`; empty in Chinese."""
    number: tuple[str, ...]
    """Its parts in lower case: `12.1(b)` is `("12", "1", "b")`."""
    is_own: bool
    """True if nothing beside it shows that a law or another text is meant."""


def may_refer(text: str) -> bool:
    """False where a text has no references, told in a fraction of the time of looking for them."""
    return _MAY_BEGIN.search(text) is not None


def find(text: str) -> Iterator[Reference]:
    """The references in a text as a reader sees it, in order; each number of a list is one.

    >>> [one.number for one in find("Sections 3, 4(b) and A.7 survive; see Article 6 GDPR")]
    [('3',), ('4', 'b'), ('a', '7'), ('6',)]
    """
    at = 0
    while match := _first(text, at):
        at = match.end()
        noun = match["noun"] or ""
        if noun.islower() and match["letters"]:
            continue  # not a number: `for my part I agree`
        spans = [match.span(form) for form in ("digits", "letters", "chinese") if match[form]]
        spans += _listed(text, at, is_many=_MANY.match(noun.casefold()) is not None)
        at = spans[-1][1]
        is_own = not _names_law(text, match.start(), at, shouted=len(noun) > 1 and noun.isupper())
        for start, end in spans:
            number = tuple(re.findall(r"\d+[a-z]?|[^\W\d_]+", text[start:end].casefold()))
            yield Reference(
                start=start,
                end=end,
                noun=noun.casefold(),
                number=number,
                is_own=is_own and not _is_high(number[0]),
            )


def _first(text: str, at: int) -> re.Match[str] | None:
    """The first reference from here on: only before what may be a number are names of clauses looked for."""
    for place in _MAY_BEGIN.finditer(text, at):
        for start in _names_before(text, place.start()):
            if start >= at and (match := _head().match(text, start)):
                return match
    return None


def _names_before(text: str, at: int) -> Iterator[int]:
    """Where the name of a clause may begin whose number begins here."""
    if text[at] == "第":
        yield at
    start = max(0, at - _LONGEST_NAME)
    if found := _NAME_BEFORE.search(text, start, at):
        first, name = found.group("first", "name")
        if f"{first or ''}{name}".casefold() in _NAMES:
            yield found.start()
        if first and name.casefold() in _NAMES:
            yield found.start("name")


def _listed(text: str, at: int, *, is_many: bool) -> Iterator[tuple[int, int]]:
    """Where the further numbers of a list are; unless `is_many`, only those that can be nothing else."""
    while match := _more().match(text, at):
        number = match["number"]
        if not is_many and not ("." in number or "(" in number):
            return
        yield match.span("number")
        at = match.end()


def _is_high(part: str) -> bool:
    return part.isdecimal() and int(part) > HIGHEST_CLAUSE


def _names_law(text: str, start: int, end: int, *, shouted: bool) -> bool:
    """True if a law is named before or after the references here; `shouted`: the text is in capitals."""
    if _LAW_BEFORE.search(text[max(0, start - 20) : start]):
        return True
    link = _LINK.match(text, end)
    behind = link.end() if link else end
    words = _WORD.findall(text[behind : behind + 100])[: _WORDS_TO_LAW if link else 2]
    for place, word in enumerate(words):
        bare = word.strip(".,;:'’").casefold()
        if bare in _OWN or not word[0].isalnum():
            return False
        if _is_law(word, bare, shouted=shouted) and _OWN.isdisjoint(
            map(str.casefold, words[place + 1 : place + 3])
        ):
            return bool(link) or word != word.lower()
        if word[-1] in ".;:!?" and len(word) > 5:
            return False
    return False


def _is_law(word: str, bare: str, *, shouted: bool) -> bool:
    """True for a word for a law, and for a word written like the short name of one: `UrhG`, `FTC`."""
    is_short = not shouted and sum(letter.isupper() for letter in word) > 1
    return bare in _LAWS or bare.endswith(_LAW_ENDS) or (is_short and word.strip(".") not in _CONJUNCTIONS)


_SPELLED = {spell(name) for name in _NAMES - {"§", "§§"} for spell in (str, str.upper, str.title)}
_ENDS = "|".join(sorted({re.escape(name[-3:]) for name in _SPELLED}))
_LAST = f"[§{re.escape(''.join(sorted({name[-1] for name in _SPELLED})))}]"
_MAY_BEGIN = re.compile(
    r"[\d(第A-Z](?:(?<=第)"
    rf"|(?:(?<={_LAST}.)|(?<={_LAST}\s.))"
    r"(?:(?<=\d)(?<!\d.)|(?<=\()(?=\w{1,5}\))|(?<=\s.)(?=[IVX]{0,4}\d{0,2}\b)|(?<=[LRD])(?=\.\s?\d))"
    rf"(?:(?<=(?:{_ENDS})\s.)|(?<=(?:{_ENDS}).)|(?<=§.)|(?<=§\s.)))"
)
"""Where a number may begin, by what stands right before it: the end of a name, and at most one space. Begun
with a set of characters, since those are found fastest, and the last letter of names before their ends."""
_NAME_BEFORE = re.compile(r"(?<![^\W_])(?P<first>(?i:sub)-|§)?(?P<name>[^\W\d_]++\.?|§)\s?\Z")
"""A word or signs right before a number; `first` may not belong to the name, as in `Sub-Exhibit A`."""
_LONGEST_NAME = 20
"""Characters, a point and a space included: at least as many as any of _NOUNS has."""


@cache
def _head() -> re.Pattern[str]:
    """The name of a clause and the first number after it."""
    return re.compile(
        rf"(?<![^\W_])(?P<noun>(?i:{_NOUNS}))"
        rf"(?:\s?(?P<digits>{_DIGITS}|{_BRACKETS})|\s(?P<letters>{_LETTERS}))|{_CHINESE}"
    )


@cache
def _more() -> re.Pattern[str]:
    """A further number of a list."""
    return re.compile(rf"{_NAME}{_AND}(?P<number>{_DIGITS}|{_LETTERS}|{_BRACKETS})")
