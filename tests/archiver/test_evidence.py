"""Packages of evidence: what is in them, and that whatever is altered is found."""

from __future__ import annotations

import ast
import base64
import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from wacz import main as wacz

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.format import heads
from archive_repo.format.snapshot import Body, Fetched, Peer, Redirect, Screenshot
from archive_repo.format.witness import Answer
from archive_repo.git import bundle
from archive_repo.index import connect, looks, queries
from archive_repo.records import Cause, ChangeClass, Message, Origin, Outcome, SentenceCounts, StandIn
from archive_repo.repository import Repository
from archive_repo.writer import sha256
from archiver.evidence import choice, package, verify, witnesses
from archiver.exchange.warc.recorded import gather
from tests.archiver.authorities import Authority
from tests.archiver.policies import Pages, declaration, page, reworded
from tests.conftest import START, Done, Recorder

NOW = datetime(2025, 6, 1, tzinfo=UTC)
FIRST = "# Privacy Policy\n\nWe keep data for 30 days.\nWe never sell it.\n"
SECOND = FIRST.replace("30 days", "90 days")
THIRD = SECOND.replace("never sell", "may sell")
Run = Callable[..., Done]
GOLDEN = Path(__file__).parent / "golden" / "evidence-2.wacz"
"""Of the fixture `second`, with an answer of `answered`; its verify.py is cut down to a line."""


def make(repository: Repository, version: str = "", document: str = "privacy-policy") -> package.Package:
    """A package about one version, the newest one unless it is named."""
    newest = version or next(history.each(repository, document)).id
    return package.make(repository, document, choice.only(newest), now=NOW, software="archiver 1.0")


@pytest.fixture
def second(repository: Repository, record: Recorder) -> str:
    """The id of the second of three versions, of which each was looked at a few times."""
    record(FIRST)
    record.look(day=2)
    found = record(SECOND, at=START + timedelta(days=4))
    for day in (6, 8):
        record.look(day=day)
    record.look(Outcome.FAILED, day=9, reason="status 503")
    record.look(day=10)
    record(THIRD, at=START + timedelta(days=12))
    record("# Cookies\n\nWe set two.\n", document="cookie-policy", at=START + timedelta(days=12))
    record.look(day=14)
    return found.id


@pytest.fixture
def data(repository: Repository, second: str) -> bytes:
    """The bytes of a package about the second version."""
    return make(repository, second).data


def faults(data: bytes) -> str:
    """What is amiss in a package, each with the check that found it."""
    return "; ".join(f"{name}: {said}" for name, said in verify.check(data).faults)


def repacked(data: bytes, **changed: bytes | None) -> bytes:
    """The package with files replaced, added or taken out, and all lists and digests made to fit."""
    files = dict(verify.unzipped(data))
    described = json.loads(files[verify.PACKAGE])
    for name, body in changed.items():
        files.pop(name, None)
        if body is not None:
            files[name] = body
    del files[verify.PACKAGE], files[verify.DIGEST]
    with suppress(ValueError, KeyError, TypeError, RecursionError):  # the manifest is what is spoilt
        told = json.loads(files[verify.MANIFEST])
        return packed(files, verify.description(told, files))
    return packed(files, json.dumps(described).encode())


def packed(files: dict[str, bytes], described: bytes) -> bytes:
    return verify.zipped({verify.PACKAGE: described, verify.DIGEST: verify.digest_file(described), **files})


def rewritten(data: bytes, old: str, new: str, name: str = verify.MANIFEST) -> bytes:
    """The package with words replaced in one of its files, and all lists and digests made to fit."""
    before = verify.unzipped(data)[name].decode()
    assert old in before
    return repacked(data, **{name: before.replace(old, new).encode()})


# What is in it.


@pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning")  # it leaves files open
def test_a_package_is_a_valid_wacz(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "evidence.wacz").write_bytes(data)
    assert wacz.main(["validate", "-f", str(tmp_path / "evidence.wacz")]) == 0


def test_a_bare_python_verifies_a_package(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "evidence.wacz").write_bytes(data)
    (tmp_path / "verify.py").write_bytes(verify.unzipped(data)[verify.CHECKER])
    done = subprocess.run(
        [sys.executable, "-S", "-I", "verify.py", "evidence.wacz"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "What it does not prove:\n  - That this is the archive that you mean" in done.stdout
    assert f"SHA-256 of the package: {sha256(data)}" in done.stdout


def test_the_checker_needs_nothing_but_an_old_python() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    named = {
        (one.module or "").partition(".")[0] if isinstance(one, ast.ImportFrom) else one.names[0].name
        for one in ast.walk(tree)
        if isinstance(one, ast.Import | ast.ImportFrom)
    }
    assert named <= sys.stdlib_module_names | {"__future__"}


def test_git_verifies_and_clones_the_history(data: bytes, tmp_path: Path, git: Callable[..., str]) -> None:
    (tmp_path / "history.bundle").write_bytes(verify.unzipped(data)[verify.HISTORY])
    git("bundle", "verify", str(tmp_path / "history.bundle"))
    run = ["git", "clone", "--quiet", str(tmp_path / "history.bundle"), str(tmp_path / "clone")]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stderr == ""
    assert (tmp_path / "clone" / "privacy-policy.md").read_text() == THIRD
    for branch in ("main", "origin/observations"):
        told = subprocess.run(
            ["git", "-C", str(tmp_path / "clone"), "log", "--format=%H %s", branch],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert told.stdout == git("log", "--format=%H %s", branch.removeprefix("origin/"))


def test_the_same_archive_gives_the_same_bytes(
    repository: Repository, second: str, git: Callable[..., str]
) -> None:
    before = make(repository, second).data
    git("gc", "--quiet")
    assert make(Repository.open(repository.path), second).data == before


def test_the_index_is_that_of_an_indexer_of_web_archives(data: bytes, tmp_path: Path) -> None:
    assert indexed(verify.unzipped(data), tmp_path) == told_by_an_indexer(tmp_path)


def indexed(files: dict[str, bytes], folder: Path) -> list[tuple[str, ...]]:
    """What the index of a package lists, whose WARC file is put into a folder."""
    (folder / "data.warc.gz").write_bytes(files[verify.WARC])
    return listed(files[verify.INDEX].decode())


def told_by_an_indexer(folder: Path) -> list[tuple[str, ...]]:
    """What another program lists of the WARC file in a folder."""
    indexer = [sys.executable, "-m", "cdxj_indexer.main", "--sort", folder / "data.warc.gz"]
    return listed(subprocess.run(indexer, capture_output=True, text=True, check=True).stdout)


def listed(lines: str) -> list[tuple[str, ...]]:
    read = [(*line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2])) for line in lines.splitlines()]
    return [(key, at, *(one[name] for name in ("url", "offset", "length"))) for key, at, one in read]


def test_a_page_of_300_kb_with_20_looks_stays_below_2_mb(repository: Repository, record: Recorder) -> None:
    record("# Terms\n\n" + "".join(f"Clause {n} says {sha256(b'%d' % n)}.\n" for n in range(3700)))
    for day in range(1, 21):
        record.look(day=day)
    files = verify.unzipped(make(repository).data)
    [stored] = [files[name] for name in files if name.startswith("snapshots/") and name.endswith("html")]
    assert len(stored) > 300_000
    assert sum(map(len, files.values())) < 2_000_000


# When a text was seen.


def test_a_text_is_told_by_the_looks_around_it(repository: Repository, second: str) -> None:
    [version] = make(repository, second).manifest["versions"]
    assert verify.came(version) == (
        "First seen on 2025-05-05 12:00:00 UTC. The look before it, on 2025-05-03 12:00:00 UTC, saw another "
        "text: the change was made between these two times."
    )
    assert verify.seen(version) == (
        "Last seen on 2025-05-11 12:00:00 UTC; 4 looks saw it, these two included. "
        "Between them, 1 look failed."
    )
    assert verify.went(version) == (
        "The next text was first seen on 2025-05-13 12:00:00 UTC: this one went between these two times."
    )


def test_the_first_text_may_be_older_than_the_archive(repository: Repository, record: Recorder) -> None:
    record(FIRST)
    record.look(Outcome.FAILED, day=3, reason="status 503")
    [version] = make(repository).manifest["versions"]
    assert verify.came(version) == (
        "There since at least 2025-05-01 12:00:00 UTC: the archive of this document begins with it."
    )
    assert verify.seen(version) == "One look saw it."
    assert verify.went(version) == (
        "1 look after that did not see it, or not all of it. What the page says since then is not known."
    )


def test_looks_that_say_nothing_new_are_told_with_the_others(
    repository: Repository, record: Recorder
) -> None:
    record("We keep data.\n")
    outcomes = [Outcome.RECORDED, Outcome.UNCHANGED, Outcome.FAILED, Outcome.UNCHANGED, Outcome.UNCHANGED]
    for day, outcome in enumerate(outcomes):
        record.look(outcome, day=day)
    heads_of = {"refs/heads/observations": repository.heads()["observations"]}
    told = verify.looks(verify.bundle(bundle.compose(repository.store, heads_of)), "privacy-policy")
    assert [(verify.moment(one["checked_at"]), one["outcome"]) for one in told] == [
        (one.checked_at, one.outcome) for one in history.observations(repository, "privacy-policy")
    ][::-1]
    assert [one["outcome"] for one in told] == outcomes


def test_the_last_look_says_nothing_of_today(repository: Repository, record: Recorder) -> None:
    record(FIRST)
    record.look(day=3)
    [version] = make(repository).manifest["versions"]
    assert verify.went(version) == "That was the last look. What the page says since then is not known."


def test_another_reading_of_a_page_is_no_change_of_it(repository: Repository, record: Recorder) -> None:
    first = record(FIRST)
    record.look(day=2)
    record(SECOND, cause=Cause.REEXTRACTION, at=START + timedelta(days=4))
    [again] = make(repository).manifest["versions"]
    assert "the page may have said this before" in verify.came(again)
    [version] = make(repository, first.id).manifest["versions"]
    assert "was read by other code: that the text went is not said" in verify.went(version)


def test_packages_and_the_index_tell_the_same_times(
    repository: Repository, second: str, tmp_path: Path
) -> None:
    def told(index: sqlite3.Connection) -> dict[str, datetime | None]:
        own = queries.versions(index, "example-inc", "privacy-policy")
        before = {one.id: one for one in own}
        return {one.id: looks.change(index, before.get(one.previous or ""), one).after for one in own}

    bounds = connect.ask(Archive(tmp_path), told)
    for version, after in bounds.items():
        [found] = make(repository, version).manifest["versions"]
        assert found["span"]["last_look_before"] == (after.isoformat() if after else "")
    assert len(bounds) == 3


# What is altered is found.


@pytest.mark.large
def test_a_single_bit_changed_in_200_places_is_found_each_time(data: bytes) -> None:
    unseen = []
    for number in range(200):
        place = number * (len(data) - 1) // 199
        altered = bytearray(data)
        altered[place] ^= 1 << number % 8
        if not faults(bytes(altered)):
            unseen.append(place)
    assert unseen == []


@pytest.mark.large
def test_each_byte_of_a_header_counts(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        begin = packed.start_dir
        second_entry = packed.infolist()[1].header_offset
    places = [*range(30), *range(second_entry, second_entry + 30), *range(begin, begin + 46), *range(-22, 0)]
    for place in places:
        altered = bytearray(data)
        altered[place] ^= 4
        assert faults(bytes(altered)), place


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_package_that_was_cut_is_refused(data: bytes, share: float) -> None:
    assert faults(data[: int(len(data) * share)]).startswith("file: ")


def test_a_package_that_another_program_packed_anew_is_refused(data: bytes) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in verify.unzipped(data).items():
            packed.writestr(name, body)
    assert "packed anew" in faults(stream.getvalue())
    assert "packed anew" in faults(data + b"\n")


def test_a_file_more_is_found_whether_or_not_it_is_listed(data: bytes) -> None:
    files = verify.unzipped(data)
    assert "is not in the list of files" in faults(verify.zipped({**files, "evidence/more.txt": b"more"}))
    assert "nothing in it says what it is" in faults(repacked(data, **{"evidence/more.txt": b"more"}))


@pytest.mark.parametrize("taken", [".diff", ".md", "-1.html", "-1.json", ".tree", ".commit"])
def test_a_file_less_is_found_whether_or_not_it_is_listed(data: bytes, taken: str) -> None:
    files = verify.unzipped(data)
    name = next(name for name in files if name.endswith(taken))
    assert "is listed, and not there" in faults(
        verify.zipped({one: body for one, body in files.items() if one != name})
    )
    assert faults(repacked(data, **{name: None}))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("2025-05-05T12:00:00", "2025-05-04T12:00:00", "versions: "),
        ("2025-05-11T12:00:00", "2025-05-12T11:00:00", "looks: "),
        ('"times_seen": 4', '"times_seen": 9', "looks: "),
        ('"failed": 1', '"failed": 0', "looks: "),
        ("test 1", "test 2", "versions: "),
        ("https://example.org/privacy-policy", "https://example.org/terms", "versions: "),
        ("2025-06-01T00:00:00", "2025-05-01T00:00:00", "dates: "),
        ('"address": "example-inc/', '"address": "other-inc/', "report: "),
        ('"title": "Privacy Policy"', '"title": "Terms"', "versions: "),
        ('"platform": "Example, Inc."', '"platform": "Other, Inc."', "versions: "),
        ('"change_class": "words"', '"change_class": "links"', "versions: "),
        ('"stated_updated": ""', '"stated_updated": "2025-05-01"', "versions: "),
        ('"renderer": ""', '"renderer": "chromium 130"', "pages: "),
        ('"redirects": []', '"redirects": [{"url": "https://example.org", "status": 301}]', "pages: "),
        ('"without_pages": []', '"without_pages": ["57a3"]', "versions: "),
    ],
)
def test_a_manifest_that_says_something_else_is_found(data: bytes, old: str, new: str, found: str) -> None:
    assert found in faults(rewritten(data, old, new))


@pytest.mark.parametrize(
    ("ending", "found"),
    [
        (".md", "the text is not the one that its commit holds"),
        (".diff", "the difference does not"),
        ("-1.html", "its snapshot does not hold"),
        ("-1.json", "its snapshot does not hold"),
        (".commit", "its snapshot is another one"),
        (".tree", "the files of its snapshot are others"),
        ("history.bundle", "history"),
        ("data.warc.gz", ""),
        ("index.cdx", "the index of the WARC file is not its index"),
        ("pages.jsonl", "lists other pages"),
        ("load-file.dat", "load file"),
    ],
)
def test_a_file_is_held_against_the_others_where_all_digests_were_made_to_fit(
    data: bytes, ending: str, found: str
) -> None:
    files = verify.unzipped(data)
    name = next(name for name in files if name.endswith(ending))
    body = bytearray(files[name])
    body[len(body) * 2 // 3] ^= 1
    told = faults(repacked(data, **{name: bytes(body)}))
    assert told
    assert found in told


def test_a_report_of_another_package_is_found(repository: Repository, second: str, data: bytes) -> None:
    other = verify.unzipped(make(repository).data)
    for name in (verify.REPORT, verify.CERTIFICATE):
        assert "is not of this package" in faults(repacked(data, **{name: other[name]}))


def test_a_date_that_was_altered_in_the_report_is_found(data: bytes) -> None:
    altered = rewritten(data, "First seen on 2025-05-05", "First seen on 2025-04-05", verify.REPORT)
    assert "it says 'First seen on 2025-04-05" in faults(altered)


def test_another_checker_in_a_package_is_named(data: bytes) -> None:
    altered = rewritten(data, "proves nothing", "proves all", verify.CHECKER)
    said = list(verify.told(verify.check(altered), altered))
    assert (
        "note    evidence/verify.py in the package is another program than this one; it was not run" in said
    )
    assert not any(line.startswith("note") for line in verify.told(verify.check(data), data))


def test_a_description_of_another_package_is_found(data: bytes) -> None:
    files = verify.unzipped(data)
    described = files.pop(verify.PACKAGE).replace(b"Privacy Policy of", b"Terms of")
    del files[verify.DIGEST]
    assert "datapackage.json does not fit the manifest" in faults(packed(files, described))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"HTTP/1.1 200 OK", b"HTTP/1.1 410 OK"),
        (b"Content-Type: text/html", b"Content-Type: text/plain"),
        (b"Date: Thu, 01 May 2025", b"Date: Fri, 02 May 2025"),
        (b"https://example.org/legal", b"https://example.com/legal"),
    ],
)
def test_a_web_archive_with_other_headers_is_found(repository: Repository, old: bytes, new: bytes) -> None:
    told = {"headers": {"date": "Thu, 01 May 2025 12:00:00 GMT"}, "content_type": "text/html"}
    moved = (Redirect(url="https://example.org/terms", status=301),)
    page = body(b"<h1>Terms", redirects=moved, final_url="https://example.org/legal", **told)
    kept(repository, "# Terms\n", page)
    made = make(repository, document="terms").data
    altered = b""
    for record in verify.records(verify.unzipped(made)[verify.WARC]):
        block = record.block.replace(old, new)
        lines = {
            **record.headers,
            "warc-target-uri": record.url.replace(old.decode(), new.decode()),
            "warc-block-digest": f"sha256:{base64.b32encode(bytes.fromhex(sha256(block))).decode()}",
            "content-length": str(len(block)),
        }
        head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        altered += gzip.compress(head.encode() + b"\r\n" + block + b"\r\n\r\n")
    index = verify.index(verify.records(altered))
    told = faults(repacked(made, **{verify.WARC: altered, verify.INDEX: index}))
    assert told.startswith("web archive: the WARC file has a")


def test_words_of_a_package_steer_no_terminal(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(repository, "# Terms\n", body(b"<h1>Terms"), name="Evil \x1b[2J\u202e")
    (tmp_path / "e.wacz").write_bytes(make(repository, document="terms").data)
    assert verify.main([str(tmp_path / "e.wacz")]) == 0
    out = capsys.readouterr().out
    assert "Evil ?[2J?" in out
    assert "\x1b" not in out


def test_a_package_that_unpacks_to_nonsense_ends_without_a_traceback(data: bytes) -> None:
    for body in (b"", b"[]", b"null", b'{"format": "archiver evidence 2"}', b"[" * 100_000, b"\xff"):
        assert faults(repacked(data, **{verify.MANIFEST: body})).startswith("file: ")


def test_a_package_of_another_format_names_the_release_that_checks_it(data: bytes) -> None:
    told = faults(rewritten(data, verify.FORMAT, "archiver evidence 9"))
    assert "take verify.py of the release that made it: archiver 1.0" in told


def test_a_package_that_was_made_before_can_still_be_checked() -> None:
    assert faults(GOLDEN.read_bytes()) == "", "raise verify.FORMAT, and make this package anew"


# Documents of all kinds.


def kept(
    repository: Repository, text: str, *bodies: Body, name: str = "Example, Inc.", **said: object
) -> str:
    """Record a version of these pages; its id."""
    with repository.writing(name) as writer:
        snapshot = writer.record_snapshot(
            document="terms", title="Terms", bodies=bodies, fetched_at=bodies[0].fetched.fetched_at
        )
        message = Message(
            cause=Cause.FIRST,
            sentences=SentenceCounts(added=1),
            platform_name=name,
            document="terms",
            title="Terms",
            urls=tuple(source.url for source in snapshot.sources),
            snapshot=snapshot.id,
            body_sha256s=tuple(source.sha256 for source in snapshot.sources),
            text_sha256=sha256(text.encode()),
            extractor="test 1",
            **said,  # type: ignore[arg-type]
        )
        return writer.record_version(message, text, fetched_at=START, recorded_at=START).id


def body(
    data: bytes, *, url: str = "https://example.org/terms", extension: str = "html", **told: object
) -> Body:
    fetched = Fetched(url=url, **{"fetched_at": START, "status": 200, **told})  # type: ignore[arg-type]
    return Body(extension=extension, data=data, fetched=fetched)


def test_a_document_of_several_pages_has_each_of_them(repository: Repository) -> None:
    old = START - timedelta(days=30)
    kept(
        repository,
        "# Terms\n\n---\n\nAnnex\n",
        body(b"<h1>Terms"),
        body(b"%PDF-1.4 annex", url="https://example.org/annex#2", extension="pdf", fetched_at=old),
        stand_ins=(StandIn(url="https://example.org/annex#2", last_seen=old),),
    )
    made = make(repository, document="terms")
    files = verify.unzipped(made.data)
    assert {name.rpartition("-")[2] for name in files if name.startswith("snapshots/")} >= {"1.html", "2.pdf"}
    assert "its copy of 2025-04-01 12:00:00 UTC stands in its place" in files[verify.REPORT].decode()
    assert [line["url"] for line in map(json.loads, files[verify.PAGES].decode().splitlines()[1:])] == [
        "https://example.org/terms",
        "https://example.org/annex",
    ]


def test_a_page_that_a_browser_built_is_called_so(repository: Repository) -> None:
    kept(repository, "# Terms\n", body(b"<h1>Terms", renderer="chromium 130"))
    made = make(repository, document="terms")
    assert "a browser (chromium 130) opened the page" in verify.unzipped(made.data)[verify.REPORT].decode()
    result = verify.check(made.data)
    assert any("a browser built the page" in line for line in verify.told(result, made.data))


def test_what_was_imported_is_the_word_of_its_collection(repository: Repository) -> None:
    kept(repository, "# Terms\n", body(b"<h1>Terms"), origin=Origin(collection="pga", commit="57a3"))
    made = make(repository, document="terms")
    assert (
        "it was imported from pga 57a3, whose word it is"
        in verify.unzipped(made.data)[verify.REPORT].decode()
    )


def test_a_wall_in_the_place_of_a_document_is_called_so(repository: Repository, record: Recorder) -> None:
    record(FIRST)
    wall = record("# Please sign in\n", change_class=ChangeClass.NOT_THE_DOCUMENT)
    made = make(repository, wall.id)
    said = f"version {wall.id[:12]} is recorded as another page in its place"
    assert said in verify.unzipped(made.data)[verify.REPORT].decode()
    assert any(said in line for line in verify.told(verify.check(made.data), made.data))


def test_redirects_are_records_of_the_web_archive(repository: Repository) -> None:
    moved = (Redirect(url="https://example.org/terms", status=301),)
    kept(repository, "# Terms\n", body(b"<h1>Terms", redirects=moved, final_url="https://example.org/legal"))
    files = verify.unzipped(make(repository, document="terms").data)
    found = [(one.kind, one.url, one.status) for one in verify.records(files[verify.WARC])[1:]]
    assert found == [
        ("response", "https://example.org/terms", "301"),
        ("response", "https://example.org/legal", "200"),
    ]


def test_who_answered_is_in_the_report_and_held_against_the_pages(repository: Repository) -> None:
    peers = (
        Peer(address="192.0.2.7"),
        Peer(address="192.0.2.8", tls="TLSv1.3", issuer="CN=R11", certificates=("ab" * 32, "cd" * 32)),
    )
    moved = (Redirect(url="https://example.org/terms", status=301),)
    told = {"redirects": moved, "final_url": "https://example.org/legal", "peers": peers}
    kept(repository, "# Terms\n", body(b"<h1>Terms", **told))
    made = make(repository, document="terms")
    said = f"192.0.2.8, TLSv1.3, certificate by CN=R11, SHA-256 of the certificate {'ab' * 32}"
    assert said in verify.unzipped(made.data)[verify.REPORT].decode()
    found = verify.records(verify.unzipped(made.data)[verify.WARC])
    assert [one.headers.get("warc-ip-address") for one in found] == [None, "192.0.2.7", "192.0.2.8"]
    assert "another peers" in faults(rewritten(made.data, "192.0.2.8", "192.0.2.9"))


# Pictures.

TAKEN = START + timedelta(seconds=9)
DRAWN = Screenshot(
    taken_at=TAKEN,
    browser="chromium 140.0",
    url="https://example.org/terms",
    width=1280,
    height=16_000,
    page_height=17_500,
)
IMAGE = b"\x89PNG an image"


def pictured(
    repository: Repository, told: Screenshot = DRAWN, image: bytes = IMAGE, document: str = "terms"
) -> bytes:
    """A package about a page that was stored with a picture."""
    page = body(b"<h1>Terms", screenshot=told)
    kept(repository, "# Terms\n", replace(page, screenshot=image))
    return make(repository, document=document).data


@pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning")  # it leaves files open
def test_a_picture_goes_along_as_viewers_of_web_archives_look_for_it(
    repository: Repository, tmp_path: Path
) -> None:
    data = pictured(repository)
    files = verify.unzipped(data)
    [name] = [one for one in files if one.endswith(".screenshot.png")]
    assert files[name] == IMAGE
    assert f'src="../{name}"' in files[verify.REPORT].decode()
    assert sha256(IMAGE) in dict(verify.marked(files[verify.CERTIFICATE])).values()
    [record] = [one for one in verify.records(files[verify.WARC]) if one.kind == "resource"]
    assert (record.url, record.block) == ("urn:fullPage:https://example.org/terms", IMAGE)
    assert (record.headers["content-type"], record.date) == ("image/png", TAKEN)
    (tmp_path / "pictured.wacz").write_bytes(data)
    assert wacz.main(["validate", "-f", str(tmp_path / "pictured.wacz")]) == 0
    assert indexed(files, tmp_path) == told_by_an_indexer(tmp_path)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            DRAWN,
            "by chromium 140.0, without images, of the very page that the stored bytes and the text were "
            "read from. It has 1,280 x 16,000 pixels; the page goes on below for 1,500 pixels.",
        ),
        (
            replace(DRAWN, separate=True, page_height=16_000),
            "by chromium 140.0, which was given the stored bytes, and asked for the page's styles and "
            "scripts then, not for its images. The text was not read from what it showed. It has 1,280 x "
            "16,000 pixels.",
        ),
        (
            replace(DRAWN, separate=True, url="https://example.org/other"),
            "By then the page had led to https://example.org/other.",
        ),
    ],
    ids=["of the page that was read", "of its own", "of another page"],
)
def test_the_report_says_how_a_picture_was_taken(repository: Repository, told: Screenshot, said: str) -> None:
    data = pictured(repository, told)
    report = dict(verify.marked(verify.unzipped(data)[verify.REPORT]))
    [sentence] = [text for name, text in report.items() if ".pictured." in name]
    assert sentence.startswith("Taken on 2025-05-01 12:00:09 UTC by")
    assert said in sentence
    assert faults(data) == ""


def test_the_report_says_why_there_is_no_picture(repository: Repository) -> None:
    data = pictured(repository, Screenshot(taken_at=TAKEN, failure="the browser failed: crashed"), b"")
    assert b"No picture was taken: the browser failed: crashed." in verify.unzipped(data)[verify.REPORT]
    assert faults(data) == ""


def test_another_picture_in_a_package_is_found(repository: Repository) -> None:
    data = pictured(repository)
    name = next(one for one in verify.unzipped(data) if one.endswith(".screenshot.png"))
    told = faults(repacked(data, **{name: IMAGE + b"!"}))
    assert f"its snapshot does not hold {name}" in told
    assert "pages: " in faults(repacked(data, **{name: None}))
    assert "says something else of the picture" in faults(rewritten(data, "16000", "15000"))


def test_a_picture_is_not_repeated_with_a_copy_of_its_page(repository: Repository) -> None:
    page = replace(body(b"<h1>Terms", screenshot=DRAWN), screenshot=IMAGE)
    kept(repository, "# Terms\n", page)
    [copy] = repository.bodies(next(history.each(repository, "terms")).snapshot, "terms")
    assert copy.fetched.screenshot == replace(DRAWN, sha256=sha256(IMAGE))
    kept(repository, "# Terms\n\nNew.\n", copy)
    [newest] = repository.bodies(next(history.each(repository, "terms")).snapshot, "terms")
    assert newest.fetched.screenshot is None
    assert repository.store.files(repository.store.tip("snapshots")).keys() == {"terms.html", "terms.json"}


# Witnesses.


def answered(repository: Repository, version: str, capture: bytes, **changed: object) -> None:
    """Keep what somebody said of two sentences, the second of which the capture lacks."""
    given: dict[str, object] = {
        "document": "privacy-policy",
        "version": version,
        "at": START + timedelta(days=4),
        "witness": "https://web.example",
        "sentences": ("We keep data for 90 days.", "We never sell it."),
        "missing": ("We never sell it.",),
        "captures": ("https://web.example/20250507/x",),
        "captured_at": START + timedelta(days=6),
        "sha256s": (sha256(capture),),
        **changed,
    }
    seen = (
        []
        if not given["captures"]
        else [witnesses.Seen(at=START, where="", extension="html", data=capture, text="")]
    )
    witnesses.keep(repository, Answer(**given), seen, NOW)  # type: ignore[arg-type]


CAPTURE = b"<style>p{}</style><h1>Privacy</h1><p>We <b>keep</b> data for&nbsp;90 days.</p>"


def test_what_others_said_goes_along_in_plain_words(repository: Repository, second: str) -> None:
    answered(repository, second, CAPTURE)
    answered(repository, second, b"", witness="https://none.example", captures=(), missing=(), sha256s=())
    made = make(repository, second)
    told = [
        text for name, text in verify.marked(verify.unzipped(made.data)[verify.REPORT]) if "witness" in name
    ]
    assert told == [
        "https://web.example was asked on 2025-06-01 00:00:00 UTC about 2 sentences of version "
        f"{second[:12]}, as of 2025-05-05 12:00:00 UTC. Its capture of 2025-05-07 12:00:00 UTC (2 days after "
        "that time) has 1 of them, and lacks 1: https://web.example/20250507/x.",
        "“We never sell it.”: not found",
        "“We keep data for 90 days.”: found",
        "https://none.example was asked on 2025-06-01 00:00:00 UTC about 2 sentences of version "
        f"{second[:12]}, as of 2025-05-05 12:00:00 UTC. It has no capture near that time, which says nothing "
        "either way.",
    ]
    result = verify.check(made.data)
    assert not result.faults
    assert (
        "of 1 sentence that they are said to have, a plain reading of the captures finds 1"
        in dict(result.found)["witnesses"]
    )
    assert any("Ask them again" in line for line in verify.told(result, made.data))


def test_a_sentence_is_told_without_marks_and_not_at_any_length(
    repository: Repository, record: Recorder
) -> None:
    row = f"| [Data](https://example.org/d) | {'word ' * 60}|"
    version = record(f"# Terms\n\n{row}\n")
    answered(repository, version.id, CAPTURE, witness="/mnt/copy", sentences=(row,), missing=(row,))
    report = verify.marked(verify.unzipped(make(repository).data)[verify.REPORT])
    told = dict(report)
    assert told["witness.1.1"] == f"“Data {'word ' * 46}word ...”: not found"
    assert told["witness.1"].startswith("Another copy, kept at /mnt/copy, was asked on 2025-06-01")


def test_an_answer_about_another_version_stays_out(repository: Repository, second: str) -> None:
    answered(repository, second, CAPTURE)
    assert make(repository).manifest["witnesses"] == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("https://web.example/2025", "https://web.example/2024", "says another answer"),
        ('"recorded_at": "2025-06-01', '"recorded_at": "2025-06-02', "was recorded at another time"),
    ],
)
def test_an_answer_that_was_altered_is_found(
    repository: Repository, second: str, old: str, new: str, found: str
) -> None:
    answered(repository, second, CAPTURE)
    assert found in faults(rewritten(make(repository, second).data, old, new))


@pytest.mark.parametrize("ending", ["1.json", "1.html", "1.commit", "1.tree"])
def test_each_file_of_an_answer_is_held_against_its_commit(
    repository: Repository, second: str, ending: str
) -> None:
    answered(repository, second, CAPTURE)
    data = make(repository, second).data
    name = f"witnesses/{ending}"
    assert "witnesses: " in faults(repacked(data, **{name: verify.unzipped(data)[name] + b" "}))


def test_an_answer_about_words_that_the_text_does_not_have_is_found(
    repository: Repository, second: str
) -> None:
    answered(repository, second, CAPTURE, sentences=("We sell it all.",), missing=())
    with pytest.raises(ArchiveError, match="a sentence is not the text's"):
        make(repository, second)


def test_words_of_a_page_cannot_write_into_the_report(repository: Repository) -> None:
    kept(
        repository, "# Terms\n", body(b"<h1>Terms", url="https://example.org/?<script>alert(1)</script>&amp;")
    )
    made = make(repository, document="terms")
    assert b"<script" not in verify.unzipped(made.data)[verify.REPORT]


def test_a_version_keeps_the_name_that_its_platform_had(repository: Repository, record: Recorder) -> None:
    first = record(FIRST)
    record.name = "Renamed, Inc."
    record(SECOND)
    assert make(repository, first.id).manifest["platform"] == "Example, Inc."


def test_looks_that_saw_the_same_bytes_are_records(tmp_path: Path, serve: object) -> None:
    pages, archive = Pages(serve), Archive(tmp_path)  # type: ignore[arg-type]
    for day, text in (
        (0, page()),
        (3, page()),
        (6, None),
        (9, page(reworded("Your rights", "one month", "a year"))),
    ):
        pages.bodies = {"https://lumen.example/privacy": text} if text else {}
        pages.now = START + timedelta(days=day)
        pages.crawl(archive, [declaration()])
    repository = archive.repository("lumen")
    first = list(history.each(repository, "privacy-policy"))[-1]
    found = verify.records(verify.unzipped(make(repository, first.id).data)[verify.WARC])
    assert [(one.kind, one.date.day) for one in found[1:]] == [("response", 1), ("revisit", 4)]


def test_archiver_reads_the_pages_of_a_package(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "evidence.wacz").write_bytes(data)
    (tmp_path / "bodies").mkdir()
    url = "https://example.org/privacy-policy"
    [found] = gather([tmp_path / "evidence.wacz"], [url], tmp_path / "bodies").of(url)
    assert found.body == sha256(f"<p>{SECOND}".encode())


def test_a_signed_commit_is_read_like_any_other() -> None:
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n"
    people = "author a <a> 1746100800 +0000\ncommitter a <a> 1746100801 +0000\n"
    head = f"tree {'1' * 40}\nparent {'2' * 40}\n{people}{signature}"
    text = f"{head}\nTerms: a\n\nArchive-Format: 1\nTitle: Terms\n"
    found = verify.commit("3" * 40, text.encode())
    assert (found.signed, found.parents, found.authored) == (True, ("2" * 40,), START)
    assert found.trailers == {"Archive-Format": ["1"], "Title": ["Terms"]}


# Timestamps.


def dating(repository: Repository, text: bytes, authority: Authority) -> bytes:
    """Have a text dated, and keep that with the platform; the token."""
    (authority.folder / "text").write_bytes(text)
    query = ("openssl", "ts", "-query", "-data", "text", "-sha256", "-cert", "-out", "query")
    subprocess.run(query, cwd=authority.folder, check=True, capture_output=True)
    _, token = authority.dated((authority.folder / "query").read_bytes())
    with repository.writing() as writer:
        writer.record_timestamp(text, {"local.tsr": token}, said="Heads", recorded_at=NOW)
    return token


def test_the_first_timestamp_that_covers_a_version_goes_with_it_and_the_last(
    repository: Repository, record: Recorder, tmp_path: Path
) -> None:
    authority, texts = Authority(tmp_path / "authority"), []
    for text in (FIRST, SECOND, THIRD):
        version = record(text)
        record.look(day=record.day - 1)
        texts.append(heads.compose({"example-inc": repository.heads()}))
        dating(repository, texts[-1], authority)
        if text == FIRST:
            first = version
    made = make(repository, first.id)
    files = verify.unzipped(made.data)
    kept = [files[one["heads"]] for one in made.manifest["timestamps"]]
    assert kept == [texts[0], texts[2]]
    about, at = verify.dated(files["timestamps/1-local.tsr"])
    assert about.hex() == sha256(texts[0])
    assert (
        f'This package has 2 timestamps: <span data-fact="timestamp.1">{at:%Y-%m-%d}'
        in files[verify.REPORT].decode()
    )
    assert "1-local.tsr is about something else" in faults(
        repacked(made.data, **{"timestamps/1-local.tsr": files["timestamps/2-local.tsr"]})
    )
    other = texts[0].replace(first.id.encode(), b"0" * 40)
    assert "1-heads.txt lists other looks" in faults(repacked(made.data, **{"timestamps/1-heads.txt": other}))


# What cannot be proved.


def test_of_a_version_whose_page_was_never_kept_nothing_is_claimed(repository: Repository, run: Run) -> None:
    text = "# Terms\n"
    with repository.writing("Example, Inc.") as writer:
        message = Message(
            cause=Cause.FIRST,
            sentences=SentenceCounts(added=1),
            document="terms",
            title="Terms",
            text_sha256=sha256(text.encode()),
            extractor="test 1",
            origin=Origin(collection="pga", commit="57a3"),
        )
        writer.record_version(message, text, fetched_at=START, recorded_at=START)
    done = run("export", "evidence", "example-inc/terms", "-o", "terms.wacz")
    assert done.code == 1
    assert "was never kept (its text was imported without it), so nothing can be proved of it" in done.err
    assert not Path("terms.wacz").exists()


def test_an_archive_whose_pages_are_lost_proves_nothing(
    repository: Repository, second: str, git: Callable[..., str]
) -> None:
    git("update-ref", "-d", "refs/heads/snapshots")
    shutil.rmtree(repository.path / "logs")
    git("gc", "--quiet", "--prune=now")
    with pytest.raises(ArchiveError, match="`archiver verify`"):
        make(Repository.open(repository.path), second)


def test_a_time_has_the_versions_that_were_in_force_in_it(
    repository: Repository, second: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "e.wacz"
    where = "example-inc/privacy-policy"
    done = run("export", "evidence", where, "--from", "2025-05-08", "--to", "2025-05-20", "-o", str(file))
    assert (done.code, "2 versions; SHA-256 of the file: " in done.err) == (0, True)
    assert not faults(file.read_bytes())
    done = run("export", "evidence", where, "--from", "2025-04-01", "--to", "2025-04-20", "-o", str(file))
    assert (done.code, done.err) == (
        2,
        f"archiver: {where}: no version was in force then; `archiver log` lists them\n",
    )


def test_a_package_is_named_after_its_document_and_day(
    repository: Repository, second: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("export", "evidence", "example-inc/privacy-policy@2025-05-06")
    assert done.code == 0
    data = (tmp_path / "example-inc-privacy-policy-2025-05-05.wacz").read_bytes()
    assert f"1 version; SHA-256 of the file: {sha256(data)}\n" in done.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("example-inc",), "'example-inc' names a platform; add a document"),
        (("nobody/terms",), "nobody: no such platform"),
        (("example-inc/terms",), "no such document"),
        (("example-inc/privacy-policy", "--to", "2025"), "--to means nothing without --from"),
        (("example-inc/privacy-policy@2025", "--from", "2025"), "give either @2025 or --from"),
        (("example-inc/privacy-policy", "-o", "/nowhere/e.wacz"), "cannot be written (No such file"),
    ],
)
def test_words_that_name_no_package_are_refused(
    run: Run, second: str, words: tuple[str, ...], says: str
) -> None:
    done = run("export", "evidence", *words)
    assert done.code == 2
    assert says in done.err
