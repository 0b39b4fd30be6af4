"""No two modules of a package share a name, so that a name says which one is meant."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ONE_PER_STAGE = frozenset({"thresholds"})
"""Names that each stage of the pipeline may use for its own."""


@pytest.mark.parametrize("package", ["archiver", "archive_repo"])
def test_no_two_modules_outside_the_command_line_share_a_name(package: str) -> None:
    files = [path.relative_to(ROOT / package) for path in (ROOT / package).rglob("*.py")]
    names = Counter(path.stem for path in files if path.parts[0] != "cli" and not path.stem.startswith("__"))
    assert names
    assert [name for name, count in names.items() if count > 1 and name not in ONE_PER_STAGE] == []
