"""Lets a process of root's be refused what file permissions forbid, as everybody else's."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

BOUNDING_SET_DROP = 24
CAPSET = {"x86_64": 126, "aarch64": 91}
VERSION = 0x20080522
OVER_FILES = (0, 1, 2, 3, 4)
"""Capabilities: to own any file, to read and write any, to search any folder, to pass for any's owner."""


def drop() -> None:
    """From now on permissions hold for this process and what it starts. There is no way back."""
    if os.geteuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    kept = sum(1 << number for number in range(32) if number not in OVER_FILES)
    header = struct.pack("Ii", VERSION, 0)
    refused = [libc.prctl(BOUNDING_SET_DROP, number, 0, 0, 0) for number in OVER_FILES]
    kept &= _permitted()
    wanted = struct.pack("6I", kept, kept, 0, 0, 0, 0)
    if any(refused) or libc.syscall(CAPSET[os.uname().machine], header, wanted):
        raise OSError(ctypes.get_errno(), "the powers of root could not be given up")


def _permitted() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("CapPrm")), 16)
