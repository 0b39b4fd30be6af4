"""How many cores are used, and work that is spread over them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from archiver import cores
from archiver.errors import ProcessEnded

two_cores = pytest.mark.skipif(cores.usable() < 2, reason="there is one core")


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


def square(number: int) -> int:
    return number * number


def process(_: int) -> int:
    return os.getpid()


def wait_for(is_true: Callable[[], bool]) -> None:
    """Until it is true, or a minute has passed: a test that fails should not hang."""
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < 60


def wait_for_a_file(file: Path, name: str) -> None:
    """The work "late" ends when somebody has written the file."""
    if name == "late":
        wait_for(file.exists)


def fail_or_note(folder: Path, number: int) -> None:
    """The first work fails; the others wait until they are unwanted, and leave a file."""
    if number == 0:
        raise ValueError("the first")
    wait_for(cores.is_stopped)
    (folder / str(number)).touch()


def note_when_unwanted(folder: Path, number: int) -> int:
    """The first work is done at once, the second waits until it is unwanted, and notes that."""
    if number == 1:
        wait_for(cores.is_stopped)
        (folder / "unwanted").touch()
    return number


def note_process(folder: Path, _: int) -> None:
    """Leaves a file named after the process, and goes on for a minute."""
    (folder / f"{os.getpid()}.pid").touch()
    wait_for(cores.is_stopped)


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_what_is_made_on_all_cores_is_what_is_made_here() -> None:
    numbers = list(range(40))
    assert dict(cores.spread(square, numbers)) == {number: square(number) for number in numbers}


def test_for_no_work_nothing_is_made_and_one_is_done_in_this_process() -> None:
    assert list(cores.spread(process, [])) == []
    assert list(cores.spread(process, [1])) == [(1, os.getpid())]
    assert os.getpid() not in dict(cores.spread(process, [1, 2])).values()


@two_cores
def test_what_is_done_first_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "file"
    told = []
    for name, _ in cores.spread(partial(wait_for_a_file, file), ["late", "early"]):
        told.append(name)
        file.touch()
    assert told == ["early", "late"]


@two_cores
def test_an_error_is_raised_here_and_leaves_what_was_not_begun(tmp_path: Path) -> None:
    count = 10 * cores.usable()
    with pytest.raises(ValueError, match="the first"):
        list(cores.spread(partial(fail_or_note, tmp_path), range(count)))
    assert len(list(tmp_path.iterdir())) < count / 2


@two_cores
def test_who_wants_no_more_has_what_is_under_way_told(tmp_path: Path) -> None:
    with closing(cores.spread(partial(note_when_unwanted, tmp_path), [0, 1])) as done:
        assert next(done) == (0, 0)
    assert (tmp_path / "unwanted").exists()


def test_a_process_that_is_killed_is_one_failure_that_says_what_to_do() -> None:
    with pytest.raises(ProcessEnded, match=r"was killed.*run the command again"):
        list(cores.spread(die, range(8)))


@two_cores
def test_ctrl_c_ends_what_is_under_way_without_a_word_of_the_processes(tmp_path: Path) -> None:
    """In a process group of its own, as Ctrl-C in a terminal is sent to the whole group."""
    code = f"""
import os, signal
from functools import partial
from pathlib import Path
from archiver import cores
from tests.archiver.test_cores import note_when_unwanted
folder = Path({str(tmp_path)!r})
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins without
    try:
        for done in cores.spread(partial(note_when_unwanted, folder), range(9)):
            os.killpg(0, signal.SIGINT)
    except KeyboardInterrupt:
        print("interrupted", (folder / "unwanted").exists())
"""
    script = tmp_path / "script.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted True\n", "")


@two_cores
def test_the_processes_end_with_the_one_that_shares_out_the_work(tmp_path: Path) -> None:
    code = f"""
import os
from functools import partial
from pathlib import Path
from archiver import cores
from tests.archiver.test_cores import note_process
if __name__ == "__main__":
    list(cores.spread(partial(note_process, Path({str(tmp_path)!r})), range(2)))
"""
    script = tmp_path / "script.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen([sys.executable, script], env=environment) as parent:
        wait_for(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        parent.kill()
    for file in tmp_path.glob("*.pid"):
        wait_for(lambda file=file: not Path("/proc", file.stem).exists())  # type: ignore[misc]
