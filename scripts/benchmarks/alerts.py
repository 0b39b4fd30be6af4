"""Send alerts through failing channels, kill the sender at random, and count what was lost or doubled.

Versions are recorded, some while a run is at work; each run sends mail to a real SMTP server and JSON to a
real web server, which at random take a letter, refuse it, take it slowly, or hang up before or after they
have it. Half of the runs are killed. In the end both servers are well, and whatever is due is sent. Each
change must then have arrived on each channel, and only once but for letters that say that they repeat.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _archives import said
from aiosmtpd.controller import Controller
from damage import record

from archive_repo.records import Version
from archive_repo.repository import Repository

PLATFORMS = ("lumen", "ostrelune", "quillwren")
BEGIN = datetime(2025, 5, 1, 12, tzinfo=UTC)
HOWS = ("take", "take", "take slowly", "refuse", "lose", "hang up")
"""How a server answers: `lose` hangs up without having the letter, `hang up` with it and without a word."""
SLOWLY = 0.3
TEXT = "# Terms\n\nWe collect your name and your address.\nWe keep them for {} days.\n"
SETTINGS = """\
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
[[alerts]]
name = "mail"
channel = "mailto:desk@example.org"
[[alerts]]
name = "hook"
channel = "http://127.0.0.1:{hook}/"
"""


class Server:
    """A mail server and a web server in a process of their own, which write down what they take."""

    def __init__(self, taken: Path, seed: int) -> None:
        self.taken = taken
        self.mail, self.hook = free_port(), free_port()
        self.is_well: Synchronized[int] = multiprocessing.Value("i", 1)
        self._dice = random.Random(seed)

    def run(self, is_ready: Any) -> None:
        """Serve until the process ends."""
        server = self

        class Mails:
            async def handle_DATA(self, smtp: Any, _session: object, envelope: Any) -> str:  # noqa: N802
                mail = message_from_bytes(envelope.content, policy=policy.default)
                assert isinstance(mail, EmailMessage)
                part = mail.get_body(("plain",))
                how = server.answer("mail", mail["Subject"].startswith("[repeat]"), part.get_content())
                if how in ("lose", "hang up"):
                    smtp.transport.abort()
                return "451 try again later" if how == "refuse" else "250 taken"

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                how = server.answer("hook", told["repeat"], json.dumps(told))
                if how not in ("lose", "hang up"):
                    self.send_response(500 if how == "refuse" else 200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        Controller(Mails(), hostname="127.0.0.1", port=self.mail).start()
        with ThreadingHTTPServer(("127.0.0.1", self.hook), Hook) as web:
            is_ready.set()
            web.serve_forever()

    def answer(self, channel: str, repeats: bool, text: str) -> str:
        """How a letter is answered; what is taken is written down first."""
        how = "take" if self.is_well.value else self._dice.choice(HOWS)
        if how == "take slowly":
            time.sleep(SLOWLY)
        if how not in ("refuse", "lose"):
            with self.taken.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"channel": channel, "repeats": repeats, "text": text}) + "\n")
        return how


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Trial:
    """An archive whose days pass."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.now = BEGIN
        self.changes: list[dict[str, str]] = []
        """What in a letter of each channel shows that it tells of a change."""
        self.kills = 0
        self.seconds = 0.5

    def change(self) -> None:
        """Record a version of some platform."""
        self.now += timedelta(minutes=5)
        number = str(100_000 + len(self.changes))
        version = self._record(self.dice.choice(PLATFORMS), number)
        self.changes.append({"mail": f"{{+{number}", "hook": f'"version": "{version.id}"'})

    def begin(self) -> None:
        """Record the first versions, and have the subscriptions begin."""
        for platform in PLATFORMS:
            self._record(platform, "30")
        self.send()

    def _record(self, platform: str, number: str) -> Version:
        path = self.folder / "platforms" / f"{platform}.git"
        repository = Repository.open(path) if path.is_dir() else Repository.create(path)
        return record(repository, "terms", TEXT.format(number), self.now)

    def send(self, kill_after: float | None = None, change_after: float | None = None) -> None:
        """Run `archiver alerts` in a process of its own, which may be killed, or a version be recorded."""
        self.now += timedelta(hours=1)
        os.environ["ARCHIVER_NOW"] = (self.now + timedelta(minutes=30)).isoformat()
        process = multiprocessing.get_context("fork").Process(target=said, args=(self.folder, "alerts"))
        begun = time.monotonic()
        process.start()
        if change_after is not None:
            process.join(change_after)
            self.change()
        process.join(kill_after)
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            self.kills += 1
        else:
            self.seconds = time.monotonic() - begun


def harm(trial: Trial, letters: list[dict[str, Any]]) -> Counter[str]:
    """What was lost, or told twice by letters of which the second does not say that it repeats."""
    found: Counter[str] = Counter()
    for channel in ("mail", "hook"):
        own = [one for one in letters if one["channel"] == channel]
        for change in trial.changes:
            told = [one["repeats"] for one in own if change[channel] in one["text"]]
            found[f"{channel}: lost"] += not told
            found[f"{channel}: doubled"] += told.count(False) > 1
            found[f"{channel}: repeated, and said so"] += len(told) > 1 and told.count(False) <= 1
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="archiver-alerts-") as name:
        folder = Path(name)
        server = Server(folder / "taken.jsonl", chosen.seed)
        is_ready = multiprocessing.Event()
        process = multiprocessing.Process(target=server.run, args=(is_ready,), daemon=True)
        process.start()
        is_ready.wait(30)
        (folder / "archive.toml").write_text(SETTINGS.format(mail=server.mail, hook=server.hook))
        trial = Trial(folder, chosen.seed)
        trial.begin()
        server.is_well.value = 0
        for _ in range(chosen.runs):
            for _ in range(trial.dice.choice((0, 1, 1, 2))):
                trial.change()
            moment = trial.dice.uniform(0, trial.seconds)
            trial.send(
                kill_after=trial.dice.uniform(0, trial.seconds) if trial.dice.random() < 0.5 else None,
                change_after=moment if trial.dice.random() < 0.2 else None,
            )
        server.is_well.value = 1
        for _ in range(3):
            trial.send()
        process.kill()
        letters = [json.loads(line) for line in server.taken.read_text(encoding="utf-8").splitlines()]
    print(f"{chosen.runs} runs, {trial.kills} killed, {len(trial.changes)} changes, {len(letters)} letters")
    found = harm(trial, letters)
    for what, count in found.items():
        print(f"  {what}: {count}")
    print(f"in {time.monotonic() - started:.0f} s")
    return 1 if any(count for what, count in found.items() if "said so" not in what) else 0


if __name__ == "__main__":
    sys.exit(main())
