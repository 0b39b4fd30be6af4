"""How much memory a crawl takes, whatever the pages are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page

pytestmark = pytest.mark.large

PLATFORMS = 8
MOST_MB = 700
"""For the process that fetches and stores, which works on several pages at once. Those that read have a limit
of their own (`workers.MEMORY_BYTES`)."""
SETTINGS = "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n"
CRAWL = """\
import resource, sys
from archiver import cli
try:
    cli.main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.__stdout__)
"""


FREED = """from pathlib import Path
from archiver.crawl import memory
memory.give_back()
def kept():
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024
large = bytes(30_000_000)
del large
pages = [bytearray(b"x" * 1_000_000) for _ in range(64)]
last = bytearray(b"x" * 1_000_000)
before = kept()
del pages
print(before - kept())
"""


def test_the_memory_of_pages_that_were_read_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 60


def test_eight_pages_of_the_largest_size_at_once_are_read_within_bounds(tmp_path: Path, serve: Web) -> None:
    largest = FetchSettings().max_bytes
    policy = page()
    body = policy + b"<!--" + b" " * (largest - len(policy) - 7) + b"-->"
    serve.otherwise = Answer(body=body, headers={"Content-Type": "text/html"})
    serve.pages["/robots.txt"] = Answer(status=404)
    (tmp_path / "archive.toml").write_text(SETTINGS)
    (tmp_path / "declarations").mkdir()
    for number in range(PLATFORMS):
        declared = {
            "name": f"Lumen {number}",
            "terms": {"Privacy Policy": {"fetch": serve.url(f"/{number}")}},
        }
        (tmp_path / "declarations" / f"lumen-{number}.json").write_text(json.dumps(declared))
    done = subprocess.run(
        [sys.executable, "-c", CRAWL, "crawl", "--quiet", "--archive", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    looks = [one.last_observations()["privacy-policy"] for one in Archive(tmp_path).platforms()]
    assert [look.outcome for look in looks] == [Outcome.RECORDED] * PLATFORMS, done.stderr
    assert int(done.stdout.split()[-1]) < MOST_MB
