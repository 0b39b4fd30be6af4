"""The benchmark of faults in an archive's files runs, and finds nothing wrong with a few of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import unmeasured

BENCH = Path(__file__).resolve().parents[1] / "scripts" / "benchmarks" / "file_faults.py"


def test_faults_in_files_hang_nothing_block_nobody_and_are_found() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--only", "refs/heads/main", "--step", "7"],
        capture_output=True,
        text=True,
        check=False,
        env=unmeasured(),
    )
    _, *counts = done.stdout.splitlines()[-2].split()
    faults, found, _, hangs, crashes, blocked, missed = map(int, counts)
    assert (hangs, crashes, blocked, missed) == (0, 0, 0, 0), done.stdout
    assert faults > found > 0
