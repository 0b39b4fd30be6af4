"""`archiver seen`: when someone looked at a document, and found it as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Observation, Outcome
from archiver import addresses
from archiver.cli import options, output

AS_IT_WAS = (Outcome.RECORDED, Outcome.UNCHANGED)


@click.command("seen")
@options.archive
@options.address
@options.as_json
def command(archive: Archive, address: str, as_json: bool) -> None:
    """Show every interval in which a document was looked at and had not changed, newest first."""
    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    looks = list(history.observations(repository, where.document))
    if not looks:
        raise history.unknown_document(repository, where.document)
    found = list(intervals(looks))
    if as_json:
        output.write_json(found)
    else:
        output.write(output.columns([_row(one) for one in found]))


def intervals(looks: Iterable[Observation]) -> Iterator[dict[str, Any]]:
    """Looks (newest first) joined where the version stayed the same and the outcome's kind did too."""
    current: dict[str, Any] | None = None
    for look in looks:
        state = "unchanged" if look.outcome in AS_IT_WAS else str(look.outcome)
        key = {"state": state, "version": look.version or None, "reason": look.reason or None}
        if current and all(current[name] == value for name, value in key.items()):
            current["from"] = look.checked_at
            current["looks"] += 1
            continue
        if current:
            yield current
        current = {**key, "from": look.checked_at, "to": look.checked_at, "looks": 1}
    if current:
        yield current


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    version = (one["version"] or "-")[: output.SHORT_ID]
    span = f"{output.minute(one['from'])} to {output.minute(one['to'])}"
    return span, plural(one["looks"], "look"), version, one["state"], one["reason"] or ""
