"""Which edition of a document a page holds, and if it is the document's own.

A site may have a document for several languages and regions, and choose one by the Accept-Language header,
by where a request comes from, or by chance. The text decides its language, whatever the page says of itself;
its region is what the page or its address names, where that fits the language. A site may name another
region from one day on for texts that stay as they are, so that what differs has to be regional too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from archive_repo.format.snapshot import Body, Edition
from archive_repo.text import language
from archiver.gate import spellings, tags, thresholds
from archiver.gate.doubt import Doubt
from archiver.gate.verdict import Candidate, Past

if TYPE_CHECKING:
    from archiver.gate.prepared import Prepared

KEPT = 8
"""Editions of the newest version that are remembered."""

SCRIPTS = {"CN": "zh-Hans", "SG": "zh-Hans", "TW": "zh-Hant", "HK": "zh-Hant", "MO": "zh-Hant"}
"""The script of Chinese by region."""

REGIONAL = frozenset(
    "country countries region regions regional territory territories resident residents residence reside "
    "residing located law laws statutory mandatory court courts jurisdiction governing eea uk usa eu europe "
    "european american america british english swiss canadian australian brazilian indian japanese korean "
    "california vat gdpr ccpa euro euros eur gbp usd dollar dollars pound pounds "
    "land länder ländern gesetz gesetze gericht gerichte wohnsitz gerichtsstand verbraucher pays loi lois "
    "tribunal tribunaux résidents país países ley leyes tribunales residentes paese paesi legge leggi "
    "tribunale lei leis tribunais land landen wet wetten rechtbank kraj kraje prawo sąd".split()
).union(*(name.casefold().split() for name in tags.REGIONS.values())) - {"the", "new", "south", "united"}
"""Words in which the texts for two regions differ."""


def noted(bodies: Sequence[Body], texts: Sequence[str]) -> tuple[Body, ...]:
    """The bodies, each with the edition that it holds; `texts` are what was read in them, one for each."""
    return tuple(
        replace(body, fetched=replace(body.fetched, edition=of_page(body, text)))
        for body, text in zip(bodies, texts, strict=True)
    )


def of_page(body: Body, text: str) -> Edition:
    """The edition of one page, in which this text was read."""
    spoken = language.written(text)
    named = tags.read(body, spoken)
    parsed = [tags.parsed(tag) for tag in named.by_source.values()]
    told = spoken or _named_language({code for code, _ in parsed})
    evidence = {"text": spoken, "spelling": spellings.told(text), **named.by_source}
    return Edition(
        language=told,
        region=next((region for code, region in parsed if region and tags.is_same(code, told)), ""),
        evidence={source: tag for source, tag in evidence.items() if tag},
        alternates=named.alternates,
    )


def of_document(bodies: Iterable[Body]) -> Edition:
    """The edition of a document by those of its pages: that of the first one that names a region."""
    editions = [body.fetched.edition for body in bodies]
    return next((one for one in editions if one.region), editions[0] if editions else Edition())


def name(edition: Edition) -> str:
    """What a person calls it: `German edition`, `English edition for the United Kingdom`."""
    called = f"{_language(edition)} edition"
    return " for ".join((called, _region(edition.region)) if edition.region else (called,))


def remembered(known: Sequence[str], bodies: Sequence[Body], *, recorded: bool) -> tuple[str, ...]:
    """The editions of the newest version, `known` so far, after a look that recorded it or found it again."""
    editions = [body.fetched.edition for body in bodies]
    if recorded and not all(_is_known(known, one) for one in editions):
        known = ()
    added = (one.tag for one in editions if one.region)
    return tuple(dict.fromkeys((*known, *added)))[:KEPT]


def doubt(candidate: Candidate, text: Prepared, newest: Prepared, past: Past) -> Doubt | None:
    """The doubt about a text of another edition than the document's; None where it is not told to be one."""
    edition = _of_candidate(candidate, text)
    if is_as_asked_at_last(candidate, text, newest, past):
        return None
    if _is_in_another_language(edition, text, newest):
        own = _language(Edition(language=newest.language))
        return Doubt(
            reason=f"{name(edition)} instead of the {own} one", decide=f"accept it, or ask for {own}"
        )
    if _is_for_another_region(edition, past) and not _is_edited(text, newest):
        own = " or ".join(_region(tags.parsed(one)[1]) for one in past.editions)
        return Doubt(
            reason=f"{name(edition)} instead of the one for {own}",
            looks=thresholds.EDITION_LOOKS,
            days=thresholds.EDITION_DAYS,
        )
    if edition.region:
        return None
    was, now_in = newest.spelling, text.spelling
    if was and now_in and was != now_in:
        return Doubt(reason=f"in the spelling of {now_in}, not {was}", looks=thresholds.SPELLING_LOOKS)
    return None


def is_as_asked_at_last(candidate: Candidate, text: Prepared, newest: Prepared, past: Past) -> bool:
    """True if the text is the edition that is set for the document, and the newest version another one."""
    edition, asked = _of_candidate(candidate, text), candidate.accept_language
    if not asked or not _is_as_asked(asked, edition):
        return False
    regions = [tags.parsed(one)[1] for one in past.editions] or [""]
    is_other = _is_in_another_language(edition, text, newest) or _is_for_another_region(edition, past)
    return is_other and not any(
        _is_as_asked(asked, Edition(language=newest.language, region=region)) for region in regions
    )


def unmet(accept_language: str, edition: Edition) -> str:
    """What to tell of a document whose edition is none of those that are set for it; else empty."""
    if not accept_language or _is_as_asked(accept_language, edition):
        return ""
    return f"asked for “{accept_language}”, and got the {name(edition)}"


def _of_candidate(candidate: Candidate, text: Prepared) -> Edition:
    """The candidate's edition; its text decides the language."""
    return replace(candidate.edition, language=text.language or candidate.edition.language)


def _is_as_asked(accept_language: str, edition: Edition) -> bool:
    """True unless the edition is none of those that the header asks for; what cannot be told is as asked."""
    asked = [part.partition(";")[0].strip() for part in accept_language.split(",")]
    return not edition.language or any(one == "*" or _fits(*tags.parsed(one), edition) for one in asked)


def _fits(code: str, region: str, edition: Edition) -> bool:
    wanted = SCRIPTS.get(region, code) if code == "zh" else code
    is_there = not region or not edition.region or region == edition.region
    return tags.is_same(wanted, edition.language) and is_there


def _named_language(codes: set[str]) -> str:
    """The language that a page names whose text cannot be told; none of those that would have been told."""
    return next(iter(codes)) if len(codes) == 1 and not codes & language.NAMES.keys() else ""


def _is_in_another_language(edition: Edition, text: Prepared, newest: Prepared) -> bool:
    """True if the texts are in two languages or scripts; a page in both may have them in another order."""
    was, now_in = newest.language, edition.language
    if not was or not now_in or tags.is_same(was, now_in):
        return False
    is_script = was.partition("-")[0] == now_in.partition("-")[0]
    return is_script or newest.overlap(text).alike < thresholds.ALIKE_AT_ONCE


def _is_for_another_region(edition: Edition, past: Past) -> bool:
    return bool(edition.region and past.editions) and edition.tag not in past.editions


def _is_edited(text: Prepared, newest: Prepared) -> bool:
    """True if the text is the newest version as it was edited, whatever region its page names now.

    It states a later date, or differs in a few words, none of them such as regions differ in.
    """
    if text.is_newer(newest):
        return True
    if newest.overlap(text).alike < thresholds.EDITED_ALIKE:
        return False
    before, now = Counter(newest.words), Counter(text.words)
    return all(
        word not in REGIONAL and word not in spellings.TAGS for word in (before - now) | (now - before)
    )


def _is_known(known: Sequence[str], edition: Edition) -> bool:
    if edition.region:
        return edition.tag in known
    return all(tags.is_same(tags.parsed(one)[0], edition.language) for one in known)


def _language(edition: Edition) -> str:
    return tags.LANGUAGES.get(edition.language, edition.language or "unknown")


def _region(region: str) -> str:
    return tags.REGIONS.get(region, region)
