"""Train the second opinion on unfair terms: scripts/train_unfair_terms.py [--folds] [--data DIR] [--write]

Needs scikit-learn 1.5 or newer (`pip install scikit-learn`), which nothing else here does. The data is
Galassi et al. 2024 (doi 10.1007/s10506-024-09398-7), CC BY 4.0; NOTICE gives the attribution.
`--folds` measures on the published folds; `--write` trains on all documents and writes the model.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from archiver.provisions.detect import detector
from archiver.provisions.detection import second_opinion
from archiver.provisions.detection.second_opinion import LABELS, MARGIN, NOTHING, WEIGHTS, Passage
from archiver.provisions.text import folding, units

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "provisions" / "data" / "unfair-tos"
MODEL = ROOT / "archiver" / "provisions" / "detection" / "unfair-terms.json.gz"
SIZES = {
    "words": 9000,
    "letters": 9000,
    "before": 1500,
    "after": 1500,
    "rules": 600,
    "rules-before": 100,
    "rules-after": 100,
}
"""Features kept of each block: those with the largest weights of a first training."""
C = 0.5
"""Of the linear SVM; won the cross-validation of earlier experiments, and was not tuned further."""
Example = dict[str, list[str]]


def documents(data: Path) -> dict[str, list[tuple[str, list[int]]]]:
    """Each document's sentences with their labels: potentially (2) or clearly (3) unfair counts."""
    found = {}
    for name in (data / "corpus/lists/LIST_ALL.txt").read_text().split():
        sentences = (data / "corpus/sentences/en/original" / name).read_text(encoding="utf-8").split("\n")
        tags = (data / "corpus/tags/en/original" / name).read_text(encoding="utf-8").split("\n")
        rows = zip(sentences, tags, strict=False)
        found[name] = [(one.strip(), labels(tag)) for one, tag in rows if one.strip()]
    return found


def labels(tags: str) -> list[int]:
    marked = {re.sub(r"\d", "", tag) for tag in tags.split() if tag[-1] in "23"}
    return [int(label in marked) for label in LABELS]


def examples(name: str, rows: Sequence[tuple[str, list[int]]], names: re.Pattern[str]) -> Iterator[Example]:
    """The features of each sentence between its neighbours, companies' names left out."""
    passages = [NOTHING, *(passage(names.sub("company", folding.fold(text))) for text, _ in rows), NOTHING]
    for before, here, after in zip(passages, passages[1:], passages[2:], strict=False):
        yield second_opinion.features(before, here, after)


def passage(words: str) -> Passage:
    found = [match for unit in units.read(words) for match in detector().matches(unit)]
    rules = [rule for one in found for rule in (one.category.id, f"{one.category.id}:{one.strength}")]
    return Passage(words=words, rules=tuple(rules))


def company_names(documents: Sequence[str]) -> re.Pattern[str]:
    names = {
        part
        for name in documents
        for part in re.findall(r"[a-z]{3,}", name.removesuffix(".txt").lower().replace("_", " "))
    }
    names |= {re.sub(r"[^a-z]", "", name.removesuffix(".txt").lower()) for name in documents}
    return re.compile(
        rf"\b(?:{'|'.join(sorted(names - {'one', 'the', 'box', 'world'}, key=len, reverse=True))})\w*"
    )


class Trained:
    """A model while it is made: vectorisers with the kept features, and one SVM for each label."""

    def __init__(self, found: Sequence[Example], wanted: numpy.ndarray) -> None:
        self.vectorisers = {name: vectoriser(name, None) for name in WEIGHTS}
        first = self._fit(found, wanted)
        weights = numpy.abs(first).max(axis=0)
        at = 0
        for name, one in list(self.vectorisers.items()):
            names = one.get_feature_names_out()
            best = numpy.argsort(-weights[at : at + len(names)], kind="stable")[: SIZES[name]]
            at += len(names)
            self.vectorisers[name] = vectoriser(name, sorted(names[best]))
        self.weights = self._fit(found, wanted)

    def _fit(self, found: Sequence[Example], wanted: numpy.ndarray) -> numpy.ndarray:
        parts = [
            one.fit_transform([row[name] for row in found]) * WEIGHTS[name]
            for name, one in self.vectorisers.items()
        ]
        matrix: csr_matrix = hstack(parts).tocsr()
        machines = [
            LinearSVC(C=C, random_state=0).fit(matrix, wanted[:, place]) for place in range(len(LABELS))
        ]
        self.bias = [round(float(machine.intercept_[0]), 4) for machine in machines]
        return numpy.vstack([machine.coef_[0] for machine in machines])

    def stored(self) -> dict[str, object]:
        """Plain data: weights as whole numbers from -127 to 127, document frequencies in hundredths."""
        scale = float(numpy.abs(self.weights).max()) / 127
        rounded = numpy.rint(self.weights / scale).astype(numpy.int8)
        blocks, at = {}, 0
        for name, one in self.vectorisers.items():
            names = list(one.get_feature_names_out())
            idf = (
                [100] * len(names)
                if name.startswith("rules")
                else [round(float(value) * 100) for value in one.idf_]
            )
            packed = base64.b64encode(rounded[:, at : at + len(names)].T.tobytes()).decode()
            blocks[name] = {"features": "\n".join(names), "idf": idf, "weights": packed}
            at += len(names)
        return {
            "source": "Galassi et al. 2024, doi 10.1007/s10506-024-09398-7, CC BY 4.0",
            "labels": list(LABELS), "bias": self.bias, "scale": scale, "blocks": blocks,
        }  # fmt: skip


def vectoriser(name: str, vocabulary: list[str] | None) -> TfidfVectorizer:
    settings = {
        "analyzer": list,
        "vocabulary": vocabulary,
        "min_df": 1 if vocabulary or name.startswith("rules") else 2,
    }
    if name.startswith("rules"):
        return TfidfVectorizer(**settings, use_idf=False, norm=None, sublinear_tf=True)
    return TfidfVectorizer(**settings, sublinear_tf=True)


def measure(data: Path, found: dict[str, list[Example]], wanted: dict[str, list[list[int]]]) -> None:
    """F1 on the published folds, with the stored form of the model and its own scoring."""
    truth, guessed = [], []
    for number in range(5):
        test = (data / f"corpus/lists/LIST_TEST_{number}.txt").read_text().split()
        train = sorted(set(found) - set(test))
        made = Trained(
            [row for name in train for row in found[name]],
            numpy.array([row for name in train for row in wanted[name]]),
        )
        model = second_opinion.unpacked(json.loads(json.dumps(made.stored())))
        for name in test:
            truth += wanted[name]
            guessed += [[int(score > MARGIN) for score in model.scores(row).values()] for row in found[name]]
        print(f"  fold {number + 1} of 5 done", file=sys.stderr)
    y, p = numpy.array(truth), numpy.array(guessed)
    each = "  ".join(f"{label} {f1_score(y[:, k], p[:, k]):.2f}" for k, label in enumerate(LABELS))
    micro, macro = (f1_score(y, p, average=kind) for kind in ("micro", "macro"))
    print(f"unfair-terms labels, 5 folds: micro F1 {micro:.3f}, macro F1 {macro:.3f}  ({each})")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--folds", action="store_true", help="measure on the published folds")
    parser.add_argument("--write", action="store_true", help="train on all documents and write the model")
    options = parser.parse_args()
    rows = documents(options.data)
    names = company_names(sorted(rows))
    found = {name: list(examples(name, rows[name], names)) for name in sorted(rows)}
    wanted = {name: [label for _, label in rows[name]] for name in rows}
    if options.folds:
        measure(options.data, found, wanted)
    if options.write:
        order = sorted(found)
        made = Trained(
            [row for name in order for row in found[name]],
            numpy.array([row for name in order for row in wanted[name]]),
        )
        packed = gzip.compress(json.dumps(made.stored(), separators=(",", ":")).encode(), mtime=0)
        MODEL.write_bytes(packed)
        print(f"{MODEL.relative_to(ROOT)}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
