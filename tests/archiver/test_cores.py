"""How many cores are used."""

from __future__ import annotations

import os

import pytest

from archiver import cores


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system gives no cores to processes")
def test_only_the_cores_of_this_process_count() -> None:
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usable)})
    try:
        assert cores.usable() == 1
    finally:
        os.sched_setaffinity(0, usable)


def test_where_the_system_gives_none_to_processes_all_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert cores.usable() == os.cpu_count()
