"""The steps of a round: the crawl, and what is done with what it recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.format.message import plural
from archive_repo.format.observation import Observation
from archive_repo.index import connect
from archiver.crawl import run, work
from archiver.declarations import asking
from archiver.exchange import git_hosts
from archiver.publish import alerts
from archiver.publish.channels import Secrets
from archiver.publish.site import making
from archiver.publish.subject import Post
from archiver.report import crawl_summary
from archiver.report.operations import AlertResult, AlertRow
from archiver.settings import AlertSettings
from archiver.watch.rounds import CRAWL, Round, Step, Told

T = TypeVar("T")

DATED_EVERY = timedelta(hours=23)
"""How often a watch has the archive dated: authorities serve it for nothing, and a day is proof enough."""


class Progress(work.Progress, Protocol):
    """Receives a crawl's progress, and its end."""

    def end(self, *, offline: bool) -> None:
        """The crawl is over."""


def usual(secrets: Secrets, progress: Callable[[], Progress]) -> list[Step]:
    """What is done in a round, in its order: what others are told of comes after what it is made from."""
    return [
        Step(name=CRAWL, do=lambda one: crawl(one, progress()), is_wanted=lambda one: bool(one.due)),
        Step(
            name="alerts",
            do=lambda one: tell(one, secrets),
            is_wanted=lambda one: bool(one.settings.alerts),
        ),
        Step(name="site", do=build, is_wanted=lambda one: bool(one.settings.watch.site), may_be_left=True),
        Step(name="timestamp", do=stamp, is_wanted=_wants_dating),
        Step(name="push", do=push, is_wanted=_has_remote),
    ]


def crawl(now: Round, progress: Progress) -> Told:
    """Look at what is due."""
    declared = asking(now.due, now.settings.accept_language)
    with work.opened(
        now.archive,
        now.settings,
        clock=now.clock,
        stop=now.stop.event,
        progress=_Alive(progress=progress, alive=now.alive),
        rendering=work.can_render(),
    ) as opened:
        report = run.crawl(opened, declared)
    progress.end(offline=report.is_offline)
    sick = {one.platform for one in report.platforms if one.problem and not one.busy}
    again = {one.slug for one in now.due} if report.is_offline else sick
    return Told(
        said=(*crawl_summary.troubles(report), crawl_summary.counted(report.outcomes)),
        failed=bool(again) or any(one.is_bug for one in report.looks),
        again=frozenset(again),
    )


def tell(now: Round, secrets: Secrets) -> Told:
    """Send each subscriber what is due."""
    said: list[str] = []
    failed: list[str] = []
    for one in now.settings.alerts:
        if now.stop.is_asked:
            break
        post = Post(settings=now.settings, secrets=secrets, now=now.clock())
        try:
            told = connect.ask(now.archive, _letter(now.archive, one, post))
        except ArchiveError as error:
            said.append(str(error))
            failed.append(str(error))
            continue
        line = alerts.said(told, one)
        said += [line] if told.result is not AlertResult.NOTHING else []
        failed += [line] if told.result is AlertResult.FAILED else []
        now.alive()
    return Told(said=tuple(said), failed=bool(failed), failures=tuple(failed))


def build(now: Round) -> Told:
    """Bring the site up to date."""
    folder = now.archive.folder / Path(now.settings.watch.site).expanduser()
    lacking: list[str] = []

    def watched(found: Sequence[T], _what: str) -> Iterator[T]:
        for one in found:
            now.alive()
            yield one

    maker = making.maker(
        now.archive,
        now.settings.site,
        folder,
        now.clock(),
        watched=watched,
        sick=lambda platform, reason: lacking.append(f"{platform}: is left out: {reason}"),
    )
    done = connect.ask(now.archive, maker.make)
    made = f"{plural(done.pages, 'file')}, {done.written} written"
    return Told(said=(*lacking, made), failed=bool(lacking), failures=tuple(lacking))


def stamp(now: Round) -> Told:
    """Have others date the archive; what they answer is pushed with it."""
    from archiver.evidence import timestamps  # only needed here

    stamped = timestamps.stamp(now.archive, now.settings.timestamps, now.clock())
    failed = [one.problem for one in stamped.answers if one.problem]
    failed += [f"{one.platform}: {one.problem}" for one in stamped.problems]
    dated = len(stamped.answers) - sum(bool(one.problem) for one in stamped.answers)
    said = f"dated by {dated} of {len(stamped.answers)}"
    return Told(said=(*failed, said), failed=bool(failed), failures=tuple(failed))


def push(now: Round) -> Told:
    """Push the platforms that were looked at; all of them where some were not pushed before."""
    looked_at = {one.slug for one in now.due}
    failed_before = "push" in now.before and now.before["push"].failures
    said, count = [], 0
    for platform in now.archive.slugs():
        if platform not in looked_at and not failed_before and not now.makes_up:
            continue
        if now.stop.is_asked:
            break
        try:
            remote = git_hosts.of(now.archive, now.settings.remote.url, platform)
            count += bool(git_hosts.push(now.archive, platform, remote).names)
        except ArchiveError as error:
            said.append(f"{platform}: {str(error).removeprefix(f'{platform}: ')}")
        now.alive()
    failed = tuple(said)
    if count or not failed:
        said.append(f"{plural(count, 'platform')} pushed")
    return Told(said=tuple(said), failed=bool(failed), failures=failed)


def _has_remote(now: Round) -> bool:
    return now.settings.watch.push and bool(now.settings.remote.url)


def _wants_dating(now: Round) -> bool:
    """True if the archive wants to be dated after crawls, and was not today, or not by all."""
    before = now.before.get("timestamp")
    is_due = before is None or before.failures > 0 or now.clock() - before.ended_at >= DATED_EVERY
    return now.settings.timestamps.after_crawl and is_due


def _letter(archive: Archive, one: AlertSettings, post: Post) -> Callable[[sqlite3.Connection], AlertRow]:
    return lambda index: alerts.send(index, archive, one, post)


@dataclass(frozen=True, kw_only=True)
class _Alive:
    """Hands on progress, and says each time that the watch is alive."""

    progress: Progress
    alive: Callable[[], None] = field(repr=False)

    def looking(self, platform: str, document: str) -> None:
        self.progress.looking(platform, document)

    def looked(self, platform: str, observation: Observation) -> None:
        self.alive()
        self.progress.looked(platform, observation)
