"""What readers of the site and of letters are told, who know the policy and not the archive's ways."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from archive_repo.format.message import plural
from archive_repo.records import Outcome
from archiver.report import remedies
from archiver.report.health import NAMED, Health
from archiver.report.looks import LastLooks, day

_PAGE = re.compile(r"page \d+ of the document, \S+(?:, last seen [\d-]+)?: (?P<reason>.*)", re.DOTALL)


def looks(found: LastLooks) -> str:
    """When a stale document was last seen, and what the last look found instead."""
    count = sum(found.refusals.values())
    since = f"the last of {count} looks since then" if count > 1 else "the look since then"
    told = happened(found.reason, held=found.refusals.keys() == {Outcome.HELD})
    return f"last seen {day(found.last_confirmed_at)}; at {since} ({day(found.last_looked_at)}), {told}"


def happened(reason: str, *, held: bool) -> str:
    """What happened at a look that gave this reason.

    `held` says that another text came, for where the reason is not a known one.
    """
    page = _PAGE.match(reason)
    told = _table().get(remedies.fitting(_table(), page["reason"] if page else reason))
    if told is None:
        return "another text came, which is not confirmed" if held else "it could not be read"
    return f"of one of its pages: {told}" if page else told


def not_known(found: Health, names: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """What the archive does not know of a time, a line each; `names` has documents' by their slugs."""
    if found.out_of_date and found.last_crawl_at:
        yield (
            f"out of date: nothing was looked at after {day(found.last_crawl_at)}, and what changed since "
            "then is not known"
        )
    if found.stale:
        shown = [f"{_name(one, names)} ({_last_read(one)})" for one in found.stale[:NAMED]]
        more = f"; and {len(found.stale) - NAMED} more" if len(found.stale) > NAMED else ""
        yield (
            f"{plural(len(found.stale), 'document')} could not be read lately, and what changed there since "
            f"the day given is not known: {'; '.join(shown)}{more}"
        )
    if found.waiting:
        wait, are = ("waits", "is") if found.waiting == 1 else ("wait", "are")
        yield f"{plural(found.waiting, 'new text')} {wait} to be confirmed, and {are} not among the changes"


def _name(one: LastLooks, names: Mapping[tuple[str, str], str]) -> str:
    return names.get((one.platform, one.document)) or f"{one.platform}/{one.document}"


def _last_read(one: LastLooks) -> str:
    return day(one.last_confirmed_at) if one.last_confirmed_at else "never read"


@cache
def _table() -> dict[str, str]:
    """What readers are told, by the beginnings of reasons."""
    table: dict[str, list[str]] = tomllib.loads(
        resources.files("archiver.report").joinpath("for_readers.toml").read_text(encoding="utf-8")
    )
    return {reason: told for told, reasons in table.items() for reason in reasons}
