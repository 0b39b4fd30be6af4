"""Stored pages read again, to see that each version is what its page says.

Whoever rewrites a text can rewrite its hash and its commit too; the page beside it would have to be made to
fit. Only what was read by today's code and with the selectors of today's declaration can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import shorten

from archive_repo import history
from archive_repo.errors import DamagedRepository
from archive_repo.format.snapshot import Body
from archive_repo.records import Version
from archive_repo.repository import Repository
from archive_repo.verify.problem import LOOK, Problem
from archiver import extract
from archiver.crawl.workers import Compute
from archiver.declarations import Declaration, Document
from archiver.extract import ExtractionFailed
from archiver.extract.document import fingerprint, read, without_selectors

SHOWN = 80
"""Characters of the first line that differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Versions of a platform against their pages."""

    same: int = 0
    problems: tuple[Problem, ...] = ()
    passed_over: int = 0
    """Versions that cannot be compared: without a page, or read by other code or other selectors."""


def compare(repository: Repository, declared: Declaration | None, compute: Compute) -> Compared:
    """Read the pages of every version again, as far as they were read as they are now.

    `declared` is what is declared of the platform today. Raises DamagedRepository.
    """
    same, passed_over, problems = 0, 0, list[Problem]()
    documents = {one.slug: one for one in declared.documents} if declared else {}
    for slug in repository.documents():
        read_by = _fingerprints(repository, slug)
        for version in history.each(repository, slug):
            found = _problem(repository, version, documents.get(slug), read_by.get(version.id, ""), compute)
            if isinstance(found, Problem):
                problems.append(found)
            same += found is True
            passed_over += found is None
    return Compared(same=same, problems=tuple(problems[::-1]), passed_over=passed_over)


def _fingerprints(repository: Repository, document: str) -> dict[str, str]:
    """What read each version, by the first look that names it."""
    looks = history.observations(repository, document)
    return {look.version: look.read_by for look in looks if look.version and look.read_by}


def _problem(
    repository: Repository, version: Version, document: Document | None, read_by: str, compute: Compute
) -> Problem | bool | None:
    """What is wrong with a version; True for nothing, None where that cannot be told."""
    if document is None or not version.snapshot or version.extractor != extract.extractor_name():
        return None
    as_read = next(
        (one for one in (document, without_selectors(document)) if fingerprint(one) == read_by), None
    )
    bodies = _bodies(repository, version)
    if as_read is None or len(bodies) != len(as_read.sources):
        return None
    try:
        text = compute(read, as_read, bodies).text
    except ExtractionFailed as error:
        text = ""
        what = f"its text cannot be read from its page any more ({error})"
    stored = repository.text(version)
    if text == stored:
        return True
    if text:
        what = f"its text is not what its page says: {_first_difference(stored, text)}"
    return Problem(
        platform=repository.platform,
        document=version.document,
        where=version.id,
        what=f"{what}; text and Text-SHA256 fit each other, so they were rewritten together, or the page was",
        remedy=LOOK,
    )


def _bodies(repository: Repository, version: Version) -> Sequence[Body]:
    try:
        return repository.bodies(version.snapshot, version.document)
    except DamagedRepository:  # told elsewhere
        return ()


def _first_difference(stored: str, read: str) -> str:
    pairs = zip_longest(stored.splitlines(), read.splitlines(), fillvalue="")
    one, other = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    return f"the text has “{shorten(one, SHOWN)}”, the page “{shorten(other, SHOWN)}”"
