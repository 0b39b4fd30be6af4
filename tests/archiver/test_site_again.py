"""A site that is brought up to date is the one that would be made anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo.repository import Repository
from archiver.provisions import ahead
from archiver.publish.site.deploy import MANIFEST
from tests.archiver import sites
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
SALE = "We may sell your personal data to our advertising partners."
ALIKE = "We may sell your personal data to advertising partners and brokers."
FOLDER = "other/privacy-policy/provisions/sale-or-sharing-of-data"
QUOTING = f"{FOLDER}/index.html"
NOW = sites.NOW + timedelta(days=30)


@pytest.fixture
def records(tmp_path: Path) -> dict[str, Recorder]:
    """Two platforms, one of two documents, that say the same in other words."""
    platforms = {
        slug: Recorder(Repository.create(tmp_path / f"platforms/{slug}.git")) for slug in ("acme", "other")
    }
    platforms["other"].host = "other.example"
    platforms["acme"](f"# Privacy Policy\n\n{SALE}\n")
    platforms["acme"](f"# Terms\n\n{SALE}\n", "terms", title="Terms of Service")
    platforms["other"](f"# Privacy Policy\n\n{ALIKE}\n")
    return platforms


def told(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def made_anew(folder: Path) -> dict[str, bytes]:
    """The site of the archive in a folder, of which nothing is known."""
    other = folder.with_name(f"{folder.name}-anew")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(folder / "platforms", other / "platforms")
    sites.make(other, other / "site", now=NOW)
    return told(other / "site")


def brought_up_to_date(folder: Path) -> dict[str, bytes]:
    sites.make(folder, folder / "site", now=NOW)
    return told(folder / "site")


def test_after_each_change_it_is_the_one_that_would_be_made_anew(
    records: dict[str, Recorder], tmp_path: Path
) -> None:
    acme, other = records["acme"], records["other"]
    texts = {
        "behind": f"# Privacy Policy\n\n{SALE}\n\nWe moved.\n",
        "before": f"# Privacy Policy\n\nWe moved.\n\n{SALE}\n",
        "around": f"# Privacy Policy\n\nWe moved.\n\n{SALE} This holds in Ohio.\n",
        "within": f"# Privacy Policy\n\nWe moved.\n\n{SALE.replace('our', 'some')}\n",
        "gone": "# Privacy Policy\n\nWe moved.\n",
        "back": f"# Privacy Policy\n\n{SALE}\n",
    }
    assert brought_up_to_date(tmp_path) == made_anew(tmp_path)
    for what, text in texts.items():
        acme(text)
        assert brought_up_to_date(tmp_path) == made_anew(tmp_path), what
    other.look(day=12)
    assert brought_up_to_date(tmp_path) == made_anew(tmp_path)
    other(f"# Privacy Policy\n\n{ALIKE}\n\nWe moved.\n", at=NOW - timedelta(days=1))
    (tmp_path / "index.sqlite").unlink()
    assert brought_up_to_date(tmp_path) == made_anew(tmp_path)


def test_a_run_that_was_killed_while_it_put_pages_in_place_is_completed(
    records: dict[str, Recorder], tmp_path: Path
) -> None:
    sites.make(tmp_path, tmp_path / "site", now=NOW)
    manifest = tmp_path / "site" / MANIFEST
    known = json.loads(manifest.read_text())
    known["pages"] |= {QUOTING: "", f"{FOLDER}/index.json": ""}
    manifest.write_text(json.dumps(known))
    (tmp_path / "site" / QUOTING).write_text("half")
    records["acme"](f"# Privacy Policy\n\n{SALE}\n\nWe moved.\n")
    assert brought_up_to_date(tmp_path) == made_anew(tmp_path)


def test_a_page_that_quotes_a_changed_document_is_made_from_the_one_that_is_there(
    records: dict[str, Recorder], tmp_path: Path
) -> None:
    sites.make(tmp_path, tmp_path / "site", now=NOW)
    page = tmp_path / "site" / QUOTING
    before = page.read_text()
    page.write_text(before.replace("</h1>", " by hand</h1>"))
    newer = records["acme"](f"# Privacy Policy\n\n{SALE}\n\nWe moved.\n")
    sites.make(tmp_path, tmp_path / "site", now=NOW)
    assert " by hand</h1>" in page.read_text()
    assert f"version of <time>{newer.fetched_at:%Y-%m-%d}</time>" in page.read_text()
    value = json.loads((tmp_path / "site" / FOLDER / "index.json").read_text())
    assert newer.id in [one["version"] for one in value["others"]]


@pytest.mark.parametrize("damaged", ["index.html", "index.json"])
def test_a_page_without_a_place_for_what_it_quotes_is_made_whole(
    records: dict[str, Recorder], tmp_path: Path, damaged: str
) -> None:
    sites.make(tmp_path, tmp_path / "site", now=NOW)
    (tmp_path / "site" / FOLDER / damaged).write_text("<p>damaged")
    records["acme"](f"# Privacy Policy\n\n{SALE}\n\nWe moved.\n")
    assert brought_up_to_date(tmp_path) == made_anew(tmp_path)


def test_what_is_quoted_ahead_in_other_processes_is_what_pages_quote(
    records: dict[str, Recorder], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(name: str) -> dict[str, bytes]:
        done = run("site", "build", str(tmp_path / name), now=f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
        assert done.code == 0, done.err
        (tmp_path / "index.sqlite").unlink()
        return {file: body for file, body in told(tmp_path / name).items() if "search/" not in file}

    one_by_one = made("one")
    monkeypatch.setattr(ahead, "WORTH", 1)
    assert {**made("ahead"), MANIFEST: b""} == {**one_by_one, MANIFEST: b""}
