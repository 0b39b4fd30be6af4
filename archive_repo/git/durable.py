"""Files that are on the disk when a function returns, and not in memory only."""

from __future__ import annotations

import os
from pathlib import Path


def write(file: Path, data: bytes) -> None:
    """Replace the file's bytes: after a power cut it has the old ones or the new ones, all of them."""
    temporary = file.with_name(f"{file.name}.lock")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    flush(file.parent)


def flush(folder: Path) -> None:
    """Flush a folder: which files it has under which names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
