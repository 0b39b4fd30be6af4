"""`archiver verify`: checks that the archive holds what it promises."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from itertools import groupby

import click

from archive_repo import verify
from archive_repo.archive import PLATFORMS, Archive
from archive_repo.branches import TIMESTAMPS
from archive_repo.errors import AccessDenied, InvalidInput, StoreError
from archive_repo.format.message import plural
from archive_repo.git import references
from archive_repo.index import audit
from archive_repo.verify import gist
from archive_repo.verify.problem import Problem
from archiver import declarations, settings
from archiver.cli import options, output
from archiver.report.screen import Line, hanging


@click.command("verify")
@options.archive
@click.argument("platforms", nargs=-1, metavar="[PLATFORM]...")
@click.option("--deep", is_flag=True, help="Read every page again, and check every signature.")
@click.option("--verbose", is_flag=True, help="Name each problem, also those that follow from another one.")
@options.as_json
def command(archive: Archive, platforms: tuple[str, ...], deep: bool, verbose: bool, as_json: bool) -> None:
    """Check that every text, page and look is there and is what was recorded.

    Reads every object in git, and compares branches, reflogs, README.md and, without PLATFORM,
    the index with what they should be; checks the newest signatures, and timestamps. --deep reads
    the page of each version again, if today's code and selectors are those that read it then, and
    so finds a text that was rewritten together with its hash. Says what to do about each problem.
    Exit code 1 if a problem was found, or no platform.
    """
    slugs = platforms or archive.slugs()
    tallies = [_check(archive, slug, options.now(), deep=deep) for slug in slugs]
    found = [problem for tally in tallies for problem in tally.problems]
    found += _tokens(archive, slugs)
    found += _reread(archive, slugs) if deep else []
    found += [] if platforms else _beside_the_platforms(archive, slugs)
    if as_json:
        output.write_json([asdict(problem) for problem in found])
    else:
        output.write(_lines(archive, found) if verbose else _gist(archive, found))
    output.notes(_signatures(tallies))
    output.note(_summary(tallies, found))
    sys.exit(1 if found else 0)


def _check(archive: Archive, slug: str, now: datetime, *, deep: bool) -> verify.Tally:
    try:
        return verify.check(archive.path(slug), now, deep=deep)
    except AccessDenied as error:
        remedy = "nothing is known to be damaged: verify again as a user who may read it"
        problem = Problem(platform=slug, where=str(archive.path(slug)), what=str(error), remedy=remedy)
    except StoreError as error:
        problem = Problem(
            platform=slug, where=str(archive.path(slug)), what=str(error), remedy="then verify again"
        )
    return verify.Tally(problems=(problem,))


def _tokens(archive: Archive, slugs: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with what authorities dated, where anything was dated."""
    places = {slug: archive.path(slug) for slug in slugs}
    dated = [one for one, path in places.items() if path.is_dir() and TIMESTAMPS in references.every(path)]
    if not dated:
        return
    from archiver.evidence import timestamps  # needs an extra

    chosen = settings.read(archive.settings).timestamps
    try:
        trusted = timestamps.roots(chosen, archive.settings)
    except InvalidInput as error:
        output.note(f"archiver: timestamps were not checked: {error}")
        return
    for slug in dated:
        with suppress(StoreError):  # what cannot be read is told already
            yield from timestamps.problems(archive.repository(slug), trusted)


def _reread(archive: Archive, slugs: Sequence[str]) -> Iterator[Problem]:
    """Versions whose text is not what their page says."""
    from archiver.crawl.workers import Workers
    from archiver.evidence import reextraction  # loads lxml and trafilatura

    there = archive.declarations.is_dir()
    sound, broken = declarations.read_sound(archive.declarations) if there else ([], [])
    declared = {one.slug: one for one in sound}
    output.notes(f"archiver: {problem}" for problem in broken)
    same = passed_over = 0
    with Workers() as workers:
        for slug in slugs:
            with suppress(StoreError):  # what cannot be read is told already
                compared = reextraction.compare(archive.repository(slug), declared.get(slug), workers.compute)
                same, passed_over = same + compared.same, passed_over + compared.passed_over
                yield from compared.problems
    output.note(
        f"{plural(same, 'version')} read again from their pages and the same; {passed_over} could not be "
        "compared: no page is stored, or other code or other selectors read it"
    )


def _signatures(tallies: Sequence[verify.Tally]) -> Iterator[str]:
    """How many commits are signed, and how many of the signatures were checked; nothing where none is."""
    signed = [tally.signed for tally in tallies if tally.signed.count]
    if signed:
        count, checked = sum(one.count for one in signed), sum(one.checked for one in signed)
        yield f"{plural(count, 'commit')} signed, {checked} checked with their keys"
    for why_not in sorted({one.why_not for one in signed if one.why_not}):
        yield f"archiver: signatures were not checked: {why_not}"


def _beside_the_platforms(archive: Archive, slugs: Sequence[str]) -> Iterator[Problem]:
    if not slugs:
        remedy = "crawl first; if there was a crawl, check that this is the right folder"
        yield Problem(where=PLATFORMS, what="no platform is there: nothing could be checked", remedy=remedy)
    for what in audit.differences(archive):
        remedy = f"remove {archive.index}: the next command rebuilds it"
        yield Problem(where=archive.index.name, what=what, remedy=remedy)


def _lines(archive: Archive, problems: Sequence[Problem]) -> Iterator[Line]:
    """Problems of a platform that have the same remedy stand together above it."""
    for (_, remedy), alike in groupby(problems, key=lambda one: (one.platform, one.remedy)):
        for one in alike:
            yield from _line(archive, one)
        yield from hanging(remedy, output.width(), " " * 4)


def _gist(archive: Archive, problems: Sequence[Problem]) -> Iterator[Line]:
    """What the problems come from, and what to do about it."""
    for one in gist.of(problems):
        for shown in one.shown:
            yield from _line(archive, shown)
        rest = "" if one.count == len(one.shown) else f" ({one.count} problems; `--verbose` names each)"
        yield from hanging(one.remedy + rest, output.width(), " " * 4)


def _line(archive: Archive, problem: Problem) -> Iterator[Line]:
    address = "/".join(name for name in (problem.platform, problem.document) if name)
    text = f"{address or archive.folder}: {problem.where}: {problem.what}"
    yield from hanging(text, output.width(), "", "  ")


def _summary(tallies: Sequence[verify.Tally], problems: Sequence[Problem]) -> str:
    read = ", ".join(
        plural(sum(getattr(tally, name) for tally in tallies), name.removesuffix("s"))
        for name in ("versions", "snapshots", "observations")
    )
    found = plural(len(problems), "problem") if problems else "no problem"
    return f"{plural(len(tallies), 'platform')}, {read}: {found} found"
