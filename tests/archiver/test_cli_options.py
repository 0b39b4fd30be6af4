"""What the command line makes of its words: where the archive is, misspelt verbs, options, completion."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo.records import Version
from archive_repo.repository import Repository
from tests.conftest import START, Done, Recorder, unmeasured

Run = Callable[..., Done]
ADDRESS = "example-inc/privacy-policy"


@pytest.fixture
def version(record: Recorder) -> Version:
    return record("# Privacy\n\nWe keep data for one month.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-C", "{}", "list"),
        ("--archive", "{}", "list"),
        ("list", "-C", "{}"),
        ("list", "--archive", "{}"),
        ("-C", "/nonexistent", "list", "-C", "{}"),
    ],
)
def test_the_archive_is_named_before_or_after_the_verb(
    version: Version, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    words = [word.format(tmp_path) for word in arguments]
    environment = unmeasured()
    environment.pop("ARCHIVER_ARCHIVE", None)
    done = subprocess.run(
        [sys.executable, "-m", "archiver", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (done.returncode, ADDRESS in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("chnages",), "no such command: chnages; did you mean changes?"),
        (("frobnicate",), "no such command: frobnicate; `archiver --help` lists them"),
        (("log", "--nope", ADDRESS), "No such option '--nope'; see `archiver log --help`"),
        (("log",), "Missing argument 'PLATFORM[/DOCUMENT][@WHEN]'; see `archiver log --help`"),
        (("log", ADDRESS, "--stat", "--json"), "--stat and --json cannot be combined"),
        (("log", ADDRESS, "--graphical", "--stat"), "--stat and --graphical cannot be combined"),
        (("show", ADDRESS, "--raw", "--json"), "--raw and --json cannot be combined"),
        (("show", ADDRESS, "--source", "1"), "--source means nothing without --raw, --screenshot or --open"),
        (("show", ADDRESS, "--raw", "--source", "2"), "was made of 1 page; there is no --source 2"),
        (("grep", "x", "--history", "--at", "2025"), "--history and --at cannot be combined"),
        (("grep", "x", "example-inc/nope"), "example-inc/nope: no such document; it has privacy-policy"),
        (("list", "nope"), "nope: no such platform"),
        (("diff", ADDRESS, "--unified", "--word"), "--unified and --word cannot be combined"),
        (("diff", ADDRESS, "--html", "--json"), "--html and --json cannot be combined"),
        (("show", ADDRESS, "-o", "/nonexistent/file"), "/nonexistent/file cannot be written"),
    ],
)
def test_a_mistake_is_answered_in_one_line(
    version: Version, run: Run, arguments: tuple[str, ...], says: str
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("archiver: ")
    assert says in done.err
    assert done.err.count("\n") == 1


def completed(folder: Path, *words: str) -> list[str]:
    """What the shell is offered for the last word."""
    environment = os.environ | {
        "_ARCHIVER_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("archiver", *words)),
        "COMP_CWORD": str(len(words)),
        "ARCHIVER_ARCHIVE": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "archiver"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.split()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("show", "exa"), ["example-inc", ADDRESS, "example-inc/terms"]),
        (("show", "example-inc/p"), [ADDRESS]),
        (("-C", "{}", "show", "example-inc/p"), [ADDRESS]),
        (("show", "--archive", "{}", "example-inc/p"), [ADDRESS]),
        (("show", "--archive", "/nonexistent", "exa"), []),
        (("log", "new"), ["newcomer", "newcomer/cookie-policy"]),
        (("grep", "x", "example-inc/t"), ["example-inc/terms"]),
        (("init", "--platforms", "none,anthr"), ["none,anthropic"]),
        (("comp",), ["compare"]),
    ],
)
def test_the_shell_completes_what_is_archived_or_declared(
    version: Version, record: Recorder, tmp_path: Path, words: tuple[str, ...], offered: list[str]
) -> None:
    record("# Terms\n", "terms", title="Terms")
    (tmp_path / "declarations").mkdir()
    terms = {"Cookie Policy": {"fetch": "https://example.org/", "select": "main"}}
    declared = json.dumps({"name": "Newcomer", "terms": terms})
    (tmp_path / "declarations" / "Newcomer.json").write_text(declared)
    assert completed(tmp_path, *(word.format(tmp_path) for word in words)) == offered


def test_completion_in_a_damaged_archive_is_silent(version: Version, tmp_path: Path) -> None:
    (tmp_path / "platforms" / "broken.git").write_text("no repository")
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "Broken.json").write_text("{")
    assert completed(tmp_path, "show", "example-inc/") == [ADDRESS]


@pytest.mark.parametrize(
    "named",
    [
        ("zeta",),
        ("--platform", "zeta"),
        (
            "--platforms",
            "zeta,",
        ),
        ("--platform=zeta",),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("status",),
        ("changes", "--since", "2025"),
        ("grep", "keep"),
        ("grep", "--history", "keep"),
        ("quote", "We keep data"),
        ("provisions",),
        ("provisions", "--since", "2025-05-02"),
        ("compare", "data-retention"),
        ("regulations", "gdpr:art-5-1-e"),
    ],
    ids=" ".join,
)
def test_platforms_are_named_in_one_way_by_every_command_that_can_ask_several(
    version: Version, tmp_path: Path, run: Run, command: tuple[str, ...], named: tuple[str, ...]
) -> None:
    zeta = Recorder(Repository.create(tmp_path / "platforms" / "zeta.git"))
    zeta.name = "Zeta"
    zeta("# Privacy\n\nWe keep data for one year.\n")
    zeta("# Privacy\n\nWe keep data for two years.\n", at=START + timedelta(days=3))
    zeta.look(day=3)
    platforms = set(re.findall(r'"platform": "([^"]+)"', run(*command, *named, "--json").out))
    assert platforms == {"zeta"}


def test_of_several_documents_each_is_read_as_of_its_own_time(
    version: Version, record: Recorder, run: Run
) -> None:
    record("# Privacy\n\nWe keep data for two years.\n")
    record("# Terms\n\nWe keep data for ten years.\n", "terms", title="Terms")
    found = run("provisions", f"{ADDRESS}@2025-05-01", "example-inc/terms", "--json").json
    assert {(one["document"], one["excerpt"]) for one in found} == {
        ("privacy-policy", "We keep data for one month."),
        ("terms", "We keep data for ten years."),
    }


@pytest.mark.parametrize("given", ["Example, Inc.", "other,Example, Inc.", "Example, Inc.,other"])
def test_a_platform_with_a_comma_in_its_name_is_one(
    version: Version, tmp_path: Path, run: Run, given: str
) -> None:
    Recorder(Repository.create(tmp_path / "platforms" / "other.git"))("# Terms\n\nNo.\n")
    found = {row["platform"] for row in run("list", "--platform", given, "--json").json}
    assert found == ({"example-inc", "other"} if "other" in given else {"example-inc"})


def test_a_platform_that_is_only_declared_may_have_a_comma_too(tmp_path: Path, run: Run) -> None:
    (tmp_path / "declarations").mkdir()
    terms = {"Privacy Policy": {"fetch": "https://example.org/x"}}
    declared = json.dumps({"name": "Example, Inc.", "terms": terms})
    (tmp_path / "declarations" / "Example, Inc.json").write_text(declared)
    (row,) = run("status", "--platform", "Example, Inc.", "--json").json
    assert row["platform"] == "example-inc"


@pytest.mark.parametrize("group", ["export", "import", "quarantine", "site"])
def test_the_parts_of_a_command_are_listed_with_a_whole_sentence(run: Run, group: str) -> None:
    told = run(group, "--help").out.partition("Commands:")[2]
    assert told.count(".\n") >= 2
    assert "...\n" not in told


def test_help_breaks_no_word_at_its_hyphen(run: Run) -> None:
    for words in (("help",), ("demo", "--help"), ("blame", "--help"), ("quarantine", "accept", "--help")):
        for columns in ("72", "80", "100"):
            told = run(*words, COLUMNS=columns).out
            assert not re.search(r"\w-\n", told)
            assert "\N{NON-BREAKING HYPHEN}" not in told
