"""An observation as JSON, one file per document on the branch `observations`.

The newest file is the crawler's memory of the document, and the file's history is the proof that someone
looked. Fields that have their default are left out: an unchanged document's file differs only in its time.
"""

from __future__ import annotations

from archive_repo.errors import DamagedRepository
from archive_repo.format import plain
from archive_repo.records import Observation


def to_json(observation: Observation) -> bytes:
    """The file's bytes: UTF-8, one key a line, ends with a newline."""
    return plain.to_file(observation, brief=True)


def from_json(data: bytes) -> Observation:
    """The observation of a file. Raises DamagedRepository where it is not one of ours."""
    try:
        return plain.from_file(Observation, data)
    except ValueError as error:
        raise DamagedRepository(
            f"an observation cannot be read ({error}); `archiver verify` says where"
        ) from error
