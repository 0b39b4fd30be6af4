"""Small collections in Open Terms Archive's layout, made by git itself."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2021, 3, 1, 12, tzinfo=UTC)
BOT = b"Open Terms Archive Bot <bot@example.org>"


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run(("git", "-C", str(folder), *words), input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


@dataclass
class Written:
    """A bare repository to which `git fast-import` adds one commit at a time."""

    path: Path
    day: int = 0
    commits: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        subprocess.run(("git", "init", "-q", "--bare", "-b", "main", str(self.path)), check=True)

    def record(
        self,
        file: str | bytes,
        text: str | bytes,
        message: str = "",
        *,
        at: datetime | None = None,
    ) -> str:
        """Commit a file; a day passes. The message is the engine's for a change unless one is given."""
        name = file if isinstance(file, bytes) else file.encode()
        data = text if isinstance(text, bytes) else text.encode()
        said = (message or f"Record new changes of {name.decode(errors='replace')}").encode()
        when = int((at or START + timedelta(days=self.day)).timestamp())
        self.day += 1
        quoted = b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        parent = b"from refs/heads/main^0\n" if self.commits else b""
        stream = b"commit refs/heads/main\ncommitter %s %d +0000\ndata %d\n%s\n%s" % (
            BOT,
            when,
            len(said),
            said,
            parent,
        ) + b"M 100644 inline %s\ndata %d\n%s\n" % (quoted, len(data), data)
        git(self.path, "fast-import", "--quiet", "--force", given=stream)
        self.commits.append(git(self.path, "rev-parse", "main"))
        return self.commits[-1]

    def bundle(self, file: Path) -> Path:
        """The repository as a bundle."""
        git(self.path, "bundle", "create", "-q", str(file), "main", "HEAD")
        return file
