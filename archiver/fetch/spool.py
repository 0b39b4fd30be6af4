"""Bytes that are laid aside on the disk until they are asked for again, or nobody can ask any more.

    spool = Spool()
    read = spool.keep(capture.body)
    read()

They lie in files without a name, each of which the system removes once nothing in it can be read any more,
however the process ends.
"""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections.abc import Callable

FILE_BYTES = 16 * 1024 * 1024
"""Size from which on another file is begun: what a single page that is still needed keeps of the disk."""


class Spool:
    """Files in the folder for temporary files; safe to be shared by threads."""

    def __init__(self, file_bytes: int = FILE_BYTES) -> None:
        self._file_bytes = file_bytes
        self._file: _File | None = None
        self._lock = threading.Lock()

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """What reads the bytes again. They stay in memory where the disk has no room."""
        if not data:
            return bytes
        with self._lock:
            try:
                if self._file is None or self._file.size >= self._file_bytes:
                    self._file = _File()
                return self._file.append(data)
            except OSError:
                self._file = None
                return lambda: data


class _File:
    """A file that is closed once nobody holds it, nor what reads a part of it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (it is open for as long as it is needed)
        self.size = 0
        weakref.finalize(self, self._file.close)

    def append(self, data: bytes) -> Callable[[], bytes]:
        """Write the bytes at its end; what is returned reads them again. Raises OSError."""
        start, size = self.size, len(data)
        self._file.write(data)
        self._file.flush()
        self.size += size
        return lambda: os.pread(self._file.fileno(), size, start)
