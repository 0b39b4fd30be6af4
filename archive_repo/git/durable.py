"""Files that are on the disk, and not only in memory, when a function returns."""

from __future__ import annotations

import os
from pathlib import Path


def write(file: Path, data: bytes) -> None:
    """Replace the file's bytes; after a power cut it has either all the old ones or all the new ones."""
    temporary = file.with_name(f"{file.name}.lock")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    flush(file.parent)


def flush(folder: Path | str) -> None:
    """Flush a folder, that is the names of the files in it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
