"""What pages hold besides their document: the rules of `noise.toml`, compiled.

The kind of a rule says what it is matched against. The rules of a kind are compiled into one pattern.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from archiver.extract import thresholds


class RuleKind(StrEnum):
    """What a rule is matched against."""

    BLOCK = "block"
    """The whole of a block."""
    HINT = "hint"
    """The whole of a `<span>` without elements in it."""
    INLINE_HINT = "inline-hint"
    """Any part of a block."""
    LANGUAGE = "language"
    """The whole of a block above the text."""
    CONTENTS = "contents"
    """The whole of a block with nothing below it."""
    ACTION = "action"
    """The whole of a block that is one link."""
    ANCHOR = "anchor"
    """The whole of a link to a place on the page."""
    NAME = "name"
    """The end of a class or an id, not counting words such as `wrapper` after it."""
    WEAK_NAME = "weak-name"
    """As NAME, for words that a policy may use for its own sections."""
    HEADER = "header"
    """The whole of a class or an id."""
    LAYOUT_NAME = "layout-name"
    """Any part of a class or an id, which is then not tried with other rules."""
    STYLE = "style"
    """Any part of a style attribute."""
    CONSENT_SERVICE = "consent-service"
    """The beginning of a class or an id."""
    PARAMETER = "parameter"
    """The whole name of a query parameter."""
    PARAMETER_VALUE = "parameter-value"
    """The whole value of a query parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of `noise.toml`."""

    id: str
    kind: RuleKind
    pattern: str
    what: str
    seen: str
    since: str


_SUFFIX = re.compile(
    r"[-_ ](?:wrap|wrapper|container|inner|outer|root|list|links?|items?|bar|section|block|area|main|top|"
    r"bottom|left|right|desktop|mobile|primary|secondary|\d+|component|module|widget|content|panel|body|modal|"
    r"text|title|description|column|row|group|nav|menu|child|holder|bg|background|fixed|sticky|global|site|"
    r"page)s?$",
    re.IGNORECASE,
)
"""A last word of a name that says only how a part is laid out."""
_WORD_STARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|__+|--+")


class Noise:
    """The compiled rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        patterns: dict[RuleKind, list[str]] = {kind: [] for kind in RuleKind}
        for rule in rules:
            patterns[rule.kind].append(f"(?:{rule.pattern})")
        joined = {kind: "|".join(found) or "(?!)" for kind, found in patterns.items()}
        self._block = re.compile(joined[RuleKind.BLOCK], re.IGNORECASE)
        self._hint = re.compile(joined[RuleKind.HINT], re.IGNORECASE)
        self._inline_hint = re.compile(rf"[\s\u2060]*(?:{joined[RuleKind.INLINE_HINT]})", re.IGNORECASE)
        self._language = re.compile(joined[RuleKind.LANGUAGE], re.IGNORECASE)
        self._contents = re.compile(joined[RuleKind.CONTENTS], re.IGNORECASE)
        self._action = re.compile(joined[RuleKind.ACTION], re.IGNORECASE)
        self._anchor = re.compile(joined[RuleKind.ANCHOR], re.IGNORECASE)
        self._name = re.compile(f"(?:^|[-_ ])(?:{joined[RuleKind.NAME]})$", re.IGNORECASE)
        self._weak_name = re.compile(f"(?:^|[-_ ])(?:{joined[RuleKind.WEAK_NAME]})$", re.IGNORECASE)
        self._header = re.compile(joined[RuleKind.HEADER], re.IGNORECASE)
        self._layout_name = re.compile(joined[RuleKind.LAYOUT_NAME])
        self._style = re.compile(joined[RuleKind.STYLE], re.IGNORECASE)
        self._consent_service = re.compile(joined[RuleKind.CONSENT_SERVICE], re.IGNORECASE)
        self._parameter = re.compile(joined[RuleKind.PARAMETER], re.IGNORECASE)
        self._parameter_value = re.compile(joined[RuleKind.PARAMETER_VALUE], re.IGNORECASE)
        self.kind_of_name = lru_cache(maxsize=20_000)(self._kind_of_name)
        self.are_of_consent_service = lru_cache(maxsize=20_000)(self._are_of_consent_service)

    def is_passing(self, text: str) -> bool:
        """True if a block differs from visit to visit, or is a control's label."""
        return bool(self._block.fullmatch(text))

    def is_hint(self, text: str) -> bool:
        """True if a text says where a link opens."""
        return bool(self._hint.fullmatch(text))

    def without_hints(self, text: str) -> str:
        """A block's text without what it says of where its links open."""
        return self._inline_hint.sub("", text)

    def is_language(self, text: str) -> bool:
        """True if a text is the name of a language in that language."""
        return bool(self._language.fullmatch(text))

    def heads_contents(self, text: str) -> bool:
        """True if a text is the heading of a table of contents."""
        return bool(self._contents.fullmatch(text))

    def is_action(self, text: str) -> bool:
        """True if a link's text says what can be done with the document, or leads to an older one."""
        return bool(self._action.fullmatch(text))

    def is_anchor(self, text: str) -> bool:
        """True if a link's text is that of an anchor to the heading that it is in."""
        return bool(self._anchor.fullmatch(text))

    def hides(self, style: str) -> bool:
        """True if a style attribute hides text that is there only to be measured."""
        return bool(self._style.search(style))

    def is_of_consent_service(self, name: str) -> bool:
        """True if a class or an id is that of a consent service's wall."""
        return bool(self._consent_service.match(name))

    def _are_of_consent_service(self, classes: str) -> bool:
        """True if one of the classes of an element is."""
        return any(map(self.is_of_consent_service, classes.split()))

    def is_tracking(self, name: str, value: str) -> bool:
        """True if a query parameter tracks visitors: where they came from, or which visit this is."""
        return bool(self._parameter.fullmatch(name) or self._parameter_value.fullmatch(value))

    def _kind_of_name(self, name: str) -> RuleKind | None:
        """NAME, WEAK_NAME or HEADER for a class or an id that marks junk; None for others."""
        if not name or len(name) > thresholds.MAX_NAME_LETTERS or self._layout_name.search(name):
            return None
        plain = _WORD_STARTS.sub("-", name)
        stems = list(_stems(plain))
        if any(self._name.search(stem) for stem in stems):
            return RuleKind.NAME
        if any(self._weak_name.search(stem) for stem in stems):
            return RuleKind.WEAK_NAME
        return RuleKind.HEADER if self._header.fullmatch(plain) else None


def _stems(name: str) -> Iterator[str]:
    """A name, and what is left of it as each last word that only says how a part is laid out is dropped."""
    yield name
    while found := _SUFFIX.search(name):
        name = name[: found.start()]
        yield name


@cache
def rules() -> tuple[Rule, ...]:
    """The entries of `noise.toml`, in order."""
    text = resources.files("archiver.extract").joinpath("noise.toml").read_text(encoding="utf-8")
    return tuple(Rule(**{**entry, "kind": RuleKind(entry["kind"])}) for entry in tomllib.loads(text)["rule"])


@cache
def known() -> Noise:
    """All rules, compiled once."""
    return Noise(rules())
