"""Train what clauses that were written or read say of a match: its polarity, and whether it is a provision.

    scripts/train_labelled.py [--shared DIR] [--without PLATFORM ...] [--write]

Needs scikit-learn. The clauses are those of scripts/training/README.md: a match of a category that its reader
did not see there is none. How like its category a passage is comes from a likeness that was trained without
it, since of passages that it knows likeness is far too sure. Only features that several sources use are kept,
and no text is stored.

Without --write it prints how rules, model and both do on platforms that were left out of the training. The
model of polarity in the package is older: it was learned from 4,000 labelled passages that are no longer at
hand. From the clauses here another one is as good in real texts, and worse at "not only" and "unless you
cancel"; so it is written only on request.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import train_likeness
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from train_likeness import NAMES
from training import clauses
from training.clauses import SHARED, Clause

from archive_repo.records import slug
from archiver.provisions.detect import decided, detector
from archiver.provisions.detection import clues, likeness
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.detection.conventions import WAYS_OUT
from archiver.provisions.detection.labelled import STEP, STRONG, STRONG_ALONE, SURE, SURE_OF_REVERSAL
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text.units import Unit
from archiver.provisions.wording import deciding_words
from archiver.provisions.wording.roots import root

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "archiver" / "provisions" / "detection" / "labelled.json.gz"
FOLDS = 5
SOURCES = 4
"""Fewest sources that use a feature."""
RULES = 3.0
"""How much more readily the model listens to what the rules say than to a word."""
BALANCE = 0.3
"""How far rare polarities count more: the power of how rare they are."""
LIFT = 2.0
"""How many times more likely than learned all but assertions are taken to be: most texts assert."""
WRITTEN_GROUPS = 12
"""Parts of the written clauses, for leaving out a part at a time."""
DONE_UNLESS = frozenset(
    "cookies-and-tracking targeted-advertising sale-or-sharing-of-data model-training-on-user-data "
    "arbitration class-action-waiver third-party-sharing location-data".split()
)
"""Categories that say what is done: where one may opt out in the same passage, it depends on that."""
OPTS_OUT = re.compile(
    r"\bopt(?:ed|ing|s)?[- ]out\b|\bunless you (?:tell|object|disable|turn)"
    r"|\b(?:turn|switch)\w* (?:\w+ ){0,3}off\b",
    re.IGNORECASE,
)
RENEWS_UNLESS = re.compile(
    r"\b(?:unless|until|if not|except if|provided that)\b[^.]{0,90}"
    r"\b(?:cancel|terminat|notice|notif|opt|stop|turn)",
    re.IGNORECASE,
)
NOT_KNOWINGLY = re.compile(
    r"\b(?:not|never|n.t) (?:\w+ ){0,2}(?:knowingly|intentionally|directed|intended|address)", re.IGNORECASE
)
CLASSES = tuple(str(one) for one in Polarity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A match in a clause that was written or read."""

    source: str
    """The platform, or a part of the written clauses."""
    is_written: bool
    match: CategoryMatch
    unit: Unit
    like: likeness.Likeness
    """How like its category the passage is, by a likeness that has not seen it."""
    is_right: bool
    is_doubtful: bool
    """True if its reader was not sure."""
    polarity: str
    """What its reader says; empty if it is no provision of the category."""


def examples(shared: Path, without: frozenset[str]) -> list[Example]:
    """The matches in all clauses, with what their readers say."""
    every = [
        clauses.with_implied(one)
        for one in (*clauses.written_clauses(), *clauses.read_clauses(shared))
        if slug(one.source) not in without
    ]
    sources = [_source(one) for one in every]
    taught = list(train_likeness.examples(shared, without))
    found: list[Example] = []
    for _, left_out in GroupKFold(FOLDS).split(every, groups=sources):
        told = _likeness_without([every[n] for n in left_out], taught)
        for number in left_out:
            found += _of_clause(every[number], sources[number], told)
    return found


def _source(clause: Clause) -> str:
    if not clause.is_written:
        return clause.source.lower()
    return f"written {int(hashlib.sha256(clause.unit.words.encode()).hexdigest(), 16) % WRITTEN_GROUPS}"


def _likeness_without(
    left_out: Sequence[Clause], taught: Sequence[train_likeness.Example]
) -> likeness.Weights:
    """The likeness that all other clauses teach."""
    own = {frozenset(likeness.features(one.unit.words, one.unit.headings)) for one in left_out}
    platforms = {one.source.lower() for one in left_out if not one.is_written}
    rest = [one for one in taught if one.features not in own and one.source not in platforms]
    numbers = train_likeness.common(rest)
    return likeness.unpacked(
        json.loads(gzip.decompress(train_likeness.packed(train_likeness.learned(rest, numbers), numbers)))
    )


def _of_clause(clause: Clause, source: str, told: likeness.Weights) -> Iterator[Example]:
    unit = clause.unit
    ruled = detector().rules.ruled(unit)
    for match in (*ruled, *detector().rules.alike(unit, {one.category.id for one in ruled}, told)):
        category = match.category.id
        if clause.kind and clause.kind not in match.category.documents:
            continue
        said = clause.stated.get(category, "")
        yield Example(
            source=source,
            is_written=clause.is_written,
            match=match,
            unit=unit,
            like=told.of_match(category, unit, match.spans),
            is_right=bool(said),
            is_doubtful=category in clause.doubtful,
            polarity=_by_convention(category, unit.words, said) if said else "",
        )


def _by_convention(category: str, text: str, polarity: str) -> str:
    """The polarity that a reader gave, by the convention of docs/methodology.md: readers differ on these."""
    plain = polarity.partition(":")[0]
    if category in WAYS_OUT and polarity == "conditional:opt-out":
        return "asserts"
    if category in DONE_UNLESS and plain == "asserts" and OPTS_OUT.search(text):
        return "conditional"
    if category == "auto-renewal" and plain == "asserts" and RENEWS_UNLESS.search(text):
        return "conditional"
    if category == "children-data" and plain == "denies" and NOT_KNOWINGLY.search(text):
        return "asserts"
    return plain


def polarity_features(one: Example) -> frozenset[str]:
    """What speaks for the polarity of a match."""
    return frozenset(
        clues.of_polarity(one.match.category, one.unit, one.match.spans, one.match.stance).names()
    )


def strength_features(one: Example) -> frozenset[str]:
    """What speaks for a match being a provision."""
    match = one.match
    return frozenset(
        clues.of_strength(
            match.category, one.unit, match.spans, match.stance, one.like, rank=match.rank
        ).names()
    )


class Learner:
    """A linear model while it is trained."""

    def __init__(self, classes: tuple[str, ...], *, balance: float, c: float, lift: float = 1.0) -> None:
        self.classes, self.balance, self.lift = classes, balance, lift
        self.kept: set[str] = set()
        self.names = DictVectorizer()
        self.model = LogisticRegression(C=c, max_iter=300, tol=1e-3)

    def fit(self, features: Sequence[frozenset[str]], said: Sequence[str], sources: Sequence[str]) -> None:
        using: dict[str, set[str]] = defaultdict(set)
        for found, source in zip(features, sources, strict=True):
            for one in found:
                using[one].add(source)
        names = NAMES.union(sources, map(root, (*NAMES, *sources)))
        self.kept = {
            one
            for one, those in using.items()
            if len(those) >= SOURCES and names.isdisjoint(one.removesuffix("'s").split())
        }
        matrix = self._narrow(self.names.fit_transform([self._row(found) for found in features]))
        count = Counter(said)
        weights = [(len(said) / count[one] / len(count)) ** self.balance for one in said]
        self.model.fit(matrix, said, sample_weight=weights)

    def probabilities(self, features: Sequence[frozenset[str]]) -> numpy.ndarray:
        told = self.model.predict_proba(
            self._narrow(self.names.transform([self._row(one) for one in features]))
        )
        order = [list(self.model.classes_).index(one) for one in self.classes]
        lifted = told[:, order] * numpy.array([1.0, *[self.lift] * (len(self.classes) - 1)])
        return lifted / lifted.sum(axis=1, keepdims=True)

    def packed(self) -> dict[str, object]:
        """The stored form, without what weighs nothing."""
        rows, base = self.model.coef_, self.model.intercept_
        if len(self.classes) == 2:  # scikit-learn keeps one row for both
            rows, base = numpy.vstack([-rows, rows]) / 2, numpy.concatenate([-base, base]) / 2
        order = [list(self.model.classes_).index(one) for one in self.classes]
        lift = numpy.log([1.0, *[self.lift] * (len(self.classes) - 1)])
        names = list(self.names.get_feature_names_out())
        scales = numpy.array([_scale(one) for one in names])
        weights = numpy.round(rows[order] * scales * STEP).astype(int)
        used = [at for at in range(len(names)) if weights[:, at].any()]
        return {
            "classes": list(self.classes),
            "bias": [round(one) for one in (base[order] + lift) * STEP],
            "features": [names[at] for at in used],
            "weights": [[int(row[at]) for at in used] for row in weights],
        }

    def _row(self, found: frozenset[str]) -> dict[str, float]:
        return {one: _scale(one) for one in sorted(found) if one in self.kept}

    def _narrow(self, matrix: object) -> object:
        matrix.indices = matrix.indices.astype("int32")  # type: ignore[attr-defined]
        matrix.indptr = matrix.indptr.astype("int32")  # type: ignore[attr-defined]
        return matrix


def _scale(feature: str) -> float:
    return RULES if feature.startswith("rules ") else 1.0


def polarity_learner() -> Learner:
    return Learner(CLASSES, balance=BALANCE, c=0.1, lift=LIFT)


def strength_learner() -> Learner:
    return Learner(("not", "right"), balance=0.0, c=0.03)


def folds(
    learner: Callable[[], Learner],
    features: Sequence[frozenset[str]],
    said: Sequence[str],
    sources: Sequence[str],
) -> numpy.ndarray:
    """The probabilities of each example, from a model that has not seen its platform."""
    told = numpy.zeros((len(said), len(learner().classes)))
    for train, test in GroupKFold(FOLDS).split(said, said, sources):
        one = learner()
        one.fit([features[n] for n in train], [said[n] for n in train], [sources[n] for n in train])
        told[test] = one.probabilities([features[n] for n in test])
    return told


def show(name: str, said: Sequence[str], told: Sequence[str]) -> None:
    pairs = list(zip(said, told, strict=True))
    right = sum(a == b for a, b in pairs) / len(pairs)
    each = [(one, [b == one for a, b in pairs if a == one]) for one in CLASSES]
    mean = sum(sum(hits) / len(hits) for _, hits in each if hits) / sum(bool(hits) for _, hits in each)
    turned = sum((a, b) == ("denies", "asserts") for a, b in pairs)
    denied = sum((a, b) == ("asserts", "denies") for a, b in pairs)
    by_class = ", ".join(f"{one} {sum(hits) / len(hits):.2f} of {len(hits)}" for one, hits in each if hits)
    print(
        f"{name:6} {right:.3f} right, mean {mean:.3f}, denials asserted {turned}, assertions denied {denied}"
    )
    print(f"       {by_class}")


def report_polarity(found: Sequence[Example]) -> None:
    """Print how rules and model do on sources left out, for real and for written clauses."""
    features = [polarity_features(one) for one in found]
    said, sources = [one.polarity for one in found], [one.source for one in found]
    told = folds(polarity_learner, features, said, sources)
    ruled = [str(one.match.ruled.polarity) for one in found]
    model = [CLASSES[row.argmax()] for row in told]
    turns = [deciding_words.may_turn(one.unit.words, one.match.spans[0]) for one in found]
    both = [
        chosen
        if (turn or rule != "asserts")
        and row.max() >= (SURE_OF_REVERSAL if {rule, chosen} == {"denies", "asserts"} else SURE)
        else rule
        for row, rule, chosen, turn in zip(told, ruled, model, turns, strict=True)
    ]
    packaged = [str(decided(one.match, one.unit).polarity) for one in found]
    for written in (False, True):
        own = [n for n, one in enumerate(found) if one.is_written == written]
        print("written" if written else "read")
        for name, those in (("rules", ruled), ("model", model), ("both", both), ("packaged", packaged)):
            show(name, [said[n] for n in own], [those[n] for n in own])


def report_strength(found: Sequence[Example]) -> None:
    """Print what is found from each probability on, in real clauses of platforms left out."""
    features = [strength_features(one) for one in found]
    said = ["right" if one.is_right else "not" for one in found]
    told = folds(strength_learner, features, said, [one.source for one in found])[:, 1]
    for fits in (True, False):
        own = [
            n for n, one in enumerate(found) if not one.is_written and (one.match.rule is not None) == fits
        ]
        every = sum(found[n].is_right for n in own)
        doubtful = sum(found[n].is_doubtful for n in own)
        print(
            f"{'a pattern fits' if fits else 'no pattern'}: {every} right, {doubtful} doubtful of {len(own)}"
        )
        for least in (0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
            kept = [found[n] for n in own if told[n] >= least]
            right, doubtful = sum(one.is_right for one in kept), sum(one.is_doubtful for one in kept)
            mark = " <- strong" if least == (STRONG if fits else STRONG_ALONE) else ""
            wrong = len(kept) - right - doubtful
            print(f"  from {least:.2f}: {right:4} right, {doubtful:4} doubtful, {wrong:4} wrong{mark}")


def trained_polarity(found: Sequence[Example]) -> dict[str, object]:
    """The polarity model from all examples, in its stored form."""
    learner = polarity_learner()
    learner.fit(
        [polarity_features(one) for one in found],
        [one.polarity for one in found],
        [one.source for one in found],
    )
    return learner.packed()


def trained_strength(found: Sequence[Example]) -> dict[str, object]:
    """The strength model from all examples, in its stored form."""
    learner = strength_learner()
    said = ["right" if one.is_right else "not" for one in found]
    learner.fit([strength_features(one) for one in found], said, [one.source for one in found])
    return learner.packed()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with the texts that were read")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="PLATFORM", help="platforms whose texts are not read"
    )
    parser.add_argument("--write", action="store_true", help="write the model of strength into the package")
    parser.add_argument("--polarity", action="store_true", help="with --write, that of polarity too")
    options = parser.parse_args()
    found = examples(options.shared, frozenset(map(slug, options.without)))
    polar = [one for one in found if one.polarity in CLASSES]
    print(f"{len(polar)} labels of polarity, {len(found)} of strength")
    if not options.write:
        report_polarity(polar)
        report_strength(found)
        return
    stored = json.loads(gzip.decompress(MODEL.read_bytes()))
    stored["strength"] = trained_strength(found)
    if options.polarity:
        stored["polarity"] = trained_polarity(polar)
    MODEL.write_bytes(gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), mtime=0))
    print(f"{MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
