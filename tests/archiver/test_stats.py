"""How large an archive is and how it grows: `stats`; and less disk for the same history: `gc`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.git import claims, disk, references
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from archiver.report import archive_size
from tests.archiver.conftest import Web
from tests.archiver.policies import URL, Pages, declaration, page
from tests.conftest import START, Done, Recorder
from tests.git_host import git

Run = Callable[..., Done]


@pytest.fixture
def record(tmp_path: Path) -> Recorder:
    """Two versions in May and one in June, with a look after each."""
    one = Recorder(Repository.create(tmp_path / "platforms" / "example-inc.git"))
    for text, day in (("We keep data.", 0), ("We sell data.", 2), ("We rent data.", 40)):
        one(f"{text}\n", at=START + timedelta(days=day))
        one.look(day=day + 1)
    return one


def test_stats_count_documents_versions_looks_and_bytes_by_month(
    record: Recorder, tmp_path: Path, run: Run
) -> None:
    found = run("stats", "--json").json
    counts = [found[f"{what}_count"] for what in ("document", "version", "look")]
    assert counts == [1, 3, 3]
    months = [(one["month"], one["version_count"], one["look_count"]) for one in found["months"]]
    assert months == [("2025-06", 1, 1), ("2025-05", 2, 2)]
    assert all(one["added_bytes"] > 0 for one in found["months"])
    assert found["disk_bytes"] == disk.usage(record.repository.path).bytes + found["index_bytes"]


def test_stats_count_a_look_that_found_nothing_new(record: Recorder, run: Run) -> None:
    for day in (42, 43):
        record.look(day=day)
    record.look(document="terms", day=44)
    assert run("stats", "--json").json["look_count"] == 6


def test_stats_fit_a_screen_and_say_what_is_largest(record: Recorder, run: Run) -> None:
    done = run("stats", "--months", "1")
    lines = done.out.splitlines()
    assert lines[0] == "1 platform: 1 document, 3 versions, 3 looks"
    assert max(map(len, lines)) <= 80
    assert [line.split()[:3] for line in lines if line.startswith("2025")] == [["2025-06", "1", "1"]]
    assert any(line.split()[:4] == ["example-inc", "1", "3", "3"] for line in lines)


@pytest.mark.parametrize(("months", "is_more"), [(1, True), (2, False)])
def test_stats_say_how_many_earlier_months_they_do_not_show(
    record: Recorder, run: Run, months: int, is_more: bool
) -> None:
    assert ("and 1 earlier" in run("stats", "--months", str(months)).out) is is_more
    assert run("stats", "--json", "--months", str(months)).json["month_count"] == 2


@pytest.mark.parametrize(("platforms", "are_more"), [(10, False), (11, True)])
def test_stats_show_the_ten_largest_platforms(
    tmp_path: Path, run: Run, platforms: int, are_more: bool
) -> None:
    for number in range(platforms):
        Recorder(Repository.create(tmp_path / "platforms" / f"lumen-{number:02}.git"))("We keep data.\n")
    shown = run("stats").out
    assert (shown.count("lumen-"), "and 1 more" in shown) == (10, are_more)


def test_stats_of_nothing_say_so(tmp_path: Path, run: Run) -> None:
    (tmp_path / "archive.toml").touch()
    assert (
        run("stats").err == "No platform is recorded yet; `archiver crawl` records those that are declared.\n"
    )


def test_the_slowest_hosts_are_those_of_the_log_of_requests(tmp_path: Path) -> None:
    line = "2025-05-01T12:00:00.000+00:00\t{0}\thttps://{0}/\t200\t{1}\n"
    log = tmp_path / "requests.log"
    asked = [("a.example", "0.200"), ("b.example", "3.000"), ("a.example", "0.400"), ("a.example", "9.000")]
    log.write_text("".join(line.format(*one) for one in asked) + "2025-05-01T12:00:0")
    found = archive_size.slow_hosts(log)
    assert found is not None
    assert [(one.host, one.request_count, one.median_seconds) for one in found] == [
        ("b.example", 1, 3.0),
        ("a.example", 3, 0.4),
    ]
    assert archive_size.slow_hosts(tmp_path / "nothing") is None


def test_gc_packs_a_repository_and_keeps_every_object(record: Recorder, run: Run) -> None:
    path = record.repository.path
    before, tips = objects(path), references.every(path)
    told = run("gc", "--dry-run", "--json").json[0]
    assert disk.usage(path).loose_count > 20
    assert run("gc").code == 0
    used = disk.usage(path)
    assert (used.loose_count, used.pack_count) == (0, 1)
    assert (objects(path), references.every(path)) == (before, tips)
    assert abs(used.bytes - told["disk_bytes"]) <= 8192  # a claim's and a log's last block
    assert "would free 0 bytes" in run("gc", "--dry-run").err
    assert run("verify", now="2025-07-01T00:00:00Z").code == 0


def objects(repository: Path) -> set[str]:
    said = git("-C", str(repository), "cat-file", "--batch-check=%(objectname)", "--batch-all-objects")
    return set(said.split())


def test_gc_keeps_what_no_branch_leads_to(record: Recorder, run: Run) -> None:
    path = record.repository.path
    tip = git("-C", str(path), "rev-parse", "main").strip()
    git("-C", str(path), "update-ref", "refs/heads/main", f"{tip}~1")
    (path / "logs" / "refs" / "heads" / "main").unlink()
    run("gc")
    assert tip in objects(path)


def test_gc_cuts_a_long_reflog_to_whole_lines_at_its_end(record: Recorder, run: Run) -> None:
    log = record.repository.path / "logs" / "refs" / "heads" / "main"
    line = f"{'1' * 40} {'2' * 40} archiver <archiver@localhost> 0 +0000\tcommit\n"
    written = log.read_text()
    log.write_text(line * 2000 + written)
    newest = references.recorded(record.repository.path, "main")
    run("gc")
    left = log.read_text()
    assert len(left) <= 64 * 1024
    assert left.endswith(line + written)
    assert left.startswith("1" * 40)
    assert references.recorded(record.repository.path, "main")[:3] == newest[:3]


def test_gc_leaves_a_platform_that_is_looked_at(record: Recorder, run: Run) -> None:
    with claims.claimed(record.repository.path, "a crawl", START):
        done = run("gc")
    assert (done.code, "a crawl" in done.err) == (4, True)
    assert disk.usage(record.repository.path).loose_count > 20


TIDY = """\
from pathlib import Path
from archive_repo.git import disk
print(flush=True)
disk.tidy(Path({0!r}))
"""


@pytest.mark.parametrize("milliseconds", [0, 5, 20])
def test_gc_that_is_killed_loses_nothing(record: Recorder, run: Run, milliseconds: int) -> None:
    path = record.repository.path
    before = objects(path)
    code = TIDY.format(str(path))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as one:
        assert one.stdout is not None
        one.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            one.wait(milliseconds / 1000)
        one.kill()  # and not the git that it runs
    assert objects(path) >= before
    assert run("gc").code == 0
    assert run("verify", now="2025-07-01T00:00:00Z").code == 0


@pytest.mark.parametrize(("keeps_all", "count"), [(False, 1), (True, 2)])
def test_a_page_with_other_bytes_and_the_same_text_is_stored_if_all_are_kept(
    tmp_path: Path, serve: Web, keeps_all: bool, count: int
) -> None:
    web, archive = Pages(serve, {URL: page()}), Archive(tmp_path)
    for noise in ("1", "2", "2"):
        web.bodies[URL] = page(noise=noise)
        report = web.crawl(archive, [declaration()], keeps_all=keeps_all)
        web.now += timedelta(days=1)
    assert report.outcomes == {Outcome.UNCHANGED: 1}
    stored = git("-C", str(archive.path("lumen")), "rev-list", "--count", "snapshots")
    assert stored.strip() == str(count)
