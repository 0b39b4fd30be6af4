"""Reading within limits: what hangs, swells or crashes ends its worker, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from archive_repo.format.snapshot import Body, Fetched
from archiver.crawl.workers import ReadingEnded, TakesLong, Workers, _Places
from archiver.extract import ExtractionFailed, SelectorMissed
from archiver.extract.document import read
from tests.archiver.policies import CLAUSES, declaration, page
from tests.conftest import START


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, cpu_seconds=2, memory_bytes=300 * 2**20, wall_seconds=30) as pool:
        yield pool


def burn(seconds: float) -> float:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def swell(megabytes: int) -> int:
    return len(bytearray(megabytes * 2**20))


def fail(reason: str) -> None:
    raise SelectorMissed(reason)


def pid() -> int:
    return os.getpid()


def test_a_document_is_read_as_in_this_process(workers: Workers) -> None:
    (document,) = declaration().documents
    fetched = Fetched(url="https://lumen.example/privacy", fetched_at=START)
    body = Body(extension="html", data=page(), fetched=fetched)
    assert workers.compute(read, document, [body]) == read(document, [body])
    assert CLAUSES["Who we are"][:20] in workers.compute(read, document, [body]).text


def test_it_is_read_in_another_process(workers: Workers) -> None:
    assert workers.compute(pid) != os.getpid()


def test_what_a_worker_raises_is_raised_here_with_its_reason(workers: Workers) -> None:
    with pytest.raises(SelectorMissed) as raised:
        workers.compute(fail, "'.legal' matches nothing")
    assert raised.value.reason == "'.legal' matches nothing"


def test_a_worker_that_computes_for_longer_than_allowed_is_one_failure(workers: Workers) -> None:
    with pytest.raises(ReadingEnded, match="more than 2 s of CPU time"):
        workers.compute(burn, 6)
    assert workers.compute(burn, 0.1) == 0.1


def test_the_time_of_earlier_pages_does_not_count(workers: Workers) -> None:
    for _ in range(6):
        workers.compute(burn, 0.3)


def test_in_a_hurry_what_takes_long_is_ended_early(workers: Workers) -> None:
    hurry = workers.hurried(0.5)
    assert hurry(burn, 0.1) == 0.1
    with pytest.raises(TakesLong):
        hurry(burn, 1.5)
    assert workers.compute(burn, 1.5) == 1.5


def test_a_hurry_ends_with_what_was_hurried(workers: Workers) -> None:
    for _ in range(6):
        assert workers.hurried(0.5)(burn, 0.3) == 0.3


def test_a_worker_that_needs_more_memory_than_allowed_is_one_failure(workers: Workers) -> None:
    with pytest.raises(ReadingEnded, match="more than 300 MB of memory"):
        workers.compute(swell, 400)
    assert workers.compute(swell, 20) == 20 * 2**20


@pytest.mark.parametrize("crash", [os.abort, os._exit], ids=["abort", "exit"])
def test_a_worker_that_crashes_is_one_failure(workers: Workers, crash: object) -> None:
    arguments = () if crash is os.abort else (7,)
    with pytest.raises(ExtractionFailed):
        workers.compute(crash, *arguments)  # type: ignore[arg-type]
    assert workers.compute(pid) != os.getpid()


def test_why_a_worker_ended_is_known_while_others_start() -> None:
    def reason(_: int) -> str:
        with pytest.raises(ReadingEnded) as ended:
            workers.compute(os._exit, 7)
        return ended.value.reason

    with Workers(8) as workers, ThreadPoolExecutor(8) as threads:
        reasons = set(threads.map(reason, range(80)))
    assert reasons == {"the process that reads the page crashed (exit code 7)"}


def test_a_worker_that_waits_for_ever_is_ended() -> None:
    with Workers(1, wall_seconds=0.2) as impatient, pytest.raises(ReadingEnded, match="longer than"):
        impatient.compute(time.sleep, 600)


def test_threads_share_as_many_workers_as_there_may_be(workers: Workers) -> None:
    with ThreadPoolExecutor(8) as threads:
        pids = set(threads.map(lambda _: workers.compute(pid), range(40)))
    assert 1 <= len(pids) <= 2


def test_who_needs_a_worker_for_a_shorter_time_goes_first_and_else_who_came_first() -> None:
    places, ended = _Places(1), list[tuple[float, int]]()

    def take(seconds: float, number: int) -> None:
        with places.one(seconds):
            ended.append((seconds, number))

    with ThreadPoolExecutor(4) as threads, places.one(1):
        for number, seconds in enumerate((10, 0.5, 10, 0.5)):
            threads.submit(take, seconds, number)
            while len(places._waiting) <= number:
                pass
    assert ended == [(0.5, 1), (0.5, 3), (10, 0), (10, 2)]


def test_what_is_loaded_in_advance_is_what_a_worker_reads_with_and_is_not_stopped_by_ctrl_c() -> None:
    """In a process group of its own, as Ctrl-C in a terminal is sent to the whole group."""
    code = """
import os, signal
from archiver.crawl import workers
workers.load(guesses=True)
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.killpg(0, signal.SIGINT)
with workers.Workers(1) as pool:
    print(pool.compute(eval, "'trafilatura' in __import__('sys').modules"))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, start_new_session=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_ending_the_pool_ends_its_processes() -> None:
    with Workers(1) as pool:
        worker = pool.compute(pid)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.parametrize(("guesses", "loaded"), [(True, "True False"), (False, "False False")])
def test_a_worker_has_loaded_what_it_reads_with_and_nothing_of_git(guesses: bool, loaded: str) -> None:
    """In a process of its own, as the fork server loads once for all workers of a process."""
    asked = "'{}' in __import__('sys').modules"
    code = f"""
from archiver.crawl.workers import Workers
with Workers(1, guesses={guesses}) as pool:
    print(pool.compute(eval, {asked.format("trafilatura")!r}), pool.compute(eval, {asked.format("pygit2")!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == loaded.split()


def test_a_worker_that_expects_no_guesses_reads_a_page_without_selectors_all_the_same() -> None:
    (document,) = declaration().documents
    body = Body(extension="html", data=page(), fetched=Fetched(url="https://lumen.example", fetched_at=START))
    with Workers(1, guesses=False) as pool:
        assert pool.compute(read, document, [body]) == read(document, [body])
