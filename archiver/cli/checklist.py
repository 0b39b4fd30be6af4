"""`archiver checklist`: what a law asks a document to say, looked for in its text."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver import addresses
from archiver.addresses import DocumentAddress
from archiver.cli import indexing, options, output, times
from archiver.provisions.checklists import checking, requirement
from archiver.provisions.checklists.requirement import Checklist
from archiver.provisions.detection import readable_languages
from archiver.provisions.excerpts import readers
from archiver.report import checklist_rows, looks


@click.command("checklist")
@options.archive
@options.dated_address
@click.option(
    "--list", "chosen", metavar="NAME",
    help="The list: art-28 (processing agreements), art-13-14 (notices) or dsa-14 (terms) [default: "
    "by the document's title].",
)  # fmt: skip
@click.option("--full", is_flag=True, help="Show whole excerpts.")
@options.as_json
def command(archive: Archive, address: str, chosen: str | None, full: bool, as_json: bool) -> None:
    """Compare a document with what the law asks such documents to say.

    For each requirement: present, with the passage; not found, as may be in other words; or not applicable,
    as far as the text says. This compares words; it is not a legal determination.
    """
    options.at_most_one(full=full, json=as_json)
    where = addresses.parse_dated(address)
    archive.must_have(where.platform)
    if where.document is None:
        raise InvalidInput(f"{address}: a checklist is for a document; name it (PLATFORM/DOCUMENT)")
    document = DocumentAddress(platform=where.platform, document=where.document, when=where.when)
    version = times.version(archive, document)
    listed = _checklist(chosen, version.title)
    repository = archive.repository(where.platform)
    text = repository.text(version)
    language = readable_languages.unread(text)
    checked = [] if language else checking.check(text, listed)
    key, moment = (where.platform, where.document), times.moment(where.when)
    (last,) = indexing.ask(
        archive, lambda index: looks.of_documents(index, [key], moment), about=where.platform
    )
    found = checklist_rows.row(version, repository.name, listed, checked, language, last, readers.told(text))
    about = [*looks.warnings([last]), *([_unread(address, language)] if language else [])]
    if as_json:
        output.write_json(found, about=about)
    elif language:
        output.notes(about)
    else:
        lines = checklist_rows.lines(found, output.width(), full=full)
        output.write(lines, [checklist_rows.total(found), *about])


def _unread(address: str, language: str) -> str:
    return f"{address}: the text is in {language}, which is not read; nothing can be said of it"


def _checklist(chosen: str | None, title: str) -> Checklist:
    known = requirement.load()
    if chosen is not None:
        if chosen not in known:
            raise InvalidInput(f"{chosen}: no such checklist; there are {', '.join(known)}")
        return known[chosen]
    found = requirement.for_title(title)
    if found is None:
        raise InvalidInput(
            f"{title}: no checklist for such documents; choose one with --list ({', '.join(known)})"
        )
    return found
