"""That what is submitted is checked: without its entry nothing runs, and nobody is told."""

from __future__ import annotations

import os
from pathlib import Path

ENTRY = Path(__file__).resolve().parents[1] / ".ci" / "run"


def test_the_entry_of_ci_is_there_and_runs_what_the_readme_gives_a_newcomer() -> None:
    assert os.access(ENTRY, os.X_OK)
    assert ENTRY.read_text(encoding="utf-8").rstrip().endswith("exec scripts/test")
