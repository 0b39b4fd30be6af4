"""Train what people's labels say of a match: scripts/train_polarity.py LABELS [--write]. Needs scikit-learn.

LABELS is a file of JSON lines; each is a text that was read, of a platform. Either it has a finding:
`category`, `excerpt`, `verdict` (r right, a arguable, w wrong) and `polarity`; or all that it states:
`stated`, a polarity for each category. `origin` says which set it is from. Polarity and strength are learned
from the matches of today's patterns in these texts. Only features that several platforms use are kept, and no
text is stored.

Without --write it prints how rules, model and both do on platforms that were left out of the training.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from archive_repo.text import kinds
from archiver.provisions import clues, units
from archiver.provisions.detect import CategoryMatch, detector
from archiver.provisions.folding import fold
from archiver.provisions.labelled import STEP, STRONG, SURE, SURE_OF_REVERSAL
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.units import Unit

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "archiver" / "provisions" / "labelled.json.gz"
FOLDS = 8
PLATFORMS = 5
"""Fewest platforms that use a feature."""
RULES = 3.0
"""How much more readily the model listens to what the rules say than to a word."""
BALANCE = 0.3
"""How far rare polarities count more: the power of how rare they are."""
LIFT = 2.0
"""How many times more likely than learned all but assertions are taken to be: most texts assert."""
PLAIN = 2
"""How many times the taxonomy's own examples count."""
OWN_RULES = "sentence"
"""The origin of sentences by which the rules were mended: what the rules say of them teaches nothing."""
NAMES = frozenset(
    "adobe airbnb alphabet amazon android anthropic apple bing brevo chatgpt chrome claude discord facebook "
    "gemini github gmail google instagram jasper linkedin lovable meta microsoft openai paypal perplexity "
    "reddit snap snapchat stripe tiktok twitter vimeo whatsapp windows xai yahoo youtube zoom".split()
)
"""Companies and services that several platforms name; the labels' own platforms are added to them."""
VERDICTS = ("r", "a", "w")
WAYS_OUT = frozenset(
    "marketing-communications training-opt-out right-to-object do-not-track-signals auto-renewal "
    "access-and-deletion-rights data-portability".split()
)
"""Categories whose meaning is a way out: a passage that gives one asserts it."""
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
NOT_KNOWINGLY = re.compile(
    r"\b(?:not|never|n.t) (?:\w+ ){0,2}(?:knowingly|intentionally|directed|intended|address)", re.IGNORECASE
)
CLASSES = tuple(str(one) for one in Polarity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A match that was read."""

    platform: str
    origin: str
    match: CategoryMatch
    unit: Unit
    verdict: str
    polarity: str


def examples(rows: Iterable[Mapping[str, object]]) -> Iterator[Example]:
    """The matches that the labels speak of."""
    for row in rows:
        for match, unit in _meant(row):
            said = _said(row, match)
            yield Example(
                platform=str(row["platform"]),
                origin=str(row["origin"]),
                match=match,
                unit=unit,
                verdict=said[0],
                polarity=said[1],
            )


def _said(row: Mapping[str, object], match: CategoryMatch) -> tuple[str, str]:
    """Verdict and polarity of a match."""
    category = match.category.id
    if "stated" not in row:
        text = str(row.get("excerpt") or row["text"])
        return str(row["verdict"]), _by_convention(category, text, str(row["polarity"]))
    stated = row["stated"].get(category)  # type: ignore[attr-defined]
    return ("r", _by_convention(category, str(row["text"]), stated)) if stated else ("w", "")


def _by_convention(category: str, text: str, polarity: str) -> str:
    """The polarity that a reader gave, by the convention of docs/methodology.md: readers differ on two."""
    plain = polarity.partition(":")[0]
    if category in WAYS_OUT and polarity == "conditional:opt-out":
        return "asserts"
    if category in DONE_UNLESS and plain == "asserts" and OPTS_OUT.search(text):
        return "conditional"
    if category == "children-data" and plain == "denies" and NOT_KNOWINGLY.search(text):
        return "asserts"
    return plain


def _meant(row: Mapping[str, object]) -> list[tuple[CategoryMatch, Unit]]:
    """The matches of a row: all of a clause that was read whole, else that which the excerpt shows."""
    read = units.read(str(row["text"]))
    kind = kinds.of(str(row.get("title", "")))
    found = [(match, unit) for unit in read for match in detector().ruled(unit)]
    if "stated" in row:
        return [one for one in found if kind is None or kind in one[0].category.documents]
    own = [one for one in found if one[0].category.id == row["category"]]
    excerpt = fold(str(row.get("excerpt", "")).replace(" [...] ", " "))
    own.sort(key=lambda one: fold(one[1].words[one[1].own :]) not in excerpt)
    return own[:1]


def polarity_features(one: Example) -> frozenset[str]:
    """The features of an example, without what the rules say where they were mended by it."""
    found = clues.of_polarity(one.match.category, one.unit, one.match.spans, one.match.stance)
    return frozenset(f for f in found.names() if one.origin != OWN_RULES or not f.startswith("rules "))


def taxonomy_examples() -> list[Example]:
    """The taxonomy's own examples, which are short and plain: labelled texts have few such sentences."""
    rows = [
        {"platform": "taxonomy", "origin": "taxonomy", "category": category.id, "text": text, "verdict": "r"}
        for category in detector().taxonomy.categories.values()
        for text in category.positive
    ]
    return [*examples({**row, "polarity": ""} for row in rows)] * PLAIN


def untitled(found: Sequence[Example]) -> list[Example]:
    """The examples that have headings, without them: texts that people paste have none."""
    return [
        replace(one, unit=one.unit._replace(headings=()), origin=f"{one.origin}, untitled")
        for one in found
        if one.unit.headings
    ]


def strength_features(one: Example) -> frozenset[str]:
    found = clues.of_strength(one.match.category, one.unit, one.match.spans, one.match.stance)
    return frozenset(found - {"untitled"} if one.origin == OWN_RULES else found)


class Learner:
    """A linear model while it is trained."""

    def __init__(self, classes: tuple[str, ...], *, balance: float, c: float, lift: float = 1.0) -> None:
        self.classes, self.balance, self.lift = classes, balance, lift
        self.kept: set[str] = set()
        self.names = DictVectorizer()
        self.model = LogisticRegression(C=c, max_iter=300, tol=1e-3)

    def fit(self, features: Sequence[frozenset[str]], said: Sequence[str], platforms: Sequence[str]) -> None:
        using: dict[str, set[str]] = defaultdict(set)
        for found, platform in zip(features, platforms, strict=True):
            for one in found:
                using[one].add(platform)
        names = NAMES.union(platforms)
        self.kept = {
            one
            for one, those in using.items()
            if len(those) >= PLATFORMS and names.isdisjoint(one.removesuffix("'s").split())
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
    return Learner(("not", "right"), balance=0.0, c=0.05)


def folds(
    learner: Callable[[], Learner],
    features: Sequence[frozenset[str]],
    said: Sequence[str],
    platforms: Sequence[str],
) -> numpy.ndarray:
    """The probabilities of each example, from a model that has not seen its platform."""
    told = numpy.zeros((len(said), len(learner().classes)))
    for train, test in GroupKFold(FOLDS).split(said, said, platforms):
        one = learner()
        one.fit([features[n] for n in train], [said[n] for n in train], [platforms[n] for n in train])
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
    features = [polarity_features(one) for one in found]
    said, platforms = [one.polarity for one in found], [one.platform for one in found]
    told = folds(polarity_learner, features, said, platforms)
    read = [n for n, one in enumerate(found) if one.origin != OWN_RULES]
    ruled = [str(found[n].match.polarity) for n in read]
    model = [CLASSES[told[n].argmax()] for n in read]
    turns = [clues.may_turn(found[n].unit.words, found[n].match.spans[0]) for n in read]
    both = [
        chosen
        if (turn or rule != "asserts")
        and told[n].max() >= (SURE_OF_REVERSAL if {rule, chosen} == {"denies", "asserts"} else SURE)
        else rule
        for n, rule, chosen, turn in zip(read, ruled, model, turns, strict=True)
    ]
    for name, those in (("rules", ruled), ("model", model), ("both", both)):
        show(name, [said[n] for n in read], those)


def report_strength(found: Sequence[Example]) -> None:
    features = [strength_features(one) for one in found]
    said = ["right" if one.verdict == "r" else "not" for one in found]
    told = folds(strength_learner, features, said, [one.platform for one in found])[:, 1]
    for origin in sorted({one.origin for one in found}):
        own = [n for n, one in enumerate(found) if one.origin == origin]
        for least in (0.0, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8):
            kept = [found[n].verdict for n in own if told[n] >= least]
            right, half = kept.count("r") / len(kept), kept.count("a") / len(kept) / 2
            recall = kept.count("r") / sum(found[n].verdict == "r" for n in own)
            mark = " <- STRONG" if least == STRONG else ""
            print(
                f"{origin:18} from {least:.2f}: {len(kept):4} of {len(own)}, right {right:.3f}, with half of "
                f"the arguable {right + half:.3f}, {recall:.2f} of the right ones{mark}"
            )


def trained_polarity(found: Sequence[Example]) -> dict[str, object]:
    """The polarity model from all examples, in its stored form."""
    learner = polarity_learner()
    platforms = [one.platform for one in found]
    learner.fit([polarity_features(one) for one in found], [one.polarity for one in found], platforms)
    return learner.packed()


def trained_strength(found: Sequence[Example]) -> dict[str, object]:
    """The strength model from all examples, in its stored form."""
    learner = strength_learner()
    said = ["right" if one.verdict == "r" else "not" for one in found]
    learner.fit([strength_features(one) for one in found], said, [one.platform for one in found])
    return learner.packed()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", type=Path, help="JSON lines of labelled texts")
    parser.add_argument("--write", action="store_true", help="write the models into the package")
    options = parser.parse_args()
    found = list(examples(map(json.loads, options.labels.read_text(encoding="utf-8").splitlines())))
    polar = [one for one in found if one.verdict != "w" and one.polarity in CLASSES]
    judged = [one for one in found if one.verdict in VERDICTS]
    strong = [*judged, *untitled(judged), *taxonomy_examples()]
    print(f"{len(polar)} labels of polarity, {len(judged)} of strength")
    if not options.write:
        report_polarity(polar)
        report_strength(strong)
        return
    stored = {"polarity": trained_polarity(polar), "strength": trained_strength(strong)}
    MODEL.write_bytes(gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), mtime=0))
    print(f"{MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
