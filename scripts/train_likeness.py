"""Train the likeness of passages to their categories.

    scripts/train_likeness.py [--shared DIR] [--without PLATFORM ...] [--write]

Reads the newest texts of every archive at hand (../shared: the bundles of collections and the recorded pages)
and takes what the patterns find in them as the truth: no passage is labelled by hand, and no text is stored,
only weights of words and pairs of words that several platforms use. Run it again when patterns change.
Platforms on which the findings are to be judged are left out with `--without`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_repo.records import slug
from archive_repo.text import kinds
from archiver.provisions import units
from archiver.provisions.detect import detector
from archiver.provisions.likeness import STEP, Weights, features

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
MODEL = ROOT / "archiver" / "provisions" / "likeness.json.gz"
KEPT = 300
"""Features of a category: those with the largest weights, counted by how common they are."""
PLATFORMS = 5
"""Fewest platforms that use a feature: what few of them say is nobody else's way of saying it."""
PASSAGES = 8
"""Fewest passages that have a feature."""
MOST = 3.0
"""Largest logarithm: a word that is in no other passage says no more than that."""
PRIOR = 0.5
"""Passages with and without the feature that are added to those counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A distinct passage: the platform that was seen first with it, and the categories found in it."""

    platform: str
    features: frozenset[str]
    categories: frozenset[str]


def texts(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Platform, title and newest text of each document."""
    for file in sorted((shared / "replay" / "curated").glob("*.jsonl.gz")):
        newest: dict[str, tuple[str, str]] = {}
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                newest[row["terms"]] = (row["platform"], row["markdown"])
        yield from ((platform, title, text) for title, (platform, text) in newest.items())
    for bundle in sorted((shared / "collections").glob("*-versions.bundle")):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["git", "clone", "--quiet", bundle, folder], check=True)
            for path in sorted(Path(folder).glob("*/*.md")):
                yield path.parent.name, path.stem, path.read_text(encoding="utf-8")


def examples(found: Iterable[tuple[str, str, str]]) -> list[Example]:
    """The distinct passages of the texts."""
    seen: dict[str, Example] = {}
    for platform, title, text in found:
        kind = kinds.of(title)
        for unit in units.read(text):
            if unit.words not in seen:
                categories = [
                    match.category.id
                    for match in detector().matches(unit)
                    if kind is None or kind in match.category.documents
                ]
                seen[unit.words] = Example(
                    platform=platform.lower(),
                    features=frozenset(features(unit.words)),
                    categories=frozenset(categories),
                )
    return list(seen.values())


def common(found: Sequence[Example]) -> dict[str, int]:
    """The features that enough passages of enough platforms have, with how many passages have them.

    The platforms' names are none.
    """
    counts = Counter(feature for one in found for feature in one.features)
    using: dict[str, set[str]] = defaultdict(set)
    names = {name for one in found for name in re.findall(r"[a-z]{5,}", one.platform)}
    for one in found:
        for feature in one.features:
            if counts[feature] >= PASSAGES and names.isdisjoint(feature.split()):
                using[feature].add(one.platform)
    return {feature: counts[feature] for feature, names in using.items() if len(names) >= PLATFORMS}


def trained(found: Sequence[Example], categories: Iterable[str]) -> dict[str, Weights]:
    """The weights of each category's features."""
    everywhere = common(found)
    return {category: _weights(category, found, everywhere) for category in sorted(categories)}


def _weights(category: str, found: Sequence[Example], everywhere: Mapping[str, int]) -> Weights:
    own = [one for one in found if category in one.categories]
    here = Counter(feature for one in own for feature in one.features if feature in everywhere)
    others = len(found) - len(own)
    logarithms: dict[str, tuple[float, float]] = {}
    for feature, count in everywhere.items():
        inside = (here[feature] + PRIOR) / (len(own) + 2 * PRIOR)
        outside = (count - here[feature] + PRIOR) / (others + 2 * PRIOR)
        weight = max(-MOST, min(MOST, math.log(inside / outside)))
        logarithms[feature] = (abs(weight) * (inside + outside), weight)
    kept = sorted(logarithms, key=lambda feature: (-logarithms[feature][0], feature))[:KEPT]
    return Weights(len(own), {feature: round(logarithms[feature][1] * STEP) for feature in sorted(kept)})


def packed(weights: Mapping[str, Weights]) -> bytes:
    """The stored form."""
    stored = {
        category: {
            "passages": own.passages,
            "features": "\n".join(own.features),
            "weights": list(own.features.values()),
        }
        for category, own in weights.items()
    }
    return gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), mtime=0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with collections/ and replay/")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="PLATFORM", help="platforms whose texts are not read"
    )
    parser.add_argument("--write", action="store_true", help="write the model into the package")
    options = parser.parse_args()
    left_out = set(map(slug, options.without))
    found = examples(one for one in texts(options.shared) if slug(one[0]) not in left_out)
    model = packed(trained(found, detector().taxonomy.categories))
    if options.write:
        MODEL.write_bytes(model)
    platforms = len({one.platform for one in found})
    print(f"{len(found):,} passages of {platforms} platforms: {len(model):,} bytes")


if __name__ == "__main__":
    main()
