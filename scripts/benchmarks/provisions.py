"""What the provisions find: recall on filed quotes, unfair-terms labels, speed, and spans that differ."""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archiver.provisions import taxonomy, units
from archiver.provisions.detection import Detector

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "provisions" / "data"
PAGES = Path(__file__).resolve().parents[2].parent / "shared" / "replay" / "curated"


def recall(data: Path, detector: Detector, misses: Counter[str] | None = None) -> dict[str, tuple[int, int]]:
    """Found and filed quotes for each group of mapped cases."""
    rows = json.loads((data / "tosdr-cases-to-categories.json").read_text(encoding="utf-8"))
    groups = [(re.compile(row["case_matches"]), set(row["categories"])) for row in rows]
    counts: dict[str, tuple[int, int]] = {}
    for line in (data / "tosdr-quotes.jsonl").read_text(encoding="utf-8").splitlines():
        quote = json.loads(line)
        for pattern, wanted in groups:
            if not pattern.search(quote["case"]):
                continue
            found = {finding.category for finding in detector.findings(quote["quote"])}
            hit, all_ = counts.get(pattern.pattern, (0, 0))
            counts[pattern.pattern] = (hit + bool(found & wanted), all_ + 1)
            if misses is not None and not found & wanted:
                misses[f"{pattern.pattern}\t{quote['quote']}"] += 1
            break
    return counts


def latest_pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Platform, title and newest text of each recorded document."""
    for file in sorted(folder.glob("*.jsonl.gz")):
        newest: dict[str, tuple[str, str]] = {}
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                newest[row["terms"]] = (row["platform"], row["markdown"])
        yield from ((platform, title, text) for title, (platform, text) in newest.items())


def speed(texts: Iterable[str]) -> tuple[float, float]:
    """Units per CPU second: findings for units already cut, and with the cutting."""
    texts = list(texts)
    detector = Detector(taxonomy.load())
    start = time.process_time()
    cut = [unit for text in texts for unit in units.read(text)]
    middle = time.process_time()
    for unit in cut:
        detector.matches(unit)
    end = time.process_time()
    return len(cut) / (end - middle), len(cut) / (end - start)


def wrong_spans(texts: Iterable[str], detector: Detector) -> tuple[int, int]:
    """Findings whose excerpt is not the text at their spans, and all findings."""
    wrong = found = 0
    for text in texts:
        for finding in detector.findings(text):
            found += 1
            wrong += finding.excerpt != " [...] ".join(text[start:end] for start, end in finding.spans)
    return wrong, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--misses", action="store_true", help="print what was not found")
    options = parser.parse_args()
    detector = Detector(taxonomy.load())
    misses: Counter[str] = Counter()
    counts = recall(options.data, detector, misses)
    for group, (hit, all_) in sorted(counts.items(), key=lambda entry: entry[1][0] / entry[1][1]):
        print(f"  {hit / all_:5.2f}  {hit:4d}/{all_:<4d}  {group}")
    hits, filed = sum(hit for hit, _ in counts.values()), sum(all_ for _, all_ in counts.values())
    print(f"recall on filed quotes: {hits / filed:.3f} ({hits} of {filed})")
    if options.misses:
        for miss in misses:
            print("MISS", miss.replace("\n", " / "))
    texts = [text for _, _, text in latest_pages(options.pages)]
    alone, whole = speed(texts)
    print(f"speed: {alone:,.0f} units/CPU-s for findings, {whole:,.0f} with cutting the text into units")
    print("spans that differ from the text: %d of %d findings" % wrong_spans(texts, detector))


if __name__ == "__main__":
    main()
