"""The short policies and the impostors of tests/corpus, and what the gate makes of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from archive_repo.format.observation import Held
from archiver.crawl import gate_input
from archiver.declarations import Document, Source
from archiver.extract.document import read_without_rotten_selectors
from archiver.gate import Accepted, Candidate, Past, Verdict, judge
from archiver.gate.verdict import digest
from tests.archiver.policies import START, URL, captured

FOLDER = Path(__file__).parents[1] / "corpus"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page of the corpus."""

    slug: str
    body: bytes
    title: str = "Privacy Policy"
    """Under which the document is declared."""
    select: str = "main"
    status: int = 200
    name: str = ""
    """What the gate calls it."""


@cache
def candidate(entry: Entry, select: str = "") -> Candidate:
    """The page as the gate is given it. Raises ExtractionFailed."""
    source = Source(url=URL, select=(select,) if select else ())
    document = Document(platform="lumen", title=entry.title, slug="d", sources=(source,))
    capture = captured(entry.body)
    text = read_without_rotten_selectors(document, [capture.as_body()])
    return gate_input.candidate(document, text, [capture])


@cache
def policies() -> Mapping[str, Entry]:
    return {entry.slug: entry for entry in _entries("policies")}


@cache
def impostors() -> Mapping[str, Entry]:
    return {entry.slug: entry for entry in _entries("impostors")}


def text(slug: str) -> str:
    """The text of a policy."""
    return candidate(policies()[slug]).text


def _entries(kind: str) -> Iterator[Entry]:
    listed = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))[kind]
    assert set(listed) == {path.stem for path in (FOLDER / kind).glob("*.html")}
    for slug, differing in sorted(listed.items()):
        yield Entry(slug=slug, body=(FOLDER / kind / f"{slug}.html").read_bytes(), **differing)


def remembered(*texts: str, past: Past | None = None) -> Past:
    """Memory of a document whose history had these texts, newest first."""
    accepted = tuple(Accepted(text=text, text_sha256=digest(text)) for text in texts)
    earlier = frozenset(one.text_sha256 for one in accepted)
    return replace(past or Past(), accepted=accepted, earlier=earlier)


def after(verdict: Verdict, text: str, past: Past) -> Past:
    """What is remembered after a look that found this text, and recorded nothing."""
    held, texts = verdict.held, past.held_texts
    if verdict.new:
        held = (*held, Held(**asdict(verdict.new), snapshot="s", reason=verdict.reason))
        texts = {**texts, verdict.new.text_sha256: text}
    return replace(past, held=held, held_texts=texts, pending=verdict.pending, slots=verdict.slots)


def looks(candidate: Candidate, past: Past, times: int) -> list[Verdict]:
    """So many looks in a row, each a day after the other, that find the same page."""
    verdicts = []
    for day in range(1, times + 1):
        verdict = judge(candidate, past, START + timedelta(days=day))
        verdicts.append(verdict)
        past = after(verdict, candidate.text, past)
    return verdicts
