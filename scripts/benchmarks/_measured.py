"""What a command and all the processes that it starts use, those that outlive it included."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MEASURE = """\
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # inherit what the command leaves: PR_SET_CHILD_SUBREAPER
code = subprocess.call(sys.argv[1:])
try:
    while True:
        os.wait()
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\\n{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}", end="")
sys.exit(code)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a command did, and what it cost."""

    code: int
    output: str
    errors: str
    cpu_seconds: float
    peak_mb: float
    """Of the largest process."""


def measured(command: Sequence[str], env: Mapping[str, str] | None = None) -> Used:
    """Run the command to its end."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *command],
        env=env,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    output, _, last = done.stdout.rpartition("\n")
    try:
        cpu_seconds, peak_mb = map(float, last.split())
    except ValueError:
        sys.exit(f"the command cannot be measured: {done.stderr}")
    return Used(
        code=done.returncode, output=output, errors=done.stderr, cpu_seconds=cpu_seconds, peak_mb=peak_mb
    )
