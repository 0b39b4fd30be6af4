"""Which of the pages found is the document of its type: each text once, one edition, each title once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from archive_repo.records import slug
from archiver.declarations import types
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


def choose(found: Discovery) -> Choice:
    """The documents to declare, by title in the order of the types, and why others are none."""
    ranked = sorted(found.policies, key=lambda policy: _rank(policy, found.language))
    taken: dict[str, Policy] = {}
    refused = list(found.refused)
    for policy in ranked:
        if other := _same_document(policy, taken.values()):
            if _page(other) != _page(policy):
                refused.append(_refused(policy, f"the same text as {other.url}"))
            continue
        title = _title(policy, taken)
        if title and slug(title) not in map(slug, taken):
            taken[title] = policy
        else:
            refused.append(_refused(policy, f"another one is called {title or policy.type.type} as well"))
    return Choice(proposed=tuple(_proposed(taken)), refused=tuple(refused))


def _rank(policy: Policy, language: str) -> tuple[object, ...]:
    """What is more likely the document of its type comes first."""
    return (
        bool(language) and policy.examined.language not in (language, ""),
        not policy.type.is_exact,
        not policy.type.is_plain,
        policy.lead.is_guess,
        policy.lead.depth,
        -len(policy.examined.text) if policy.examined.sections else 0,
        len(urlsplit(policy.url).path.split("/")),
    )


def _same_document(policy: Policy, taken: Iterable[Policy]) -> Policy | None:
    """The document that has this page's text, or is this page under the same name."""
    for other in taken:
        is_same_page = _page(other) == _page(policy)
        if is_same_page and (other.type.type == policy.type.type or not _is_part(policy)):
            return other
        if policy.examined.sections or other.examined.sections:
            continue
        one, two = Prepared(other.examined.text), Prepared(policy.examined.text)
        if one.text == two.text or one.overlap(two).alike >= SAME_TEXT:
            return other
    return None


def _page(policy: Policy) -> str:
    return urldefrag(policy.url).url.removesuffix("/").replace("://www.", "://")


def _is_part(policy: Policy) -> bool:
    return bool(policy.examined.sections) or "#" in policy.url


def _title(policy: Policy, taken: dict[str, Policy]) -> str:
    """What the document is declared as; empty if there is nothing left to call it."""
    kind = policy.type.type
    if kind not in taken and policy.type.is_plain:
        return kind
    if policy.type.is_exact and types.words(policy.name) == types.words(kind):
        return ""
    own = " ".join(policy.name.split())
    return own if len(own) <= MAX_TITLE else ""


def _proposed(taken: dict[str, Policy]) -> Iterator[Proposed]:
    for title, policy in sorted(taken.items(), key=lambda one: (_place(one[1].type.type), one[0])):
        yield Proposed(
            title=title,
            type=policy.type.type,
            url=policy.url,
            needs_scripts=policy.needs_scripts,
            words=len(Prepared(policy.examined.text).words),
            named_by=policy.name,
            from_url=policy.lead.from_url,
        )


def _place(kind: str) -> int:
    return types.all_types().index(kind)


def _refused(policy: Policy, reason: str) -> Refused:
    return Refused(url=policy.url, label=policy.name, reason=reason)
