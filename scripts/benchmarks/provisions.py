"""What the provisions find: recall on filed quotes, precision as read, unfair-terms labels, spans, speed."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import importlib.util
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from archive_repo.text import kinds
from archiver.provisions import taxonomy
from archiver.provisions.detect import Detector
from archiver.provisions.detection import readable_languages
from archiver.provisions.text import units

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "provisions" / "data"
PAGES = SHARED / "replay" / "curated"
VERDICTS = ROOT / "tests" / "archiver" / "provisions_verdicts.tsv"
FOLDS = (
    "micro .724, macro .711 when last measured (scripts/train_unfair_terms.py --folds, needs scikit-learn)"
)
ROUNDS = 3
"""The fastest of so many rounds counts: others share the machine."""

Counts = dict[str, tuple[int, int]]


def recall(data: Path, detector: Detector) -> tuple[Counts, list[str]]:
    """Found and filed quotes for each group of cases, and the quotes in which the category was not found."""
    rows = json.loads((data / "tosdr-cases-to-categories.json").read_text(encoding="utf-8"))
    groups = [(re.compile(row["case_matches"]), set(row["categories"])) for row in rows]
    counts: Counts = {}
    missed = []
    for line in (data / "tosdr-quotes.jsonl").read_text(encoding="utf-8").splitlines():
        quote = json.loads(line)
        group = next(((pattern, wanted) for pattern, wanted in groups if pattern.search(quote["case"])), None)
        if group is None:
            continue
        name, wanted = group[0].pattern, group[1]
        hit = bool({finding.category for finding in detector.findings(quote["quote"])} & wanted)
        found, filed = counts.get(name, (0, 0))
        counts[name] = (found + hit, filed + 1)
        if not hit:
            missed.append(f"{name}\t{quote['quote']!r}")
    return counts, missed


def pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Platform, title and text of each recorded version, those of a document from the oldest on."""
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield row["platform"], row["terms"], row["markdown"]


def training_clauses() -> ModuleType:
    """The module that reads the clauses of scripts/training."""
    sys.path.insert(0, str(ROOT / "scripts"))
    return importlib.import_module("training.clauses")


def blind(shared: Path, detector: Detector) -> str:
    """How clauses of platforms that nothing was learned from fare, by a reader's labels of 380 at random."""
    clauses = training_clauses()
    stated = found = strong = right = too_many = 0
    for clause in clauses.read_clauses(shared, clauses.FOLDER / "judging.tsv"):
        matches = [
            one
            for one in detector.matches(clause.unit)
            if clause.kind is None or clause.kind in one.category.documents
        ]
        sure = {one.category.id: str(one.polarity) for one in matches if detector.is_strong(one, clause.unit)}
        stated += len(clause.stated)
        found += len({one.category.id for one in matches} & clause.stated.keys())
        strong += len(sure.keys() & clause.stated.keys())
        right += sum(sure.get(category) == said.partition(":")[0] for category, said in clause.stated.items())
        too_many += len(sure.keys() - clause.stated.keys() - clause.doubtful)
    return (
        f"{stated} stated: {found} found, {strong} as strong ({right} with the reader's polarity), "
        f"{too_many} strong too many"
    )


def whole_documents(shared: Path, detector: Detector) -> str:
    """How whole documents of these platforms fare, by what a reader of each saw stated anywhere in it."""
    clauses = training_clauses()
    told = {(platform, title): text for platform, title, text in clauses.texts(shared)}
    stated = found = right = too_many = doubtful = 0
    for line in (clauses.FOLDER / "judging-documents.tsv").read_text(encoding="utf-8").splitlines():
        platform, title, labels = line.split("\t")
        kind = kinds.of(title)
        said, doubted = _said(labels)
        sure: dict[str, set[str]] = {}
        for one in detector.findings(told[platform, title], kind):
            sure.setdefault(one.category, set()).add(str(one.polarity))
        said = {one: own for one, own in said.items() if kind in detector.taxonomy.categories[one].documents}
        stated += len(said)
        found += len(said.keys() & sure.keys())
        right += sum(bool(own & sure.get(one, set())) for one, own in said.items())
        too_many += len(sure.keys() - said.keys() - doubted)
        doubtful += len((sure.keys() - said.keys()) & doubted)
    return (
        f"{stated} stated: {found} found ({right} with a polarity of the reader's), {too_many} too many, "
        f"{doubtful} that the reader doubted"
    )


def _said(labels: str) -> tuple[dict[str, set[str]], set[str]]:
    """The categories of a document with their polarities, and those that its reader only doubted."""
    certain: dict[str, set[str]] = {}
    doubted = set()
    for category, polarity in (one.split(":", 1) for one in labels.split(";")):
        if polarity.endswith("?"):
            doubted.add(category)
        else:
            certain.setdefault(category, set()).add(polarity.partition(":")[0])
    return certain, doubted - certain.keys()


def speed(texts: Sequence[str]) -> tuple[float, float]:
    """Units per CPU second: findings for units already cut, and with the cutting."""
    alone, whole = [], []
    for _ in range(ROUNDS):
        detector = Detector(taxonomy.load())
        start = time.process_time()
        cut = [unit for text in texts for unit in units.read(text)]
        middle = time.process_time()
        for unit in cut:
            detector.matches(unit)
        end = time.process_time()
        alone.append(len(cut) / (end - middle))
        whole.append(len(cut) / (end - start))
    return max(alone), max(whole)


def speed_of_findings(texts: Sequence[tuple[str, str]], rounds: int) -> float:
    """Units per CPU second as `provisions` reads texts, of which the titles are given: all until the finding.

    A unit that was read before counts again, and is not read again.
    """
    found = []
    for _ in range(rounds):
        detector = Detector(taxonomy.load())
        number, start = 0, time.process_time()
        for title, text in texts:
            read = units.read(text)
            number += len(read)
            spoken = readable_languages.identify(text)
            detector.among(text, read, kinds.of(title), language=spoken, weak=True)
        found.append(number / (time.process_time() - start))
    return max(found)


def wrong_spans(texts: Iterable[str], detector: Detector) -> tuple[int, int]:
    """Findings whose excerpt is not the text at their spans, and all findings."""
    wrong = found = 0
    for text in texts:
        for finding in detector.findings(text):
            found += 1
            wrong += finding.excerpt != " [...] ".join(text[start:end] for start, end in finding.spans)
    return wrong, found


def verdicts(pages: Sequence[tuple[str, str, str]], detector: Detector) -> tuple[Counter[str], Counter[str]]:
    """A person's verdicts on 200 findings drawn at random, and those of them that are found today."""
    today = {
        (
            platform,
            title,
            one.category,
            str(one.polarity),
            hashlib.sha256(one.core.encode()).hexdigest()[:12],
        )
        for platform, title, text in pages
        for one in detector.findings(text, kinds.of(title))
    }
    rows = [line.split("\t") for line in VERDICTS.read_text(encoding="utf-8").splitlines()[1:]]
    return Counter(row[5] for row in rows), Counter(row[5] for row in rows if tuple(row[:5]) in today)


def share(counts: Counter[str]) -> str:
    right, arguable, wrong = counts["right"], counts["arguable"], counts["wrong"]
    figure = (right + arguable / 2) / max(counts.total(), 1)
    return f"{figure:.1%} ({right} right, {arguable} arguable counted half, {wrong} wrong)"


def folds(data: Path) -> str:
    if importlib.util.find_spec("sklearn") is None:
        return FOLDS
    script = [
        sys.executable,
        ROOT / "scripts" / "train_unfair_terms.py",
        "--folds",
        "--data",
        data / "unfair-tos",
    ]
    return (
        subprocess.run(script, capture_output=True, text=True, check=True).stdout.strip().partition(": ")[2]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the labelled data")
    parser.add_argument("--pages", type=Path, default=PAGES, help="folder of the recorded texts")
    parser.add_argument("--groups", action="store_true", help="print the recall of each group of cases")
    parser.add_argument("--misses", action="store_true", help="print the quotes that were not found")
    options = parser.parse_args()
    if not options.data.is_dir() or not options.pages.is_dir():
        sys.exit(f"{options.data} or {options.pages} is missing; name them with --data and --pages")
    detector = Detector(taxonomy.load())
    counts, missed = recall(options.data, detector)
    if options.groups:
        for name, (hit, filed) in sorted(counts.items(), key=lambda entry: entry[1][0] / entry[1][1]):
            print(f"  {hit / filed:5.2f}  {hit:4d}/{filed:<4d}  {name}")
    if options.misses:
        print("\n".join(missed))
    versions = list(pages(options.pages))
    newest = [
        (platform, title, text)
        for (platform, title), text in {(platform, title): text for platform, title, text in versions}.items()
    ]
    texts = [text for _, _, text in newest]
    read, still = verdicts(newest, detector)
    alone, whole = speed(texts)
    shown = speed_of_findings([(title, text) for _, title, text in newest], ROUNDS)
    history = speed_of_findings([(title, text) for _, title, text in versions], 1)
    wrong, found = wrong_spans(texts, detector)
    hits, filed = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
    for label, figure in (
        (f"taxonomy {detector.taxonomy.version}", f"{len(detector.taxonomy.categories)} categories"),
        ("precision, 200 findings read", share(read)),
        ("  of these still found", share(still)),
        ("recall on filed quotes", f"{hits / filed:.1%} ({hits} of {filed}, {len(counts)} groups of cases)"),
        ("blind clauses, 9 platforms", blind(SHARED, detector)),
        ("whole documents, 7 of these", whole_documents(SHARED, detector)),
        ("unfair-terms labels, 5 folds", folds(options.data)),
        ("amended pairs, 50 read", "100 % (26 at random, and 24 with a similarity below .65)"),
        ("speed, units per CPU second", f"{alone:,.0f} for findings, {whole:,.0f} with cutting the text"),
        (
            "  as `provisions` reads texts",
            f"{shown:,.0f}; {history:,.0f} through all {len(versions)} versions",
        ),
        ("spans that differ from the text", f"{wrong} of {found:,} findings"),
    ):
        print(f"{label:34}{figure}")


if __name__ == "__main__":
    main()
