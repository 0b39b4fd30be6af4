"""Recording in a platform's repository: snapshots, versions, observations. Made by `Repository.writing`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from archive_repo import branches
from archive_repo.branches import (
    MAIN,
    OBSERVATIONS,
    README,
    SCREENSHOT,
    SNAPSHOTS,
    TIMESTAMPS,
    WITNESSES,
)
from archive_repo.format import heads, observation, readme, snapshot, trailers
from archive_repo.format.message import compose, plural
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Body, Screenshot, Snapshot, SnapshotMessage
from archive_repo.git.store import Store
from archive_repo.recollection import Recollection, Versions
from archive_repo.records import Message, Outcome, Version


class Writer:
    """Records under the repository's lock; each method returns when what it wrote is durable."""

    def __init__(self, store: Store, name: str, known: Recollection) -> None:
        self.name = name
        """The platform's name; empty where it is not known."""
        self._store = store
        self._known = known
        self._texts: dict[str, set[str]] = {}

    def versions(self, document: str) -> Versions:
        """The document's versions, newest first."""
        return self._known.versions(document)

    def texts(self, document: str) -> Set[str]:
        """SHA-256 of every text of the document that was the document."""
        if document not in self._texts:
            self._texts[document] = self.versions(document).texts()
        return self._texts[document]

    def text(self, version: Version) -> str:
        """The Markdown of a version."""
        return branches.text(self._store, version.id, version.document)

    def record_snapshot(
        self, *, document: str, title: str, bodies: Sequence[Body], fetched_at: datetime
    ) -> Snapshot:
        """Store the raw bodies of a document, one for each source, with how they were got.

        A picture is stored with the page that it was taken of, and is not repeated with a copy of that page.
        """
        message = SnapshotMessage(
            document=document,
            urls=tuple(body.fetched.url for body in bodies),
            body_sha256s=tuple(sha256(body.data) for body in bodies),
        )
        there = self._store.files_beginning(self._store.tip(SNAPSHOTS), document)
        beside = _beside(branches.bodies(there, document))
        files: dict[str, str | None] = dict.fromkeys(name for name in beside if name in there)
        for stem, body, digest in zip(
            _stems(document, len(bodies)), bodies, message.body_sha256s, strict=True
        ):
            files[f"{stem}.{body.extension}"] = self._store.put(body.data)
            fetched = replace(body.fetched, sha256=digest, screenshot=_pictured(body))
            files[f"{stem}.json"] = self._store.put(snapshot.to_json(fetched))
            if body.screenshot:
                files[f"{stem}.{SCREENSHOT}"] = self._store.put(body.screenshot)
        said = snapshot.compose(title, message)
        return Snapshot(
            platform=self._store.path.stem,
            document=document,
            id=self._store.commit_files(SNAPSHOTS, files, said, authored=fetched_at, committed=fetched_at),
            fetched_at=fetched_at,
            sources=message.sources,
        )

    def record_version(
        self, message: Message, text: str, *, fetched_at: datetime, recorded_at: datetime
    ) -> Version:
        """Commit a document's text on `main`: one commit is one version of one document."""
        files = {f"{message.document}.md": self._store.put(text.encode())}
        said, earlier = compose(message), self.versions(message.document)
        if not earlier or earlier[0].title != message.title or self._is_renamed(message):
            files[README] = self._store.put(self._readme(message))
        self._store.commit_files(MAIN, files, said, authored=fetched_at, committed=recorded_at)
        version = self.versions(message.document)[0]
        if message.document in self._texts and version.is_the_document:
            self._texts[message.document].add(version.text_sha256)
        return version

    def _is_renamed(self, message: Message) -> bool:
        return message.platform_name != branches.platform_name(self._store)

    def _readme(self, message: Message) -> bytes:
        listed: dict[str, Message | Version] = {**self._known.newest(), message.document: message}
        return readme.write(message.platform_name or self._store.path.stem, listed.values())

    def write_again(self, text: str) -> None:
        """Store a text whose object was damaged; versions that hold it are whole again."""
        self._store.put(text.encode())

    def record_observations(self, looks: Iterable[Observation], *, checked_at: datetime) -> str | None:
        """Commit the looks of one crawl; the commit's id, None without looks.

        Each is a file, or a line of the message if it says nothing new.
        """
        found = {look.document: look for look in looks}
        if not found:
            return None
        before, known = branches.seen(self._store, self._store.tip(OBSERVATIONS)), self._known.looks()
        times = {name: one.again_at for name, one in before.items() if one.again_at}
        files = {}
        for name, look in found.items():
            is_whole = name in before and self._store.is_readable(before[name].blob)
            if is_whole and observation.says_nothing_new(look, known.get(name)):
                times[name] = look.checked_at
            else:
                files[f"{name}.json"] = self._store.put(observation.to_json(look))
                times.pop(name, None)
        text = _observations_message(found.values(), times)
        return self._store.commit_files(OBSERVATIONS, files, text, authored=checked_at, committed=checked_at)

    def record_timestamp(
        self, heads_text: bytes, tokens: Mapping[str, bytes], *, said: str, recorded_at: datetime
    ) -> str:
        """Commit the heads of an archive with what was made of them, by file; the commit's id.

        Its message has no trailers: it is of no branch, and must not pass for a look.
        """
        files = {heads.FILE: heads_text, **tokens}
        return self._record_beside(TIMESTAMPS, lambda _: True, files, said, recorded_at)

    def record_witness(
        self, document: str, witnessed: Mapping[str, bytes], *, said: str, recorded_at: datetime
    ) -> str:
        """Commit what somebody else said of a document, by file, in place of what was said before.

        Returns the commit's id. As with timestamps, its message has no trailers.
        """
        return self._record_beside(
            WITNESSES, lambda name: name.partition(".")[0] == document, witnessed, said, recorded_at
        )

    def _record_beside(
        self,
        reference: str,
        outdated: Callable[[str], bool],
        files: Mapping[str, bytes],
        said: str,
        recorded_at: datetime,
    ) -> str:
        """Commit files on a reference beside the branches, in place of those whose names are outdated."""
        there = self._store.files(self._store.tip(reference))
        changed: dict[str, str | None] = dict.fromkeys(filter(outdated, there))
        changed |= {name: self._store.put(data) for name, data in files.items()}
        text = f"{trailers.one_line(said)}\n"
        return self._store.commit_files(reference, changed, text, authored=recorded_at, committed=recorded_at)


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal, as every trailer and metadata file writes it."""
    return hashlib.sha256(data).hexdigest()


def _stems(document: str, count: int) -> list[str]:
    return [document] if count == 1 else [f"{document}.{number}" for number in range(1, count + 1)]


def _beside(names: Iterable[str]) -> list[str]:
    """The names of bodies, and of the files that may be beside them."""
    stems = [(name, name.rpartition(".")[0]) for name in names]
    return [file for name, stem in stems for file in (name, f"{stem}.json", f"{stem}.{SCREENSHOT}")]


def _pictured(body: Body) -> Screenshot | None:
    """What is said of the picture that is stored with a body, or of why there is none."""
    told = body.fetched.screenshot
    if body.screenshot and told:
        return replace(told, sha256=sha256(body.screenshot))
    return told if told and told.failure else None


def _observations_message(looks: Iterable[Observation], times: Mapping[str, datetime]) -> str:
    """The message of a commit of looks; `times` are those of looks that say nothing new."""
    counts = Counter(look.outcome for look in looks)
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    block = "\n".join([f"Archive-Format: {trailers.FORMAT}", *observation.to_lines(times)])
    return f"{plural(counts.total(), 'document')} looked at: {said}\n\n{block}\n"
