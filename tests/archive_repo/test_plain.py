"""Values as JSON: what is written is read again, and what cannot be read is said with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.errors import DamagedRepository
from archive_repo.format import plain
from archive_repo.format.observation import Held, Observation, Pending, SourceState, from_json, to_json
from archive_repo.records import Outcome
from tests.conftest import START

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
OBSERVATIONS = st.builds(
    Observation,
    document=TEXT,
    title=TEXT,
    checked_at=MOMENTS,
    outcome=st.sampled_from(Outcome),
    reason=TEXT,
    failures=st.integers(0, 99),
    version=TEXT,
    read_by=TEXT,
    sources=st.lists(
        st.builds(
            SourceState,
            url=TEXT,
            final_url=TEXT,
            status=st.none() | st.integers(100, 599),
            etag=TEXT,
            last_modified=TEXT,
            sha256=TEXT,
        ),
        max_size=2,
    ).map(tuple),
    held=st.lists(
        st.builds(
            Held,
            text_sha256=TEXT,
            snapshot=st.from_regex(r"[0-9a-f]{40}", fullmatch=True),
            first_seen=MOMENTS,
            last_seen=MOMENTS,
            seen=st.integers(0, 9),
            reason=TEXT,
        ),
        max_size=2,
    ).map(tuple),
    pending=st.none()
    | st.builds(Pending, text_sha256=TEXT, first_seen=MOMENTS, last_seen=MOMENTS, seen=st.integers(0, 9)),
    rejected=st.lists(TEXT, max_size=2).map(tuple),
    confidence=st.none() | st.floats(0, 1),
    advice=TEXT,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
LEAST = {"document": "p", "title": "P", "checked_at": "2025-05-01T12:00:00+00:00", "outcome": "unchanged"}


@dataclass(frozen=True)
class Part:
    name: str
    share: float = 1.0


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    by_name: Mapping[str, Part]
    spans: tuple[tuple[int, int], ...]
    day: date | None
    at: datetime
    is_new: bool
    notes: Mapping[str, object] = field(default_factory=dict)


PARTS = st.builds(Part, name=TEXT, share=st.floats(allow_nan=False, allow_infinity=False))
WHOLES = st.builds(
    Whole,
    parts=st.lists(PARTS, max_size=3).map(tuple),
    by_name=st.dictionaries(TEXT, PARTS, max_size=2),
    spans=st.lists(st.tuples(st.integers(), st.integers()), max_size=3).map(tuple),
    day=st.none() | st.dates(),
    at=st.datetimes(timezones=st.just(UTC)),
    is_new=st.booleans(),
    notes=st.dictionaries(TEXT, TEXT, max_size=2),
)
WHOLE = {"parts": [], "by_name": {}, "spans": [], "day": None, "at": "2025-05-01T00:00Z", "is_new": True}


@given(WHOLES)
def test_a_value_is_read_as_it_was_written(whole: Whole) -> None:
    assert plain.read(Whole, plain.write(whole)) == whole
    assert plain.from_file(Whole, plain.to_file(whole)) == whole


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"is_new": 1}, "is_new: 1 is not true or false"),
        ({"spans": [[1]]}, "spans: 1 values where there should be 2"),
        ({"spans": [[1, "2"]]}, "spans: '2' is not a whole number"),
        ({"spans": [[1, True]]}, "spans: True is not a whole number"),
        ({"spans": {}}, r"spans: \{\} is not an array"),
        ({"parts": [{"name": "x", "share": "much"}]}, "parts: share: 'much' is not a number"),
        ({"parts": [{}]}, "parts: name is missing"),
        ({"by_name": {"x": []}}, "by_name: x: .* is not an object"),
        ({"by_name": []}, "by_name: .* is not an object"),
        ({"day": "2025-02-31"}, "day: day is out of range"),
        ({"at": 5}, "at: 5 is not text"),
        ({"at": None}, "at: None is not text"),
        ({"at": "2025-05-01T12:00:00"}, "at: '2025-05-01T12:00:00' does not say which time zone"),
        ({"parts": [{"name": "\ud800"}]}, "parts: name: .* surrogates not allowed"),
        ({"parts": [{"name": "x", "share": float("inf")}]}, "parts: share: inf is not a number"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(wrong: Mapping[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}"):
        plain.read(Whole, {**WHOLE, **wrong})


def test_a_whole_number_is_a_number_too() -> None:
    assert plain.read(Part, {"name": "x", "share": 2}).share == 2


def test_briefly_written_a_value_lacks_its_defaults_and_parts_of_seconds() -> None:
    written = plain.write(Part(name=""), brief=True)
    assert written == {"name": ""}
    assert plain.write(START + timedelta(milliseconds=1), brief=True) == "2025-05-01T12:00:00+00:00"
    assert plain.write(START + timedelta(milliseconds=1)) == "2025-05-01T12:00:00.001000+00:00"


@pytest.mark.large
@given(OBSERVATIONS)
def test_an_observation_is_read_as_it_was_written(seen: Observation) -> None:
    assert from_json(to_json(seen)) == seen


@given(st.sampled_from([*Observation.__slots__, "notes"]), JSON)
def test_whatever_stands_in_an_observation_is_read_or_said_to_be_damaged(key: str, value: object) -> None:
    try:
        seen = from_json(json.dumps({**LEAST, key: value}).encode())
    except DamagedRepository:
        return
    assert from_json(to_json(seen)) == seen


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"null", b"[" * 100_000, b"1" * 5000])
def test_a_file_that_is_not_an_observation_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(DamagedRepository, match="archiver verify"):
        from_json(data)


def test_an_observation_is_written_byte_for_byte_as_by_the_first_release() -> None:
    times = {"first_seen": START, "last_seen": START + timedelta(days=1)}
    seen = Observation(
        document="p",
        title="Pölicy",
        checked_at=START + timedelta(milliseconds=1),
        outcome=Outcome.HELD,
        reason="captcha",
        failures=1,
        sources=(SourceState(url="https://example.org/p", etag='"x"', status=200),),
        held=(Held(text_sha256="a", snapshot="b", seen=2, reason="rewrite", **times),),
        pending=Pending(text_sha256="c", seen=1, **times),
        rejected=("d",),
        confidence=0.5,
        advice="declare a selector",
    )
    assert to_json(seen).decode() == OBSERVED
    assert from_json(OBSERVED.encode()) == replace(seen, checked_at=START)


OBSERVED = """{
 "checked_at": "2025-05-01T12:00:00+00:00",
 "document": "p",
 "failures": 1,
 "held": [
  {
   "first_seen": "2025-05-01T12:00:00+00:00",
   "last_seen": "2025-05-02T12:00:00+00:00",
   "reason": "rewrite",
   "seen": 2,
   "snapshot": "b",
   "text_sha256": "a"
  },
  {
   "first_seen": "2025-05-01T12:00:00+00:00",
   "last_seen": "2025-05-02T12:00:00+00:00",
   "reason": "the same words with other links, marks or order",
   "seen": 1,
   "snapshot": "",
   "text_sha256": "c"
  }
 ],
 "notes": {
  "advice": "declare a selector",
  "confidence": 0.5,
  "rejected": [
   "d"
  ]
 },
 "outcome": "held",
 "reason": "captcha",
 "sources": [
  {
   "etag": "\\"x\\"",
   "status": 200,
   "url": "https://example.org/p"
  }
 ],
 "title": "Pölicy"
}
"""


def test_a_text_that_is_told_twice_is_held_once() -> None:
    first, second = plain.read(tuple[str, ...], json.loads('["the same passage", "the same passage"]'))
    assert first is second
