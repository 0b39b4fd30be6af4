"""Memory that is given back to the system as soon as a page was read.

The C library of most Linux systems keeps what is freed for what comes next, for each thread apart: a crawl of
264 real pages then held 50 MB of 280 for nothing.
"""

from __future__ import annotations

import ctypes

_LARGE = 128 * 1024
"""Bytes from which on a piece of memory is asked of the system and returned to it by itself. That is where
glibc begins too, but it moves the limit up to the size of the largest page that was freed."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""What `mallopt` calls them in <malloc.h>."""


def give_back() -> None:
    """Have this process, and those that are forked from it, keep little that is free; glibc alone can."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        return
    for parameter, value in ((_TRIM_THRESHOLD, _LARGE), (_MMAP_THRESHOLD, _LARGE), (_ARENA_MAX, 1)):
        library.mallopt(parameter, value)
