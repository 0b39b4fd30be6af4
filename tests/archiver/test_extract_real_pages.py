"""What is read on real pages, against the text that people curated for them."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

import pytest

from archiver.extract import extract

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "extraction"
pytestmark = pytest.mark.real_pages
EVERY = 5
"""One page in so many is read, so that the tests stay short; `scripts/bench extraction` reads them all."""


@pytest.fixture(scope="module")
def score() -> ModuleType:
    path = FOLDER / "score.py"
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    spec = importlib.util.spec_from_file_location("extraction_score", path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules["extraction_score"] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def pages() -> list[tuple[dict[str, Any], bytes, str]]:
    folder = FOLDER / "pairs"
    if not folder.is_dir():
        pytest.skip(f"{folder} is missing")
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = [row for row in rows if not row.get("multi")][::EVERY]
    return [
        (
            row,
            gzip.decompress((folder / f"{row['id']}.html.gz").read_bytes()),
            (folder / f"{row['id']}.md").read_text(encoding="utf-8"),
        )
        for row in chosen
    ]


def test_the_text_of_real_pages_is_nearly_all_of_what_people_chose_and_nothing_else(
    score: ModuleType, pages: list[tuple[dict[str, Any], bytes, str]]
) -> None:
    rows = [score.compare(curated, extract(body, url=row["url"] or "").text) for row, body, curated in pages]
    assert mean(row["f1"] for row in rows) >= 0.988
    assert mean(row["sr"] for row in rows) >= 0.985
    assert mean(row["sp"] for row in rows) >= 0.99
    assert sum(row["f1"] < 0.8 for row in rows) <= 0.01 * len(rows)


def test_every_page_has_a_confidence_that_most_of_them_pass(
    pages: list[tuple[dict[str, Any], bytes, str]],
) -> None:
    confidences = [extract(body, url=row["url"] or "").confidence or 0.0 for row, body, _ in pages]
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert sum(confidence >= 0.9 for confidence in confidences) >= 0.85 * len(confidences)
