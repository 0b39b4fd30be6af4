"""What commands print fits the screen: nothing is wider, and no word is cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from wcwidth import wcswidth

from archive_repo.format.observation import Held
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from archiver.cli import output
from archiver.report import screen
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]

CLAUSE = (
    "We may share the personal data that you give us when you open an account with our partners, advertisers "
    "and processors, who use it for purposes of their own, unless you object to that in your settings.\n"
)
TABLE = f"| a | b |\n| --- | --- |\n| {CLAUSE[:90]} | x |\n"
TEXT = f"# Privacy Policy\n\n## Sharing of what you tell us\n\n{CLAUSE}\n- {CLAUSE}\n{TABLE}"
CHINESE = (
    "# 隐私政策\n\n我们可能会将您在注册帐户时提供给我们的个人信息与我们的合作伙伴、广告商共享，除非您反对。\n"
)
REASON = (
    "the text of an earlier version has come back; it is recorded if the next looks find it too, about June"
)

COMMANDS = [
    *(
        "list",
        "status",
        "changes --since 2025",
        "changes --since 2025 --full",
        "log example-inc/privacy-policy",
    ),
    *("seen example-inc/privacy-policy", "quarantine list", "verify", "diff example-inc/privacy-policy"),
    *("diff --side-by-side example-inc/privacy-policy", "diff --word example-inc/privacy-policy"),
    *("blame example-inc/privacy-policy", "blame 豆包/隐私政策", "grep personal", "grep --history 个人"),
    *("quote 'personal data that you give us when you open'", "provisions example-inc", "compare --matrix"),
    "provisions example-inc --full",
    *("compare", "compare third-party", "regulations", "init --list"),
]


@pytest.fixture
def archive(tmp_path: Path, record: Recorder) -> Path:
    record(TEXT)
    record(TEXT.replace("partners", "many and very different partners of ours"))
    record(TEXT.replace("advertisers", "advertising networks"))
    waits = Held(
        text_sha256="0" * 64, snapshot="0" * 40, first_seen=START, last_seen=START, seen=2, reason=REASON
    )
    record.look(Outcome.HELD, day=8, reason=REASON, held=(waits,))
    doubao = Recorder(Repository.create(tmp_path / "platforms" / "豆包.git"))
    doubao.name = "豆包"
    doubao(CHINESE, "隐私政策", title="隐私政策")
    return tmp_path


@pytest.mark.parametrize("columns", [72, 80, 160])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_wider_than_the_screen(archive: Path, run: Run, command: str, columns: int) -> None:
    words = [word.strip("'") for word in (command.split("'")[0].split() + command.split("'")[1:2])]
    done = run(*words, COLUMNS=str(columns))
    assert done.out, done.err
    assert [line for line in done.out.splitlines() if wcswidth(line) > columns] == []


@pytest.mark.parametrize(("columns", "width"), [(119, 119), (120, 120), (121, 120)])
def test_text_is_at_most_120_columns_wide(monkeypatch: pytest.MonkeyPatch, columns: int, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert output.width() == width


@pytest.mark.parametrize("size", [15, 16, 17])
def test_a_column_that_is_narrow_by_nature_stays_beside_the_others(size: int) -> None:
    rows = [("x" * 60, "y" * size), ("a", "b")]
    told = [screen.text_of(line) for line in screen.table(rows, 80)]
    assert told == ["x" * 60 + "  " + "y" * size, "a" + " " * 61 + "b"]


def test_colours_can_be_asked_for_where_stdout_is_no_terminal(
    archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("quarantine", "list").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("quarantine", "list").out


def test_marks_stand_beside_colours(archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "example-inc/privacy-policy"
    monkeypatch.setenv("FORCE_COLOR", "1")
    said = run("diff", address, "--word").out
    assert "\x1b[" in said
    assert "{+partners+}" in said
    assert "of ours-]" in said
    assert "\\x1b" not in said


@pytest.mark.parametrize(
    ("words", "begins"), [(("help",), "Usage: archiver [OPT"), (("help", "log"), "Usage: archiver log")]
)
def test_help_is_a_command_too(run: Run, words: tuple[str, ...], begins: str) -> None:
    done = run(*words)
    assert (done.code, done.out.startswith(begins)) == (0, True)


def test_every_platform_that_the_catalogue_lacks_is_named_at_once(run: Run, tmp_path: Path) -> None:
    done = run("init", "--platforms", "nope,openai,mistal-ai", str(tmp_path / "new"))
    assert done.code == 2
    assert done.err.startswith("archiver: nope, mistal-ai: no such platform in the catalogue; did you mean")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("columns", [80, 160])
def test_a_stretch_of_looks_is_one_row_though_each_look_expected_another_day(
    archive: Path, run: Run, record: Recorder, columns: int
) -> None:
    for day, left in ((9, 4), (10, 3)):
        prospect = f"it is recorded if the next {left} looks find it too, about 2025-05-1{day - 5}"
        record.look(Outcome.HELD, day=day, reason=f"the text of an earlier version has come back; {prospect}")
    told = run("seen", "example-inc/privacy-policy", COLUMNS=str(columns)).out
    assert told.startswith("FIRST LOOK        LAST              LOOKS  VERSION     OUTCOME")
    assert "2025-05-09 12:00  2025-05-11 12:00  3 " in told
    assert "times" not in told
    assert told.count("has come back") <= 1


def test_a_text_that_was_seen_since_says_when(tmp_path: Path, run: Run, record: Recorder) -> None:
    record(TEXT)
    assert "fetched 2025-05-01 12:00 UTC from https" in run("show", "example-inc/privacy-policy").err
    record.look(day=9)
    told = run("show", "example-inc/privacy-policy").err
    assert "fetched 2025-05-01 12:00 UTC, last seen 2025-05-10 12:00, from https" in told


@pytest.mark.parametrize(("columns", "there"), [(99, False), (100, True)])
def test_blame_names_versions_where_there_is_room(archive: Path, run: Run, columns: int, there: bool) -> None:
    version = run("list", "--json").json[0]["version"][:10]
    assert (version in run("blame", "example-inc/privacy-policy", COLUMNS=str(columns)).out) == there


def test_an_archive_without_documents_says_so_once(tmp_path: Path, run: Run) -> None:
    (tmp_path / "platforms").mkdir()
    assert run("list").err == "Nothing is archived yet; `archiver crawl` fetches what is declared.\n"
