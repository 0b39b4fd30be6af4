"""What a command and all the processes that it starts use, those that outlive it included."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

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
    wall_seconds: float
    peak_mb: float
    """Of the largest process."""
    course: Sequence[tuple[float, float]] = ()
    """Times of day, and the CPU seconds that were used until then; only where that was asked for."""

    def cpu_seconds_until(self, moment: float) -> float:
        """Those that were used until a time of day."""
        return next((used for at, used in self.course if at >= moment), self.cpu_seconds)


def measured(
    command: Sequence[str], env: Mapping[str, str] | None = None, *, watch_seconds: float = 0.0
) -> Used:
    """Run the command to its end; see every `watch_seconds` how much it has used, if they are given."""
    course: list[tuple[float, float]] = []
    began = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        running = subprocess.Popen(
            [sys.executable, "-c", _MEASURE, *command],
            env=env,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        while running.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                running.wait(watch_seconds or None)
            if watch_seconds:
                course.append((time.time(), used_by_session(running.pid)))
        code, (printed, errors) = running.returncode, map(_text, (out, err))
    wall_seconds = time.monotonic() - began
    output, _, last = printed.rpartition("\n")
    try:
        cpu_seconds, peak_mb = map(float, last.split())
    except ValueError:
        sys.exit(f"the command cannot be measured: {errors}")
    return Used(
        code=code,
        output=output,
        errors=errors,
        cpu_seconds=cpu_seconds,
        wall_seconds=wall_seconds,
        peak_mb=peak_mb,
        course=course,
    )


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def used_by_session(leader: int) -> float:
    """CPU seconds of the processes of a session and of those that they have seen the end of."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = file.read_text(errors="replace").rpartition(")")[2].split()
            if int(told[3]) == leader:
                ticks += sum(int(one) for one in told[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")
