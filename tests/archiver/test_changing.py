"""What is retired or renamed keeps its history, and `list` says what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.repository import Repository
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
PRIVACY = {"fetch": "https://lumen.example/privacy", "select": "main"}
TERMS = {"fetch": "https://lumen.example/terms"}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A platform with two documents, each with a version."""
    (tmp_path / "declarations").mkdir()
    (tmp_path / "archive.toml").write_text("")
    write(tmp_path, "Lumen.json", {"name": "Lumen", "terms": {"Privacy Policy": PRIVACY, "Terms": TERMS}})
    record = Recorder(Repository.create(tmp_path / "platforms" / "lumen.git"))
    record("# Privacy\n\nWe keep little.\n", "privacy-policy", title="Privacy Policy")
    record("# Terms\n\nBe kind.\n", "terms", title="Terms")
    return tmp_path


def write(folder: Path, name: str, declared: dict[str, Any]) -> None:
    (folder / "declarations" / name).write_text(json.dumps(declared))


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / "declarations" / name).read_text())


def test_a_retired_document_is_declared_no_longer_and_list_says_so(kept: Path, run: Run) -> None:
    assert run("retire", "lumen/privacy-policy").code == 0
    assert read(kept, "Lumen.json")["terms"] == {"Terms": TERMS}
    (former,) = read(kept, "Lumen.history.json")["Privacy Policy"]
    until = former.pop("validUntil")
    assert former == PRIVACY
    rows = run("list", "--json").json
    assert [one["retired"] for one in rows] == [until, None]
    assert f"retired {until[:10]}" in run("list").out
    assert "We keep little." in run("show", "lumen/privacy-policy").out
    assert run("validate").code == 0


def test_a_retired_platform_keeps_an_empty_declaration_and_what_was_declared_before(
    kept: Path, run: Run
) -> None:
    write(
        kept,
        "Lumen.history.json",
        {"Terms": [{"fetch": "https://lumen.example/old", "validUntil": "2020-01-01"}]},
    )
    run("retire", "lumen")
    assert read(kept, "Lumen.json") == {"name": "Lumen", "terms": {}}
    assert [len(one) for one in read(kept, "Lumen.history.json").values()] == [2, 1]
    again = run("retire", "lumen")
    assert (again.code, again.err) == (
        2,
        "archiver: lumen: not declared; `archiver validate` checks what is\n",
    )


def test_what_is_declared_again_is_not_retired(kept: Path, run: Run) -> None:
    run("retire", "lumen/terms")
    write(kept, "Lumen.json", {"name": "Lumen", "terms": {"Privacy Policy": PRIVACY, "Terms": TERMS}})
    assert [one["retired"] for one in run("list", "--json").json] == [None, None]


def test_a_renamed_platform_has_its_history_under_the_new_id(kept: Path, run: Run) -> None:
    write(kept, "Lumen.history.json", {})
    done = run("rename", "lumen", "Quill")
    assert (done.code, done.err) == (0, "lumen is quill now: Quill.json declares it, and its history stays\n")
    assert sorted(one.name for one in (kept / "declarations").iterdir()) == [
        "Quill.history.json",
        "Quill.json",
    ]
    assert Archive(kept).slugs() == ["quill"]
    assert len(history.versions(Archive(kept).repository("quill"), "terms")) == 1
    assert [one["platform"] for one in run("list", "--json").json] == ["quill", "quill"]
    assert run("verify").code == 0


def test_a_rename_that_was_interrupted_is_finished_by_another(kept: Path, run: Run) -> None:
    Archive(kept).path("lumen").rename(Archive(kept).path("quill"))
    assert run("rename", "lumen", "quill").code == 0
    assert Archive(kept).slugs() == ["quill"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("other", "declares a platform of this id"),
        ("con", "special file"),
        ("!", "no letter"),
        ("../x", "names a folder"),
        ("a\\b", "names a folder"),
    ],
)
def test_an_id_that_is_taken_or_none_is_refused_and_nothing_moves(
    kept: Path, run: Run, wanted: str, told: str
) -> None:
    write(kept, "Other.json", {"name": "Other", "terms": {}})
    done = run("rename", "lumen", wanted)
    assert (done.code, told in done.err, done.err.count("\n")) == (2, True, 1)
    assert Archive(kept).slugs() == ["lumen"]
    assert read(kept, "Lumen.json")["name"] == "Lumen"
