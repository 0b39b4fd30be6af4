"""What tracking a page costs other programs: the same pages, from the same server, in turn with archiver.

Open Terms Archive's engine is installed from npm, urlwatch and webchanges from PyPI, once, into a cache
folder. The engine is fed the declarations that archiver is; the two others watch whole pages, turned into
text by html2text, which is what they do without a filter for each page. Each starts with nothing, then runs
again as the server answers with 304, with the same bytes, with other bytes in a script, and with one more
sentence on every page. The engine reads all stored pages again before it fetches any: that is in its figures.
Without start is what is left when a run with one small page is taken off.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from _measured import Used, measured  # noqa: E402
from _page_server import Server, serving  # noqa: E402
from _policy_pages import Tracked, declare, real, small  # noqa: E402
from crawl import PHASES, compile_modules, machine  # noqa: E402

ENGINE = "@opentermsarchive/engine@9.1.0"
WATCHERS = ("urlwatch==2.29", "webchanges==3.37.0", "html2text==2025.4.15")
PLAINLY = {"validators": False, "nonce": False, "edition": 0}

NO_BROWSER = """\
import puppeteer from 'puppeteer-extra';
puppeteer.launch = async () => ({ close: async () => {} });
"""
"""The engine always starts Chromium; no page here needs it, so it is left out of its bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that tracks pages, in a folder that holds all that it keeps."""

    name: str
    prepare: Callable[[Path, Server, Sequence[Tracked]], None]
    command: Callable[[Path], Sequence[str]]
    variables: Mapping[str, str]

    def run(self, folder: Path) -> Used:
        """Look at every page once."""
        environment = {**os.environ, "HOME": str(folder), **self.variables}
        used = measured(["env", f"--chdir={folder}", *self.command(folder)], environment)
        print(f"{self.name}: {used.cpu_seconds:.1f} s CPU", file=sys.stderr)
        if used.code:
            sys.exit(f"{self.name} ended with {used.code}: {used.output[-800:]}{used.errors[-800:]}")
        return used


def cache() -> Path:
    """Where the programs are installed."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "archiver-peers"


def install(place: Path) -> None:
    """Install the programs, unless these very releases are there."""
    wanted = "\n".join((ENGINE, *WATCHERS))
    stamp = place / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    print(f"Installing {wanted.replace(chr(10), ', ')} into {place} ...", file=sys.stderr)
    npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(place), ENGINE]
    _quietly(npm)
    _quietly([sys.executable, "-m", "venv", str(place / "python")])
    _quietly([str(place / "python" / "bin" / "pip"), "install", "--quiet", *WATCHERS])
    (place / "no_browser.mjs").write_text(NO_BROWSER, encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def _quietly(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not installed; it is needed to install the other programs")
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr[-500:]}")


def programs(place: Path) -> list[Program]:
    """Ours, with selectors and without, and the others."""
    python = place / "python" / "bin"
    return [
        _ours("archiver, selectors", selectors=True),
        _ours("archiver, plain", selectors=False),
        Program(
            name="Open Terms Archive 9.1.0",
            prepare=_declared,
            command=lambda _: ("node", str(place / "node_modules" / ".bin" / "ota"), "track"),
            variables={"NODE_OPTIONS": f"--import={place / 'no_browser.mjs'} --max-http-header-size=32768"},
        ),
        Program(
            name="urlwatch 2.29",
            prepare=_listed(lambda url: f"url: {url}\nfilter:\n  - html2text: {{method: pyhtml2text}}\n"),
            command=lambda folder: (
                str(python / "urlwatch"),
                *("--urls", str(folder / "jobs.yaml"), "--cache", str(folder / "cache.db")),
            ),
            variables={},
        ),
        Program(
            name="webchanges 3.37.0",
            prepare=_listed(lambda url: f"url: {url}\nfilters:\n  - html2text\n"),
            command=lambda folder: (
                str(python / "webchanges"),
                *("--jobs", str(folder / "jobs.yaml"), "--database", str(folder / "cache.db")),
            ),
            variables={},
        ),
    ]


def _ours(name: str, *, selectors: bool) -> Program:
    return Program(
        name=name,
        prepare=lambda folder, server, tracked: declare(folder, server, tracked, selectors=selectors),
        command=lambda folder: (
            sys.executable,
            "-m",
            "archiver",
            "--archive",
            str(folder),
            "crawl",
            "--quiet",
        ),
        variables={"PYTHONPATH": str(ROOT)},
    )


def _declared(folder: Path, server: Server, tracked: Sequence[Tracked]) -> None:
    declare(folder, server, tracked)
    for file in (folder / "declarations").glob("*.json"):
        declared = json.loads(file.read_text(encoding="utf-8"))
        for terms in declared["terms"].values():
            terms["executeClientScripts"] = False
            terms.setdefault("select", "body")
        file.write_text(json.dumps(declared), encoding="utf-8")


def _listed(job: Callable[[str], str]) -> Callable[[Path, Server, Sequence[Tracked]], None]:
    def prepare(folder: Path, server: Server, tracked: Sequence[Tracked]) -> None:
        folder.mkdir(parents=True)
        hosts = list(dict.fromkeys(one.platform for one in tracked))
        urls = (f"{server.host(hosts.index(one.platform))}{one.path}" for one in tracked)
        (folder / "jobs.yaml").write_text("---\n".join(map(job, urls)), encoding="utf-8")

    return prepare


def compared(
    server: Server, place: Path, tracked: Sequence[Tracked], chosen: Sequence[Program], times: int
) -> dict[str, dict[str, list[Used]]]:
    """What each phase cost each program, run by run; the programs take turns in every phase."""
    found: dict[str, dict[str, list[Used]]] = {
        phase: {one.name: [] for one in chosen} for phase in ("first", *PHASES)
    }
    for _ in range(times):
        kept = {one.name: place / f"first-{number}" for number, one in enumerate(chosen)}
        server.set(**{**PLAINLY, "validators": True})
        for one in chosen:
            shutil.rmtree(kept[one.name], ignore_errors=True)
            one.prepare(kept[one.name], server, tracked)
            found["first"][one.name].append(one.run(kept[one.name]))
        for phase, mode in PHASES.items():
            server.set(**{**PLAINLY, **mode})
            for one in chosen:
                later = place / "later"
                shutil.rmtree(later, ignore_errors=True)
                shutil.copytree(kept[one.name], later, symlinks=True)
                if mode.get("nonce"):  # what differs in each answer differed in the last one too
                    one.run(later)
                found[phase][one.name].append(one.run(later))
    return found


def starts(server: Server, place: Path, chosen: Sequence[Program], times: int) -> dict[str, float]:
    """CPU seconds of each program that looks at one small page which is answered with 304."""
    server.set(**{**PLAINLY, "validators": True})
    found: dict[str, float] = {}
    for number, one in enumerate(chosen):
        folder = place / f"start-{number}"
        one.prepare(folder, server, small(1, 1))
        one.run(folder)
        found[one.name] = statistics.median(one.run(folder).cpu_seconds for _ in range(times))
    return found


def table(
    found: Mapping[str, Mapping[str, Sequence[Used]]], started: Mapping[str, float], documents: int
) -> None:
    """Print medians per page, also without the start of the process, and how many times ours they are."""
    for phase, ran in found.items():
        ratio = f"{'times ours':>11}"
        print(
            f"\n{phase:<28} {'CPU ms per page':>16} {ratio} {'without start':>14} {ratio} {'wall s':>8} "
            f"{'largest MB':>11}"
        )
        ours: list[float] = []
        for name, runs in ran.items():
            seconds = statistics.median(one.cpu_seconds for one in runs)
            costs = [1000 * spent / documents for spent in (seconds, seconds - started[name])]
            ours = ours or costs
            told = "".join(
                f"{cost:>{width}.1f} {cost / own:>11.2f}"
                for width, cost, own in zip((17, 15), costs, ours, strict=True)
            )
            wall = statistics.median(one.wall_seconds for one in runs)
            peak = statistics.median(one.peak_mb for one in runs)
            print(f"{name:<28}{told} {wall:>8.1f} {peak:>11.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--pages", type=int, default=24)
    options = parser.parse_args()
    place = cache()
    install(place)
    compile_modules(ROOT)
    tracked = real()[: options.pages] or small(options.pages, 1)
    kind = f"real pages, mean {statistics.mean(len(one.page.body) for one in tracked) / 1000:.0f} kB"
    if not tracked[0].page.body:
        kind = "generated pages (the recorded ones are not beside the checkout)"
    print(f"{len(tracked)} {kind}; {machine()}; median of {options.times}; whole processes, in turn")
    with (
        serving({one.path: one.page for one in tracked}) as server,
        tempfile.TemporaryDirectory() as temporary,
    ):
        chosen = programs(place)
        started = starts(server, Path(temporary), chosen, options.times)
        found = compared(server, Path(temporary), tracked, chosen, options.times)
    table(found, started, len(tracked))


if __name__ == "__main__":
    main()
