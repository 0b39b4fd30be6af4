"""Which of the pages found is the document of its type: each text once, one edition, each title once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive_repo.records import slug
from archiver import urls
from archiver.declarations import types
from archiver.discover import parts
from archiver.discover.search import Discovery, Policy, Refused
from archiver.gate.prepared import Prepared

SAME_TEXT = 0.9
"""Two pages of one type that are so alike are one document at two addresses."""

MAX_TITLE = 70
"""Characters of a document's title; a longer heading is a sentence, and the type stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A document that can be declared."""

    title: str
    """What it is declared as: its type, or its own name if another one has the type."""
    type: str
    url: str
    needs_scripts: bool
    words: int
    """How many words its text has."""
    named_by: str
    """The heading, title or link that tells its type."""
    from_url: str
    """The page that links to it; empty for an address that was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is proposed, and what was left out."""

    proposed: tuple[Proposed, ...]
    refused: tuple[Refused, ...]
    joint: Mapping[str, float] = field(default_factory=dict)
    """The addresses of pages that are declared in parts, and how much of their words these have (0..1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A page that is a policy, and its text taken apart once for all that it is compared with."""

    policy: Policy
    text: Prepared


def choose(found: Discovery) -> Choice:
    """The documents to declare, by title in the order of the types, and why others are none."""
    ranked = sorted(found.policies, key=lambda policy: _rank(policy, found.language))
    taken: dict[str, _Read] = {}
    refused = list(found.refused)
    joint = parts.joint(one.measured for one in ranked)
    for policy in ranked:
        if policy.url in joint:
            refused.append(_refused(policy, "it holds several documents, each of which is declared"))
            continue
        read = _Read(policy=policy, text=Prepared(policy.examined.text))
        if other := _same_document(read, taken.values()):
            if _page(other) != _page(policy):
                refused.append(_refused(policy, f"the same text as {other.url}"))
            continue
        title = _title(policy, taken)
        if title and slug(title) not in map(slug, taken):
            taken[title] = read
        else:
            refused.append(_refused(policy, f"another one is called {title or policy.type.type} as well"))
    return Choice(proposed=tuple(_proposed(taken)), refused=tuple(refused), joint=joint)


def _rank(policy: Policy, language: str) -> tuple[object, ...]:
    """What is more likely the document of its type comes first, before all the pages that were given."""
    return (
        not policy.lead.is_given,
        bool(language) and policy.examined.language not in (language, ""),
        not policy.type.is_exact,
        not policy.type.is_plain,
        policy.lead.is_guess,
        policy.lead.depth,
        len(policy.examined.sections) > 1,
        -len(policy.examined.text) if policy.examined.sections else 0,
        len(urlsplit(policy.url).path.split("/")),
    )


def _same_document(one: _Read, taken: Iterable[_Read]) -> Policy | None:
    """The document that has this page's text, or is this page under the same name."""
    policy = one.policy
    for read in taken:
        other = read.policy
        is_same_page = _page(other) == _page(policy)
        if is_same_page and (other.type.type == policy.type.type or not _is_part(policy)):
            return other
        if policy.examined.sections or other.examined.sections:
            continue
        if read.text.text == one.text.text or read.text.overlap(one.text).alike >= SAME_TEXT:
            return other
    return None


def _page(policy: Policy) -> str:
    return urls.page(policy.url)


def _is_part(policy: Policy) -> bool:
    return bool(policy.examined.sections) or "#" in policy.url


def _title(policy: Policy, taken: Collection[str]) -> str:
    """What the document is declared as; empty if there is nothing left to call it."""
    kind = policy.type.type
    if kind not in taken and policy.type.is_plain:
        return kind
    if policy.type.is_exact and types.words(policy.name) == types.words(kind):
        return ""
    own = " ".join(policy.name.split())
    return own if len(own) <= MAX_TITLE else ""


def _proposed(taken: Mapping[str, _Read]) -> Iterator[Proposed]:
    for title, read in sorted(taken.items(), key=lambda one: (_place(one[1].policy.type.type), one[0])):
        policy = read.policy
        yield Proposed(
            title=title,
            type=policy.type.type,
            url=policy.url,
            needs_scripts=policy.needs_scripts,
            words=len(read.text.words),
            named_by=policy.name,
            from_url=policy.lead.from_url,
        )


def _place(kind: str) -> int:
    return types.all_types().index(kind)


def _refused(policy: Policy, reason: str) -> Refused:
    return Refused(url=policy.url, label=policy.name, reason=reason)
