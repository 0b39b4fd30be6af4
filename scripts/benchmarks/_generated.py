"""A generated archive for measurements: sizes, lengths of histories and flaps as in real ones.

The proportions are those of the largest public collection of such histories (386 platforms, 879 documents,
42,632 versions): 10 versions per document at the median and 85 at the ninth decile, 26 kB of text at the
median and 100 kB at the ninth decile, and three versions in ten return to the text before the last.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive_repo.format import message
from archive_repo.records import Cause, ChangeClass, Message, SectionChange, SectionKind, SentenceCounts

END = datetime(2026, 8, 31, 12, tzinfo=UTC)
LONGEST = 2400
"""Versions of the longest history."""
FLAP = 0.3
SPAN_SECONDS = 7 * 365 * 86400
"""So that some 500 versions are of the last 30 days."""
WHO = "archiver <archiver@localhost>"
CLAUSE = "Generated clause about the training of models, which occurs in one document only"

_SYLLABLES = re.findall("..", "bacedifogulameniporusateviXozuarenilomus".lower())


def archive(platforms: int, documents: int, versions: int) -> Path:
    """The folder of an archive of about this size, made once and kept in the folder for temporary files."""
    folder = Path(tempfile.gettempdir()) / f"archiver-benchmark-4-{platforms}-{documents}-{versions}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder, platforms, documents, versions)
        (folder / "complete").touch()
    return folder


def _make(folder: Path, platforms: int, documents: int, versions: int) -> None:
    dice = random.Random(20260831)
    (folder / "platforms").mkdir(parents=True)
    (folder / "archive.toml").touch()
    words = _vocabulary(dice)
    histories = _lengths(dice, documents, versions)
    for number in range(platforms):
        mine = histories[number::platforms]
        if mine:
            repository = folder / "platforms" / f"platform-{number:03}.git"
            _import(repository, _stream(dice, words, f"Platform {number:03}", mine))


def _import(repository: Path, stream: Iterator[bytes]) -> None:
    init = ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(repository)]
    subprocess.run(init, check=True)
    command = ["git", "-C", str(repository), "fast-import", "--quiet", "--depth=50"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        for part in stream:
            importer.stdin.write(part)
    if importer.returncode:
        raise RuntimeError(f"{repository}: git fast-import ended with {importer.returncode}")


def _vocabulary(dice: random.Random) -> list[str]:
    return ["".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) for _ in range(6000)]


def _lengths(dice: random.Random, documents: int, versions: int) -> list[int]:
    """Versions per document, log-normal around 10, scaled to the sum; the longest first."""
    drawn = sorted((min(dice.lognormvariate(2.3, 1.6), LONGEST) for _ in range(documents)), reverse=True)
    scale = versions / sum(drawn)
    return [max(1, min(LONGEST, round(length * scale))) for length in drawn]


class _Text:
    """A document's sentences under headings, and how they change."""

    def __init__(self, dice: random.Random, words: list[str]) -> None:
        self._dice, self._words = dice, words
        size = min(250_000, max(3_000, dice.lognormvariate(10.15, 1.0)))
        self.lines = [self.sentence() for _ in range(int(size / 140))]
        for place in range(0, len(self.lines), 8):
            self.lines[place] = f"## {place // 8 + 1}. {dice.choice(words)}"

    def sentence(self) -> str:
        chosen = self._dice.choices(self._words, k=self._dice.randint(8, 34))
        return " ".join(chosen).capitalize() + "."

    def change(self) -> tuple[int, int, int]:
        """Add, remove and amend a few sentences; how many of each."""
        added, removed, amended = (self._dice.choice((0, 0, 1, 1, 2, 4)) for _ in range(3))
        for _ in range(amended or 1):
            place = self._dice.randrange(len(self.lines))
            parts = self.lines[place].split(" ")
            parts[self._dice.randrange(2, len(parts))] = self._dice.choice(self._words)
            self.lines[place] = " ".join(parts)
        for _ in range(added):
            self.lines.insert(self._dice.randrange(1, len(self.lines)), self.sentence())
        for _ in range(min(removed, len(self.lines) - 5)):
            del self.lines[self._dice.randrange(1, len(self.lines))]
        return added, removed, amended or 1

    def markdown(self, title: str) -> str:
        parts = [f"# {title}\n"]
        for number, line in enumerate(self.lines):
            parts.append(f"\n{line}\n" if line.startswith("#") else f"\n{line}" if number % 4 == 1 else line)
        return "\n".join(parts) + "\n"


def _stream(dice: random.Random, words: list[str], name: str, lengths: list[int]) -> Iterator[bytes]:
    """What git fast-import reads: the versions of all documents of a platform, in the order of their time."""
    texts = [_Text(dice, words) for _ in lengths]
    if name.endswith("007"):
        texts[0].lines.append(f"{CLAUSE}.")
    moments = sorted(
        (END - timedelta(seconds=dice.randrange(SPAN_SECONDS)), document)
        for document, length in enumerate(lengths)
        for _ in range(length)
    )
    before: dict[int, list[str]] = {}
    readme = f"# {name}\n\n" + "".join(f"- [Document {n}](document-{n}.md)\n" for n in range(len(lengths)))
    for moment, document in moments:
        text, cause, counts = texts[document], Cause.CHANGE, (0, 0, 1)
        if document not in before:
            cause, counts = Cause.FIRST, (len(text.lines), 0, 0)
            before[document] = list(text.lines)
        elif dice.random() < FLAP and before[document] != text.lines:
            text.lines, before[document] = before[document], text.lines
        else:
            before[document] = list(text.lines)
            counts = text.change()
        yield _commit(document, text.markdown(f"Document {document}").encode(), readme, moment, cause, counts)


def _commit(
    document: int, text: bytes, readme: str, moment: datetime, cause: Cause, counts: tuple[int, int, int]
) -> bytes:
    digest = hashlib.sha256(text).hexdigest()
    said = Message(
        title=f"Document {document}",
        document=f"document-{document}",
        cause=cause,
        change_class=None if cause is Cause.FIRST else ChangeClass.WORDS,
        sentences=SentenceCounts(added=counts[0], removed=counts[1], amended=counts[2]),
        sections=()
        if cause is Cause.FIRST
        else (SectionChange(heading="1. Generated", kind=SectionKind.AMENDED),),
        urls=(f"https://example.org/document-{document}",),
        body_sha256s=(digest,),
        snapshot=digest[:40],
        text_sha256=digest,
        extractor="archiver 0.1.0 (generated)",
    )
    composed, when = message.compose(said).encode(), f"{int(moment.timestamp())} +0000"
    files = [(f"document-{document}.md", text)]
    if cause is Cause.FIRST:
        files.append(("README.md", readme.encode()))
    head = f"commit refs/heads/main\nauthor {WHO} {when}\ncommitter {WHO} {when}\ndata {len(composed)}\n"
    parts = [head.encode(), composed]
    for path, data in files:
        parts += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    return b"".join(parts)
