"""`archiver export`: this archive in the formats that others read."""

from __future__ import annotations

from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.history import unknown_document
from archive_repo.records import ChangeClass
from archiver import addresses, moments, settings
from archiver.cli import indexing, options, output, sick, times


@click.group("export", short_help="Write the archive in a format that others read.")
def command() -> None:
    """Write the archive in a format that others read."""


@command.command("warc")
@options.archive
@click.argument("named", nargs=-1, required=True, metavar="PLATFORM[/DOCUMENT]...")
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path), help="The file to write."
)
def warc_command(archive: Archive, named: tuple[str, ...], file: Path) -> None:
    """Write stored pages as WARC 1.1, which web archives and their readers understand.

    Each page is a record with the time of its look, each redirect on the way to it too, and each
    look that found the same bytes a revisit; digests are SHA-256. Pages that differed without a
    change of the text were not stored, and so are not there.
    """
    from archiver.exchange.warc.writing import write

    count = 0
    try:
        with file.open("wb") as stream:
            for text in named:
                address = addresses.parse(text)
                repository = archive.repository(address.platform)
                known = repository.documents()
                if address.document and address.document not in known:
                    raise unknown_document(repository, address.document)
                chosen = [address.document] if address.document else known
                count += write(stream, repository, chosen, software=_software())
    except OSError as error:
        raise InvalidInput(f"{file} cannot be written ({error.strerror}); name another file") from error
    output.note(f"{file}: {plural(count, 'record')}")


@command.command("dataset")
@options.archive
@options.platforms
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), help="The folder to make."
)
@click.option(
    "--format",
    "kind",
    default="csv",
    show_default=True,
    type=click.Choice(["jsonl", "csv", "parquet", "sqlite"]),
    help="Parquet needs the extra `parquet`.",
)
@click.option("--since", metavar="DATE", help="Only what was fetched or looked at from this day on (UTC).")
@click.option(
    "--class",
    "classes",
    multiple=True,
    type=click.Choice([one.value for one in ChangeClass]),
    metavar="CLASS",
    help="Only changes of this class, with their sentences and provisions; repeatable. "
    f"One of {', '.join(ChangeClass)}.",
)
def dataset_command(
    archive: Archive,
    platforms: tuple[str, ...],
    folder: Path,
    kind: str,
    since: str | None,
    classes: tuple[str, ...],
) -> None:
    """Write the history as tables, for statistics: pandas, DuckDB, R, a spreadsheet.

    A row per version with its text, per change, per changed sentence, per event of a provision, and
    per look; datapackage.json describes every column. The same archive gives the same bytes. An
    earlier dataset in the folder is replaced once the new one is whole.
    """
    from archiver.exchange.dataset import gathering, tabulation

    names = [addresses.parse(one).platform for one in options.separate(platforms, archive)]
    for name in names:
        archive.must_have(name)
    scope = gathering.Scope(
        since=moments.between(since, None, options.now()).start if since else None,
        classes=frozenset(map(ChangeClass, classes)),
    )
    counts = indexing.ask(
        archive,
        lambda index: tabulation.write(
            index, archive, names or archive.slugs(), scope, folder, kind, options.now(), sick.left_out
        ),
    )
    output.note(f"{folder}: {', '.join(f'{count:,} {name}' for name, count in counts.items())}")


@command.command("open-terms-archive")
@options.archive
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.platforms
def open_terms_archive_command(archive: Archive, folder: Path, platforms: tuple[str, ...]) -> None:
    """Write the archive as a collection in Open Terms Archive's layout, for the tools of that field.

    DIR gets the repositories of versions and snapshots, declarations with metadata.yml, a dataset
    (zip), and the collection's API as files. Run it again to add what is new: what is there stays,
    and the ids are the same on every machine. A folder that holds anything else is refused. What
    the collection is called is said in archive.toml, under [collection].
    """
    from archiver.exchange.outgoing import collection_folder

    names = [addresses.parse(one).platform for one in options.separate(platforms, archive)]
    for name in names:
        archive.must_have(name)
    said = settings.read(archive.settings).collection
    done = collection_folder.write(archive, folder, names or archive.slugs(), said, sick.left_out)
    output.notes(done.notes)
    output.note(
        f"{folder}: {plural(done.versions, 'version')} and {plural(done.snapshots, 'snapshot')} "
        f"of {plural(done.services, 'service')} added"
    )


@command.command("evidence")
@options.archive
@options.address
@click.option(
    "--from", "since", metavar="DATE", help="All versions that were in force from this day on (UTC)."
)
@click.option("--to", "until", metavar="DATE", help="Until the end of this day; without it, until now.")
@click.option(
    "-o", "--output", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The file to write [default: PLATFORM-DOCUMENT-DAY.wacz].",
)  # fmt: skip
def evidence_command(
    archive: Archive, address: str, since: str | None, until: str | None, file: Path | None
) -> None:
    """Write a file that proves what a document said to someone who does not trust the archive.

    It is a web archive (WACZ 1.1.1) that a viewer opens, with the pages, the text, the difference to
    the version before, the history of commits and looks as a git bundle, a report for print, a
    certificate to be signed, a load file, and verify.py, which checks all of it offline. Without
    --from it is about one version: the newest, or the one of @WHEN.
    """
    from archiver.evidence import choice, package

    where = addresses.parse_document(address)
    options.needs("--to", until is not None, "--from", since is not None)
    if since and where.when:
        raise InvalidInput(f"give either @{where.when} or --from")
    if since:
        archive.must_have(where.platform)
        chosen = choice.in_force(moments.between(since, until, options.now()))
    else:
        chosen = choice.only(times.version(archive, where).id)
    made = package.make(
        archive.repository(where.platform), where.document, chosen, now=options.now(), software=_software()
    )
    versions = made.manifest["versions"]
    name = f"{where.platform}-{where.document}-{versions[-1]['fetched_at'][:10]}.wacz"
    output.replace(file or Path(name), made.data)
    output.note(f"{plural(len(versions), 'version')}; SHA-256 of the file: {made.sha256}")
    if without := made.manifest["without_pages"]:
        output.note(f"Left out, since their pages were never kept: {', '.join(one[:12] for one in without)}")


def _software() -> str:
    from importlib.metadata import version

    return f"archiver {version('policy-archiver')}"
