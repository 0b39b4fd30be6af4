"""Train what finds provisions in German, French and Spanish. Needs scikit-learn.

    scripts/train_languages.py [LANGUAGE ...] [--check] [--write]

Learned from the clauses that were written in each language (scripts/training/written-de, ...) and nothing
else. A category's model is the sum of two: one tells its clauses from all others, and one, for all
categories together, tells clauses that state something from near misses.

With --check it prints how it does on clauses left out of the training, a fifth of each category at a time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from training import clauses
from training.clauses import Clause

from archiver.provisions.detection import other_languages
from archiver.provisions.detection.likeness import STEP

FOLDER = Path(__file__).resolve().parents[1] / "archiver" / "provisions" / "detection"
FIT = 30.0
"""How closely the weights of a category follow the clauses (C of scikit-learn)."""
FIT_OF_STATING = 10.0
"""The same of what tells clauses that state something, and of polarity."""
KEPT = 4_000
"""Features of a category: those with the largest weights."""
LEFT_OUT = frozenset({"no-training-commitment"})
"""A denial by its nature, which one word tells from its opposite; that training is denied says the same."""
FOLDS = 5
PRECISIONS = (0.95, 0.93, 0.9, 0.85, 0.8, 0.7)


class Features:
    """The features of some clauses, numbered; the rarer, the more each weighs."""

    def __init__(self, found: Sequence[set[str]]) -> None:
        count = Counter(feature for one in found for feature in one)
        self.numbers = {feature: number for number, feature in enumerate(sorted(count))}
        self.rarity = numpy.array([math.log(len(found) / count[one]) for one in self.numbers])

    def matrix(self, found: Sequence[set[str]]) -> csr_matrix:
        """The features of each passage, weighed as `Weights.weighed` weighs them."""
        rows = [[self.numbers[one] for one in features if one in self.numbers] for features in found]
        shares = [1 / math.sqrt(len(one) or 1) for one in found]
        starts = numpy.cumsum([0, *map(len, rows)])
        values = numpy.repeat(shares, [len(row) for row in rows])
        shape = (len(found), len(self.numbers))
        return csr_matrix((values, numpy.concatenate(rows).astype(int), starts), shape) @ diags(self.rarity)

    def packed(self, models: Mapping[str, tuple[numpy.ndarray, float]]) -> dict[str, object]:
        """The stored form of linear models, without what weighs next to nothing."""
        names, weights = list(self.numbers), {}
        for place, (weighed, _) in enumerate(models.values()):
            rounded = numpy.rint(weighed * self.rarity * STEP).astype(int)
            for number in sorted(numpy.argsort(-abs(rounded), kind="stable")[:KEPT]):
                if rounded[number]:
                    weights.setdefault(names[number], []).extend([place, int(rounded[number])])
        return {
            "categories": list(models),
            "bias": [round(bias * STEP) for _, bias in models.values()],
            "features": sorted(weights),
            "weights": [weights[name] for name in sorted(weights)],
        }


def written(language: str) -> list[Clause]:
    """The clauses of a language but those that would be passed over in a text."""
    found = clauses.written_clauses(clauses.FOLDER / f"written-{language}")
    return [one for one in found if not other_languages.states_nothing(language, one.unit)]


def likeness(found: Sequence[Clause]) -> dict[str, object]:
    """What tells the clauses of each category."""
    taught = [other_languages.features(one.unit.words, one.unit.headings) for one in found]
    features = Features(taught)
    rows = features.matrix(taught)
    stating = _fitted(rows, [bool(one.stated) for one in found], FIT_OF_STATING)
    models = {}
    for category in sorted({category for one in found for category in one.stated} - LEFT_OUT):
        known = numpy.array([category not in one.doubtful for one in found])
        said = numpy.array([category in one.stated for one in found])
        own = _fitted(rows[known], said[known], FIT)
        models[category] = (own[0] + stating[0], own[1] + stating[1])
    return features.packed(models)


def polarity(found: Sequence[Clause]) -> dict[str, object]:
    """What tells how a clause states its categories."""
    told = [
        (other_languages.polarity_features(one.unit.words, category), said)
        for one in found
        for category, said in one.stated.items()
    ]
    features = Features([own for own, _ in told])
    rows = features.matrix([own for own, _ in told])
    classes = sorted({said for _, said in told})
    model = LogisticRegression(C=FIT_OF_STATING, max_iter=500).fit(rows, [said for _, said in told])
    return features.packed(
        {one: (model.coef_[place], float(model.intercept_[place])) for place, one in enumerate(classes)}
    )


def _fitted(rows: csr_matrix, said: Sequence[bool], fit: float) -> tuple[numpy.ndarray, float]:
    model = LogisticRegression(C=fit, solver="liblinear", max_iter=300).fit(rows, said)
    return model.coef_[0], float(model.intercept_[0])


def check(language: str, found: Sequence[Clause]) -> None:
    """Print how many findings are right on clauses left out, by how sure the models are."""
    folds = _folds(found)
    told: list[tuple[float, bool, bool, bool]] = []
    for fold in range(FOLDS):
        taught = [one for one, own in zip(found, folds, strict=True) if own != fold]
        stored = {"likeness": likeness(taught), "polarity": polarity(taught)}
        model = other_languages.unpacked(language, stored)
        for one, own in zip(found, folds, strict=True):
            if own != fold:
                continue
            words = one.unit.words
            odds = model.likeness.weighed(other_languages.features(words, one.unit.headings))
            for category in odds.keys() - one.doubtful:
                stance, probability = model.stance(words, category)
                said = one.stated.get(category, "")
                right = said.partition(":")[0] == stance.polarity.value
                told.append((odds[category], model.is_sure(words, stance, probability), bool(said), right))
    told.sort(reverse=True)
    every = sum(len(one.stated.keys() - LEFT_OUT) for one in found)
    for sure, kept in (("strong", [one for one in told if one[1]]), ("any", told)):
        _print_share(f"{language}, {sure}", kept, every)


def _print_share(name: str, kept: Sequence[tuple[float, bool, bool, bool]], every: int) -> None:
    right = numpy.cumsum([stated for *_, stated, _ in kept])
    both = numpy.cumsum([polarity for *_, polarity in kept])
    share = right / numpy.arange(1, len(kept) + 1)
    for wanted in PRECISIONS:
        if len(reached := numpy.flatnonzero(share >= wanted)):
            last = reached[-1]
            print(
                f"{name}, from {kept[last][0]:5.2f}: {share[last]:.3f} right, {right[last]} of {every} "
                f"found, polarity right too in {both[last]}"
            )


def _folds(found: Sequence[Clause]) -> list[int]:
    """Each clause's fold, so that the clauses of a category are in all of them."""
    count: Counter[str] = Counter()
    folds = []
    for one in found:
        first = min(one.stated, default="")
        folds.append(count[first] % FOLDS)
        count[first] += 1
    return folds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("languages", nargs="*", default=sorted(other_languages.SURE), metavar="LANGUAGE")
    parser.add_argument("--check", action="store_true", help="print how it does on clauses left out")
    parser.add_argument("--write", action="store_true", help="write the models into the package")
    options = parser.parse_args()
    for language in options.languages:
        found = written(language)
        if options.check:
            check(language, found)
        if options.write:
            stored = {"likeness": likeness(found), "polarity": polarity(found)}
            packed = gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), mtime=0)
            (FOLDER / f"likeness-{language}.json.gz").write_bytes(packed)
            print(f"{language}: {len(found):,} clauses, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
