"""How complete and clean the text of real pages is, and the structure kept: ours and other readers."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lxml import html as lxml_html  # noqa: E402

from archiver.extract import clean_text  # noqa: E402

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
    tree = lxml_html.document_fromstring(body)
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
    chosen = parser.parse_args()
    if not chosen.pairs.is_dir():
        sys.exit(f"{chosen.pairs} is missing; --pairs DIR says where pages are")
    scoring = chosen.scoring or chosen.pairs.resolve().parent
    score, structure = module(scoring, "score"), module(scoring, "structure")
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
