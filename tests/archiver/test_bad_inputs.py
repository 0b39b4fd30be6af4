"""Whatever is typed, configured or declared wrongly ends in its exit code and one line, not a traceback."""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.repository import Repository
from tests.archiver import bad_inputs
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
ADDRESS = "example-inc/privacy-policy"
SENTENCE = "we keep what you write in our rooms " * 4 + "for ever!"
"""Long enough that a pattern which doubles its work with each letter never ends."""


def write(file: Path, text: str | bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that no row of a table changes."""
    folder = tmp_path_factory.mktemp("archive")
    record = Recorder(Repository.create(folder / "platforms" / "example-inc.git"))
    record("# Privacy\n\nWe keep data for one month.\n")
    record(f"# Privacy\n\nWe keep data for two months.\n{SENTENCE}\n")
    record("# Terms\n\nYou may not scrape. Wir speichern „Daten“ für 豆包.\n", "terms", title="Terms")
    declared = {"name": "Example", "terms": {"Privacy Policy": {"fetch": "https://127.0.0.1:1/"}}}
    write(folder / "declarations" / "Example, Inc.json", json.dumps(declared))
    return folder


def one_line(done: Done, code: int, line: str) -> None:
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("archiver: ")
    assert line in done.err
    assert done.err.count("\n") == 1


def rows(*tables: list[tuple[str, str]]) -> pytest.MarkDecorator:
    found = [pytest.param(*row, id=row[0][:60]) for table in tables for row in table]
    return pytest.mark.parametrize(("command", "line"), found)


@rows(bad_inputs.ADDRESSES, bad_inputs.WORDS, bad_inputs.PATTERNS)
def test_what_is_typed_wrongly(archive: Path, tmp_path: Path, run: Run, command: str, line: str) -> None:
    words = [
        word.replace("{new}", str(tmp_path / "new")).replace("{archive}", str(archive))
        for word in shlex.split(command)
    ]
    typed = [ADDRESS + word[1:] if word == "A" or word.startswith("A@") else word for word in words]
    one_line(run("-C", str(archive), *typed), 2, line)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("date", "line"), bad_inputs.DATES)
def test_what_is_no_date(archive: Path, run: Run, date: str, line: str) -> None:
    one_line(run("-C", str(archive), "changes", f"--since={date}"), 2, line)


@pytest.mark.parametrize(("text", "line"), bad_inputs.SETTINGS)
def test_settings_that_cannot_be_used(tmp_path: Path, run: Run, text: str | bytes, line: str) -> None:
    write(tmp_path / "declarations" / "x.json", '{"name": "X", "terms": {}}')
    write(tmp_path / "archive.toml", text)
    one_line(run("crawl"), 2, line)
    assert line in run("validate").out


def one_problem(done: Done, line: str) -> None:
    """What `validate` says: problems are its data, one a line."""
    assert (done.code, done.err) == (1, "1 problem found\n")
    assert line in done.out
    assert done.out.count("\n") == 1


@pytest.mark.parametrize(("text", "line"), bad_inputs.DECLARATIONS)
def test_declarations_that_cannot_be_used(tmp_path: Path, run: Run, text: str | bytes, line: str) -> None:
    write(tmp_path / "declarations" / "x.json", text)
    done = run("validate")
    one_problem(done, line)
    assert done.out.startswith("x.json: ")


@pytest.mark.parametrize("place", ["name", "title"])
@pytest.mark.parametrize(("name", "line"), bad_inputs.NAMES)
def test_names_that_cannot_be_used(tmp_path: Path, run: Run, name: str, place: str, line: str) -> None:
    declared = (name, "P") if place == "name" else ("X", name)
    terms = {declared[1]: {"fetch": bad_inputs.FETCH}}
    write(tmp_path / "declarations" / "x.json", json.dumps({"name": declared[0], "terms": terms}))
    done = run("validate")
    if line:
        one_problem(done, line)
    else:
        assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize(("name", "line"), bad_inputs.FILE_NAMES)
def test_file_names_that_cannot_be_used(tmp_path: Path, run: Run, name: str, line: str) -> None:
    write(tmp_path / "declarations" / f"{name}.json", '{"name": "X", "terms": {}}')
    one_problem(run("validate"), line)


@pytest.mark.parametrize(("first", "second"), bad_inputs.TWINS)
def test_platforms_that_are_one(tmp_path: Path, run: Run, first: str, second: str) -> None:
    for name in (first, second):
        write(tmp_path / "declarations" / f"{name}.json", json.dumps({"name": name, "terms": {}}))
    one_problem(run("validate"), "has the same slug as ")


@pytest.mark.large
def test_twenty_thousand_documents_are_told_of_one_by_one(tmp_path: Path, run: Run) -> None:
    pages = {f"P {number}": {"fetch": f"{bad_inputs.FETCH}/{number}"} for number in range(20_000)}
    write(tmp_path / "declarations" / "x.json", json.dumps({"name": "X", "terms": pages}))
    done = run("validate")
    assert (done.code, done.err) == (0, "1 declaration of 20000 documents: all can be used\n")


@pytest.mark.parametrize(("variables", "code", "line"), bad_inputs.ENVIRONMENT)
def test_an_environment_that_makes_no_sense(
    archive: Path,
    run: Run,
    variables: dict[str, str],
    code: int,
    line: str,
) -> None:
    one_line(run("changes", **{"ARCHIVER_ARCHIVE": str(archive), **variables}), code, line)


def test_a_time_for_a_replay_that_is_none_ends_a_crawl_before_any_platform(archive: Path, run: Run) -> None:
    done = run("crawl", ARCHIVER_ARCHIVE=str(archive), ARCHIVER_NOW="x")
    one_line(done, 2, "$ARCHIVER_NOW: 'x' is not a time; try 2025-03-01T12:00:00Z")


@pytest.mark.parametrize("variables", bad_inputs.HARMLESS, ids=str)
def test_an_environment_that_is_odd_and_harmless(archive: Path, run: Run, variables: dict[str, str]) -> None:
    done = run("list", ARCHIVER_ARCHIVE=str(archive), **variables)
    assert (done.code, done.err, done.out.count(ADDRESS)) == (0, "", 1)


@pytest.mark.parametrize(("command", "code", "line"), bad_inputs.EMPTY)
def test_an_archive_without_platforms(tmp_path: Path, run: Run, command: str, code: int, line: str) -> None:
    (tmp_path / "declarations").mkdir()
    done = run(*(ADDRESS if word == "A" else word for word in command.split()))
    assert done.code == code
    assert line in done.err


@pytest.mark.parametrize(
    "command", [*bad_inputs.READING, "crawl", "validate", "reextract", f"show {ADDRESS}"]
)
def test_a_folder_that_is_no_archive(run: Run, command: str) -> None:
    one_line(run(*command.split()), 2, "it has no archive.toml, declarations/ or platforms/; make one with")


def a_file(place: Path) -> None:
    place.write_text("not a folder")


def a_loop(place: Path) -> None:
    place.symlink_to(place.name)


def leads_nowhere(place: Path) -> None:
    place.symlink_to("/nonexistent")


@pytest.mark.parametrize(
    ("put", "line"),
    [
        (
            a_file,
            "platforms: not a folder that can be read (Not a directory); move away what is in its place",
        ),
        (a_loop, "platforms: not a folder that can be read (Too many levels of symbolic links)"),
        (leads_nowhere, "platforms: leads nowhere; is the disk there that it leads to?"),
    ],
)
@pytest.mark.parametrize("command", bad_inputs.READING)
def test_what_is_in_the_place_of_the_platforms(
    tmp_path: Path, run: Run, command: str, put: Callable[[Path], None], line: str
) -> None:
    (tmp_path / "declarations").mkdir()
    put(tmp_path / "platforms")
    one_line(run(*command.split()), 1, line)


@pytest.mark.parametrize("command", ["validate", "crawl"])
def test_declarations_that_are_a_link_are_read_and_said_to_be(tmp_path: Path, run: Run, command: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "declarations").symlink_to(elsewhere)
    done = run(command)
    assert done.code == 0
    assert f"{tmp_path / 'declarations'} is a link: what is declared is read from {elsewhere}" in done.err


def a_folder(place: Path) -> None:
    place.mkdir()


@pytest.mark.parametrize(
    ("put", "reason"), [(a_folder, "Is a directory"), (leads_nowhere, "No such file or directory")]
)
def test_what_is_in_the_place_of_a_declaration(
    tmp_path: Path, run: Run, put: Callable[[Path], None], reason: str
) -> None:
    (tmp_path / "declarations").mkdir()
    put(tmp_path / "declarations" / "x.json")
    one_problem(run("validate"), f"x.json: cannot be read: {reason}")
    assert run("crawl").err.splitlines()[0] == f"archiver: x.json: cannot be read: {reason}"


def test_settings_whose_place_a_folder_has(tmp_path: Path, run: Run) -> None:
    write(tmp_path / "declarations" / "x.json", '{"name": "X", "terms": {}}')
    (tmp_path / "archive.toml").mkdir()
    one_line(run("crawl"), 2, "archive.toml: it cannot be read: Is a directory")


@pytest.fixture(scope="module")
def shell(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Done]:
    """Runs a command line of a shell that knows `archiver`, and the address of a document as `$A`."""
    place = tmp_path_factory.mktemp("bin")
    console = place / "archiver"
    console.write_text(f'#!/bin/sh\nPYTHONPATH="{Path.cwd()}" exec {sys.executable} -m archiver "$@"\n')
    console.chmod(0o755)
    variables = {
        "PATH": f"{place}:{os.environ['PATH']}",
        "A": ADDRESS,
        "ARCHIVER_ARCHIVE": str(archive),
        "ARCHIVER_NOW": "2025-06-01",
    }

    def call(line: str) -> Done:
        done = subprocess.run(
            line, shell=True, capture_output=True, cwd=place, env=os.environ | variables, check=False
        )
        return Done(
            done.returncode, *(out.decode(errors="backslashreplace") for out in (done.stdout, done.stderr))
        )

    return call


@pytest.mark.parametrize(("line", "code"), bad_inputs.SILENT)
def test_a_shell_that_does_odd_things_to_the_streams(
    shell: Callable[[str], Done], line: str, code: int
) -> None:
    done = shell(line)
    assert (done.code, done.err) == (code, "")


@pytest.mark.parametrize(("line", "code", "says"), bad_inputs.STREAMS)
def test_streams_that_make_an_answer_impossible(
    shell: Callable[[str], Done], line: str, code: int, says: str
) -> None:
    one_line(shell(line), code, says)


DISK = """
mount -t tmpfs -o size=3m none $0 && cp -r "$1"/. $0 && export ARCHIVER_ARCHIVE=$0 &&
"""


def on_a_disk(folder: Path, archive: Path, script: str) -> Done:
    """What a shell's script says that runs with the archive on a small disk of its own, `$0`."""
    whole = f'archiver() {{ {sys.executable} -m archiver "$@"; }}{DISK}{script}'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", whole, folder, archive],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this system does not let a test mount a disk")
    return Done(done.returncode, done.stdout, done.stderr)


FILL = "(dd if=/dev/zero of=$0/rest bs=4k || true) 2>/dev/null; "
READ_ONLY = "mount -o remount,ro $0; "


@pytest.mark.parametrize(
    ("script", "code", "says"),
    [
        (f"{READ_ONLY} archiver crawl", 3, "it is on a read-only file system; commands that only read"),
        (f"{FILL} archiver crawl", 3, "the disk is full; make room and run the command again"),
        (f"{READ_ONLY} archiver reextract", 3, "it is on a read-only file system; commands that only read"),
        (f"{FILL} archiver reextract", 3, "the disk is full; make room and run the command again"),
        (f"{READ_ONLY} archiver init $0", 2, ".json: cannot be written (Read-only file system)"),
        (f"{READ_ONLY} archiver init $0/new", 2, "an archive cannot be made there (Read-only file system)"),
        (f"{FILL} archiver init $0/new", 2, "(No space left on device)"),
        (f"{FILL} archiver show {ADDRESS} --raw -o $0/page", 2, "page cannot be written (No space left"),
    ],
)
def test_disks_that_cannot_be_written(
    archive: Path, tmp_path: Path, script: str, code: int, says: str
) -> None:
    done = on_a_disk(tmp_path, archive, script)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert "cannot be read" not in done.err
    assert "Traceback" not in done.err


def test_a_full_disk_leaves_an_older_package_whole(archive: Path, tmp_path: Path) -> None:
    export = f"archiver export evidence {ADDRESS} -o $0/e.wacz"
    again = f"{export} 2>/dev/null; cp $0/e.wacz $1.old; {FILL} {export}; code=$?; ls -a $0 | grep part"
    done = on_a_disk(tmp_path, archive, f"{again}; cmp $0/e.wacz $1.old || code=9; exit $code")
    assert (done.code, done.out) == (2, "")
    assert "e.wacz cannot be written (No space left on device); name another file" in done.err


@pytest.mark.parametrize("state", [FILL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("command", ["list", "changes --since 2025", "grep data", "status", "verify"])
def test_disks_that_cannot_be_written_can_be_read(
    archive: Path, tmp_path: Path, state: str, command: str
) -> None:
    done = on_a_disk(tmp_path, archive, f"rm -f $0/index.sqlite*; {state} archiver {command}")
    assert done.code == 0, done.err
    assert "Traceback" not in done.err


def bent(index: Path) -> None:
    with index.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(os.urandom(6 * 4096))


def lacking_rows(index: Path) -> None:
    connection = sqlite3.connect(index)
    connection.execute("DELETE FROM versions")
    connection.commit()
    connection.close()


def of_another_kind(index: Path) -> None:
    index.write_text("not a database")


def a_folder_instead(index: Path) -> None:
    index.unlink()
    index.mkdir()


@pytest.mark.parametrize("harm", [bent, lacking_rows, of_another_kind, a_folder_instead, Path.unlink])
@pytest.mark.parametrize("command", ["list", "grep data", f"show {ADDRESS}", "changes --since 2025"])
def test_an_index_that_is_damaged_is_made_anew_without_a_word(
    tmp_path: Path, run: Run, command: str, harm: Callable[[Path], None]
) -> None:
    Recorder(Repository.create(tmp_path / "platforms" / "example-inc.git"))("We keep data.\n" * 400)
    before = run(*command.split())
    for beside in tmp_path.glob("index.sqlite-*"):
        beside.unlink()
    harm(tmp_path / "index.sqlite")
    assert run(*command.split()) == before
