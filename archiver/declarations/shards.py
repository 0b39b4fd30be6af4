"""What several machines crawl of one archive: each host is asked by one of them only, at its pace.

A platform's repository is written by one machine at a time, and a host may serve several platforms: platforms
that share a host are *neighbours*, and stay together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive_repo.errors import InvalidInput
from archiver.declarations.declaration import Declaration

_WRITTEN = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The part with this number, from 1, of so many."""

    number: int
    count: int

    def of(self, declared: Sequence[Declaration]) -> list[Declaration]:
        """The platforms of this shard, in their order; the other shards have the rest, each once."""
        own = {
            one.slug
            for host, group in neighbours(declared).items()
            if _drawn(host, self.count) == self.number
            for one in group
        }
        return [one for one in declared if one.slug in own]


def _drawn(host: str, count: int) -> int:
    """The shard of a host: the one that draws the highest number, so that few move when the count changes."""
    return max(range(1, count + 1), key=lambda one: hashlib.sha256(f"{one} {host}".encode()).digest())


def parse(text: str) -> Shard:
    """The shard that is written as `2/5`. Raises InvalidInput."""
    match = _WRITTEN.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise InvalidInput(f"{text!r} is not a shard; write its number and how many there are, as 2/5")
    return Shard(number=int(match[1]), count=int(match[2]))


def neighbours(declared: Iterable[Declaration]) -> dict[str, list[Declaration]]:
    """The platforms in groups that share no host with another; each by the first of its hosts."""
    declared, leads = list(declared), dict[str, str]()

    def first(host: str) -> str:
        while (before := leads.setdefault(host, host)) != host:
            leads[host] = host = leads[before]
        return host

    for one in declared:
        for host in _hosts(one):
            low, high = sorted((first(host), first(_hosts(one)[0])))
            leads[high] = low
    groups: dict[str, list[Declaration]] = {}
    for one in declared:
        groups.setdefault(first(_hosts(one)[0]), []).append(one)
    return groups


def _hosts(declared: Declaration) -> list[str]:
    """The hosts that a platform's documents are asked of; those that they redirect to are not known."""
    urls = [source.url for document in declared.documents for source in document.sources]
    return [(urlsplit(url).hostname or "").rstrip(".") for url in urls] or [declared.slug]
