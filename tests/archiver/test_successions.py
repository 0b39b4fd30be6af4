"""Documents that stood at one address one after the other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo.repository import Repository
from archiver.publish.site import successions
from tests.archiver.sites import read
from tests.conftest import START, Recorder

LATER = START + timedelta(days=3)
"""When the other platform's document is first seen at the address."""


@pytest.fixture
def moved(tmp_path: Path) -> Recorder:
    """Records of the platform whose policy stood at the address first."""
    first = Recorder(Repository.create(tmp_path / "platforms" / "example-inc.git"))
    first("# Privacy Policy\n\nOld.\n")
    second = Recorder(Repository.create(tmp_path / "platforms" / "other-inc.git"))
    second("# Privacy Policy\n\nNew.\n", at=LATER)
    return first


def earlier(folder: Path) -> dict[str, list[str]]:
    found = successions.before(read(folder).documents.values())
    return {page: [one.address for one in own] for page, own in found.items()}


def test_a_document_last_seen_before_another_came_to_its_address_stood_there_before_it(
    moved: Recorder, tmp_path: Path
) -> None:
    moved.look(day=2)
    assert earlier(tmp_path) == {
        "example-inc/privacy-policy/": [],
        "other-inc/privacy-policy/": ["example-inc/privacy-policy/"],
    }


def test_a_document_seen_when_another_came_stands_beside_it(moved: Recorder, tmp_path: Path) -> None:
    moved.look(day=3)
    assert earlier(tmp_path) == {"example-inc/privacy-policy/": [], "other-inc/privacy-policy/": []}


def test_a_timemap_lists_what_stood_at_the_address_before(moved: Recorder, tmp_path: Path, run) -> None:
    assert run("site", "build", str(tmp_path / "out"), now="2025-05-08T00:00:00Z").code == 0
    told = (tmp_path / "out" / "other-inc" / "privacy-policy" / "timemap.link").read_text()
    assert [line.split(">")[0].rpartition("com")[2] for line in told.splitlines()[2:]] == [
        "</example-inc/privacy-policy/2025-05-01/",
        "</other-inc/privacy-policy/2025-05-04/",
    ]
