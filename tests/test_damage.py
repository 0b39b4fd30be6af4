"""The benchmark of damages runs, and what it measures holds for a few faults of each kind of file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1] / "scripts" / "benchmarks" / "damage.py"


def test_verify_finds_what_git_fsck_finds_and_ends() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--many", "0.06"], capture_output=True, text=True, check=False
    )
    rows = [line.split() for line in done.stdout.splitlines()[1:-1]]
    found = {" ".join(row[:-5]): [int(count) for count in row[-5:]] for row in rows}
    assert len(found) > 10, done.stderr
    places, ours, by_git, hangs, crashes = found["all"]
    assert (hangs, crashes) == (0, 0)
    assert by_git <= ours <= places
