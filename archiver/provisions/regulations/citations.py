"""The laws and articles that a passage names itself."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.provisions.regulations import laws
from archiver.provisions.regulations.laws import Law
from archiver.provisions.text.folding import fold

_PARTS = (
    r"(?: ?\((?:\d{1,2}|[a-z]{1,2})\)"
    r"| (?:lit\.?|abs\.?|para(?:graph|\.)?|sentence|letter|point) ?\(?(?:\d{1,2}|[a-z])\)?)*"
)
_NUMBER = rf"\d{{1,3}}(?:\.\d{{1,2}})?(?!\d|\.\d){_PARTS}"
_NUMBERS = rf"{_NUMBER}(?:(?:, (?:and |or )?| and | or | & |-){_NUMBER})*"
_ARTICLES = rf"\bart(?:icles?|s?\.)?\s?({_NUMBERS})"
_BEFORE = re.compile(rf"{_ARTICLES},? (?:of (?:the )?|under (?:the )?)?(?:(?:eu|uk|eu's) )?(?:the )?\(?$")
_AFTER = re.compile(rf"^(?:'s)?[),]{{0,2}} ?\(?{_ARTICLES}")
_SECTION = re.compile(r"^(?:'s)?,? ?(?:\()?(?:§+|section|sec\.) ?(1798\.1\d\d(?:\([a-z0-9]{1,2}\))*)")
_WORDS_OF_PART = re.compile(r"\b(?:lit|abs|para|paragraph|sentence|letter|point)\b\.?")


REMEMBERED = 20_000
"""Passages whose citations are kept: those of a large archive, a few MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A law that a passage names, with the article if it names one."""

    law: str
    """Id of the law."""
    name: str
    number: str | None
    """Of the article or section, as `6(1)(f)`; None if only the law is named."""
    article: str | None
    """Id of the article, if it is in the table."""


@functools.lru_cache(maxsize=REMEMBERED)
def read(passage: str) -> tuple[Citation, ...]:
    """What a passage cites, in its order, once each; nothing that it does not name by the law's name."""
    words = fold(passage)
    found: list[tuple[int, Citation]] = []
    for law in laws.load().laws.values():
        for match in law.names.finditer(words) if law.names else ():
            numbers = _numbers(words, match) or [None]
            found += [(match.start(), _citation(law, number)) for number in numbers]
    found.sort(key=lambda pair: pair[0])
    all_found = tuple(dict.fromkeys(citation for _, citation in found))
    precise = {one.law for one in all_found if one.number}
    return tuple(one for one in all_found if one.number or one.law not in precise)


def of_all(passages: Iterable[str]) -> tuple[Citation, ...]:
    """What any of these passages cites, once each."""
    return tuple(dict.fromkeys(citation for passage in passages for citation in read(passage)))


def _numbers(words: str, named: re.Match[str]) -> list[str | None]:
    before = _BEFORE.search(words[max(0, named.start() - 160) : named.start()])
    after = _AFTER.search(words[named.end() : named.end() + 120])
    section = _SECTION.search(words[named.end() : named.end() + 60])
    inside = re.search(r"1798\.1\d\d$", named[0])
    if section or inside:
        return [section[1] if section else inside[0] if inside else None]
    found = before or after
    return [_plain(one) for one in re.findall(_NUMBER, found[1])] if found else []


def _plain(number: str) -> str:
    """A number as laws write it: `6 (1) lit. f` is `6(1)(f)`."""
    head, *parts = re.findall(r"\d+|[a-z]+", _WORDS_OF_PART.sub(" ", number))
    return str(head) + "".join(f"({part})" for part in parts)


def _citation(law: Law, number: str | None) -> Citation:
    return Citation(law=law.id, name=law.name, number=number, article=_known(law.id, number))


def _known(law: str, number: str | None) -> str | None:
    """Id of the article that a number names, if the table has it."""
    if number is None:
        return None
    parts = "-".join(re.findall(r"[\w.]+", number))
    ids = (f"{law}:art-{parts}", f"{law}:{parts}")
    return next((one for one in ids if one in laws.load().articles), None)
