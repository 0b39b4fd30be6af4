"""What keeps a repository from being read at all, which is reported instead of its consequences."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from archive_repo.git.loose import LARGEST
from archive_repo.verify.problem import Problem


def problems(repository: Path) -> Iterator[Problem]:
    """Files that never end or do not fit into memory, and objects that are in another repository."""
    for folder, _, names in os.walk(repository):
        for name in names:
            file = Path(folder, name)
            with suppress(FileNotFoundError):
                if what := _why_not(file, file.stat()):
                    remedy = f"check what {file} is, and move it away; then verify again"
                    yield Problem(where=str(file.relative_to(repository)), what=what, remedy=remedy)
    elsewhere = repository / "objects" / "info" / "alternates"
    if elsewhere.is_file():
        what = "objects lie in another repository, and go with it: nothing could be checked"
        remedy = f"`git -C {repository} repack -a -d` copies them; then remove {elsewhere} and verify again"
        yield Problem(where=str(elsewhere.relative_to(repository)), what=what, remedy=remedy)


def _why_not(file: Path, status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "not a file but a device or a pipe: nothing could be checked"
    if status.st_size > LARGEST and file.parent.name != "pack":
        return f"{status.st_size} bytes, more than such a file ever has: nothing could be checked"
    return ""
