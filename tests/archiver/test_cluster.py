"""A crawl by a Dask cluster: a real scheduler and real workers on this machine, and a git remote."""

from __future__ import annotations

import importlib
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import ClusterFailed
from archiver.machines import cluster
from archiver.machines.cluster import Order
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import START, page
from tests.conftest import Done
from tests.git_host import git

pytestmark = pytest.mark.skipif(
    not importlib.util.find_spec("distributed"), reason="the extra `cluster` is not installed"
)


def distributed() -> Any:
    return importlib.import_module("distributed")


HOSTS = ("127.0.0.1", "localhost")
Run = Callable[..., Done]


@contextmanager
def started(*words: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask's, which ends at the end of the block."""
    command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
    with (folder / f"{words[0]}.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


WORKER = ("dask_worker", "--no-nanny", "--nthreads", "2", "--no-dashboard")
"""Without a nanny, so that to end its process is to lose it."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler."""
    file = tmp_path / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    with started("dask_scheduler", *words, folder=tmp_path):
        while not file.exists() or not file.read_text():
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"]


def declare(folder: Path, serve: Web) -> None:
    """Two platforms of one document on a host of their own, and their remote."""
    (folder / "declarations").mkdir()
    for number, host in enumerate(HOSTS):
        terms = {"Privacy Policy": {"fetch": f"http://{host}:{serve.port}/privacy"}}
        path = folder / "declarations" / f"p{number}.json"
        path.write_text(json.dumps({"name": f"P{number}", "terms": terms}))
    git("init", "--quiet", "--bare", str(folder / "remote.git"))
    (folder / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\nattempts = 1\n"
        f'[remote]\nurl = "{folder / "remote.git"}"\n'
    )


def looks(folder: Path) -> list[str]:
    """How many looks the remote has of each platform."""
    return [
        git("-C", str(folder / "remote.git"), "rev-list", "--count", f"p{number}/observations").strip()
        for number in range(len(HOSTS))
    ]


def test_a_lost_workers_platforms_are_done_again_and_each_look_is_recorded_once(
    tmp_path: Path, serve: Web, run: Run, address: str
) -> None:
    declare(tmp_path, serve)
    answer = Answer(body=page(), headers={"Content-Type": "text/html"})
    with started(*WORKER, address, folder=tmp_path) as one, started(*WORKER, address, folder=tmp_path):
        with distributed().Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)

        def lose_one(handler: BaseHTTPRequestHandler) -> None:
            one.kill()
            answer(handler)

        serve.pages["/privacy"] = lose_one
        done = run("crawl", "--cluster", address, "--json")
    assert [(look["platform"], look["outcome"]) for look in done.json["looks"]] == [
        ("p0", "recorded"),
        ("p1", "recorded"),
    ]
    assert (done.code, looks(tmp_path)) == (0, ["1", "1"])
    assert not (tmp_path / "platforms").exists()


ORDER = Order(platforms=(), remotes=(), settings_toml="", began=START)


def test_a_worker_of_another_version_takes_no_order() -> None:
    with pytest.raises(ClusterFailed, match=r", not 0\.0; install the same"):
        cluster.take(replace(ORDER, version="0.0"))


def test_an_address_without_a_scheduler_is_said(tmp_path: Path, serve: Web, run: Run) -> None:
    declare(tmp_path, serve)
    done = run("crawl", "--cluster", "nonsense://here")
    assert done.code == 1
    assert done.err == (
        "archiver: nonsense://here: no Dask scheduler can be reached there; check the address, "
        "as in tcp://host:8786\n"
    )


@pytest.mark.parametrize("other", [("--shard", "1/2"), ("--dry-run",)])
def test_a_cluster_excludes_other_ways(tmp_path: Path, serve: Web, run: Run, other: tuple[str, ...]) -> None:
    declare(tmp_path, serve)
    done = run("crawl", "--cluster", "tcp://127.0.0.1:1", *other)
    assert (done.code, "cannot be combined" in done.err) == (2, True)
