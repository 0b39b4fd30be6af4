"""Makes the kernel refuse a process's flushes, so that a test sees whether anything was to be flushed."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

NUMBERS = {"x86_64": (74, 75), "aarch64": (82, 83)}
"""System calls fsync and fdatasync, by machine."""

AVAILABLE = sys.platform == "linux" and os.uname().machine in NUMBERS


def refuse_flushes() -> None:
    """From now on fsync and fdatasync of this process fail with EIO. There is no way back."""
    first, second = NUMBERS[os.uname().machine]
    load, jump_if_equal, answer = 0x20, 0x15, 0x06
    program = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (load, 0, 0, 0),  # the system call's number
            (jump_if_equal, 1, 0, first),
            (jump_if_equal, 0, 1, second),
            (answer, 0, 0, 0x00050000 | errno.EIO),
            (answer, 0, 0, 0x7FFF0000),  # let it be
        )
    )
    code = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, mode_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(set_seccomp, mode_filter, header, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter could be set")
