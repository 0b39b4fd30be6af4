"""`archiver add`: from the address of a home page to the declaration of a platform."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.records import slug
from archiver import settings
from archiver.cli import interruption, options, output, progress
from archiver.report.operations import AddedRow, Addition, RefusedRow
from archiver.report.screen import Role, Text, hanging

if TYPE_CHECKING:
    from archiver.discover.choosing import Choice
    from archiver.discover.declaring import Plan
    from archiver.discover.search import Discovery

MOST_OF_A_PAGE = 0.9
"""Share of the words of a page of several documents; what is left beside it is its head, menus and foot."""

NOTHING_FOUND = 1
"""Exit code if no policy was found."""


@click.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option(
    "-C",
    "--archive",
    "chosen",
    metavar="DIR",
    help="Folder of the archive; created if it is not an archive yet [default: $ARCHIVER_ARCHIVE, or the "
    "current folder].",
)
@click.option("--name", metavar="NAME", help="What the platform is called [default: what its pages say].")
@click.option("--id", "platform", metavar="ID", help="Its id, which becomes the file's name [default: NAME].")
@click.option("-y", "--yes", is_flag=True, help="Write the declaration without asking.")
@click.option("--dry-run", is_flag=True, help="Show what was found, and write nothing.")
@click.option("--verbose", is_flag=True, help="Also show which pages were refused, and why.")
@options.as_json
def command(
    urls: tuple[str, ...],
    chosen: str | None,
    name: str | None,
    platform: str | None,
    yes: bool,
    dry_run: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Find a platform's policies from its home page, or any of its pages, and declare them.

    Links, pages that list policies, sitemaps and usual addresses are tried, within robots.txt and at the pace
    of the settings; each page is read and judged as a crawl would. What is declared already stays as it is.
    Without a terminal nothing is written unless --yes is given. Exit code 1 if nothing was found.
    """
    options.at_most_one(yes=yes, dry_run=dry_run)
    archive = Archive(Path(chosen) if chosen else options.folder(click.get_current_context()))
    found, choice = _search(archive, [_address(url) for url in urls])
    called = name or found.name
    wanted = _plan(archive, platform or slug(called), called, choice)
    if as_json:
        output.write_json(_told(wanted, choice, called, written=yes and bool(wanted.added)))
    else:
        output.write(_lines(wanted, choice, called, verbose=verbose))
    if not choice.proposed:
        output.note("No policy was found; give the address of one of them, or of a page that lists them")
        sys.exit(NOTHING_FOUND)
    for title, url in wanted.other_addresses.items():
        output.note(
            f"declarations/{wanted.file}: {title} is declared already, and leads to {url}; to track both, "
            "declare this page by hand under another name"
        )
    for url, share in choice.joint.items():
        if share < MOST_OF_A_PAGE:
            output.note(
                f"{url}: the documents found on it have {share:.0%} of its words; if others are there, "
                "declare them by hand"
            )
    if not wanted.added:
        output.note(f"declarations/{wanted.file}: nothing was added: all of them are declared already")
    elif not dry_run and (yes or (not as_json and _agreed(wanted))):
        _write(archive, wanted)
    else:
        output.note("Nothing was written; `--yes` writes it")


def _address(url: str) -> str:
    """A URL as it was typed, with its scheme. Raises InvalidInput if it is none."""
    from archiver.declarations import terms
    from archiver.errors import DeclarationError

    full = url if "://" in url else f"https://{url}"
    try:
        terms.sources("URL", {"fetch": full})
    except DeclarationError as error:
        raise InvalidInput(
            f"{url!r} is not the address of a web page; give one such as https://example.org"
        ) from error
    return full


def _search(archive: Archive, urls: list[str]) -> tuple[Discovery, Choice]:
    told = progress.Line()
    told.say(f"Looking for policies from {', '.join(urls)}")
    from archiver.crawl import work  # takes seconds to load, as does what follows
    from archiver.discover import choosing, search

    stop = threading.Event()
    with (
        interruption.after_what_is_under_way(stop),
        told,
        work.opened(
            archive,
            settings.read(archive.settings),
            clock=options.now,
            stop=stop,
            rendering=work.can_render(),
        ) as opened,
    ):
        found = search.discover(
            search.Seeking(
                web=opened.web,
                browser=opened.browser,
                compute=opened.compute,
                clock=opened.clock,
                told=told.show,
            ),
            urls,
        )
    interruption.end_if(stop.is_set(), "nothing was written")
    return found, choosing.choose(found)


def _plan(archive: Archive, platform: str, name: str, choice: Choice) -> Plan:
    from archiver.discover import declaring

    return declaring.plan(archive.declarations, platform, name, choice.proposed)


def _agreed(wanted: Plan) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(
        f"Write {plural(len(wanted.added), 'document')} to declarations/{wanted.file}?",
        default=True,
        err=True,
    )


def _write(archive: Archive, wanted: Plan) -> None:
    from archiver.discover import declaring

    if declaring.write(archive, wanted):
        output.note(
            f"{archive.folder}: a new archive; give site owners a contact: user_agent in archive.toml"
        )
    output.note(f"declarations/{wanted.file}: {plural(len(wanted.added), 'document')} added")
    output.note(f"Next: `archiver crawl {wanted.platform}` records them")


def _lines(wanted: Plan, choice: Choice, name: str, *, verbose: bool) -> Iterator[Text]:
    yield ((f"{name} ({wanted.platform})", Role.HEADING),)
    columns = output.width()
    for one in choice.proposed:
        mark = "=" if one in wanted.present else "+"
        said = "" if one.title == one.type else f" ({one.type})"
        scripts = ", needs a browser" if one.needs_scripts else ""
        yield f"{mark} {one.title}{said}: {one.words:,} words{scripts}"
        yield from hanging(one.url, columns, "    ", "    ")
    for refused in choice.refused if verbose else ():
        yield from hanging(f"- {refused.url}: {refused.reason}", columns, "", "    ")


def _told(wanted: Plan, choice: Choice, name: str, *, written: bool) -> Addition:
    return Addition(
        platform=wanted.platform,
        platform_name=name,
        file=wanted.file,
        written=written,
        documents=tuple(
            AddedRow(
                document=slug(one.title),
                title=one.title,
                type=one.type,
                url=one.url,
                word_count=one.words,
                needs_scripts=one.needs_scripts,
                named_by=one.named_by,
                linked_from=one.from_url or None,
                declared_before=one in wanted.present,
            )
            for one in choice.proposed
        ),
        refused=tuple(
            RefusedRow(url=one.url, label=one.label or None, reason=one.reason) for one in choice.refused
        ),
    )
