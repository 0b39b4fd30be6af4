"""Feed strangers' inputs, changed at random, to all that reads them, and list what is raised unintended.

Each target is a function that reads something from outside: a page, a header, a commit message, a file of
JSON, a declaration, a date that somebody typed. It may refuse an input with an error of the project's own;
any other exception, a law that does not hold, and an input that takes seconds are findings. Seeds are the
small corpus of the tests and the demo's pages. Exits with 1 where something was found; `--keep DIR` saves an
input of each kind.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from _mutations import mutated

from archive_repo import diff
from archive_repo.errors import ArchiveError
from archive_repo.format import message, observation, snapshot
from archive_repo.format.observation import Held, Observation, Pending, SourceState
from archive_repo.records import Cause, ChangeClass, Message, Outcome, SentenceCounts
from archive_repo.text import dates, markdown, normalise, sentences, stated_dates, words
from archiver import addresses, extract, moments, settings
from archiver.cli import escapes
from archiver.declarations import folder
from archiver.fetch import body, headers, politeness
from archiver.gate import judge
from archiver.gate.verdict import Accepted, Candidate, Past
from archiver.provisions.detect import detector
from archiver.settings import template

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://example.com/terms"
SLOW = 5
"""CPU seconds that no input of a few kilobytes may take: a hundred times what a page of 100 kB takes."""
MEMORY = 2_000_000_000


class Broken(Exception):
    """A law does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is fed, with what, and how long inputs get."""

    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    limit: int = 4_000
    share: float = 1.0
    """Of all inputs, beside the other targets: less for what is slow."""


@dataclass(slots=True)
class Result:
    """How many inputs were fed, how many were refused, and an input for each kind of finding."""

    inputs: int = 0
    refused: int = 0
    found: dict[str, bytes] = field(default_factory=dict)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="all of them where none is named")
    options.add_argument("--inputs", type=int, default=200_000, help="how many inputs in all, about")
    options.add_argument("--seed", type=int, default=0, help="of the random choices")
    options.add_argument("--keep", type=Path, help="folder for one input of each kind of finding")
    chosen = options.parse_args()
    names = chosen.targets or [*TARGETS]
    whole = sum(TARGETS[name].share for name in names)
    total = kinds = 0
    started = time.monotonic()
    for name in names:
        result = feed_all(name, int(chosen.inputs * TARGETS[name].share / whole), chosen.seed)
        total, kinds = total + result.inputs, kinds + len(result.found)
        print(
            f"{name:<17}{result.inputs:>9,} inputs, {result.refused:>9,} refused, "
            f"{len(result.found)} kinds of findings",
            flush=True,
        )
        for kind, data in result.found.items():
            print(f"    {kind}\n        {data[:100]!r}{'...' if len(data) > 100 else ''}", flush=True)
            if chosen.keep:
                chosen.keep.mkdir(parents=True, exist_ok=True)
                (chosen.keep / f"{name}-{abs(hash(data)):x}").write_bytes(data)
    print(f"{total:,} inputs in {time.monotonic() - started:.0f} s, {kinds} kinds of findings")
    return 1 if kinds else 0


def feed_all(name: str, inputs: int, seed: int) -> Result:
    """What processes find, one for each core; one that dies is a finding, and another goes on."""
    _seeds(name)  # once, before the processes are forked
    cores = multiprocessing.cpu_count()
    share = max(1, -(-inputs // cores))
    starts = range(0, inputs, share)
    running = [_Feeding(name, start, min(inputs, start + share), seed) for start in starts]
    whole = Result()
    for feeding in running:
        for part in feeding.results():
            whole.inputs += part.inputs
            whole.refused += part.refused
            whole.found = part.found | whole.found
    return whole


class _Feeding:
    """A process that feeds the inputs of a range, started again behind one that it died of."""

    def __init__(self, name: str, start: int, end: int, seed: int) -> None:
        self.name, self.start, self.end, self.seed = name, start, end, seed
        self.at = multiprocessing.Value("q", start)
        self.receiver, self.process = self._begin(start)

    def _begin(self, start: int) -> tuple[Connection, multiprocessing.Process]:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(
            target=_feed, args=(self.name, start, self.end, self.seed, self.at, sender)
        )
        process.start()
        sender.close()
        return receiver, process

    def results(self) -> Iterator[Result]:
        """What was found, part by part, until the range is at its end."""
        while (part := self._received()) is None:
            self.process.join()
            at = self.at.value
            died = f"died of {self.process.exitcode}"
            yield Result(inputs=at + 1 - self.start, found={died: made(self.name, at, self.seed)})
            if at + 1 >= self.end:
                return
            self.start = at + 1
            self.receiver, self.process = self._begin(self.start)
        self.process.join()
        yield part

    def _received(self) -> Result | None:
        """What the process found; None where it died."""
        try:
            part: Result = self.receiver.recv()
        except EOFError:
            return None
        return part


def made(name: str, number: int, seed: int) -> bytes:
    """The input of a number: always the same for the same seed."""
    target = TARGETS[name]
    return mutated(_seeds(name), random.Random(f"{seed} {name} {number}"), limit=target.limit)


@cache
def _seeds(name: str) -> Sequence[bytes]:
    return TARGETS[name].seeds()


def _feed(name: str, start: int, end: int, seed: int, at: object, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _too_slow)
    result = Result()
    for number in range(start, end):
        at.value = number  # type: ignore[attr-defined]
        data = made(name, number, seed)
        signal.setitimer(signal.ITIMER_VIRTUAL, SLOW)
        try:
            TARGETS[name].read(data)
        except ArchiveError:
            result.refused += 1
        except Exception as error:
            result.found.setdefault(_kind(error), data)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        result.inputs += 1
    sender.send(result)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"over {SLOW} s of CPU time")


def _kind(error: Exception) -> str:
    """A finding's name: the error, and the last place of our own code that it came through."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if str(ROOT) in frame.filename]
    place = f"{Path(own[-1].filename).relative_to(ROOT)}:{own[-1].lineno}" if own else "?"
    said = re.sub(r"\d+", "0", str(error))[:60]
    return f"{type(error).__name__} at {place}: {said!r}"


def _hold(law: bool, what: str) -> None:
    if not law:
        raise Broken(what)


# What is fed


def text(data: bytes) -> str:
    """The input as text; lone surrogates in it for what is not UTF-8, every other time."""
    return data.decode("utf-8", "surrogateescape" if len(data) % 2 else "replace")


def page(data: bytes) -> None:
    clean = extract.clean_text(data, URL)
    _hold(normalise.normalise(clean) == clean, "a page's text is not in its stored form")
    clean.encode()


def named_page(data: bytes) -> None:
    first, _, rest = data.partition(b"\n")
    extract.extract(rest, url=URL, content_type=headers_text(first), named="Terms of Service")


def headers_text(data: bytes) -> str:
    return data.decode("latin-1")


def stored(data: bytes) -> None:
    once = normalise.normalise(data.decode("utf-8", "replace"))
    _hold(normalise.normalise(once) == once, "normalising twice is not normalising once")
    for line in markdown.lines(once):
        words.of(line.raw)
    sentences.split(once)
    stated_dates.read(once)
    dates.mask(once)


def difference(data: bytes) -> None:
    old, _, new = normalise.normalise(data.decode("utf-8", "replace")).partition("\n\n")
    found = diff.compare(old, new)
    _hold(
        diff.apply(old, json.loads(json.dumps(found.as_json()))) == new,
        "the difference does not give the text",
    )
    _hold((found.change_class is None) == (old == new) or old == new, "texts differ, and no class says how")


def version_message(data: bytes) -> None:
    parsed = message.parse(text(data))
    if parsed:
        again = message.parse(message.compose(parsed))
        _hold(again is not None and message.parse(message.compose(again)) == again, "a message is not kept")


def snapshot_message(data: bytes) -> None:
    snapshot.parse(text(data))


def observation_file(data: bytes) -> None:
    found = observation.from_json(observation.to_json(observation.from_json(data)))  # times to the second
    _hold(observation.from_json(observation.to_json(found)) == found, "an observation is not kept")


def snapshot_file(data: bytes) -> None:
    found = snapshot.from_json(data)
    _hold(snapshot.from_json(snapshot.to_json(found)) == found, "how a page was got is not kept")


def declaration(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "it.json"
        path.write_bytes(data)
        folder.problems(Path(place))
        folder.read(path)


def settings_file(data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        settings.read(Path(file.name))


def typed(data: bytes) -> None:
    for reads in (_moment, addresses.parse_dated, addresses.parse_document, addresses.parse):
        try:
            reads(text(data))
        except ArchiveError:
            continue


def _moment(words_of: str) -> None:
    period = moments.read(words_of, NOW)
    _hold(period.start <= period.end, "a period ends before it begins")


def header(data: bytes) -> None:
    said = headers_text(data)
    headers.charset(said)
    headers.retry_after({"retry-after": said, "date": "Thu, 01 Jan 2026 00:00:00 GMT"})
    headers.holds(said)


def compressed(data: bytes) -> None:
    encoding, _, rest = data.partition(b"\n")
    body.whole(URL, [rest[:7], rest[7:]], encoding=headers_text(encoding), max_bytes=100_000)


def robots(data: bytes) -> None:
    found = politeness.rules(200, data, crawler="archiver")
    if found:
        found.allow(URL)
        _hold(found.crawl_delay >= 0, "a negative delay")


def screen(data: bytes) -> None:
    shown = escapes.visible(text(data))
    _hold(not any(char in shown for char in "\x07\x08\x7f\x9b\u202e\u2066"), "a control character is shown")
    shown.encode()


def provisions(data: bytes) -> None:
    clean = normalise.normalise(data.decode("utf-8", "replace"))
    for finding in detector().findings(clean):
        _hold(bool(finding), "an empty finding")


def verdict(data: bytes) -> None:
    old, _, new = normalise.normalise(data.decode("utf-8", "replace")).partition("\n\n")
    before = Candidate(text=old)
    past = Past(accepted=(Accepted(text=old, text_sha256=before.text_sha256),), checked_at=NOW)
    judge(Candidate(text=new, title=new[:30], declared="Terms of Service"), past, NOW)
    judge(before, Past(), NOW)


# Seeds


def pages() -> Sequence[bytes]:
    found = [*(ROOT / "tests" / "corpus").rglob("*.html"), *(ROOT / "archiver" / "demo").rglob("*.html")]
    return [path.read_bytes() for path in sorted(found)]


def headed_pages() -> Sequence[bytes]:
    heads = [f"text/html; charset={name}\n".encode() for name in ("utf-8", "gbk")]
    return [head + one for one in pages()[:20] for head in heads]


def texts() -> Sequence[bytes]:
    found = []
    for one in pages():
        try:
            found.append(extract.clean_text(one, URL).encode())
        except ArchiveError:
            continue
    return found


def pairs() -> Sequence[bytes]:
    """Two texts each, the second a little changed, with an empty line between."""
    chance = random.Random(0)
    cut = [one[start : start + 1_500] for one in texts() for start in (0, 1_000)]
    return [one.replace(b"\n\n", b"\n") + b"\n\n" + mutated([one], chance, limit=1_500) for one in cut]


def messages() -> Sequence[bytes]:
    told = Message(
        cause=Cause.CHANGE,
        change_class=ChangeClass.WORDS,
        sentences=SentenceCounts(added=1, amended=2),
        document="privacy-policy",
        title="Privacy Policy",
        urls=(URL,),
        snapshot="5" * 40,
        body_sha256s=("a" * 64,),
        text_sha256="b" * 64,
        extractor="1 (x)",
        stated_updated=NOW.date(),
    )
    return [
        message.compose(told).encode(),
        b"Terms: 1 sentence added\n\nFees (amended)\n\nSentences: added=1\n",
    ]


def observations() -> Sequence[bytes]:
    seen = {"text_sha256": "a" * 64, "first_seen": NOW, "last_seen": NOW}
    look = Observation(
        document="privacy-policy",
        title="Privacy Policy",
        checked_at=NOW,
        outcome=Outcome.HELD,
        reason="a rewrite",
        failures=1,
        version="5" * 40,
        held=(Held(**seen, seen=2, snapshot="6" * 40, reason="a rewrite"),),
        pending=Pending(**seen, seen=1),
        rejected=("b" * 64,),
        confidence=0.5,
        sources=(SourceState(url=URL),),
    )
    return [observation.to_json(look), observation.to_json(replace(look, held=(), pending=None, sources=()))]


def fetched() -> Sequence[bytes]:
    told = snapshot.Fetched(
        url=URL,
        final_url=URL,
        redirects=(snapshot.Redirect(url=URL, status=301),),
        status=200,
        headers={"etag": '"x"'},
        fetched_at=NOW,
        sha256="a" * 64,
    )
    return [snapshot.to_json(told), snapshot.to_json(snapshot.Fetched(url=URL, fetched_at=NOW))]


def declarations() -> Sequence[bytes]:
    found = sorted((ROOT / "archiver" / "declarations" / "platforms").glob("*.json"))
    return [path.read_bytes() for path in found] + [
        b'{"name": "X", "terms": {"Terms of Service": {"fetch": "https://a.b/c#d", "select": ["main", '
        b'{"startAfter": "h1", "endBefore": ".x"}], "remove": ".y", "filter": ["a"], "combine": []}}}',
    ]


def settings_files() -> Sequence[bytes]:
    return [template.text("https://a.b/").encode(), b"[fetch]\ndelay = 1.5\n[gate]\n[crawl]\n"]


def typed_words() -> Sequence[bytes]:
    typed = """2025|May 2025|Q1 2025|2025-03-01|2025-03-01T12:00:00+02:00|3 weeks ago|last month|yesterday
        |1 March 2025|04.03.2025|a/b@2025|mistral-ai/terms@2 weeks ago|a/b@1234abcd"""
    return [one.strip().encode() for one in typed.split("|")]


def header_values() -> Sequence[bytes]:
    return [
        b"120",
        b"Thu, 01 Jan 2026 00:00:00 GMT",
        b"Fri, 31 Dec 9999 23:59:59 -1200",
        b'text/html; charset="gb2312"',
        b"text/html; charset*=utf-8''x",
        b'W/"abc"',
    ]


def compressed_bodies() -> Sequence[bytes]:
    import gzip
    import zlib

    whole = b"".join(gzip.compress(one, mtime=0) for one in (b"first ", b"second"))
    return [b"gzip\n" + whole, b"deflate\n" + zlib.compress(b"x" * 999), b"\nplain", b"br\nx"]


def robots_files() -> Sequence[bytes]:
    return [b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3\nAllow: /\nSitemap: https://a.b/\n" * 3]


TARGETS = {
    "page": Target(read=page, seeds=pages, limit=6_000, share=0.05),
    "named-page": Target(read=named_page, seeds=headed_pages, limit=6_000, share=0.05),
    "text": Target(read=stored, seeds=texts, limit=2_000, share=0.3),
    "difference": Target(read=difference, seeds=pairs, share=0.2),
    "provisions": Target(read=provisions, seeds=texts, limit=2_000, share=0.1),
    "verdict": Target(read=verdict, seeds=pairs, share=0.1),
    "message": Target(read=version_message, seeds=messages, share=2),
    "snapshot-message": Target(read=snapshot_message, seeds=messages, share=2),
    "observation": Target(read=observation_file, seeds=observations, share=2),
    "fetched": Target(read=snapshot_file, seeds=fetched, share=2),
    "declaration": Target(read=declaration, seeds=declarations, share=0.2),
    "settings": Target(read=settings_file, seeds=settings_files, share=0.5),
    "typed": Target(read=typed, seeds=typed_words, limit=200, share=2),
    "header": Target(read=header, seeds=header_values, limit=200, share=2),
    "compressed": Target(read=compressed, seeds=compressed_bodies, share=2),
    "robots": Target(read=robots, seeds=robots_files, share=0.3),
    "screen": Target(read=screen, seeds=texts, limit=500, share=2),
}

if __name__ == "__main__":
    sys.exit(main())
