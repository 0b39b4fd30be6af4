"""Parts of what is declared, for several machines: each host is asked by one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.errors import InvalidInput
from archiver.declarations import Declaration, Document, Source, shards
from archiver.declarations.shards import Shard
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page
from tests.conftest import Done
from tests.git_host import git

HOSTS = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=3)


def declared(*hosts_of: list[str]) -> list[Declaration]:
    """Platforms, each with a document at each of its hosts."""
    return [
        Declaration(
            name=f"P{number}",
            slug=f"p{number}",
            documents=tuple(
                Document(
                    platform=f"p{number}",
                    title=f"T{place}",
                    slug=f"t{place}",
                    sources=(Source(url=f"https://{host}.example/{number}/{place}"),),
                )
                for place, host in enumerate(hosts)
            ),
        )
        for number, hosts in enumerate(hosts_of)
    ]


def hosts(platforms: list[Declaration]) -> set[str]:
    return {one.sources[0].url.split("/")[2] for platform in platforms for one in platform.documents}


@given(st.lists(HOSTS, max_size=12), st.integers(1, 6))
def test_each_platform_is_in_one_shard_and_no_host_in_two(given: list[list[str]], count: int) -> None:
    every = declared(*given)
    parts = [Shard(number=number, count=count).of(every) for number in range(1, count + 1)]
    assert sorted(one.slug for part in parts for one in part) == sorted(one.slug for one in every)
    assert sum(len(hosts(part)) for part in parts) == len(hosts(every))


def test_platforms_that_share_a_host_with_a_third_are_neighbours() -> None:
    every = declared(["a", "b"], ["c"], ["c", "b"], ["d"])
    groups = shards.neighbours(every)
    assert [[one.slug for one in group] for group in groups.values()] == [["p0", "p1", "p2"], ["p3"]]


def test_one_shard_more_takes_some_platforms_and_moves_no_other() -> None:
    every = declared(*([f"h{number}"] for number in range(60)))
    before, after = ([of(every, number, count) for number in range(1, count + 1)] for count in (4, 5))
    assert all(now < was for was, now in zip(before, after, strict=False))
    assert len(after[4]) in range(6, 19)


def of(every: list[Declaration], number: int, count: int) -> set[str]:
    return {one.slug for one in Shard(number=number, count=count).of(every)}


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "a/b", "1/2/3", "-1/2", "1/ 2"])
def test_what_is_no_shard_is_said(text: str) -> None:
    with pytest.raises(InvalidInput, match="write its number and how many there are, as 2/5"):
        shards.parse(text)


def test_a_shard_is_written_as_its_number_of_so_many() -> None:
    assert shards.parse("2/5") == Shard(number=2, count=5)


def declare(folder: Path, serve: Web) -> None:
    """Two platforms, each on a host of its own, and a remote."""
    (folder / "declarations").mkdir()
    for name, host in {"a": "localhost", "b": "127.0.0.1"}.items():
        terms = {"Privacy Policy": {"fetch": f"http://{host}:{serve.port}/privacy"}}
        path = folder / "declarations" / f"{name}.json"
        path.write_text(json.dumps({"name": name, "terms": terms}))
    (folder / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\nattempts = 1\n"
        f'[remote]\nurl = "{folder / "remote.git"}"\n'
    )


def test_shards_crawl_all_platforms_once_and_each_shard_goes_on_from_the_remote(
    tmp_path: Path, serve: Web, run: Callable[..., Done]
) -> None:
    serve.pages["/privacy"] = Answer(body=page(), headers={"Content-Type": "text/html"})
    declare(tmp_path, serve)
    git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    for number in (1, 2):
        assert run("crawl", "--quiet", "--shard", f"{number}/2").code == 0
    assert len(serve.asked("/privacy")) == 2
    shutil.rmtree(tmp_path / "platforms")
    done = run("crawl", "--shard", "1/1", now="2025-06-02T00:00:00Z")
    assert (done.code, done.err.splitlines()[-1]) == (0, "2 documents looked at: 2 unchanged")
    tips = git("-C", str(tmp_path / "remote.git"), "for-each-ref", "--format=%(refname)", "refs/heads")
    assert len(tips.split()) == 6


def test_a_shard_of_no_number_is_refused(tmp_path: Path, serve: Web, run: Callable[..., Done]) -> None:
    declare(tmp_path, serve)
    done = run("crawl", "--shard", "")
    assert (done.code, done.err.count("\n")) == (2, 1)
