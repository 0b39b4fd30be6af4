"""What a user may type to name a document or a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive_repo.errors import InvalidInput
from archiver import addresses
from archiver.addresses import Address, DocumentAddress

NOW = datetime(2025, 5, 20, 15, 30, tzinfo=UTC)


def test_names_and_slugs_name_the_same_platform() -> None:
    assert addresses.parse("Mistral AI") == addresses.parse("mistral-ai") == Address(platform="mistral-ai")


def test_a_document_may_carry_a_time() -> None:
    expected = DocumentAddress(platform="mistral-ai", document="privacy-policy", when="2025-03-01")
    assert addresses.parse_document("mistral-ai/Privacy Policy@2025-03-01") == expected


@pytest.mark.parametrize("text", ["", "/", "a/b/c", "a//b", "mistral-ai@2025"])
def test_what_is_no_address_is_refused_with_the_form_of_one(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no address"):
        addresses.parse(text)


def test_a_platform_is_not_taken_for_a_document() -> None:
    with pytest.raises(InvalidInput, match="add a document"):
        addresses.parse_document("mistral-ai")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2025-05-01", datetime(2025, 5, 1, tzinfo=UTC)),
        ("2025-05-01T12:00:00+02:00", datetime(2025, 5, 1, 10, tzinfo=UTC)),
        ("yesterday", datetime(2025, 5, 19, tzinfo=UTC)),
        ("2 weeks ago", datetime(2025, 5, 6, 15, 30, tzinfo=UTC)),
        ("May 2025", datetime(2025, 5, 1, tzinfo=UTC)),
        ("3 months ago", datetime(2025, 2, 20, 15, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, start: datetime) -> None:
    assert addresses.since(text, NOW) == start


def test_until_a_day_means_to_its_last_second() -> None:
    assert addresses.until("2025-05-01", NOW) == datetime(2025, 5, 1, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2025-13-01", "2025-02-30", "soonish", ""])
def test_what_is_no_date_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no date; write 2025-05-01"):
        addresses.since(text, NOW)
