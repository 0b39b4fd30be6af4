"""The settings of a repository itself: the file `config` in its folder."""

from __future__ import annotations

from pathlib import Path

import pygit2


def settings(repository: Path) -> dict[str, str]:
    """Names, in lower case, and values. Raises ValueError where git cannot read them."""
    file = repository / "config"
    try:
        file.open("rb").close()  # libgit2 takes one that is not there, or may not be read, for an empty one
        found = {str(entry.name).lower(): str(entry.value or "") for entry in pygit2.Config(str(file))}
    except FileNotFoundError:
        raise ValueError("it is not there") from None
    except (pygit2.GitError, UnicodeDecodeError, KeyError) as error:
        raise ValueError(str(error)) from error
    return found
