"""`archiver add`: what it writes, keeps and says."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver import declarations, settings
from archiver.discover.choosing import Proposed
from archiver.discover.declaring import plan, write
from archiver.errors import DeclarationError
from tests.archiver.conftest import Web
from tests.archiver.policies import page
from tests.archiver.test_discover import BOTH, CONDUCT, RULES, home, html, joint
from tests.conftest import Done

Run = Callable[..., Done]


@pytest.fixture
def site(serve: Web, tmp_path: Path) -> str:
    """A platform's home page, and an archive that may ask this machine."""
    (tmp_path / "archive.toml").write_text("[fetch]\nallow_private_addresses = true\ndelay_seconds = 0.0\n")
    serve.pages["/"] = html(home(("/terms", "Terms"), ("/privacy", "Privacy"), ("/gone", "Cookie Policy")))
    serve.pages |= {"/terms": html(page(RULES, title="Terms of Service")), "/privacy": html(page())}
    return serve.url("/")


def test_a_home_page_is_enough_to_track_a_platform(run: Run, site: str, tmp_path: Path) -> None:
    assert run("add", site, "--yes").code == 0
    declared = declarations.read(tmp_path / "declarations" / "lumen.json")
    assert (declared.name, [one.title for one in declared.documents]) == (
        "Lumen",
        ["Terms of Service", "Privacy Policy"],
    )
    crawled = run("crawl", "lumen")
    assert "2 documents looked at: 2 recorded" in crawled.err


@pytest.mark.parametrize(("rest", "is_told"), [(0, False), (1, True)])
def test_of_a_page_of_several_documents_it_is_said_how_much_is_declared(
    run: Run, site: str, serve: Web, rest: int, is_told: bool
) -> None:
    serve.pages["/joint"] = joint([*BOTH, *[("rest", "", CONDUCT)] * rest])
    done = run("add", serve.url("/joint"), "--dry-run")
    assert "+ Privacy Policy" in done.out
    assert ("have 73% of its words; if others are there" in done.err) == is_told


def test_a_terminal_shows_what_is_done_before_anything_is_asked_for(tmp_path: Path, serve: Web) -> None:
    (tmp_path / "archive.toml").write_text("[fetch]\nallow_private_addresses = true\ndelay_seconds = 0.0\n")
    ours, theirs = pty.openpty()
    said: list[bytes] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        said.append(os.read(ours, 4096))
        html(home())(handler)

    serve.pages["/"] = [answer, html(home())]
    subprocess.run(
        [sys.executable, "-m", "archiver", "-C", str(tmp_path), "add", serve.url("/"), "--dry-run"],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        timeout=60,
        check=False,
    )
    assert f"Looking for policies from {serve.url('/')}".encode()[:70] in said[0]


def test_without_a_terminal_nothing_is_written_unless_told_to(run: Run, site: str, tmp_path: Path) -> None:
    done = run("add", site)
    assert "+ Privacy Policy: " in done.out
    assert "Nothing was written; `--yes` writes it" in done.err
    assert not (tmp_path / "declarations").exists()


def test_a_dry_run_writes_nothing(run: Run, site: str, tmp_path: Path) -> None:
    assert run("add", site, "--dry-run").code == 0
    assert not (tmp_path / "declarations").exists()


def test_what_is_declared_stays_and_what_is_missing_is_added(run: Run, site: str, tmp_path: Path) -> None:
    (tmp_path / "declarations").mkdir()
    file = tmp_path / "declarations" / "Lumen.json"
    before = {
        "name": "LUMEN",
        "terms": {"Privacy Policy": {"fetch": "https://lumen.example/p", "select": "main"}},
    }
    file.write_text(json.dumps(before))
    done = run("add", site, "--yes")
    assert "= Privacy Policy" in done.out
    assert "Privacy Policy is declared already, and leads to https://lumen.example/p; " in done.err
    after = json.loads(file.read_text())
    assert after["name"] == "LUMEN"
    assert after["terms"]["Privacy Policy"] == before["terms"]["Privacy Policy"]  # type: ignore[index]
    assert list(after["terms"]) == ["Privacy Policy", "Terms of Service"]


def test_a_second_time_there_is_nothing_to_add(run: Run, site: str, tmp_path: Path) -> None:
    run("add", site, "--yes")
    before = (tmp_path / "declarations" / "lumen.json").read_bytes()
    assert "declared already" in run("add", site, "--yes").err
    assert (tmp_path / "declarations" / "lumen.json").read_bytes() == before


def test_name_and_id_can_be_chosen(run: Run, site: str, tmp_path: Path) -> None:
    run("add", site, "--yes", "--name", "Lumen Works", "--id", "lamps")
    assert declarations.read(tmp_path / "declarations" / "lamps.json").name == "Lumen Works"


def test_a_platform_that_cannot_be_reached_makes_no_archive(run: Run, site: str, tmp_path: Path) -> None:
    done = run("add", site, "--yes", "-C", str(tmp_path / "new"))
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "is private" in done.err
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_no_archive_becomes_one(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "new")
    made = plan(
        archive.declarations, "lumen", "Lumen", [proposed("Privacy Policy", "https://lumen.example/p")]
    )
    assert write(archive, made)
    assert not write(archive, made)
    assert settings.read(archive.settings) == settings.Settings()
    assert [one.slug for one in declarations.read_all(archive.declarations)] == ["lumen"]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="cannot be written"):
        write(Archive(tmp_path / "file"), plan(tmp_path, "lumen", "Lumen", []))


def test_verbose_says_which_pages_were_refused_and_why(run: Run, site: str) -> None:
    assert "/gone: HTTP 404" in run("add", site, "--verbose").out.replace("\n    ", " ")


def test_json_tells_what_was_found_and_refused(run: Run, site: str) -> None:
    told = run("add", site, "--json").json
    assert (told["platform"], told["file"], told["written"]) == ("lumen", "lumen.json", False)
    assert [one["type"] for one in told["documents"]] == ["Terms of Service", "Privacy Policy"]
    assert told["documents"][0]["linked_from"] == site
    assert told["refused"][0]["reason"] == "HTTP 404"


def test_a_site_without_policies_is_said_and_fails(run: Run, site: str, serve: Web) -> None:
    serve.pages = {"/": html(home())}
    done = run("add", site)
    assert done.code == 1
    assert "No policy was found" in done.err


@pytest.mark.parametrize(
    "url", ["foo bar", "ftp://lumen.example/", "https://", "https://me:pw@lumen.example/"]
)
def test_what_is_no_address_is_one_line_and_usage(run: Run, tmp_path: Path, url: str) -> None:
    done = run("add", url)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "is not the address of a web page" in done.err


def test_a_broken_declaration_is_named_and_left_as_it_is(run: Run, site: str, tmp_path: Path) -> None:
    (tmp_path / "declarations").mkdir()
    file = tmp_path / "declarations" / "lumen.json"
    file.write_text("{")
    done = run("add", site, "--yes")
    assert (done.code, file.read_text()) == (2, "{")
    assert "lumen.json: not valid JSON" in done.err


def proposed(title: str, url: str) -> Proposed:
    return Proposed(
        title=title, type=title, url=url, needs_scripts=False, words=500, named_by=title, from_url=""
    )


@pytest.mark.parametrize("url", ["https://www.lumen.example/p/", "https://lumen.example/p"])
def test_a_page_that_is_declared_under_another_title_is_not_added_again(tmp_path: Path, url: str) -> None:
    declared = {"name": "Lumen", "terms": {"Data": {"combine": [{"fetch": "https://lumen.example/p"}]}}}
    (tmp_path / "lumen.json").write_text(json.dumps(declared))
    made = plan(tmp_path, "lumen", "Lumen", [proposed("Privacy Policy", url)])
    assert not made.added
    assert json.loads(made.text) == declared


def test_another_part_of_a_declared_page_is_a_document_of_its_own(tmp_path: Path) -> None:
    declared = {"name": "Lumen", "terms": {"Privacy Policy": {"fetch": "https://lumen.example/p#privacy"}}}
    (tmp_path / "lumen.json").write_text(json.dumps(declared))
    one = proposed("Trackers Policy", "https://lumen.example/p#cookies")
    assert plan(tmp_path, "lumen", "Lumen", [one]).added == (one,)


@pytest.mark.parametrize("platform", ["", "con", "x" * 300])
def test_an_id_that_cannot_be_a_file_is_refused_with_the_way_out(tmp_path: Path, platform: str) -> None:
    with pytest.raises(DeclarationError, match="choose another with --id or --name"):
        plan(tmp_path, platform, "Lumen", [])
