"""A copy of a bare repository that takes hardly any time or space: the files of its objects are shared.

git never writes into an object or a pack, it only makes and removes them, so two repositories may hold the
same file. Everything else, such as references and reflogs, is copied.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_OWN = ("archiver-claim", "archiver.lock", "*.lock", "tmp_*")
"""What belongs to a run that is at work on the original."""


def make(repository: Path, copy: Path) -> None:
    """Copy a repository to a folder that does not exist. Only for who keeps others from writing to it.

    References come first, so that what they name is among the objects that follow.
    """
    ignored = shutil.ignore_patterns("objects", *_OWN)
    shutil.copytree(repository, copy, ignore=ignored, symlinks=True)
    objects = shutil.ignore_patterns(*_OWN)
    shutil.copytree(repository / "objects", copy / "objects", ignore=objects, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    """One file under a second name; a copy of it on another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
