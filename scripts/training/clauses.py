"""Clauses that teach the models: written for the purpose, and read in real texts.

See README.md in this folder for the two forms. Real texts are not stored: `texts` finds them in ../shared,
and a clause that was read is known again by the hash of its words.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions import taxonomy
from archiver.provisions.text import units
from archiver.provisions.text.folding import fold
from archiver.provisions.text.units import Unit, UnitKind, UnitPart

FOLDER = Path(__file__).resolve().parent
SHARED = FOLDER.parents[2] / "shared"
NO_TRAINING, TRAINING = "no-training-commitment", "model-training-on-user-data"
YEARS = range(2015, 2027)
"""Those at whose beginning former texts are taken."""
DOUBTFUL = "?"
"""What a label ends with if its reader was not sure."""
_LEAD_IN = re.compile(r"\[([^\]]+)\]\s*([^\[]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A passage with what it states."""

    source: str
    """The platform, or the file of written clauses."""
    kind: DocumentKind | None
    """What kind of document it is from, if that is known."""
    unit: Unit
    stated: Mapping[str, str]
    """The polarity of each category that it states: `asserts`, `conditional:opt-out`, ..."""
    doubtful: frozenset[str]
    """Categories of which the reader was not sure."""
    is_written: bool


def written_clauses(folder: Path = FOLDER / "written") -> Iterator[Clause]:
    """The clauses that were written for the purpose."""
    for file in sorted(folder.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            labels, heading, words = line.split("\t")
            found = units.read(_markdown(heading, words))
            unit = found[0] if len(found) == 1 else _whole(heading, words)
            yield _clause(file.stem, None, unit, labels, is_written=True)


def taxonomy_clauses() -> Iterator[Clause]:
    """The taxonomy's own examples, which tell of their category alone."""
    every = taxonomy.load().categories
    for category in every.values():
        others = ";".join(f"{one}:asserts{DOUBTFUL}" for one in every if one != category.id)
        own = f"{category.id}:asserts"
        for words, labels in (
            *((one, f"{own};{others}") for one in category.positive),
            *((one, others) for one in category.negative),
        ):
            (unit, *more) = units.read(words)
            if not more:
                yield _clause("taxonomy", None, unit, labels, is_written=True)


def read_clauses(shared: Path = SHARED, file: Path = FOLDER / "read.tsv") -> Iterator[Clause]:
    """The clauses of real texts that were read, as far as the texts are at hand."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    labels = {digest: said for digest, _, said in rows}
    for platform, title, text in chain(texts(shared), older_texts(shared)):
        for unit in units.read(text) if labels else ():
            if said := labels.pop(hashed(unit), ""):
                yield _clause(platform, kinds.of(title), unit, said, is_written=False)


def with_implied(clause: Clause) -> Clause:
    """The clause with what readers leave unsaid: who promises not to train denies training."""
    if NO_TRAINING not in clause.stated or {*clause.stated, *clause.doubtful} & {TRAINING}:
        return clause
    return replace(clause, stated={**clause.stated, TRAINING: "denies"})


def passages(shared: Path = SHARED) -> Iterator[tuple[str, DocumentKind | None, Unit]]:
    """Each distinct passage of the texts at hand, with the platform and kind of document it is first in."""
    seen = set()
    for platform, title, text in texts(shared):
        kind = kinds.of(title)
        for unit in units.read(text):
            if unit.words not in seen:
                seen.add(unit.words)
                yield platform, kind, unit


def texts(shared: Path = SHARED) -> Iterator[tuple[str, str, str]]:
    """Platform, title and newest text of each document of the collections and the recorded pages."""
    for bundle in sorted((shared / "collections").glob("*-versions.bundle"), reverse=True):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["git", "clone", "--quiet", bundle, folder], check=True)
            yield from _checked_out(Path(folder))
    yield from _newest_pages(shared / "extraction" / "pairs")
    for file in sorted((shared / "replay" / "curated").glob("*.jsonl.gz")):
        newest = {row["terms"]: row for row in _rows(file)}
        yield from ((row["platform"], title, row["markdown"]) for title, row in newest.items())


def older_texts(shared: Path = SHARED) -> Iterator[tuple[str, str, str]]:
    """The same of former texts: of the collections those at each turn of a year, of the pages all."""
    for bundle in sorted((shared / "collections").glob("*-versions.bundle"), reverse=True):
        with tempfile.TemporaryDirectory() as folder:
            git = ["git", "-C", folder]
            subprocess.run(["git", "clone", "--quiet", bundle, folder], check=True)
            for year in YEARS:
                asked = [*git, "rev-list", "-1", f"--before={year}-01-01", "HEAD"]
                commit = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
                if commit:
                    subprocess.run([*git, "checkout", "--quiet", commit], check=True)
                    yield from _checked_out(Path(folder))
    pairs = shared / "extraction" / "pairs"
    for row in _rows(pairs / "index.jsonl"):
        yield row["service"], row["terms"], (pairs / f"{row['id']}.md").read_text(encoding="utf-8")
    for file in sorted((shared / "replay" / "curated").glob("*.jsonl.gz")):
        yield from ((row["platform"], row["terms"], row["markdown"]) for row in _rows(file))


def hashed(unit: Unit) -> str:
    """What a clause that was read is known by."""
    return hashlib.sha256(unit.words.encode()).hexdigest()[:16]


def _checked_out(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*/*.md")):
        yield path.parent.name, path.stem, path.read_text(encoding="utf-8")


def _rows(file: Path) -> list[dict[str, Any]]:
    raw = file.read_bytes()
    lines = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode().split("\n")
    return [json.loads(line) for line in lines if line]


def _newest_pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    newest: dict[tuple[str, str], tuple[int, str]] = {}
    for row in _rows(folder / "index.jsonl"):
        key = row["service"], row["terms"]
        newest[key] = max(newest.get(key, (0, "")), (row["ts"], row["id"]))
    for (platform, title), (_, name) in newest.items():
        yield platform, title, (folder / f"{name}.md").read_text(encoding="utf-8")


def _markdown(heading: str, words: str) -> str:
    """A written clause as a text: what opens in brackets leads an item in."""
    title = f"## {heading}\n\n" if heading else ""
    if item := _LEAD_IN.fullmatch(words):
        return f"{title}{item[1].rstrip(': ')}:\n\n- {item[2]}\n"
    return f"{title}{re.sub(r'[][]', '', words)}\n"


def _whole(heading: str, words: str) -> Unit:
    """Several sentences as one unit: which of them states what is not known."""
    folded = fold(re.sub(r"[][]", "", words))
    part = UnitPart(0, len(folded), 0, len(folded))
    return Unit(UnitKind.SENTENCE, folded, (part,), (heading,) if heading else ())


def _clause(source: str, kind: DocumentKind | None, unit: Unit, labels: str, *, is_written: bool) -> Clause:
    said = dict(one.split(":", 1) for one in labels.split(";")) if labels != "none" else {}
    return Clause(
        source=source,
        kind=kind,
        unit=unit,
        stated={category: polarity for category, polarity in said.items() if not polarity.endswith(DOUBTFUL)},
        doubtful=frozenset(category for category, polarity in said.items() if polarity.endswith(DOUBTFUL)),
        is_written=is_written,
    )
