"""No text can freeze the archive: the time of each of its patterns grows with the text, and no faster.

The attacks are those of `scripts/bench patterns`, which tries the patterns of the whole project.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import unmeasured

pytestmark = pytest.mark.large

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "scripts" / "benchmarks" / "patterns.py"


def attacked(*modules: str, path: Path = ROOT, cpu: int = 30) -> subprocess.CompletedProcess[str]:
    """The bench's answer for some modules, each pattern within `cpu` seconds."""
    command = [sys.executable, str(BENCH), "--cpu", str(cpu), *modules]
    environment = unmeasured(PYTHONPATH=f"{path}{os.pathsep}{ROOT}")
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("package", ["archive_repo", "archiver.report.difference"])
def test_every_pattern_is_linear(package: str) -> None:
    done = attacked(package)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 of them worse than linear" in done.stdout


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5 loses matches of `(?:a|ab)*+` (gh-106052); `(?>(?:a|ab)*)` means the same."""
    sources = [one for folder in ("archive_repo", "archiver") for one in (ROOT / folder).rglob("*.py")]
    found = [
        f"{source.relative_to(ROOT)}: {line.strip()}"
        for source in sources
        for line in source.read_text(encoding="utf-8").splitlines()
        if re.search(r"(?<!\\)\)(?:[*+?]|\{\{?[0-9,]+\}\}?)\+", line)
    ]
    assert not found


SLOW = {
    "NESTED": r"(?:\w+\s?)+$",
    "RUN_WITHOUT_AN_END": r"[.!?]+\s",
    "TWO_RUNS_IN_A_ROW": r"\s*\|?\s*x",
    "ESCAPED_BRACKETS": r"\[(?:[^\[\]\\]|\\.)*\]\(",
    "ONE_TEXT_IN_MANY_WAYS": r"\((?:a|ab|b)+\)",
}
FAST = {"RUN": r"[.!?]+", "BRACKETS": r"\[[^\[\]]*\]"}


def test_patterns_that_are_worse_than_linear_are_found_and_no_others(tmp_path: Path) -> None:
    lines = [f"{name} = re.compile({pattern!r})" for name, pattern in {**SLOW, **FAST}.items()]
    (tmp_path / "slow.py").write_text("\n".join(["import re", *lines]))

    done = attacked("slow", path=tmp_path, cpu=1)

    assert done.returncode == 1
    *told, total = done.stdout.splitlines()
    assert [line.split()[0] for line in told] == [f"slow.{name}" for name in SLOW]
    assert total == "7 patterns, 5 of them worse than linear"


def test_a_pattern_is_found_wherever_a_module_has_it(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import re\nfrom dataclasses import dataclass\nfrom functools import cache\n\n"
        "@dataclass\nclass Rule:\n    pattern: re.Pattern[str]\n\n"
        "RULES = {'a': [Rule(re.compile('a'))]}\n\n"
        "@cache\ndef _made() -> re.Pattern[str]:\n    return re.compile('b')\n\n"
        "def used(text: str) -> str:\n    return re.sub('c', '', text)\n"
    )

    assert "3 patterns" in attacked("slow", path=tmp_path).stdout
