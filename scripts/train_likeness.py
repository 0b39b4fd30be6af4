"""Train the likeness of passages to their categories. Needs scikit-learn.

    scripts/train_likeness.py [--shared DIR] [--without PLATFORM ...] [--check] [--write]

Learned from clauses that were written for the purpose, the taxonomy's examples among them, from clauses of
real texts that were read (scripts/training/README.md), and, with little weight, from what the package finds
in these texts today. No text is stored, only weights of words and pairs of words that several platforms, or
the written clauses, use.
Platforms on which the findings are to be judged are left out with `--without`.

With --check it prints how it does on the clauses that were read, of platforms left out of the training.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from training import clauses
from training.clauses import SHARED

from archive_repo.records import slug
from archiver.provisions import taxonomy
from archiver.provisions.detect import detector
from archiver.provisions.detection import likeness
from archiver.provisions.detection.likeness import STEP
from archiver.provisions.wording.roots import root

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "archiver" / "provisions" / "detection" / "likeness.json.gz"
WEIGHTS = {"written": 1.0, "read": 2.0, "found": 0.25, "not found": 0.75}
"""How much a clause counts, by where what it states is known from."""
THINNED = 3
"""Of the passages in which nothing is found, one in so many is learned from, and counts as many."""
FIT = 30.0
"""How closely the weights follow the clauses (C of scikit-learn); flat between 20 and 60."""
KEPT = 2_500
"""Features of a category: those with the largest weights."""
SOURCES = 3
"""Fewest platforms that use a feature which no written clause has."""
PASSAGES = 4
"""Fewest passages that have a feature."""
FOLDS = 6
NAMES = frozenset(
    "acme quillwren tamberloft marlpoint adobe airbnb alphabet amazon android anthropic apple bing brevo "
    "chatgpt chrome claude discord facebook gemini github gmail google instagram jasper linkedin lovable "
    "meta microsoft openai paypal perplexity reddit snap snapchat stripe tiktok twitter vimeo whatsapp "
    "windows xai yahoo youtube zoom".split()
)
"""Companies and services that several platforms name; the platforms' own names are added to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A passage as the model sees it."""

    origin: str
    """`written`, `read`, `found` or `not found`."""
    source: str
    features: frozenset[str]
    stated: frozenset[str]
    unknown: frozenset[str]
    """Categories of which it teaches nothing."""


def examples(shared: Path, without: frozenset[str]) -> Iterator[Example]:
    """All that is learned from."""
    read = {clauses.hashed(one.unit): one for one in clauses.read_clauses(shared)}
    every = (*clauses.written_clauses(), *clauses.taxonomy_clauses(), *read.values())
    for one in map(clauses.with_implied, every):
        if slug(one.source) not in without:
            yield Example(
                origin="written" if one.is_written else "read",
                source=one.source.lower(),
                features=frozenset(likeness.features(one.unit.words, one.unit.headings)),
                stated=frozenset(one.stated),
                unknown=one.doubtful,
            )
    for platform, kind, unit in clauses.passages(shared):
        if slug(platform) in without or clauses.hashed(unit) in read:
            continue
        weak, strong = set(), set()
        for match in detector().matches(unit):
            if kind is None or kind in match.category.documents:
                (strong if detector().is_strong(match, unit) else weak).add(match.category.id)
        if not (weak or strong) and int(clauses.hashed(unit), 16) % THINNED:
            continue
        yield Example(
            origin="found" if weak or strong else "not found",
            source=platform.lower(),
            features=frozenset(likeness.features(unit.words, unit.headings)),
            stated=frozenset(strong),
            unknown=frozenset(weak - strong),
        )


def common(found: Sequence[Example]) -> dict[str, int]:
    """The features that are learned, by their number; names of platforms are none."""
    count = Counter(feature for one in found for feature in one.features)
    users: dict[str, set[str]] = defaultdict(set)
    for one in found:
        for feature in one.features:
            if count[feature] >= PASSAGES:
                users[feature].add("" if one.origin == "written" else one.source)
    named = NAMES.union(*(re.findall(r"[a-z]{4,}", one.source) for one in found if one.origin != "written"))
    names = set(map(root, named))
    kept = [
        feature
        for feature, those in users.items()
        if ("" in those or len(those) >= SOURCES)
        and names.isdisjoint(root(word.removesuffix("'s")) for word in feature.split())
    ]
    return {feature: number for number, feature in enumerate(sorted(kept))}


def matrix(found: Sequence[Example], numbers: Mapping[str, int]) -> csr_matrix:
    """The features of each example, weighed as `likeness.Weights.odds` weighs them."""
    rows = [[numbers[one] for one in example.features if one in numbers] for example in found]
    shares = [1 / numpy.sqrt(len(one.features) or 1) for one in found]
    starts = numpy.cumsum([0, *map(len, rows)])
    values = numpy.repeat(shares, [len(row) for row in rows])
    return csr_matrix((values, numpy.concatenate(rows), starts), shape=(len(found), len(numbers)))


def learned(found: Sequence[Example], numbers: Mapping[str, int]) -> dict[str, LogisticRegression]:
    """A model for each category that is known of enough passages."""
    rows = matrix(found, numbers)
    weights = numpy.array([WEIGHTS[one.origin] for one in found])
    models = {}
    for category in sorted(taxonomy.load().categories):
        said = numpy.array([category in one.stated for one in found])
        known = numpy.array([category not in one.unknown for one in found])
        model = LogisticRegression(C=FIT, solver="liblinear", max_iter=300)
        models[category] = model.fit(rows[known], said[known], sample_weight=weights[known])
    return models


def packed(models: Mapping[str, LogisticRegression], numbers: Mapping[str, int]) -> bytes:
    """The stored form, without what weighs next to nothing."""
    names = list(numbers)
    weights: dict[str, list[int]] = defaultdict(list)
    for place, model in enumerate(models.values()):
        rounded = numpy.rint(model.coef_[0] * STEP).astype(int)
        for number in sorted(numpy.argsort(-abs(rounded), kind="stable")[:KEPT]):
            if rounded[number]:
                weights[names[number]] += [place, int(rounded[number])]
    stored = {
        "categories": list(models),
        "bias": [round(float(model.intercept_[0]) * STEP) for model in models.values()],
        "features": sorted(weights),
        "weights": [weights[name] for name in sorted(weights)],
    }
    return gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), mtime=0)


def check(found: Sequence[Example]) -> None:
    """Print what the model alone would find in the clauses that were read, by how sure it is."""
    read = [one for one in found if one.origin == "read"]
    rest = [one for one in found if one.origin != "read"]
    told: list[tuple[float, bool]] = []
    folds = GroupKFold(FOLDS).split(read, groups=[one.source for one in read])
    for taught, asked in folds:
        own = [read[n] for n in asked]
        sources = {one.source for one in own}
        teaching = [*(one for one in rest if one.source not in sources), *(read[n] for n in taught)]
        numbers = common(teaching)
        rows = matrix(own, numbers)
        for category, model in learned(teaching, numbers).items():
            scores = model.decision_function(rows)
            told += [
                (float(score), category in one.stated)
                for score, one in zip(scores, own, strict=True)
                if category not in one.unknown
            ]
    every = sum(said for _, said in told)
    for least in (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0):
        kept = [said for score, said in told if score >= least]
        print(f"from {least:5.2f}: {sum(kept):4} of {every} found, {len(kept) - sum(kept):4} too many")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with the texts that were read")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="PLATFORM", help="platforms whose texts are not read"
    )
    parser.add_argument("--check", action="store_true", help="print how it does on platforms left out")
    parser.add_argument("--write", action="store_true", help="write the model into the package")
    options = parser.parse_args()
    found = list(examples(options.shared, frozenset(map(slug, options.without))))
    print(", ".join(f"{count:,} {origin}" for origin, count in Counter(one.origin for one in found).items()))
    if options.check:
        check(found)
    if options.write:
        numbers = common(found)
        model = packed(learned(found, numbers), numbers)
        MODEL.write_bytes(model)
        print(f"{len(numbers):,} features, {len(model):,} bytes")


if __name__ == "__main__":
    main()
