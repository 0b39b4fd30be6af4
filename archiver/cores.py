"""How many processor cores there are for this process."""

from __future__ import annotations

import os


def usable() -> int:
    """The cores that this process may use; all there are where a system does not say (macOS, Windows)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
