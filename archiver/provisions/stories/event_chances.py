"""How likely it is that an event of a provision is one, and which are told.

Two small linear models over the features of `event_clues`, trained by `scripts/train_events.py` on passages
of which readers said whether an amended one says something new, and whether one that came or went is lacked
by the other text. What is too unsure is told as what may have changed.
"""

from __future__ import annotations

import functools
import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import resources

from archiver.provisions import pairing
from archiver.provisions.detection.labelled import Model, unpacked
from archiver.provisions.findings import Finding
from archiver.provisions.pairing import Pair
from archiver.provisions.parameters import reading
from archiver.provisions.stories import event_clues
from archiver.provisions.stories.difference import Difference
from archiver.provisions.stories.event_clues import Around
from archiver.provisions.taxonomy import Polarity

NEW = 0.7
"""Chance from which on an amended passage is told to say something new: see docs/methodology.md."""
LACKED = 0.7
"""The same of a passage that came, or went, and that the other text lacks."""
SURE = 0.7
"""Chance (`Finding.chance`) from which on a passage is surely enough a provision to be told to have brought
its category into a document, or to have taken it away. Of 119 such events that were read, 11 of 34 below that
were right, and 76 of 85 above it; of 180 others, 30 of 60 and 117 of 120."""
SURE_BESIDE_OTHERS = 0.6
"""The same of a passage that is amended, that comes beside others of its category, or goes and leaves some:
of 104 below it that were read 30 were no provision of their category, of 806 above it 12."""
PLAIN = frozenset(
    {
        "content-licence-to-user-inputs",
        "model-training-on-user-data",
        "no-training-commitment",
        "training-opt-out",
    }
)
"""Categories of which less is enough: what says it says it plainly. All eleven of such events that were read
were right."""
SURE_IF_PLAIN = 0.5
"""What is enough of them."""
_OPPOSED = frozenset({Polarity.ASSERTS, Polarity.DENIES})


def surely(compared: Difference, around: Around) -> Difference:
    """What of a difference is sure enough to be told."""
    pairs = tuple(filter(is_new, compared.pairs))
    paired, told = pairing.ids(compared.pairs), pairing.ids(pairs)

    def is_told(one: Finding, *, came: bool) -> bool:
        return id(one) in told or (id(one) not in paired and is_lacked(one, around, came=came))

    return replace(
        compared,
        gone=tuple(one for one in compared.gone if is_told(one, came=False)),
        come=tuple(one for one in compared.come if is_told(one, came=True)),
        pairs=pairs,
    )


def is_surest(told: Difference) -> bool:
    """True if one of the passages is so surely a provision that it may bring, or take away, its category."""
    return any(_is_sure(one, SURE) for one in (*told.gone, *told.come))


def is_new(pair: Pair) -> bool:
    """True if an amended passage surely says something new.

    A turned polarity and another period, age, sum or place always do; a value that is only stated in one of
    them may be read there alone.
    """
    if not (_is_sure(pair.before) and _is_sure(pair.after)):
        return False
    is_turned = {pair.before.polarity, pair.after.polarity} == _OPPOSED
    return is_turned or _is_another_value(pair) or chance_of_new(pair) >= NEW


def is_lacked(one: Finding, around: Around, *, came: bool) -> bool:
    """True if a passage that came, or went, is surely lacked by the other text."""
    return _is_sure(one) and chance_of_lack(one, around, came=came) >= LACKED


def chance_of_new(pair: Pair) -> float:
    """How likely it is that an amended passage says something new, from 0 to 1."""
    return _chance(models()["new"], event_clues.of_amendment(pair))


def chance_of_lack(one: Finding, around: Around, *, came: bool) -> float:
    """How likely it is that the other text lacks a passage that came, or went, from 0 to 1."""
    return _chance(models()["lacked"], event_clues.of_single(one, around, came=came))


def _is_another_value(pair: Pair) -> bool:
    old, new = reading.values(pair.before), reading.values(pair.after)
    return old != new and {kind for kind, _ in old} == {kind for kind, _ in new}


def _is_sure(one: Finding, least: float = SURE_BESIDE_OTHERS) -> bool:
    return one.chance >= (SURE_IF_PLAIN if one.category in PLAIN else least)


def _chance(model: Model, features: Iterable[str]) -> float:
    rows = (model.weights[one] for one in features if one in model.weights)
    totals = list(map(sum, zip(model.bias, *rows, strict=True)))
    return model.shares(totals)["right"]


@functools.cache
def digest() -> str:
    """Changes with the weights."""
    return f"{zlib.crc32(_packed()):08x}"


@functools.cache
def models() -> Mapping[str, Model]:
    """The models of this package, by what they tell: `new` and `lacked`."""
    stored = json.loads(gzip.decompress(_packed()))
    return {name: unpacked(one) for name, one in stored.items()}


def _packed() -> bytes:
    return (resources.files("archiver.provisions.stories") / "events.json.gz").read_bytes()
