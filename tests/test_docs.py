"""The documentation agrees with the code, and its examples run."""

from __future__ import annotations

import ast
import doctest
import io
import json
import os
import pkgutil
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import yaml

import archive_repo
from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.format import trailers
from archive_repo.records import Cause, ChangeClass, Message, Outcome
from archiver import declarations, settings
from archiver.cli import commands, crawl, crawling, interruption
from archiver.crawl import quarantine
from archiver.declarations import catalogue
from archiver.demo import server
from archiver.demo.pages import DATES
from archiver.errors import FetchError
from archiver.extract import ExtractionFailed
from archiver.gate import marks, thresholds, verdict
from archiver.report.remedies import known_reasons
from tests.conftest import unmeasured

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
GENERATED = ROOT / "docs" / "cli.md"

PACKAGES = ("archiver", "archive_repo")

KINDS = {
    "sh",  # runs in a copy of the demo's archive
    "sh held",  # the same, as of the demo's second day, when a text is held
    "sh online",  # needs internet: only its verbs and options are checked
    "sh system",  # changes the machine: the same
    "json",  # a declaration
    "toml",  # an archive.toml
    "yaml",  # a workflow of a git host
    "text",
    "ini",
    "python",
    "pycon",  # a session with the library: its answers are compared
}
"""What may stand behind the ``` of a fenced block."""

FENCED = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
WIDEST = 120


@dataclass(frozen=True, kw_only=True)
class Example:
    """A fenced block."""

    page: Path
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def examples(*kinds: str) -> list[Example]:
    """The fenced blocks of some kinds, on all pages; of every kind when none is named."""
    return [one for page in PAGES for one in _fenced(page) if not kinds or one.kind in kinds]


def _fenced(page: Path) -> Iterator[Example]:
    text = page.read_text(encoding="utf-8")
    for match in FENCED.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Example(page=page, line=line, kind=match["kind"], text=match["text"])


# examples


def demo(folder: Path, days: int) -> Path:
    """The demo's archive after so many of its days, with the demo's own settings."""
    archive = Archive(folder)
    archive.declarations.mkdir(parents=True)
    archive.settings.write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n[gate]\nconfirm_after_seconds = 0\n",
        encoding="utf-8",
    )
    with server.serving() as pages:
        for name, text in pages.declarations().items():
            (archive.declarations / name).write_text(text, encoding="utf-8")
        declared = declarations.read_all(archive.declarations)
        for moment in DATES[:days]:
            pages.set_date(moment)
            crawling.crawl(archive, declared, clock=lambda now=moment: now)  # type: ignore[misc]
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("demo") / "archive", len(DATES))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("held") / "archive", 2)


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `archiver` is this checkout's, and nobody's own settings count."""
    command = tmp_path / "bin" / "archiver"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m archiver "$@"\n', encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    path = f"{command.parent}:{os.environ['PATH']}"
    return {"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "LANG": "C.UTF-8"}


@pytest.mark.parametrize("example", examples("sh", "sh held"), ids=str)
def test_an_example_runs_offline_on_the_demos_archive(
    example: Example, shell: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    archive = request.getfixturevalue("held" if example.kind == "sh held" else "whole")
    folder = shutil.copytree(archive, tmp_path / "archive")
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", example.text],
        cwd=folder,
        env=shell,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("example", examples("sh", "sh held", "sh online", "sh system"), ids=str)
def test_the_verbs_and_options_of_an_example_are_there(example: Example) -> None:
    for words in calls(example.text):
        commands.main([*words, "--help"], prog_name="archiver", standalone_mode=False)  # raises for others


def calls(script: str) -> Iterator[list[str]]:
    """The arguments of each call of archiver in a script of plain commands."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        command: list[str] = []
        for word in [*lexer, ";"]:
            if word and set(word) <= set("();<>|&"):
                if command[:1] == ["archiver"]:
                    yield command[1:]
                command = []
            else:
                command.append(word)


@pytest.mark.parametrize("example", examples("json"), ids=str)
def test_an_example_of_a_declaration_is_valid(example: Example, tmp_path: Path) -> None:
    (tmp_path / "example.json").write_text(example.text, encoding="utf-8")
    assert declarations.problems(tmp_path) == []


@pytest.mark.parametrize("example", examples("toml"), ids=str)
def test_an_example_of_settings_can_be_read(example: Example, tmp_path: Path) -> None:
    path = tmp_path / "archive.toml"
    path.write_text(example.text, encoding="utf-8")
    settings.read(path)


@pytest.mark.parametrize("page", sorted({one.page for one in examples("pycon")}), ids=lambda one: one.name)
def test_a_session_with_the_library_gives_these_answers(
    page: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(whole)
    text = "".join(one.text for one in _fenced(page) if one.kind == "pycon")
    session = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    told = io.StringIO()
    doctest.DocTestRunner(verbose=False).run(session, out=told.write)
    assert told.getvalue() == ""


def test_the_public_names_are_those_of_the_librarys_page() -> None:
    told = (ROOT / "docs" / "library.md").read_text(encoding="utf-8").partition("## What is public")[2]
    for name in archive_repo.__all__:
        assert f"`archive_repo.{name}`" in told
    (row,) = [line for line in told.splitlines() if line.startswith("| `archive_repo.history`")]
    assert sorted(re.findall(r"`(\w+)`", row)) == history.__all__


def test_the_cells_of_the_notebook_run_in_order(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(whole)
    cells = json.loads((ROOT / "docs" / "how-to" / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)


# pages


KUBERNETES = "apiVersion: "


@pytest.mark.parametrize("example", [one for one in examples("yaml") if KUBERNETES in one.text], ids=str)
def test_an_example_of_a_job_crawls_the_part_of_its_index(example: Example) -> None:
    told = yaml.safe_load(example.text)["spec"]["jobTemplate"]["spec"]
    (container,) = told["template"]["spec"]["containers"]
    (script,) = container["args"]
    done = subprocess.run(
        ["sh", "-c", f"git() {{ :; }}; archiver() {{ echo $*; }}; {script}"],
        env={**os.environ, "JOB_COMPLETION_INDEX": "4"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-2:] == ["--shard", f"5/{told['completions']}"]
    commands.main([*done.stdout.split()[2:], "--help"], prog_name="archiver", standalone_mode=False)


@pytest.mark.parametrize("example", [one for one in examples("yaml") if KUBERNETES not in one.text], ids=str)
def test_an_example_of_a_workflow_crawls_and_publishes(example: Example) -> None:
    told = yaml.safe_load(example.text)
    steps = (
        told["jobs"]["watch"]["steps"]
        if "jobs" in told
        else [{"run": line} for line in told["pages"]["script"]]
    )
    runs = [words for step in steps for words in calls(step.get("run", "").replace("; then", "\n"))]
    assert ["watch", "--once"] in runs
    for words in runs:
        commands.main([*words, "--help"], prog_name="archiver", standalone_mode=False)


def test_every_fenced_block_says_what_it_is() -> None:
    assert [str(one) for one in examples() if one.kind not in KINDS] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as git hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_lines_fit_a_screen_unless_they_are_rows_of_a_table(page: Path) -> None:
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
    assert [number for number, line in lines if len(line) > WIDEST and not line.startswith("|")] == []


def test_the_readme_links_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"{page.name})" not in readme] == []


def test_the_architecture_names_every_part_of_both_packages() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)/?`", page))
    parts = {
        path.stem
        for package in PACKAGES
        for path in (ROOT / package).iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert sorted(parts - named) == []


def test_the_vocabulary_explains_no_word_twice() -> None:
    page = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| ([a-z][^|]*?) \|", page, re.MULTILINE)
    assert [word for word, count in Counter(words).items() if count > 1] == ["word"]  # the tables' heads


@pytest.mark.parametrize("page", ["architecture.md", "security.md"])
def test_what_a_page_says_of_the_code_is_there(page: str) -> None:
    names = re.findall(r"`([a-z_]+(?:\.\w+)+)`", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    code = {name for name in names if name.rpartition(".")[2] not in ("toml", "sqlite", "json", "md")}
    assert code
    assert sorted(name for name in code if not any(map(is_there, spellings(name)))) == []


def spellings(name: str) -> list[str]:
    """The full names that a name on a page may stand for."""
    return [name, *(f"{package}.{name}" for package in PACKAGES)]


def is_there(name: str) -> bool:
    """True if a module, class or function of this name can be imported."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def test_the_readme_counts_the_platforms_of_the_catalogue() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"The catalogue has {len(catalogue.names())} platforms" in readme


# operating


def rows(page: str, heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading, the further cells by the first one without its `."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    table = re.search(r"^\|.*?\|\n(?!\|)", text, re.MULTILINE | re.DOTALL)
    assert table, f"no table under {heading!r}"
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()[2:]]
    return {first.replace("`", ""): others for first, *others in cells}


def test_every_setting_is_described_with_its_default() -> None:
    told = rows("operating.md", "archive.toml, key by key")
    tables = {table.name: getattr(settings.Settings(), table.name) for table in fields(settings.Settings)}
    del tables["accept_language"]  # its keys are addresses; `test_asked_languages` has an example
    del tables["screenshots"]  # so are its
    del tables["alerts"]  # there are several; how-to/alerts.md describes them
    given = {
        f"{name}.{key.name}": list(value) if isinstance(value := getattr(table, key.name), tuple) else value
        for name, table in tables.items()
        for key in fields(table)
    }
    assert {
        key: tomllib.loads(f"it = {default.strip('`')}")["it"] for key, (default, _) in told.items()
    } == given


def test_every_exit_code_is_described() -> None:
    raised = {error.exit_code for error in every(ArchiveError)}
    crawled = {crawl.SOMETHING_FAILED, crawl.OTHERS_AT_WORK, interruption.INTERRUPTED}
    assert {int(code) for code in rows("operating.md", "Exit codes")} == {0, *raised, *crawled}


def every(kind: type[ArchiveError]) -> Iterator[type[ArchiveError]]:
    """An error and all that are more special, of the packages' own."""
    yield kind
    for special in kind.__subclasses__():
        yield from every(special)


def test_every_environment_variable_of_our_own_is_described() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "archiver").rglob("*.py")]
    used = {name for source in sources for name in re.findall(r"\bARCHIVER_[A-Z]+\b", source)}
    told = {name for names in rows("operating.md", "Environment") for name in names.split(", ")}
    assert {name for name in told if name.startswith("ARCHIVER_")} == used


# the storage format


def test_every_trailer_and_every_word_in_one_is_described() -> None:
    page = (ROOT / "docs" / "storage.md").read_text(encoding="utf-8")
    words = [*ChangeClass, *Cause, *Outcome, *(trailer.name for _, trailer, _ in trailers.of(Message))]
    assert [word for word in words if f"`{word}`" not in page] == []


def test_every_class_of_change_is_explained() -> None:
    assert {*ChangeClass} == {*rows("history.md", "Differences")}


# what status says


ERRORS = {error.__name__: error for base in (FetchError, ExtractionFailed) for error in every(base)}
NEVER_SHOWN = {"FetchError", "Interrupted"}  # the root; and what ends a crawl, of which no look is kept
BY_STATUS = {"BadStatus", "ServerBusy"}  # say no more than the status that the server answered with

SPEAKING = (
    "extract/html/selectors.py",
    "gate/judging.py",
    "gate/edition.py",
    "gate/impostors.py",
    "crawl/advice.py",
    "crawl/look.py",
    "crawl/workers.py",
)
"""Modules that put reasons together in their functions."""


def test_every_error_and_every_impostor_that_status_can_show_has_a_remedy() -> None:
    told = remedies()
    assert sorted(one for one in reasons() if not any(map(pattern(one).match, told))) == []


def test_every_reason_that_has_a_remedy_can_be_shown() -> None:
    patterns = [pattern(one) for one in reasons()]
    assert sorted(one for one in remedies() if not any(known.match(one) for known in patterns)) == []


def test_the_remedies_of_the_page_are_those_that_status_gives() -> None:
    told = {
        reason: remedy
        for cell, remedy in re.findall(r"^\| (`.*?`) \| (.*) \|$", what_status_says(), re.MULTILINE)
        for reason in re.findall(r"`([^`]+)`", cell)
    }
    assert told == known_reasons()


def test_every_kind_of_error_says_why() -> None:
    raised = {name for path in ROOT.glob("archiver/**/*.py") for name, _ in raising(path)}
    assert ERRORS.keys() - raised - NEVER_SHOWN - BY_STATUS == set()


def test_every_reason_to_hold_says_after_how_many_looks_the_text_is_recorded() -> None:
    page = (ROOT / "docs" / "declarations.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(.*?)` \| (.*) \|$", page, re.MULTILINE)
    for reason, looks in doubts():
        remedy = next(remedy for said, remedy in told if pattern(reason).match(said))
        assert (f"after {looks} looks" if looks else "never recorded without you") in remedy, reason


def doubts() -> Iterator[tuple[str, int]]:
    """What the gate holds a text for, and after how many looks in a row it is recorded; 0 for never."""
    modules = [ast.parse((ROOT / "archiver" / name).read_text(encoding="utf-8")) for name in SPEAKING[:2]]
    for call in (node for module in modules for node in ast.walk(module)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Doubt":
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            looks = given.get("looks")
            for reason in heads(given["reason"]):
                yield reason, getattr(thresholds, looks.attr) if isinstance(looks, ast.Attribute) else 0


def remedies() -> list[str]:
    """What `status` says, from the first cells of the tables."""
    cells = re.findall(r"^\| (`.*?`) \| ", what_status_says(), re.MULTILINE)
    return [said for cell in cells for said in re.findall(r"`([^`]+)`", cell)]


def what_status_says() -> str:
    """The part of the page with the reasons, and a remedy for each."""
    page = (ROOT / "docs" / "declarations.md").read_text(encoding="utf-8")
    return page.partition("\n## What status says, and what to do\n")[2]


def pattern(reason: str) -> re.Pattern[str]:
    """Matches the reason with any values."""
    return re.compile(".+".join(map(re.escape, reason.split("…"))))


def reasons() -> set[str]:
    """What a look can fail or be held for, with `…` for values, up to what to do about it."""
    raised = {
        reason
        for path in ROOT.glob("archiver/**/*.py")
        for error, reason in raising(path)
        if error not in NEVER_SHOWN
    }
    composed = {
        reason
        for name in SPEAKING
        for function in ast.walk(ast.parse((ROOT / "archiver" / name).read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for reason in heads(function)
        if len(reason.split()) > 2
    }
    decided = {verdict.REJECTED, quarantine.DECIDED}
    return (
        raised | composed | decided | {"HTTP …"} | {kind.name for kind in (*marks.VENDORS, *marks.IMPOSTORS)}
    )


def raising(path: Path) -> Iterator[tuple[str, str]]:
    """The errors that a module raises, each with its reason."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS:
            yield from ((call.func.id, reason) for argument in call.args for reason in heads(argument))


def heads(code: ast.AST) -> Iterator[str]:
    """The strings in a piece of code but its docstring, each up to the first mark that parts a sentence."""
    match code:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Constant(value=str(text)):
            yield head(text)
        case ast.JoinedStr(values=parts):
            yield head("".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts))
        case _:
            for child in ast.iter_child_nodes(code):
                yield from heads(child)


def head(text: str) -> str:
    return re.split(r": |; | \(|(?<!…), ", text)[0]


# the command reference


def test_the_command_reference_is_what_help_says() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=unmeasured())
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [(), ("crawl",), ("quarantine",), ("quarantine", "accept")], ids=" ".join)
def test_the_command_reference_says_what_the_program_prints(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", *words, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(COLUMNS="100"),
    )
    printed = done.stdout.replace("python -m archiver", "archiver").strip()
    assert printed in GENERATED.read_text(encoding="utf-8")


def test_every_verb_says_what_it_does_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(),
    )
    verbs = [
        line
        for line in done.stdout.splitlines()
        if line.startswith("  ") and not line.strip().startswith("-")
    ]
    assert not [line for line in verbs if line.rstrip().endswith("...")]
