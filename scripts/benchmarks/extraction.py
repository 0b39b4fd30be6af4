"""How complete and clean the text of real pages is, and the structure kept: ours and other readers."""

from __future__ import annotations

import argparse
import html
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import lxml.html  # noqa: E402

from archiver.extract import clean_text, noise  # noqa: E402
from archiver.extract.html import read  # noqa: E402

PAIRS = ROOT.parent / "shared" / "extraction" / "pairs"
Reader = Callable[[bytes, str], str]
Rows = list[dict[str, Any]]


def trafilatura_default(body: bytes, url: str) -> str:
    import trafilatura

    return trafilatura.extract(body, url=url or None, output_format="markdown") or ""


def trafilatura_recall(body: bytes, url: str) -> str:
    import trafilatura

    return trafilatura.extract(body, url=url or None, output_format="markdown", favor_recall=True) or ""


def landmark_text(body: bytes, url: str) -> str:
    """The text of `<main>`, else of the longest `<article>`, else of the body, a line for each text node."""
    tree = lxml.html.document_fromstring(body)
    for element in list(tree.iter("script", "style", "noscript", "svg")):
        element.drop_tree()
    found = tree.findall(".//main") or tree.findall(".//article") or tree.findall(".//body")
    best = max(found, key=lambda element: len(element.text_content()), default=tree)
    return "\n".join(piece.strip() for piece in best.itertext() if piece.strip())


READERS: dict[str, Reader] = {
    "archiver": clean_text,
    "trafilatura, default": trafilatura_default,
    "trafilatura, favor_recall": trafilatura_recall,
    "main/article text": landmark_text,
}


def module(folder: Path, name: str) -> ModuleType:
    """A scoring module that lies beside the pairs."""
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{folder / name}.py is missing; --scoring DIR says where it is")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def halves(rows: Rows) -> dict[str, Rows]:
    """All rows, and those of either half of the platforms, every other one by name."""
    platforms = sorted({row["service"] for row in rows})
    return {
        "all": rows,
        "half 1": [row for row in rows if platforms.index(row["service"]) % 2 == 0],
        "half 2": [row for row in rows if platforms.index(row["service"]) % 2 == 1],
    }


SAME = 0.0005
"""Two F1 that differ by no more are the same: a word of a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with one document, the text that people chose of it, and how near ours comes."""

    site: str
    url: str
    body: bytes
    searched: str
    """Its source, in which a rule's pattern must be found for the rule to matter."""
    curated: str
    text: str
    f1: float


def with_rules(body: bytes, url: str, rules: noise.Noise) -> str:
    return read.read(body, url=url, noise=rules).text


def single_pages(folder: Path, score: ModuleType) -> Iterator[Page]:
    for row, body, curated in score.pairs(str(folder)):
        if not row.get("multi"):
            text = clean_text(body, row["url"] or "")
            yield Page(
                site=row["service"], url=row["url"] or "", body=body, curated=curated, text=text,
                searched=html.unescape(body.decode("utf-8", "replace")),
                f1=score.compare(curated, text)["f1"],
            )  # fmt: skip


def print_rules(folder: Path, score: ModuleType, only: list[str]) -> None:
    """For each rule of noise.toml, the pages that it helps and hurts: read with it, and without it."""
    pages = list(single_pages(folder, score))
    print(
        f"{len(pages)} pages; a page is helped by a rule if its F1 is lower without it, and hurt if higher\n"
    )
    print("| rule | kind | texts changed | pages (sites) helped | pages (sites) hurt | F1 won, sum |")
    print("|---|---|---|---|---|---|")
    for rule in noise.rules():
        if only and rule.id not in only:
            continue
        others = noise.Noise(other for other in noise.rules() if other is not rule)
        pattern = re.compile(rule.pattern, re.IGNORECASE)
        found = [page for page in pages if pattern.search(page.searched)]
        without = [(page, with_rules(page.body, page.url, others)) for page in found]
        changed = [(page, text) for page, text in without if text != page.text]
        won = [(page, page.f1 - score.compare(page.curated, text)["f1"]) for page, text in changed]
        helped = [page.site for page, gain in won if gain > SAME]
        hurt = [page.site for page, gain in won if gain < -SAME]
        print(
            f"| {rule.id} | {rule.kind} | {len(changed)} | {len(helped)} ({len(set(helped))}) | "
            f"{len(hurt)} ({len(set(hurt))}) | {sum(gain for _, gain in won):+.4f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="folder of pages and their curated text")
    parser.add_argument(
        "--scoring", type=Path, help="folder of score.py and structure.py (default: beside the pairs)"
    )
    parser.add_argument("--only", choices=list(READERS), help="one reader instead of all")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="the N pages with the lowest F1 of ours"
    )
    parser.add_argument(
        "--rules", nargs="*", metavar="ID", help="what each rule of noise.toml helps and hurts, or these"
    )
    chosen = parser.parse_args()
    if not chosen.pairs.is_dir():
        sys.exit(f"{chosen.pairs} is missing; --pairs DIR says where pages are")
    scoring = chosen.scoring or chosen.pairs.resolve().parent
    score = module(scoring, "score")
    if chosen.rules is not None:
        print_rules(chosen.pairs, score, chosen.rules)
        return
    structure = module(scoring, "structure")
    readers = {name: reader for name, reader in READERS.items() if chosen.only in (None, name)}
    print(score.HEAD)
    worst: Rows = []
    for name, reader in readers.items():
        rows = score.score(str(chosen.pairs), reader, single=True)
        for part, some in halves(rows).items():
            if some:
                print(score.line(f"{name}, {part}", score.summary(some)), flush=True)
        worst = worst or sorted(rows, key=lambda row: row["f1"])[: chosen.worst]
    print("\n| structure kept | documents | " + " | ".join(structure.KINDS) + " |\n|---|---|---|---|---|---|")
    for name, reader in readers.items():
        counts, documents, _ = structure.kept(str(chosen.pairs), reader)
        cells = " | ".join(f"{kept}/{curated} = {kept / max(1, curated):.1%}" for kept, curated in counts)
        print(f"| {name} | {documents} | {cells} |", flush=True)
    for row in worst:
        print(
            f"{row['id']} {row['service']}, {row['terms']}: F1 {row['f1']:.3f}, "
            f"precision {row['p']:.3f}, recall {row['r']:.3f}"
        )


if __name__ == "__main__":
    main()
