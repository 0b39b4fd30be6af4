"""The archive as a collection in Open Terms Archive's layout: what others read, and what comes back of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from archive_repo import branches
from archive_repo.archive import Archive
from archive_repo.format.snapshot import Body, Fetched
from archive_repo.git import fast_import
from archive_repo.records import Cause, ChangeClass, Message, SentenceCounts
from archive_repo.repository import Repository
from archive_repo.writer import sha256
from archiver.exchange import collection
from archiver.exchange.incoming import open_terms_archive
from archiver.exchange.incoming.open_terms_archive import Wanted
from tests.archiver.collections import Written, git
from tests.archiver.test_import import FIRST, TERMS, UPGRADE, WALL, A, B, C
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]
NOW = datetime(2025, 6, 1, tzinfo=UTC)
DECLARED = {"name": "Lumen", "terms": {"Privacy Policy": {"fetch": "https://lumen.example/privacy"}}}
ODD = (
    'He said "no"/Terms of Service.md',
    "Lumière · été/Politique de confidentialité.md",
    "TP-Link/Privacy Policy.md",
    "Tp-link/Privacy Policy.md",
    "Tp-link/Privacy policy.md",
    "豆包/Terms of Service.md",
    "con/Terms of Service.md",
)


@pytest.fixture
def archive(tmp_path: Path, record: Recorder) -> Path:
    """Two platforms; three versions of a document, one of them a re-extraction."""
    record("# Privacy Policy\n\nWe never sell data.\n")
    record("# Privacy Policy\n\nWe may sell data.\nWe say so.\n")
    record("# Privacy Policy\n\nWe may sell data. We say so.\n", cause=Cause.REEXTRACTION)
    lumen = Recorder(Repository.create(tmp_path / "platforms" / "lumen.git"))
    lumen.name = "Lumen"
    lumen("# Terms\n\nDisputes go to court.\n", "terms", title="Terms", at=START + timedelta(hours=1))
    return tmp_path


def out(run: Run, folder: Path, *words: str) -> Path:
    done = run("export", "open-terms-archive", str(folder), *words)
    assert done.code == 0, done.err
    return folder


def bring_in(folder: Path, versions: Path, **which: Path) -> Archive:
    (folder / "platforms").mkdir(parents=True)
    with collection.opened(versions) as found:
        for one in found.platforms:  # each by itself: several would start processes
            wanted = Wanted(versions=versions, platforms=frozenset({one}), **which)  # type: ignore[arg-type]
            open_terms_archive.bring_in(Archive(folder), wanted, NOW, lambda _: None)
    return Archive(folder)


def history(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """All that is told of every version but where it came from, by platform."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for repository in archive.platforms():
        found[repository.platform] = [
            (said.title, said.platform_name, said.cause, said.change_class, said.text_sha256)
            for _, said in branches.commits(repository.store)
        ] + [
            (said.extractor, said.snapshot, commit.authored, commit.committed)
            for commit, said in branches.commits(repository.store)
        ]
    return found


def subjects(repository: Path) -> list[str]:
    return git(repository, "log", "--reverse", "--format=%s").splitlines()


def tips(folder: Path) -> list[str]:
    return [git(folder / name, "rev-parse", "main") for name in ("snapshots.git", "versions.git")]


def test_a_collection_that_was_imported_and_exported_is_imported_as_the_same_history(
    tmp_path: Path, run: Run
) -> None:
    declared = tmp_path / "declared"
    declared.mkdir()
    (declared / "Lumen.json").write_text(json.dumps(DECLARED))
    (declared / "Lumen.history.json").write_text(json.dumps({"Privacy Policy": []}))
    made = Written(tmp_path / "small-versions.git")
    made.record(TERMS, A, FIRST)
    made.record(TERMS, B, "Record new changes of Lumen Privacy Policy\n\nX-engine-version: 14.1.0")
    made.record(TERMS, WALL)
    made.record(TERMS, C, UPGRADE)
    for name in ODD:
        made.record(name, A, f"First record of {name}")
    first = bring_in(tmp_path / "a", made.path, declarations=declared)
    folder = out(run, tmp_path / "out", "-C", str(first.folder))
    again = bring_in(tmp_path / "b", folder / "versions.git", declarations=folder / "declarations")
    assert history(again) == history(first)
    assert {one.change_class for _, one in branches.commits(again.repository("lumen").store)} >= {
        ChangeClass.NOT_THE_DOCUMENT
    }
    names = git(folder / "versions.git", "ls-tree", "-rz", "--name-only", "main").split("\0")
    assert {*names} == {TERMS, *ODD, ""}
    declarations = folder / "declarations" / "declarations"
    assert sorted(one.name for one in declarations.iterdir()) == ["Lumen.history.json", "Lumen.json"]


def test_commits_say_what_the_engine_says_and_name_the_page_that_was_read(archive: Path, run: Run) -> None:
    folder = out(run, archive / "out")
    assert subjects(folder / "versions.git") == [
        "First record of Example, Inc. Privacy Policy",
        "First record of Lumen Terms",
        "Record new changes of Example, Inc. Privacy Policy",
        "Apply technical or declaration upgrade on Example, Inc. Privacy Policy",
    ]
    pages = git(folder / "snapshots.git", "rev-list", "--reverse", "main").split()
    read = git(folder / "versions.git", "log", "--reverse", "--format=%b").split("snapshot ")[1:]
    assert [one.split()[0] for one in read] == pages
    said = git(folder / "snapshots.git", "log", "-1", "--format=%(trailers)")
    assert said == "X-fetcher: htmlOnly\nX-source-document-location: https://example.org/privacy-policy"
    dates = git(folder / "versions.git", "log", "--reverse", "--format=%aI").splitlines()
    assert datetime.fromisoformat(dates[1]) == START + timedelta(hours=1)


def test_another_export_adds_what_is_new_and_ends_with_the_ids_of_one_made_at_once(
    archive: Path, run: Run, record: Recorder
) -> None:
    folder = out(run, archive / "out")
    before = tips(folder)
    assert run("export", "open-terms-archive", str(folder)).err.endswith("of 2 services added\n")
    assert tips(folder) == before
    record("# Privacy Policy\n\nWe sell data.\n")
    out(run, folder)
    assert tips(folder) == tips(out(run, archive / "whole"))
    git(folder / "versions.git", "merge-base", "--is-ancestor", before[1], "main")


def test_an_export_that_was_killed_is_gone_on_with(archive: Path, run: Run) -> None:
    whole, folder = out(run, archive / "whole"), out(run, archive / "out")
    git(folder / "versions.git", "update-ref", "refs/heads/main", "main~3")  # as a batch less leaves it
    git(folder / "snapshots.git", "update-ref", "-d", "refs/heads/main")
    (folder / "api" / "services").unlink()
    (folder / "dataset.zip").write_bytes(b"PK")
    out(run, folder)
    assert tips(folder) == tips(whole)
    for name in ("api/services", "dataset.zip"):
        assert (folder / name).read_bytes() == (whole / name).read_bytes()


def test_batches_make_the_history_that_one_alone_makes(tmp_path: Path) -> None:
    made = [
        fast_import.Addition(file=f"A/{n % 2}.md".encode(), data=b"%d" % n, message=f"{n}", at=START)
        for n in range(5)
    ]
    for name, parts in (("one", [made]), ("two", [made[:2], made[2:]])):
        fast_import.create(tmp_path / name)
        for part in parts:
            fast_import.append(tmp_path / name, part)
    assert git(tmp_path / "one", "rev-parse", "main") == git(tmp_path / "two", "rev-parse", "main")
    assert subjects(tmp_path / "one") == [*"01234"]


@pytest.mark.parametrize("there", ["archive.toml", "declarations/Other.json", "README.md"])
def test_a_folder_with_other_peoples_files_is_refused(archive: Path, run: Run, there: str) -> None:
    file = archive / "out" / there
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    done = run("export", "open-terms-archive", str(archive / "out"))
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert file.read_text() == "mine"
    assert [one for one in (archive / "out").rglob("*") if one.is_file()] == [file]


def test_the_collection_of_another_archive_is_refused_and_stays(
    archive: Path, run: Run, record: Recorder
) -> None:
    folder = out(run, archive / "out")
    before = tips(folder)
    other = Recorder(Repository.create(archive / "other" / "platforms" / "example-inc.git"))
    other("# Privacy Policy\n\nAnother text.\n")
    done = run("export", "open-terms-archive", str(folder), "-C", str(archive / "other"))
    assert done.code == 2
    assert "not that of this archive" in done.err
    assert tips(folder) == before


def test_the_api_answers_as_a_server_of_the_engine_does(archive: Path, run: Run) -> None:
    (archive / "declarations").mkdir(exist_ok=True)
    declared = {"fetch": "https://example.org/p", "select": "main", "executeClientScripts": False}
    (archive / "declarations" / "Example, Inc.json").write_text(
        json.dumps({"name": "Example, Inc.", "terms": {"Privacy Policy": declared}})
    )
    (archive / "archive.toml").write_text('[collection]\nid = "mine"\napi = "https://mine.example/v1/"\n')
    api = out(run, archive / "out") / "api"
    assert json.loads((api / "metadata").read_text()) == {
        "id": "mine",
        "name": "Policy archive",
        "tagline": "Policies of platforms",
        "languages": ["en"],
        "jurisdictions": [],
        "totalServices": 1,
        "totalTerms": 1,
    }
    service = {"id": "Example, Inc", "name": "Example, Inc."}
    assert json.loads((api / "services").read_text()) == [{**service, "terms": [{"type": "Privacy Policy"}]}]
    source = {"location": "https://example.org/p", "contentSelectors": "main", "executeClientScripts": False}
    assert json.loads((api / "service" / "Example, Inc").read_text()) == {
        **service,
        "terms": [{"type": "Privacy Policy", "sourceDocuments": [source]}],
    }
    place = api / "version" / "Example, Inc" / "Privacy Policy"
    first = json.loads((place / f"{START:%Y-%m-%dT%H:%M:%SZ}").read_text())
    assert first["content"] == "# Privacy Policy\n\nWe never sell data.\n"
    assert (first["fetchDate"], first["isFirstRecord"]) == (f"{START:%Y-%m-%dT%H:%M:%SZ}", True)
    assert first["id"] == git(api.parent / "versions.git", "rev-list", "--reverse", "main").split()[0]
    assert json.loads((place / "latest").read_text())["isTechnicalUpgrade"] is True
    feed = ElementTree.parse(api / "feed" / "Example, Inc" / "index.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    links = [one.attrib["href"] for one in feed.findall(f"{atom}entry/{atom}link")]
    assert links[-1] == (
        "https://mine.example/v1/version/Example%2C%20Inc/Privacy%20Policy/"
        f"{START:%Y-%m-%dT%H}%3A{START:%M}%3A{START:%S}Z"
    )


def test_the_dataset_is_one_that_can_be_imported(archive: Path, run: Run) -> None:
    folder = out(run, archive / "out")
    again = bring_in(archive / "again", folder / "dataset.zip")
    assert again.slugs() == ["example-inc", "lumen"]
    newest = next(branches.commits(again.repository("lumen").store))[0]
    assert newest.authored == START + timedelta(hours=1)


def test_a_page_is_stored_as_utf8_whatever_it_came_as_and_parts_have_numbers(
    tmp_path: Path, run: Run
) -> None:
    repository = Repository.create(tmp_path / "platforms" / "lumen.git")
    fetched = Fetched(url="https://l.example", fetched_at=START, content_type="text/html; charset=latin-1")
    bodies = [Body(extension="html", data=text.encode("latin-1"), fetched=fetched) for text in ("été", "où")]
    with repository.writing("Lumen") as writer:
        found = writer.record_snapshot(document="terms", title="Terms", bodies=bodies, fetched_at=START)
        message = Message(
            cause=Cause.FIRST,
            sentences=SentenceCounts(),
            platform_name="Lumen",
            document="terms",
            title="Terms",
            urls=tuple(one.url for one in found.sources),
            snapshot=found.id,
            body_sha256s=tuple(one.sha256 for one in found.sources),
            text_sha256=sha256(b"text\n"),
            extractor="archiver 0.1.0 (x)",
        )
        writer.record_version(message, "text\n", fetched_at=START, recorded_at=START)
    folder = out(run, tmp_path / "out")
    assert git(folder / "snapshots.git", "show", "main:Lumen/Terms #2.html") == "où"
    again = bring_in(tmp_path / "again", folder / "versions.git", snapshots=folder / "snapshots.git")
    lumen = again.repository("lumen")
    (version,) = [said for _, said in branches.commits(lumen.store)]
    assert [one.data.decode() for one in lumen.bodies(version.snapshot, "terms")] == ["été", "où"]
    assert version.extractor.startswith("Open Terms Archive archiver/0.1.0 ")


def test_a_platform_that_cannot_be_read_is_named_and_the_others_are_written(archive: Path, run: Run) -> None:
    repository = Archive(archive).repository("example-inc")
    commit = next(branches.commits(repository.store))[0]
    blob = repository.store.blob_at(commit, "privacy-policy.md") or ""
    (repository.path / "objects" / blob[:2] / blob[2:]).unlink()
    done = run("export", "open-terms-archive", str(archive / "out"))
    assert done.code == 3
    assert "example-inc" in done.err
    assert subjects(archive / "out" / "versions.git") == [
        "First record of Example, Inc. Privacy Policy",
        "First record of Lumen Terms",
        "Record new changes of Example, Inc. Privacy Policy",
    ]
