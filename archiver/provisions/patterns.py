"""The pattern language of the taxonomy: what a lawyer can read, made into a regular expression and literals.

    we (may|will)? use .. {content} .. train* .. {model}

Words follow each other with one space between. `train*` is any word that begins with `train`; a hyphen also
matches a space or nothing; `(a|b c)` is one of these, `(a)?` may be missing; `..` leaves up to 80 characters
between, `..150..` up to 150, never a semicolon; `{name}` is a list of words defined in one place; `^` at the
front means the start of the passage. A gap at the very end, in a veto, says how near to a match the veto must
be.

The same source gives the literals that must occur for the pattern to match: one scan for all literals of all
patterns rules out nearly every pattern before any regular expression runs.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from archive_repo.errors import InvalidInput

GAP = 80
"""Most characters that `..` leaves between: about twelve words. In a whole sentence unrelated words meet."""
GAP_LIMIT = 250
"""The widest window that a pattern may ask for."""

NEAR = 60
"""Characters within which a veto must be near a match, unless it says otherwise."""

_TOKEN = re.compile(r"\.\.(?:\d+\.\.)?|\{\w+\}|\)\?|[()|^]|[\w'&%§$./-]+\*?|\s+|(?P<bad>.)")
_BETWEEN = r"[^\w;]{1,3}"
_START = r"(?:^|(?<=: ))\W{0,3}"


class PatternDoesNotParse(InvalidInput):
    """A pattern of the taxonomy breaks the language's rules."""


@dataclass(frozen=True)
class Phrase:
    """A pattern, which is parsed when that is first needed: most ask only what the categories are called.

    All but its source and words raises PatternDoesNotParse, which names the pattern.
    """

    source: str
    words: Mapping[str, str] = field(compare=False, repr=False)
    """What `{name}` stands for in it."""

    @cached_property
    def _parsed(self) -> _Parsed:
        return _read(self.source, self.words)

    @property
    def regex(self) -> str:
        """The regular expression as it is written."""
        parsed = self._parsed
        return (_START if parsed.anchored else r"\b") + _sequence(parsed.nodes) + r"(?!\w)"

    @cached_property
    def opens(self) -> bool:
        """True if it only fits at the start of a passage, or of an item behind what leads it in."""
        return self._parsed.anchored

    @cached_property
    def reach(self) -> int:
        """As a veto: how many characters before or after a match it may begin or end."""
        return self._parsed.reach

    @cached_property
    def literals(self) -> tuple[frozenset[str], ...]:
        """One of each set must occur in words that match."""
        return tuple(_required(self._parsed.nodes))

    @cached_property
    def key(self) -> frozenset[str]:
        """The set that rules out the most; empty if the pattern has no literal."""
        return min(self.literals, key=cost, default=frozenset())

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled regular expression."""
        return re.compile(self.regex)

    @cached_property
    def heads(self) -> frozenset[str]:
        """What it begins with, in its first word: one of these; empty for what `^` or a gap precedes."""
        found = frozenset() if self._parsed.anchored else _heads(self._parsed.nodes)
        return frozenset(one for one in found if not one.startswith(tuple(found - {one})))

    def search(self, words: str, first: int = 0, last: int = sys.maxsize) -> re.Match[str] | None:
        """The first match between two places.

        It is tried only where it can begin, since an expression that has a dozen beginnings takes ten times
        as long to find out that none is there.
        """
        if self._may_fit(words, first, last):
            for place in self._places(words, first, last):
                if found := self.expression.match(words, place, last):
                    return found
        return None

    def finditer(self, words: str) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, in their order."""
        if not self._may_fit(words, 0, len(words)):
            return
        behind = 0
        for place in self._places(words, 0, len(words)):
            if place >= behind and (found := self.expression.match(words, place)):
                behind = found.end()
                yield found

    def _may_fit(self, words: str, first: int, last: int) -> bool:
        """False if what must occur between two places does not stand there in its order.

        That is asked until the expression is compiled, for which the time of fifty such looks is needed: half
        of those that the literals of a document let through never come so far.
        """
        if "expression" in self.__dict__:
            return True
        for literals in self.literals:
            ends = [at + len(one) for one in literals if (at := words.find(one, first, last)) >= 0]
            if not ends:
                return False
            first = min(ends)
        return True

    def _places(self, words: str, first: int, last: int) -> Iterable[int]:
        """The places at which it may match, in their order."""
        if self._parsed.anchored:
            return (place for place in (0, *_behind_colons(words)) if first <= place <= last)
        if not self.heads:
            return range(first, min(last, len(words)))
        found = []
        for head in self.heads:
            place = words.find(head, first, last)
            while place >= 0:
                found.append(place)
                place = words.find(head, place + 1, last)
        found.sort()
        return found


@dataclass(frozen=True, slots=True)
class _Word:
    text: str

    def regex(self) -> str:
        stem = self.text.rstrip("*")
        written = "[- ]?".join(re.escape(part) for part in stem.split("-"))
        return written + (r"\w*" if self.text.endswith("*") else "")

    def literals(self) -> list[frozenset[str]]:
        first, *others = self.text.rstrip("*").split("-")
        written = [first]
        for part in others:
            written = [f"{start}{joint}{part}" for start in written for joint in ("-", " ", "")]
        return [frozenset(written)]


@dataclass(frozen=True, slots=True)
class _Gap:
    width: int


@dataclass(frozen=True, slots=True)
class _Group:
    choices: tuple[tuple[_Node, ...], ...]
    optional: bool

    def regex(self) -> str:
        return f"(?:{'|'.join(_sequence(choice) for choice in self.choices)})"

    def literals(self) -> list[frozenset[str]]:
        if self.optional:
            return []
        best = [min(_required(choice), key=cost, default=frozenset()) for choice in self.choices]
        return [frozenset().union(*best)] if all(best) else []


_Node = _Word | _Gap | _Group


@dataclass(frozen=True, slots=True)
class _Parsed:
    anchored: bool
    nodes: tuple[_Node, ...]
    reach: int


def _read(source: str, words: Mapping[str, str]) -> _Parsed:
    signs = list(_tokens(source, words))[::-1]
    anchored = signs[-1:] == ["^"]
    if anchored:
        signs.pop()
    nodes = _parse(signs, source)
    last = nodes[-1] if nodes else None
    reach = last.width if isinstance(last, _Gap) else NEAR
    nodes = nodes[:-1] if isinstance(last, _Gap) else nodes
    if signs or not nodes or isinstance(nodes[0], _Gap):
        raise PatternDoesNotParse(f"pattern {source!r}: a bracket, a bar or a gap is out of place")
    return _Parsed(anchored, nodes, reach)


def cost(literals: frozenset[str]) -> float:
    """Roughly how often one of the literals occurs: the set with the lowest cost rules out the most."""
    return sum(1.0 if literal in _COMMON else math.exp(-0.6 * (len(literal) - 2)) for literal in literals)


def _heads(nodes: tuple[_Node, ...]) -> frozenset[str]:
    """What a sequence can begin with; empty if that is anything."""
    found: frozenset[str] = frozenset()
    for node in nodes:
        if isinstance(node, _Gap):
            return frozenset()
        if isinstance(node, _Word):
            return found | {node.text.rstrip("*").split("-")[0]}
        choices = [_heads(choice) for choice in node.choices]
        if not all(choices):
            return frozenset()
        found = found.union(*choices)
        if not node.optional:
            return found
    return frozenset()


def _behind_colons(words: str) -> Iterator[int]:
    place = words.find(": ")
    while place >= 0:
        yield place + 2
        place = words.find(": ", place + 1)


_COMMON = frozenset(
    "the to and of or you in for your a we services any data that our with may use by not information "
    "this as  personal is will are if be on terms service other from have party agreement us third "
    "all rights privacy ai at  under provide an law it account shall its right no user act part can "
    "on off out share site set use used new our  time date term name access content policy notice do "
    "don does has up need one more make".split()
)
"""Words, or parts of words, that are in more than one passage in fifty."""


def _tokens(source: str, words: Mapping[str, str]) -> Iterator[str]:
    for match in _TOKEN.finditer(source):
        sign = match[0]
        if match["bad"]:
            raise PatternDoesNotParse(f"pattern {source!r}: {sign!r} is not part of the language")
        if sign[0] == "{":
            if sign[1:-1] not in words:
                raise PatternDoesNotParse(f"pattern {source!r}: there is no list of words called {sign}")
            yield from ("(", *_tokens(words[sign[1:-1]], words), ")")
        elif not sign.isspace():
            yield sign


def _parse(signs: list[str], source: str) -> tuple[_Node, ...]:
    """Take what is one choice off the end of the signs, which are in reverse."""
    nodes: list[_Node] = []
    while signs and signs[-1] not in ("|", ")", ")?"):
        sign = signs.pop()
        if sign == "(":
            nodes.append(_parse_group(signs, source))
        elif sign.startswith(".."):
            nodes.append(_Gap(_width(sign, source)))
        else:
            nodes.append(_Word(sign))
    return tuple(nodes)


def _parse_group(signs: list[str], source: str) -> _Group:
    choices = []
    while True:
        choices.append(_parse(signs, source))
        if not signs:
            raise PatternDoesNotParse(f"pattern {source!r}: a bracket is not closed")
        sign = signs.pop()
        if sign != "|":
            return _Group(tuple(choices), sign == ")?")


def _width(sign: str, source: str) -> int:
    width = int(sign.strip(".") or GAP)
    if width > GAP_LIMIT:
        raise PatternDoesNotParse(f"pattern {source!r}: a gap is at most {GAP_LIMIT} characters")
    return width


def _sequence(nodes: tuple[_Node, ...]) -> str:
    written, joint, last = "", "", None
    for node in nodes:
        if isinstance(node, _Gap):
            joint = rf"(?!\w)[^;|]{{0,{node.width}}}?\b"
        elif isinstance(node, _Word) or not node.optional:
            plain = isinstance(node, _Word) and isinstance(last, _Word) and joint == _BETWEEN
            written += (" " if plain else joint) + node.regex()
            joint = _BETWEEN
        elif joint == _BETWEEN:
            written += f"(?:{joint}{node.regex()})?"
        else:
            written += f"{joint}(?:{node.regex()}{_BETWEEN})?"
            joint = ""
        last = node
    return written


def _required(nodes: tuple[_Node, ...]) -> list[frozenset[str]]:
    """What must occur: each word, adjacent words as one string, and one choice of each group."""
    found: list[frozenset[str]] = []
    last: _Node | None = None
    for node in nodes:
        literals = [] if isinstance(node, _Gap) else node.literals()
        if isinstance(node, _Word) and isinstance(last, _Word) and not last.text.endswith("*"):
            found[-1] = frozenset(f"{one} {other}" for one in found[-1] for other in literals[0])
        else:
            found += literals
        last = node
    return found
