"""What a crawl says on stderr while it goes on, and where no host can be reached."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from archive_repo.format.observation import Observation
from archive_repo.records import Outcome
from archiver.cli.progress import Lines, Status, is_news
from tests.archiver.conftest import Web
from tests.conftest import START, Done

Run = Callable[..., Done]
Begin = Callable[[], Lines | Status]
SETTINGS = "[fetch]\nallow_private_addresses = true\nattempts = 1\ndelay_seconds = 0.0\n"
NOWHERE = "http://127.0.0.1:1"


def look(outcome: Outcome, document: str = "terms") -> Observation:
    reason = "HTTP 404" if outcome is Outcome.FAILED else ""
    return Observation(
        document=document, title=document, checked_at=START, outcome=outcome, reason=reason, failures=1
    )


def declare(folder: Path, *urls: str) -> None:
    (folder / "declarations").mkdir()
    (folder / "archive.toml").write_text(SETTINGS)
    terms = {f"Terms {number}": {"fetch": url} for number, url in enumerate(urls)}
    (folder / "declarations" / "example.json").write_text(json.dumps({"name": "Example", "terms": terms}))


@pytest.mark.parametrize("begin", [Lines, partial(Lines, is_news), partial(Status, 3)])
def test_failures_are_told_as_soon_as_a_page_could_be_read(
    begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    told = begin()
    told.looked("example", look(Outcome.FAILED, "a"))
    assert "HTTP 404" not in capsys.readouterr().err
    told.looked("example", look(Outcome.UNCHANGED, "b"))
    assert "failed    example/a: HTTP 404\n" in capsys.readouterr().err
    told.looked("example", look(Outcome.FAILED, "c"))
    assert "failed    example/c: HTTP 404\n" in capsys.readouterr().err


@pytest.mark.parametrize("begin", [Lines, partial(Lines, is_news), partial(Status, 1)])
@pytest.mark.parametrize("offline", [True, False])
def test_failures_alone_are_told_at_the_end_unless_the_machine_is_offline(
    begin: Begin, offline: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    told = begin()
    told.looked("example", look(Outcome.FAILED, "a"))
    told.end(offline=offline)
    assert ("HTTP 404" in capsys.readouterr().err) is not offline


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_a_crawl_without_network_is_told_in_one_line(
    tmp_path: Path, run: Run, options: tuple[str, ...]
) -> None:
    declare(tmp_path, f"{NOWHERE}/a", f"{NOWHERE}/b", f"{NOWHERE}/c")
    done = run("crawl", *options)
    said = "No network: no host of 3 documents could be reached; check this machine's connection\n"
    assert (done.code, done.err) == (3, said)


def test_a_single_document_whose_host_cannot_be_reached_is_told_with_its_reason(
    tmp_path: Path, run: Run
) -> None:
    declare(tmp_path, f"{NOWHERE}/a")
    assert "failed    example/terms-0: no connection" in run("crawl").err


def test_hosts_that_cannot_be_reached_are_told_one_by_one_where_another_can(
    tmp_path: Path, run: Run, serve: Web
) -> None:
    declare(tmp_path, f"{NOWHERE}/a", serve.url("/none"))
    told = run("crawl").err
    assert "No network" not in told
    assert "failed    example/terms-0: no connection" in told
    assert "2 documents looked at: 2 failed" in told


def test_a_long_reason_is_wrapped_below_a_terminal_and_one_line_elsewhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    held = replace(look(Outcome.HELD, "a"), reason="the text of an earlier version has come back; " * 3)
    lines, status = Lines(), Status(1)
    lines.looked("example", held)
    assert capsys.readouterr().err.count("\n") == 1
    status.looked("example", held)
    first, *others = re.sub(r"\r(\x1b\[K)?", "", capsys.readouterr().err).splitlines()
    assert first.startswith("held      example/a: the text of")
    assert others[0].startswith(" " * 10)
    assert all(len(line) <= 80 for line in (first, *others))
