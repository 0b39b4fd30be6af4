"""Train what readers said of events of provisions: whether they tell something new, and are events at all.

    scripts/train_events.py ARCHIVE ... [--without PLATFORM ...] [--write]

Needs scikit-learn. The labels are those of scripts/training/events.tsv; passages of which there is one count
where an archive has them: one imported from a collection of ../shared, or crawled from its recorded pages. No
text is stored, and only words that several platforms use are kept.

Without --write it prints what is told from each chance on, on platforms that were left out of the training.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from train_likeness import NAMES

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import slug
from archive_repo.repository import Repository
from archiver.provisions.detect import detector
from archiver.provisions.detection.labelled import STEP
from archiver.provisions.findings import Finding
from archiver.provisions.stories import event_clues, kept
from archiver.provisions.stories.chapters import Chapter
from archiver.provisions.stories.difference import Difference
from archiver.provisions.stories.event_chances import LACKED, NEW
from archiver.provisions.stories.event_clues import WORD, Around
from archiver.provisions.stories.history import follow
from archiver.provisions.stories.known_units import KnownUnits
from archiver.provisions.wording.roots import root

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "archiver" / "provisions" / "stories" / "events.json.gz"
LABELS = ROOT / "scripts" / "training" / "events.tsv"
RIGHT = frozenset({"new", "lacked"})
"""What readers say of an event that is one; the rest is `same`, `stands` or, of another category, `other`."""
FOLDS = 8
SOURCES = 3
"""Fewest platforms that use a feature."""
C = 0.03
"""How far the weights may go: the lower, the less."""
KIN = {
    "instagram": "facebook",
    "threads": "facebook",
    "whatsapp": "facebook",
    "twitter": "x",
    "grok": "x",
    "xai": "x",
    "chatgpt": "openai",
    "le-chat": "mistral-ai",
    "google-generative-ai-services": "youtube",
}
"""Platforms that share texts with another one: they are left out together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A passage that was amended, came or went, of which a reader said what it is."""

    source: str
    is_amendment: bool
    features: frozenset[str]
    is_right: bool


def examples(archives: Sequence[Path], without: frozenset[str]) -> Iterator[Example]:
    """The labelled passages that archives have, each once."""
    rows = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines()]
    labels = {digest: said for digest, platform, said in rows if platform not in without}
    platforms = {platform for _, platform, _ in rows} - without
    for archive in map(Archive.open, archives):
        for repository in archive.platforms():
            if repository.platform not in platforms:
                continue
            for document in repository.documents():
                yield from of_chapters(repository.platform, document, chapters(repository, document), labels)


def chapters(repository: Repository, document: str) -> list[Chapter]:
    """What is found in each version of a document, oldest first."""
    versions = history.versions(repository, document)
    told = [version for version in versions if version.is_the_document] or versions
    known = KnownUnits(detector())
    return [kept.read(repository, version, known) for version in reversed(told)]


def of_chapters(
    platform: str, document: str, read: Sequence[Chapter], labels: dict[str, str]
) -> list[Example]:
    """The labelled passages of a document; what is found is taken out of the labels."""
    found: list[Example] = []
    source = KIN.get(platform, platform)

    def note(digest: str, features: frozenset[str], *, is_amendment: bool) -> None:
        said = labels.pop(digest)
        found.append(
            Example(source=source, is_amendment=is_amendment, features=features, is_right=said in RIGHT)
        )

    def judge(compared: Difference, around: Around) -> Difference:
        for pair in (*compared.pairs, *compared.same):
            if (digest := digest_of(document, pair.before, pair.after)) in labels:
                note(digest, event_clues.of_amendment(pair), is_amendment=True)
        for one in compared.gone:
            if (digest := digest_of(document, one, None)) in labels:
                note(digest, event_clues.of_single(one, around, came=False), is_amendment=False)
        for one in compared.come:
            if (digest := digest_of(document, None, one)) in labels:
                note(digest, event_clues.of_single(one, around, came=True), is_amendment=False)
        return compared

    follow(read, datetime.now(UTC), judge)
    return found


def digest_of(document: str, before: Finding | None, after: Finding | None) -> str:
    """What an event that was read is known by."""
    category = next(one.category for one in (before, after) if one)
    words = [one.key if one else "" for one in (before, after)]
    return hashlib.sha256("\n".join((document, category, *words)).encode()).hexdigest()[:16]


class Learner:
    """A linear model while it is trained."""

    def __init__(self) -> None:
        self.names = DictVectorizer()
        self.model = LogisticRegression(C=C, max_iter=1_000)
        self.kept: frozenset[str] = frozenset()

    def fit(self, some: Sequence[Example]) -> Learner:
        """Learn from the examples."""
        using: dict[str, set[str]] = defaultdict(set)
        for one in some:
            for feature in one.features:
                using[feature].add(one.source)
        names = NAMES.union(map(root, NAMES))
        self.kept = frozenset(
            one
            for one, sources in using.items()
            if len(sources) >= SOURCES and not (one.startswith(WORD) and one.split()[-1] in names)
        )
        matrix = self.names.fit_transform([self._row(one) for one in some])
        self.model.fit(matrix, [one.is_right for one in some])
        return self

    def chances(self, some: Sequence[Example]) -> numpy.ndarray:
        """How likely each example is right."""
        return self.model.predict_proba(self.names.transform([self._row(one) for one in some]))[:, 1]

    def packed(self) -> dict[str, object]:
        """The stored form, without what weighs nothing."""
        weights = numpy.round(self.model.coef_[0] * STEP).astype(int).tolist()
        named = zip(self.names.get_feature_names_out(), weights, strict=True)
        used = {name: weight for name, weight in named if weight}
        return {
            "classes": ["wrong", "right"],
            "bias": [0, round(float(self.model.intercept_[0]) * STEP)],
            "features": list(used),
            "weights": [[0] * len(used), list(used.values())],
        }

    def _row(self, one: Example) -> dict[str, float]:
        return dict.fromkeys(sorted(one.features & self.kept), 1.0)


def report(name: str, some: Sequence[Example], threshold: float) -> None:
    """Print what is told from each chance on, on platforms left out."""
    told = numpy.zeros(len(some))
    for train, test in GroupKFold(FOLDS).split(some, groups=[one.source for one in some]):
        told[test] = Learner().fit([some[n] for n in train]).chances([some[n] for n in test])
    right = numpy.array([one.is_right for one in some])
    area = roc_auc_score(right, told)
    print(f"{name}: {right.sum()} right of {len(some)}, area under the curve {area:.3f}")
    for least in (0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        kept_ones = told >= least
        mark = " <- told" if least == threshold else ""
        print(
            f"  from {least:.2f}: {kept_ones.sum():3} told, {right[kept_ones].mean():.2f} of them right,"
            f" {right[kept_ones].sum() / right.sum():.2f} of the right ones{mark}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archives", type=Path, nargs="+", help="archives with the texts that were read")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="PLATFORM", help="platforms whose texts are not read"
    )
    parser.add_argument("--write", action="store_true", help="write the models into the package")
    options = parser.parse_args()
    found = list(examples(options.archives, frozenset(map(slug, options.without))))
    amended, single = ([one for one in found if one.is_amendment == kind] for kind in (True, False))
    print(f"{len(found)} labels found")
    report("amended", amended, NEW)
    report("came or went", single, LACKED)
    if options.write:
        stored = {"new": Learner().fit(amended).packed(), "lacked": Learner().fit(single).packed()}
        MODEL.write_bytes(gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), mtime=0))
        print(f"{MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
