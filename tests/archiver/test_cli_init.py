from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from archiver import settings
from tests.conftest import Done

Run = Callable[..., Done]


def test_a_contact_is_written_into_the_user_agent(run: Run, tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "a"), "--platforms", "none", "--contact", "legal@example.org")
    assert done.code == 0
    assert "reach you" not in done.err
    read = settings.read(tmp_path / "a" / "archive.toml")
    assert read.fetch.user_agent.endswith(" (+legal@example.org)")


@pytest.mark.parametrize(
    ("contact", "told"),
    [((), "keeper of this archive"), (("--contact", "legal@example.org"), "email: legal@example.org"),
     (("--contact", "https://example.org/x"), "website: https://example.org/x")],
)  # fmt: skip
def test_an_archive_says_how_to_cite_it_and_whose_its_texts_are(
    run: Run, tmp_path: Path, contact: tuple[str, ...], told: str
) -> None:
    done = run("init", str(tmp_path), "--platforms", "none", *contact)
    assert "Complete CITATION.cff and RIGHTS.md" in done.err
    cited = yaml.safe_load((tmp_path / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert told in (tmp_path / "CITATION.cff").read_text()
    assert "remain theirs" in (tmp_path / "RIGHTS.md").read_text()
    (tmp_path / "RIGHTS.md").write_text("Ours.\n")
    assert "Complete" not in run("init", str(tmp_path), "--platforms", "none").err
    assert (tmp_path / "RIGHTS.md").read_text() == "Ours.\n"


def test_without_a_contact_init_says_how_to_give_one(run: Run, tmp_path: Path) -> None:
    assert "--contact" in run("init", str(tmp_path / "a"), "--platforms", "none").err


def test_where_nothing_is_declared_init_names_the_verb_that_declares(run: Run, tmp_path: Path) -> None:
    assert "`archiver add --archive" in run("init", str(tmp_path / "a"), "--platforms", "none").err
    assert "fetches them" in run("init", str(tmp_path / "a"), "--platforms", "mistral-ai").err


def test_settings_that_are_there_stay_and_the_contact_is_said_to_be_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_text("[fetch]\n")
    done = run("init", str(tmp_path), "--platforms", "none", "--contact", "legal@example.org")
    assert "add the contact to its user_agent" in done.err
    assert (tmp_path / "archive.toml").read_text() == "[fetch]\n"


def test_a_contact_that_is_none_makes_no_archive(run: Run, tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "a"), "--contact", "me")
    assert done.code == 2
    assert "e-mail address" in done.err
    assert not (tmp_path / "a").exists()
