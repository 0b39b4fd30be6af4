"""What a user may type to name a document or a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive_repo.errors import InvalidInput
from archiver import addresses
from archiver.addresses import Address, DocumentAddress


def test_names_and_slugs_name_the_same_platform() -> None:
    assert addresses.parse("Mistral AI") == addresses.parse("mistral-ai") == Address(platform="mistral-ai")


def test_a_document_may_carry_a_time() -> None:
    expected = DocumentAddress(platform="mistral-ai", document="privacy-policy", when="2025-03-01")
    assert addresses.parse_document("mistral-ai/Privacy Policy@2025-03-01") == expected


@pytest.mark.parametrize("text", ["", "/", "a/b/c", "a//b", "mistral-ai@2025"])
def test_what_is_no_address_is_refused_with_the_form_of_one(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not an address"):
        addresses.parse(text)


def test_a_platform_is_not_taken_for_a_document() -> None:
    with pytest.raises(InvalidInput, match="add a document"):
        addresses.parse_document("mistral-ai")


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ((None, None, None), (None, None)),
        (("2025-03", None, None), (None, "2025-03")),
        ((None, "2025-03", None), ("2025-03", None)),
        ((None, "2025-03", "2025-06"), ("2025-03", "2025-06")),
        ((None, "@2025-03", "@2025-06"), ("2025-03", "2025-06")),
        ((None, "2025-03..2025-06", None), ("2025-03", "2025-06")),
        ((None, "2025-03..", None), ("2025-03", None)),
        (("2025-03", "@2025-06", None), ("2025-03", "2025-06")),
        (("2025-03..2025-06", None, None), ("2025-03", "2025-06")),
    ],
)
def test_two_versions_are_named_in_any_of_the_usual_ways(
    typed: tuple[str | None, str | None, str | None], ends: tuple[str | None, str | None]
) -> None:
    assert addresses.ends(*typed) == ends


@pytest.mark.parametrize(
    "typed",
    [("2025-03", "2025-04", "2025-05"), (None, "2025-03..2025-04", "2025-05"), (None, "..2025-05", None)],
)
def test_more_than_two_versions_or_only_the_later_one_are_refused(
    typed: tuple[str | None, str | None, str | None],
) -> None:
    with pytest.raises(InvalidInput, match="give two versions or dates"):
        addresses.ends(*typed)


def test_when_is_the_end_of_a_period_or_the_id_of_a_version() -> None:
    now = datetime(2025, 5, 20, 15, 30, tzinfo=UTC)
    assert addresses.as_of("2025-04", now) == datetime(2025, 4, 30, 23, 59, 59, tzinfo=UTC)
    assert addresses.as_of("20250401", now) == datetime(2025, 4, 1, 23, 59, 59, tzinfo=UTC)
    assert addresses.as_of("4dde084b1", now) is None
