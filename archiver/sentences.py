"""Split a paragraph of Markdown into sentences, for a text with one sentence per line.

A boundary depends only on the characters near it, so that a change in one sentence re-flows no other.
Changing a rule re-flows stored texts: raise VERSION, and re-extraction takes care of the rest.
"""

from __future__ import annotations

import re

VERSION = 1

ABBREVIATIONS = frozenset(
    ["e.g", "i.e", "cf", "viz", "vs", "etc", "al", "resp", "approx", "ca", "no", "nos", "art", "arts", "sec", "secs", "sect", "par", "para", "paras", "p", "pp", "vol", "ch", "cl", "reg", "regs", "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "hon", "rev", "gen", "inc", "ltd", "llc", "corp", "co", "bros", "dept", "est", "fig", "figs", "ed", "eds", "ex", "exh", "app", "ver", "u.s", "u.k", "e.u", "u.s.c", "c.f.r", "d.c", "n.y", "a.m", "p.m", "ph.d", "b.v", "s.a", "s.l", "s.r.l", "n.v", "l.p", "s.p.a", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "bzw", "z.b", "d.h", "u.a", "abs", "nr", "str", "ggf", "vgl", "usw", "lit", "ziff", "art.-nr", "m", "mme", "mlle", "av", "boul"]
)
_ALWAYS = frozenset(
    ["e.g", "i.e", "cf", "viz", "vs", "al", "resp", "approx", "ca", "mr", "mrs", "ms", "dr", "prof", "st", "hon", "rev", "art", "arts", "sec", "secs", "para", "paras", "pp", "vol", "reg", "regs", "bzw", "z.b", "d.h", "abs", "nr", "vgl", "ziff", "fig", "figs", "u.s.c", "c.f.r", "mme"]
)
"""Abbreviations after which a sentence does not end even before a capital."""

MAX_TITLE_WORDS = 5
"""A line's opening of so few words names the sentence behind it: `Termination by Replicate. If you ...`."""

_CLOSERS = r"[\"'”’»\)\]›」』）】]*"
_END = re.compile(rf"(?P<mark>[.!?…]+{_CLOSERS}|[。！？]+{_CLOSERS})(?P<space>\s*)")
_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]\([^()\s]*\)")
_NUMBER_FIRST = re.compile(r"^\W*(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,5})[.)]+\s*)+$")


def split(text: str) -> list[str]:
    """The sentences of a paragraph, in order; line breaks in it stay boundaries. Joined, they give every word."""
    return [sentence for line in text.split("\n") for sentence in _split_line(line.strip()) if sentence]


def _split_line(line: str) -> list[str]:
    links = [match.span() for match in _LINK.finditer(line)]
    sentences, start = [], 0
    for match in _END.finditer(line):
        end = match.end("mark")
        if any(first < end < last for first, last in links) or not _ends(line, start, match):
            continue
        if not sentences and _is_run_in_title(line[:end]):
            continue
        sentences.append(line[start:end].strip())
        start = match.end()
    return [*sentences, line[start:].strip()]


def _is_run_in_title(opening: str) -> bool:
    """Whether a line's opening is a title (`3.1 Fees.`), which stays with the sentence that it names."""
    return opening.endswith(".") and len(opening.split()) <= MAX_TITLE_WORDS


def _ends(line: str, start: int, match: re.Match[str]) -> bool:
    mark, rest = match["mark"], line[match.end() :]
    if not rest:
        return False
    if mark[0] in "。！？":
        return True
    if not match["space"] or not _opens(rest):
        return False
    if mark[0] != ".":
        return True
    before = line[start : match.start()]
    return not (_is_abbreviated(before, rest) or _NUMBER_FIRST.match(before + "."))


def _opens(rest: str) -> bool:
    first = rest.lstrip("\"'“‘«([‹「『\\*")[:1]
    return bool(first) and not first.islower() and first not in ",;:.)]}"


def _is_abbreviated(before: str, rest: str) -> bool:
    word = re.split(r"[\s(\[“\"'‘/]", before)[-1]
    if len(word) == 1 and word.isalpha() and word.isupper() and word != "I":
        return True
    lowered = word.lower()
    if lowered in _ALWAYS:
        return True
    if lowered in (
        "no",
        "nos",
        "p",
        "ch",
        "cl",
        "par",
        "ex",
        "exh",
        "app",
        "art",
        "sect",
        "lit",
        "ver",
        "est",
    ):
        return rest[:1].isdigit()
    return False
