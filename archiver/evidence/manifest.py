"""What a package is about: the versions, their pages and the looks, and the files that hold them.

Texts, commits and looks are read from the very history that the package gets, so that nothing is said that
is not in it.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive_repo import branches, history
from archive_repo.errors import ArchiveError, DamagedRepository, UnknownVersion
from archive_repo.format import heads, message, snapshot
from archive_repo.records import Message
from archive_repo.repository import Repository
from archiver.evidence import verify
from archiver.evidence.verify import Bundle, Commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of a document, and the files with it."""

    manifest: dict[str, Any]
    files: dict[str, bytes]
    """Texts, differences and pages, by their paths in the package."""


def tell(
    repository: Repository,
    past: Bundle,
    document: str,
    chosen: Sequence[str],
    *,
    now: datetime,
    software: str,
    history_sha256: str,
) -> Told:
    """Say what a package with these versions of a document is about.

    Raises ArchiveError where the page of none of them was kept, and UnknownVersion where there is none.
    """
    own = [(one, message.parse(one.message)) for one in verify.versions(past, document)]
    every = [(one, said) for one, said in own if said]
    commits = [one for one, _ in every]
    looks = verify.looks(past, document)
    files: dict[str, bytes] = {}
    versions, without = [], []
    for place, (one, said) in enumerate(every):
        if one.id not in chosen:
            continue
        if not said.snapshot:
            without.append(one.id)
            continue
        version = _version(repository, past, one, said, files)
        version["previous"], version["next"] = map(verify.brief, verify.neighbours(commits, place))
        version["diff"] = _difference(past, version, files, document)
        version["span"] = verify.span(version, version["previous"], version["next"], looks)
        versions.append(version)
    if not versions:
        raise _nothing(repository, document, without)
    newest = versions[-1]
    manifest = {
        "format": verify.FORMAT,
        "software": software,
        "made_at": now.isoformat(timespec="seconds"),
        "address": f"{repository.platform}/{document}",
        "platform": newest["platform"],
        "document": document,
        "title": newest["title"],
        "versions": versions,
        "without_pages": without,
        "looks": verify.around(looks, versions),
        "witnesses": list(_witnesses(repository, document, [one["id"] for one in versions], files)),
        "timestamps": list(_timestamps(repository, past, newest["id"], files)),
        "branches": past.references,
        "history_sha256": history_sha256,
    }
    return Told(manifest=manifest, files=files)


def _nothing(repository: Repository, document: str, without: Sequence[str]) -> ArchiveError:
    where = f"{repository.platform}/{document}"
    if without:
        return ArchiveError(
            f"{where}: the page of version {without[-1][:12]} was never kept (its text was imported without "
            "it), so nothing can be proved of it; `archiver log` lists the versions, `archiver show --raw` "
            "says whether one has its page"
        )
    return UnknownVersion(f"{where}: no version was in force then; `archiver log` lists them")


def _version(
    repository: Repository, past: Bundle, one: Commit, said: Message, files: dict[str, bytes]
) -> dict[str, Any]:
    """What is said of a version; its text and its pages are added to the files."""
    short = one.id[:12]
    name = f"texts/{short}.md"
    files[name] = past.read(past.files(one.tree)[f"{said.document}.md"], "blob")
    kept = f"snapshots/{short}"
    raw = repository.store.raw(said.snapshot, "commit")
    files[f"{kept}.commit"] = raw
    files[f"{kept}.tree"] = repository.store.raw(verify.commit(said.snapshot, raw).tree, "tree")
    return {
        "id": one.id,
        "platform": said.platform_name or repository.platform,
        "title": said.title,
        "subject": one.message.split("\n")[0],
        "cause": said.cause,
        "change_class": said.change_class or "",
        "fetched_at": one.authored.isoformat(),
        "recorded_at": one.committed.isoformat(),
        "stated_updated": str(said.stated_updated or ""),
        "stated_effective": str(said.stated_effective or ""),
        "extractor": said.extractor,
        "origin": str(said.origin or ""),
        "text": name,
        "text_sha256": said.text_sha256,
        "snapshot": said.snapshot,
        "snapshot_commit": f"{kept}.commit",
        "snapshot_tree": f"{kept}.tree",
        "pages": list(_pages(repository, said, kept, files)),
        "stand_ins": [
            {"url": page.url, "last_seen": page.last_seen.isoformat(timespec="seconds")}
            for page in said.stand_ins
        ],
    }


def _pages(
    repository: Repository, said: Message, kept: str, files: dict[str, bytes]
) -> Iterator[dict[str, Any]]:
    there = repository.store.files(said.snapshot)
    for number, name in enumerate(branches.bodies(there, said.document), start=1):
        stem, _, extension = name.rpartition(".")
        if f"{stem}.json" not in there:
            raise DamagedRepository(
                f"{repository.path}: {stem}.json, which says how {name} was fetched, is missing",
                platform=repository.platform,
            )
        body, metadata = f"{kept}-{number}.{extension}", f"{kept}-{number}.json"
        files[body] = repository.store.blob(there[name])
        files[metadata] = repository.store.blob(there[f"{stem}.json"])
        fetched = snapshot.from_json(files[metadata])
        picture = f"{kept}-{number}.{branches.SCREENSHOT}" if f"{stem}.{branches.SCREENSHOT}" in there else ""
        if picture:
            files[picture] = repository.store.blob(there[f"{stem}.{branches.SCREENSHOT}"])
        yield {
            "url": fetched.url,
            "served_at": fetched.final_url or fetched.url.partition("#")[0],
            "redirects": [{"url": one.url, "status": one.status} for one in fetched.redirects],
            "status": fetched.status,
            "content_type": fetched.content_type,
            "renderer": fetched.renderer,
            "peers": json.loads(files[metadata]).get("peers", []),
            "screenshot": json.loads(files[metadata]).get("screenshot"),
            "fetched_at": fetched.fetched_at.isoformat(),
            "sha256": fetched.sha256,
            "file": body,
            "metadata": metadata,
            "picture": picture,
        }


def _difference(past: Bundle, version: dict[str, Any], files: dict[str, bytes], document: str) -> str:
    """The path of the difference to the version before, as a unified diff; empty for the first."""
    if version["previous"] is None:
        return ""
    before = past.commit(version["previous"]["id"])
    old = past.read(past.files(before.tree)[f"{document}.md"], "blob").decode()
    new = files[version["text"]].decode()
    one, other = (f"{document}.md of {id_[:12]}" for id_ in (before.id, version["id"]))
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), one, other, lineterm="")
    path = f"texts/{version['id'][:12]}.diff"
    files[path] = "\n".join(lines).encode()
    return path


def _timestamps(
    repository: Repository, past: Bundle, version: str, files: dict[str, bytes]
) -> Iterator[dict[str, Any]]:
    """The first timestamp that covers a version, which dates it, and the last, which dates the looks."""
    main = [one.id for one in past.chain(verify.MAIN)]
    later = set(main[main.index(version) :])
    covering = []
    for stamp in history.timestamps(repository):
        listed = (branches.get("main", "") for branches in heads.parse(stamp.heads).values())
        covering += [(stamp, tip) for tip in listed if tip in later]
    for number, (stamp, tip) in enumerate([*covering[-1:], *covering[:-1][:1]], start=1):
        name = f"timestamps/{number}-{heads.FILE}"
        files[name] = stamp.heads
        tokens = []
        for own, token in sorted(stamp.tokens.items()):
            path = f"timestamps/{number}-{own}"
            with suppress(IndexError, ValueError):  # what is no token dates nothing, and is left out
                at = verify.dated(token)[1].isoformat() if own.endswith(".tsr") else ""
                tokens.append({"file": path, "at": at})
                files[path] = token
        observed = verify.heads(stamp.heads, tip).get("observations", "")
        yield {"heads": name, "main": tip, "observations": observed, "tokens": tokens}


def _witnesses(
    repository: Repository, document: str, chosen: Sequence[str], files: dict[str, bytes]
) -> Iterator[dict[str, Any]]:
    """What others said of the versions, oldest first: of each witness the last answer to a question."""
    answers: dict[tuple[object, ...], str] = {}
    for commit_id, answer in history.witnesses(repository, document):
        if answer.version in chosen:
            answers.setdefault((answer.witness, answer.version, answer.at, answer.sentences), commit_id)
    for number, commit_id in enumerate(reversed(answers.values()), start=1):
        yield _witness(repository, document, commit_id, f"witnesses/{number}", files)


def _witness(
    repository: Repository, document: str, commit_id: str, name: str, files: dict[str, bytes]
) -> dict[str, Any]:
    store = repository.store
    raw = store.raw(commit_id, "commit")
    table = store.raw(verify.commit(commit_id, raw).tree, "tree")
    own = {f"{name}.commit": raw, f"{name}.tree": table}
    captures = []
    for stored, blob in sorted(verify.tree(table).items()):
        if stored.partition(".")[0] == document:
            path = f"{name}{stored.removeprefix(document)}"
            own[path] = store.blob(blob)
            captures += [] if path.endswith(".json") else [path]
    files |= own
    return {
        "id": commit_id,
        "recorded_at": verify.commit(commit_id, raw).committed.isoformat(),
        "commit": f"{name}.commit",
        "tree": f"{name}.tree",
        "answer": f"{name}.json",
        "captures": captures,
        "said": json.loads(own[f"{name}.json"]),
    }


def snapshots(repository: Repository, told: Told) -> list[snapshot.Snapshot]:
    """The snapshots of the versions, oldest first."""
    return [
        history.snapshot(repository, one["snapshot"], told.manifest["document"])
        for one in told.manifest["versions"]
    ]
