"""One sick thing stops itself and nothing else; two crawls at once record a change once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.git.claims import claimed
from archive_repo.index import connect, kept, queries
from archive_repo.records import ChangeClass, Outcome
from archiver.crawl import platform
from archiver.crawl.workers import HURRIED_BYTES, ReadingEnded, TakesLong
from archiver.declarations import Declaration, Document
from archiver.fetch.capture import Capture, Validators
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import URL, Pages, declaration, page, reworded
from tests.conftest import Done

TERMS = "https://lumen.example/terms"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def web(serve: Web) -> Pages:
    return Pages(serve, {URL: page(), TERMS: page(title="Terms of Service")})


def two_documents() -> Declaration:
    both = (declaration().documents[0], declaration(TERMS, title="Terms of Service").documents[0])
    return replace(declaration(), documents=both)


def breaks_on(title: str, error: Exception) -> Callable[..., Any]:
    def compute(function: Callable[..., Any], *args: Any) -> Any:
        if isinstance(args[0], Document) and args[0].title == title:
            raise error
        return function(*args)

    return compute


def gives_up_at(step: str) -> Callable[..., Any]:
    def compute(function: Callable[..., Any], *args: Any) -> Any:
        if function.__name__ == step:
            raise ReadingEnded("reading took more than 10 s of CPU time, so it was stopped")
        return function(*args)

    return compute


@pytest.mark.parametrize("step", ["read_without_rotten_selectors", "judge", "tell"])
@pytest.mark.parametrize("is_first", [True, False])
def test_whatever_takes_too_long_with_a_text_fails_its_look_and_stores_nothing(
    archive: Archive, web: Pages, step: str, is_first: bool
) -> None:
    if not is_first:
        web.crawl(archive, [declaration()])
        web.bodies[URL] = page().replace(b"one month", b"two months")
    (looked,) = web.crawl(archive, [declaration()], compute=gives_up_at(step)).looks
    assert looked.observation.outcome is Outcome.FAILED
    assert not looked.is_bug
    assert looked.observation.reason.startswith("reading took more than 10 s of CPU time")
    versions = list(history.each(archive.repository("lumen"), "privacy-policy"))
    assert len(versions) == (0 if is_first else 1)
    assert len(list(archive.repository("lumen").store.ancestry("snapshots"))) == len(versions)
    (after,) = web.crawl(archive, [declaration()]).looks
    assert after.observation.outcome is Outcome.RECORDED


def takes_long_at(step: str) -> Callable[..., Any]:
    def compute(function: Callable[..., Any], *args: Any) -> Any:
        if function.__name__ == step:
            raise TakesLong
        return function(*args)

    return compute


@pytest.mark.parametrize("step", ["read_without_rotten_selectors", "judge", "tell"])
@pytest.mark.parametrize("is_first", [True, False])
def test_documents_that_take_long_are_looked_at_in_a_later_round_and_stored_once(
    archive: Archive, web: Pages, step: str, is_first: bool
) -> None:
    if not is_first:
        web.crawl(archive, [two_documents()])
        web.bodies = {url: body.replace(b"one month", b"two months") for url, body in web.bodies.items()}
    report = web.crawl(archive, [two_documents()], hurried=[takes_long_at(step)])
    found = [(one.observation.document, one.observation.outcome) for one in report.looks]
    assert found == [("privacy-policy", Outcome.RECORDED), ("terms-of-service", Outcome.RECORDED)]
    repository = archive.repository("lumen")
    assert len(list(repository.store.ancestry("snapshots"))) == (2 if is_first else 4)
    assert all(one.outcome is Outcome.RECORDED for one in repository.last_observations().values())


def test_the_longer_a_document_takes_the_more_others_come_before_it(archive: Archive, web: Pages) -> None:
    long, longest = ("Terms of Service", "Privacy Policy")
    order: list[tuple[str, int]] = []

    def reads(function: Callable[..., Any], *args: Any, number: int, refused: Sequence[str]) -> Any:
        if function.__name__ == "read_without_rotten_selectors":
            order.append((args[0].title, number))
            if args[0].title in refused:
                raise TakesLong
        return function(*args)

    refused = [(long, longest), (longest,), ()]
    *hurried, patient = (partial(reads, number=number, refused=one) for number, one in enumerate(refused))
    platforms = [declaration(), other_platform()]
    report = web.crawl(archive, platforms, hurried=hurried, compute=patient, platforms_at_once=1)
    assert order == [(longest, 0), (long, 0), (longest, 1), (long, 1), (longest, 2)]
    assert report.outcomes == {Outcome.RECORDED: 2}
    assert len(web.asked(URL)) == len(web.asked(TERMS)) == 1


@pytest.mark.parametrize(("size", "rounds"), [(HURRIED_BYTES, [False]), (HURRIED_BYTES + 1, [True])])
def test_pages_that_are_large_are_read_behind_the_other_platforms_and_fetched_once(
    archive: Archive, web: Pages, size: int, rounds: list[bool]
) -> None:
    web.bodies[URL] += b"<!--" + b" " * (size - len(web.bodies[URL]) - 7) + b"-->"
    patient: list[bool] = []

    def reads(function: Callable[..., Any], *args: Any, patiently: bool) -> Any:
        if function.__name__ == "read_without_rotten_selectors":
            patient.append(patiently)
        return function(*args)

    report = web.crawl(
        archive,
        [declaration()],
        hurried=[partial(reads, patiently=False)],
        compute=partial(reads, patiently=True),
    )
    assert patient == rounds
    assert len(web.asked(URL)) == 1
    assert [one.observation.outcome for one in report.looks] == [Outcome.RECORDED]


def test_what_an_error_page_is_called_is_found_within_limits_too(archive: Archive, web: Pages) -> None:
    web.bodies[URL], web.statuses[URL] = b"<title>Just a moment...</title>", 403
    (looked,) = web.crawl(archive, [declaration()], compute=gives_up_at("impostor")).looks
    assert looked.observation.reason == "HTTP 403"


@pytest.mark.parametrize(
    "error",
    [ValueError("odd"), RecursionError(), MemoryError(), UnicodeError("bad"), KeyError("x"), OverflowError()],
    ids=lambda error: type(error).__name__,
)
def test_whatever_is_raised_while_a_document_is_read_fails_that_document_only(
    archive: Archive, web: Pages, error: Exception
) -> None:
    report = web.crawl(archive, [two_documents()], compute=breaks_on("Privacy Policy", error))
    failed, recorded = report.looks
    assert failed.observation.outcome is Outcome.FAILED
    assert failed.is_bug
    assert failed.newly_failed
    assert failed.observation.reason.startswith(type(error).__name__)
    assert "this is a bug in archiver" in failed.observation.reason
    assert recorded.observation.outcome is Outcome.RECORDED
    assert archive.repository("lumen").last_observations()["privacy-policy"].failures == 1


class Breaking:
    """A web that raises what nobody foresaw for one page."""

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        raise AttributeError("no such thing")


def test_whatever_is_raised_while_a_page_is_fetched_fails_its_document_only(
    archive: Archive, web: Pages
) -> None:
    report = web.crawl(archive, [two_documents()], web=Breaking())
    assert [looked.observation.outcome for looked in report.looks] == [Outcome.FAILED, Outcome.FAILED]
    assert all(looked.is_bug for looked in report.looks)


def other_platform() -> Declaration:
    return declaration(TERMS, name="Umbra", title="Terms of Service")


@pytest.mark.parametrize(
    "harm",
    [
        lambda repository: (repository / "HEAD").unlink(),
        lambda repository: (repository / "refs/heads/observations").write_text("garbage\n"),
        lambda repository: [path.chmod(0o644) or path.write_bytes(b"") for path in objects(repository)],
    ],
    ids=["no HEAD", "garbage for a branch", "all objects empty"],
)
def test_a_sick_repository_stops_its_own_platform_only(
    archive: Archive, web: Pages, harm: Callable[[Path], object]
) -> None:
    both = [declaration(), other_platform()]
    web.crawl(archive, both)
    harm(archive.path("lumen"))
    report = web.crawl(archive, both)
    _, healthy = report.platforms
    assert not healthy.problem
    assert [looked.observation.outcome for looked in healthy.looks] == [Outcome.UNCHANGED]


def objects(repository: Path) -> list[Path]:
    return [path for path in repository.glob("objects/*/*") if path.is_file() and len(path.parent.name) == 2]


def test_a_file_in_the_place_of_a_repository_stops_its_own_platform_only(
    archive: Archive, web: Pages
) -> None:
    archive.path("lumen").parent.mkdir(parents=True)
    archive.path("lumen").write_text("not a folder")
    sick, healthy = web.crawl(archive, [declaration(), other_platform()]).platforms
    assert sick.problem
    assert not sick.looks
    assert healthy.looks


def test_a_platform_that_another_run_is_at_work_on_is_left_to_it(archive: Archive, web: Pages) -> None:
    web.crawl(archive, [declaration()])
    with claimed(archive.path("lumen"), "a crawl", web.now):
        left, done = web.crawl(archive, [declaration(), other_platform()]).platforms
    assert left.busy
    assert str(os.getpid()) in left.problem
    assert not left.looks
    assert done.looks


def test_looks_that_wait_for_their_second_look_are_kept_when_the_crawl_is_ended(
    archive: Archive, web: Pages
) -> None:
    web.crawl(archive, [declaration()])
    web.now += timedelta(days=1)
    other = {
        f"Offer {n}": f"Summer offer number {n}: subscribe now and save on every plan. " * 4 for n in "abcd"
    }
    web.bodies[URL] = page(other, title="Summer sale")
    stop = threading.Event()
    web.on_request = lambda url, times: stop.set() if url == URL else None
    web.crawl(archive, [two_documents()], stop=stop)
    (held,) = archive.repository("lumen").last_observations()["privacy-policy"].held
    assert held.snapshot


def commits(archive: Archive) -> int:
    return sum(1 for _ in archive.repository("lumen").store.ancestry("observations"))


@pytest.mark.parametrize(("seconds", "expected"), [(29.9, 1), (30.0, 2)])
def test_looks_are_committed_as_they_get_old(
    archive: Archive, web: Pages, seconds: float, expected: int
) -> None:
    now = [0.0]
    web.on_request = lambda url, times: now.__setitem__(0, seconds)
    web.crawl(archive, [two_documents()], timer=lambda: now[0])
    assert commits(archive) == expected
    assert len(archive.repository("lumen").last_observations()) == 2


def test_a_clock_that_was_set_back_is_told_and_dates_never_fall(archive: Archive, web: Pages) -> None:
    web.crawl(archive, [declaration()])
    first = web.now
    web.now -= timedelta(days=400)
    web.bodies[URL] = page(reworded("How we use it", "30 days", "90 days"))
    (report,) = web.crawl(archive, [declaration()]).platforms
    assert "check the clock" in report.warning
    newest, oldest = history.versions(archive.repository("lumen"), "privacy-policy")
    assert newest.fetched_at == oldest.fetched_at == first
    with connect.current(archive) as connection:
        assert queries.at(connection, "lumen", "privacy-policy", first) == newest


def test_a_bug_is_told_in_one_line_with_its_place() -> None:
    try:
        platform.bug(None)  # type: ignore[arg-type]
    except AttributeError as error:
        said = platform.bug(error)
    assert "\n" not in said
    assert said.startswith("AttributeError in platform.py:")


# The command line, over real HTTP and in processes of its own.


def prepare(folder: Path, web: Web, *names: str) -> None:
    declarations = folder / "declarations"
    declarations.mkdir()
    for name in names:
        web.pages[f"/{name}"] = Answer(body=page(), headers={"Content-Type": "text/html; charset=utf-8"})
        declared = {"name": name, "terms": {"Privacy Policy": {"fetch": web.url(f"/{name}")}}}
        (declarations / f"{name}.json").write_text(json.dumps(declared), encoding="utf-8")
    (folder / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n[gate]\nconfirm_after_seconds = 0\n"
    )


def start(folder: Path, now: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "archiver", "crawl", "--archive", str(folder), *arguments],
        env={**os.environ, "ARCHIVER_NOW": now},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_crawls_at_once_record_a_change_once_and_with_its_class(tmp_path: Path, serve: Web) -> None:
    prepare(tmp_path, serve, "lumen", "umbra")
    for number, days in enumerate((30, 60)):
        body = page(reworded("How we use it", "30 days", f"{days} days"))
        for name in ("lumen", "umbra"):
            serve.pages[f"/{name}"] = Answer(body=body, headers={"Content-Type": "text/html"})
        crawls = [start(tmp_path, f"2025-0{number + 1}-01T12:00:00Z") for _ in range(3)]
        said = [one.communicate(timeout=60)[1] for one in crawls]
        assert {one.returncode for one in crawls} <= {0, 4}, said
    for name in ("lumen", "umbra"):
        found = history.versions(Archive(tmp_path).repository(name), "privacy-policy")
        assert [version.change_class for version in found] == [ChangeClass.NUMBERS_OR_DATES, None]


def test_one_broken_declaration_is_named_and_the_others_are_crawled(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    prepare(tmp_path, serve, "lumen")
    (tmp_path / "declarations" / "broken.json").write_text("{")
    done = run("crawl")
    assert done.code == 3
    assert "broken.json: not valid JSON" in done.err
    assert "1 document looked at: 1 recorded" in done.err


def test_a_crawl_that_records_reads_the_provisions_that_were_asked_for(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    prepare(tmp_path, serve, "lumen")
    assert run("crawl").code == 0
    run("provisions", "lumen/privacy-policy")
    amended = reworded("How we use it", "do not use your conversations", "use your conversations")
    serve.pages["/lumen"] = Answer(body=page(amended), headers={"Content-Type": "text/html"})
    assert run("crawl", now="2025-07-01T00:00:00Z").code == 0
    archive = Archive(tmp_path)
    newest, _ = history.versions(archive.repository("lumen"), "privacy-policy")
    with connect.current(archive) as connection:
        assert str(*kept.parts(connection, "provisions", "key").values()).startswith(newest.id)


def test_a_failure_is_told_by_the_exit_code_once_and_every_time_when_strict(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    prepare(tmp_path, serve, "lumen")
    assert run("crawl").code == 0
    serve.pages["/lumen"] = Answer(status=404)
    assert run("crawl").code == 3
    assert run("crawl").code == 0
    assert run("crawl", "--strict").code == 3


def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    prepare(tmp_path, serve, "lumen")
    done = run("crawl", "--dry-run")
    assert "recorded  lumen/privacy-policy" in done.err
    assert not Archive(tmp_path).slugs()


def test_a_quiet_crawl_of_unchanged_pages_says_nothing(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    prepare(tmp_path, serve, "lumen")
    assert run("crawl", "--quiet").err == "recorded  lumen/privacy-policy\n"
    assert run("crawl", "--quiet").err == ""


def test_a_crawl_as_json_says_what_became_of_each_document(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    prepare(tmp_path, serve, "lumen")
    (looked,) = run("crawl", "--json").json["looks"]
    assert (looked["platform"], looked["document"], looked["outcome"]) == (
        "lumen",
        "privacy-policy",
        "recorded",
    )
    assert datetime.fromisoformat(looked["last_looked_at"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_crawl_after_the_documents_under_way(
    tmp_path: Path, serve: Web, number: signal.Signals
) -> None:
    prepare(tmp_path, serve, "lumen")
    asked = threading.Event()

    def slowly(handler: object) -> None:
        asked.set()
        serve.ended.wait(0.5)
        Answer(body=page(), headers={"Content-Type": "text/html"})(handler)  # type: ignore[arg-type]

    serve.pages["/lumen"] = slowly
    crawling = start(tmp_path, "2025-01-01T12:00:00Z")
    assert asked.wait(30)
    crawling.send_signal(number)
    _, said = crawling.communicate(timeout=60)
    assert crawling.returncode == 130
    assert "Stopping after the documents under way" in said
    assert "interrupted; what was done is kept" in said


def test_a_platform_that_failed_the_last_time_is_looked_at_behind_the_others(
    archive: Archive, web: Pages
) -> None:
    lumen, umbra = declaration(), other_platform()
    wall = web.bodies.pop(URL)
    web.crawl(archive, [lumen, umbra], platforms_at_once=1)
    web.bodies[URL] = wall
    order: list[str] = []
    web.on_request = lambda url, times: order.append(url) if url in (URL, TERMS) else None
    report = web.crawl(archive, [lumen, umbra], platforms_at_once=1)
    assert order == [TERMS, URL]
    assert [one.platform for one in report.platforms] == ["lumen", "umbra"]


@pytest.mark.parametrize("branch", ["main", "snapshots", "observations"])
def test_a_lost_branch_is_put_back_before_the_next_look_and_told(
    archive: Archive, web: Pages, branch: str
) -> None:
    web.crawl(archive, [declaration()])
    (version,) = history.versions(archive.repository("lumen"), "privacy-policy")
    (archive.path("lumen") / "refs" / "heads" / branch).unlink()
    (report,) = web.crawl(archive, [declaration()]).platforms
    assert f"branch {branch} was lost, and was put back" in report.warning
    assert [looked.observation.outcome for looked in report.looks] == [Outcome.UNCHANGED]
    assert [one.id for one in history.versions(archive.repository("lumen"), "privacy-policy")] == [version.id]


def test_a_branch_that_nothing_leads_to_stops_its_platform_and_is_not_begun_anew(
    archive: Archive, web: Pages
) -> None:
    web.crawl(archive, [declaration(), other_platform()])
    for branch in ("main", "observations"):
        (archive.path("lumen") / "refs" / "heads" / branch).unlink()
    for loose in archive.path("lumen").glob("objects/??/*"):
        loose.unlink()
    sick, healthy = web.crawl(archive, [declaration(), other_platform()]).platforms
    assert "is lost, and nothing that is left leads to its commits" in sick.problem
    assert not (archive.path("lumen") / "refs" / "heads" / "main").exists()
    assert healthy.looks
