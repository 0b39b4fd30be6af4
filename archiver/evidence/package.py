"""A package of evidence: one WACZ file that shows what a document said, and that can be checked offline.

    archive/data.warc.gz         the pages as WARC records, with redirects and the looks that saw them again
    indexes/, pages/             what viewers of web archives need
    evidence/                    report, certificate, manifest, history, load file, verify.py
    texts/                       each version's text, and its difference from the one before
    snapshots/                   each version's pages, and the git objects that name them
    datapackage.json             the description, with the digest of each of these
    datapackage-digest.json      the digest of that

docs/evidence.md says what it proves. What is in it depends on the archive and on `now` only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from io import BytesIO
from typing import Any

from archive_repo import history
from archive_repo.branches import MAIN, OBSERVATIONS
from archive_repo.errors import DamagedRepository
from archive_repo.git import bundle
from archive_repo.repository import Repository
from archiver.evidence import manifest, paper, verify
from archiver.evidence.manifest import Told

Chosen = Callable[[Sequence[verify.Commit]], Sequence[str]]
"""Which of a document's versions, oldest first, a package is about: their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package and what it is about."""

    data: bytes
    manifest: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """Of the whole file."""
        return verify.digest(self.data)


def make(repository: Repository, document: str, chosen: Chosen, *, now: datetime, software: str) -> Package:
    """A package about some versions of a document, checked as its reader will check it.

    Raises ArchiveError where the page of none of them was kept, and DamagedRepository where the archive is
    not what it says.
    """
    store = repository.store
    tips = {f"refs/heads/{name}": store.tip(name) for name in (MAIN, OBSERVATIONS)}
    tips["HEAD"] = tips[verify.MAIN]  # a clone then has the texts as files
    kept = bundle.compose(store, {name: tip for name, tip in tips.items() if tip})
    past = verify.bundle(kept)
    told = manifest.tell(
        repository,
        past,
        document,
        chosen(verify.versions(past, document)),
        now=now,
        software=software,
        history_sha256=verify.digest(kept),
    )
    files = _files(repository, told, kept)
    described = verify.description(told.manifest, files)
    head = {verify.PACKAGE: described, verify.DIGEST: verify.digest_file(described)}
    data = verify.zipped({**head, **files})
    if faults := verify.check(data).faults:
        raise DamagedRepository(
            f"{repository.path}: a package would not prove what it says ({faults[0][0]}: {faults[0][1]}); "
            "`archiver verify` says what is damaged",
            platform=repository.platform,
        )
    return Package(data=data, manifest=told.manifest)


def _files(repository: Repository, told: Told, kept: bytes) -> dict[str, bytes]:
    """The files of a package in their order, without the description."""
    warc = _warc(repository, told)
    return {
        verify.WARC: warc,
        verify.INDEX: verify.index(verify.records(warc)),
        verify.PAGES: verify.pages(told.manifest),
        verify.REPORT: paper.report(told.manifest),
        verify.CERTIFICATE: paper.certificate(told.manifest),
        verify.MANIFEST: _json(told.manifest),
        verify.HISTORY: kept,
        verify.LOAD_FILE: verify.load_file(told.manifest, told.files),
        verify.CHECKER: resources.files("archiver.evidence").joinpath("verify.py").read_bytes(),
        **dict(sorted(told.files.items())),
    }


def _warc(repository: Repository, told: Told) -> bytes:
    from archiver.exchange.warc import writing

    document = told.manifest["document"]
    times = {verify.moment(look["checked_at"]) for look in told.manifest["looks"]}
    looks = [
        look
        for look in history.observations(repository, document)
        if look.checked_at.replace(microsecond=0) in times
    ]
    stream = BytesIO()
    writing.write_pages(
        stream,
        repository,
        document,
        manifest.snapshots(repository, told),
        looks,
        software=told.manifest["software"],
    )
    return stream.getvalue()


def _json(value: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n".encode()
