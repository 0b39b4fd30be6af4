from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from archive_repo import diff, history
from archive_repo.archive import Archive
from archive_repo.diff import ChangeClass, Kind
from archive_repo.records import Cause, Outcome
from archiver import declarations
from archiver.demo import pages
from archiver.demo.pages import DATES, PLATFORMS
from archiver.demo.server import PAGES, Site, path, serving
from archiver.extract import clean_text

QUILLWREN, TAMBERLOFT, OSTRELUNE = PLATFORMS
DAYS = [moment.date() for moment in DATES]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as started:
        yield started


def html(address: str, day: int) -> str:
    numbers = count()
    return pages.page(*PAGES[address], DAYS[day], lambda: f"noise-{next(numbers)}")


def text(address: str, day: int) -> str:
    return clean_text(html(address, day).encode(), f"https://example.org{address}")


def days_of_new_text(address: str) -> list[int]:
    texts = [text(address, day) for day in range(len(DAYS))]
    return [0] + [day for day in range(1, len(DAYS)) if texts[day] != texts[day - 1]]


def ask(url: str, **headers: str) -> tuple[int, str, str]:
    """Status, ETag and body of an answer."""
    request = urllib.request.Request(url, headers={key.replace("_", "-"): headers[key] for key in headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["ETag"] or "", answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["ETag"] or "", error.read().decode()


def test_every_edit_finds_its_place_and_no_mark_is_left_over() -> None:
    for address in PAGES:
        for day in range(len(DAYS)):
            assert "{{" not in html(address, day)


@pytest.mark.parametrize(
    ("address", "days"),
    [
        ("/quillwren-ai/privacy-policy", [0, 1, 3]),
        ("/quillwren-ai/terms-of-service", [0, 2, 3]),
        ("/tamberloft/acceptable-use-policy", [0, 2]),
        ("/tamberloft/terms-of-service", [0, 1, 2, 3]),
        ("/ostrelune/privacy-policy", [0, 2, 3]),
    ],
)
def test_a_page_says_something_new_on_the_days_of_its_story(address: str, days: list[int]) -> None:
    assert days_of_new_text(address) == days


def test_the_legal_basis_of_training_turns_from_opting_in_to_legitimate_interest() -> None:
    before, after = (text("/quillwren-ai/privacy-policy", day) for day in (0, 1))
    assert "only if you have opted in" in before
    assert "on the basis of our legitimate interest" in after
    assert "| Improving our models | Conversations | Legitimate interests |" in after


def test_the_error_page_lasts_a_day_and_is_not_the_terms() -> None:
    assert [
        "Something went wrong" in html("/quillwren-ai/terms-of-service", day) for day in range(len(DAYS))
    ] == [False, False, True, False]


def test_the_flapping_page_comes_back_as_it_was() -> None:
    first, second, third, _ = (text("/tamberloft/terms-of-service", day) for day in range(len(DAYS)))
    assert first == third != second


def test_a_section_of_the_terms_moves() -> None:
    found = diff.compare(text("/tamberloft/terms-of-service", 2), text("/tamberloft/terms-of-service", 3))
    assert Kind.MOVED in {section.kind for section in found.changed_sections}


def test_the_silent_change_leaves_the_date_of_the_page() -> None:
    before, after = (text("/tamberloft/acceptable-use-policy", day) for day in (1, 2))
    assert before != after
    assert "Last modified: October 14, 2024" in before
    assert "Last modified: October 14, 2024" in after


def test_one_change_is_of_numbers_and_dates_only() -> None:
    found = diff.compare(text("/ostrelune/privacy-policy", 1), text("/ostrelune/privacy-policy", 2))
    assert found.change_class is ChangeClass.NUMBERS_OR_DATES


def test_a_noisy_page_has_other_bytes_at_each_request_and_no_etag(site: Site) -> None:
    address = site.base + path(QUILLWREN, "Privacy Policy")
    first, second = ask(address), ask(address)
    assert first[2] != second[2]
    assert (first[0], first[1]) == (200, "")


def test_a_quiet_page_answers_304_until_it_changes(site: Site) -> None:
    address = site.base + path(TAMBERLOFT, "Acceptable Use Policy")
    _, etag, _ = ask(address)
    site.set_date(DATES[1])
    assert ask(address, If_None_Match=etag) == (304, etag, "")
    site.set_date(DATES[2])
    status, renewed, _ = ask(address, If_None_Match=etag)
    assert status == 200
    assert renewed != etag


def test_the_site_has_a_robots_file_and_nothing_at_other_addresses(site: Site) -> None:
    assert ask(f"{site.base}/robots.txt")[0] == 200
    assert ask(f"{site.base}/quillwren-ai/imprint")[0] == 404


def test_the_declarations_are_valid_and_lead_to_the_pages(site: Site, tmp_path: Path) -> None:
    for name, declared in site.declarations().items():
        assert json.loads(declared)["name"] == name.removesuffix(".json")
        (tmp_path / name).write_text(declared, encoding="utf-8")
    sources = [
        source.url
        for declared in declarations.read_all(tmp_path)
        for document in declared.documents
        for source in document.sources
    ]
    assert sorted(sources) == sorted(site.base + address for address in PAGES)


EXPECTED = {
    "quillwren-ai/privacy-policy": ["2025-07-07", "2025-03-03", "2025-01-13"],
    "quillwren-ai/terms-of-service": ["2025-07-07", "2025-01-13"],
    "tamberloft/acceptable-use-policy": ["2025-05-19", "2025-01-13"],
    "tamberloft/terms-of-service": ["2025-07-07", "2025-01-13"],
    "ostrelune/privacy-policy": ["2025-07-07", "2025-05-19", "2025-01-13"],
}
"""The days of each document's versions: none for the error page, and none for the page that flaps."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archiver", *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def done(folder: Path) -> subprocess.CompletedProcess[str]:
    """The whole demo, in an empty folder, as a user runs it."""
    return run("demo", str(folder))


@pytest.fixture(scope="module")
def archive(folder: Path, done: subprocess.CompletedProcess[str]) -> Archive:
    assert done.returncode == 0, done.stderr
    return Archive.open(folder)


def test_the_archive_has_a_version_for_each_real_change_and_no_other(archive: Archive) -> None:
    versions = {
        f"{repository.platform}/{document}": history.versions(repository, document)
        for repository in archive.platforms()
        for document in repository.documents()
    }
    assert {
        address: [f"{one.fetched_at:%Y-%m-%d}" for one in found] for address, found in versions.items()
    } == EXPECTED
    causes = {one.cause for found in versions.values() for one in found}
    assert causes == {Cause.FIRST, Cause.CHANGE}


@pytest.mark.parametrize(
    ("platform", "document", "outcomes"),
    [
        (
            "quillwren-ai",
            "terms-of-service",
            [Outcome.RECORDED, Outcome.UNCHANGED, Outcome.HELD, Outcome.RECORDED],
        ),
        (
            "tamberloft",
            "terms-of-service",
            [Outcome.RECORDED, Outcome.HELD, Outcome.UNCHANGED, Outcome.RECORDED],
        ),
    ],
)
def test_every_look_is_observed_with_its_outcome(
    archive: Archive, platform: str, document: str, outcomes: list[Outcome]
) -> None:
    looks = list(history.observations(archive.repository(platform), document))
    assert [look.outcome for look in reversed(looks)] == outcomes
    assert [look.checked_at for look in reversed(looks)] == list(DATES)


def test_plain_git_reads_the_archive(archive: Archive) -> None:
    log = subprocess.run(
        [
            "git",
            "-C",
            str(archive.path("quillwren-ai")),
            "log",
            "--format=%as %(trailers:key=Cause,valueonly) %s",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "2025-03-03" in log
    assert "Privacy Policy" in log


def test_the_demo_names_each_command_before_what_it_says(
    archive: Archive, done: subprocess.CompletedProcess[str]
) -> None:
    changes, difference, blame = (
        done.stdout.index(f"$ archiver {verb} ") for verb in ("changes", "diff", "blame")
    )
    assert changes < done.stdout.index("9. Arbitration") < difference < blame
    assert "legitimate interest" in done.stdout[difference:blame]
    assert "git -C" in done.stdout[blame:]


def test_what_the_demo_says_to_try_next_works(archive: Archive) -> None:
    from archiver.cli.demo import NEXT

    for verb, *rest in NEXT:
        tried = run(verb, "--archive", str(archive.folder), *rest)
        assert (tried.returncode, bool(tried.stdout)) == (0, True), tried.stderr


def test_a_folder_with_something_in_it_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious", encoding="utf-8")
    refused = run("demo", str(tmp_path))
    assert refused.returncode == 2
    assert refused.stderr.splitlines() == [
        f"archiver: {tmp_path} already exists; choose a new folder: `archiver demo DIR`"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
