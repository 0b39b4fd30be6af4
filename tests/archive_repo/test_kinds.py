"""Kinds of document, told by their titles."""

from __future__ import annotations

import pytest

from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Privacy Policy", DocumentKind.PRIVACY),
        ("Business Privacy Policy", DocumentKind.PRIVACY),
        ("Trackers Policy", DocumentKind.PRIVACY),
        ("Datenschutzerklärung", DocumentKind.PRIVACY),
        ("Terms of Service", DocumentKind.TERMS),
        ("In-App Purchases Policy", DocumentKind.TERMS),
        ("End User License Agreement", DocumentKind.TERMS),
        ("Nutzungsbedingungen", DocumentKind.TERMS),
        ("用户协议", DocumentKind.TERMS),
        ("Commercial Terms", DocumentKind.BUSINESS),
        ("Service Level Agreement", DocumentKind.BUSINESS),
        ("Data Processor Agreement", DocumentKind.PROCESSING),
        ("DPA", DocumentKind.PROCESSING),
        ("Acceptable Use Policy", DocumentKind.RULES),
        ("Community Guidelines", DocumentKind.RULES),
        ("Copyright Claims Policy", DocumentKind.RULES),
        ("Platform-to-Business Notice", DocumentKind.BUSINESS),
        ("Imprint", DocumentKind.OTHER),
        ("Our Policy", None),
        ("Welcome", None),
    ],
)
def test_a_title_names_a_kind(title: str, kind: DocumentKind | None) -> None:
    assert kinds.of(title) is kind


@pytest.mark.parametrize(
    "heading",
    ["Privacy", "Our Terms of Use", "COOKIE-NOTICE", "Mentions légales", "隐私政策", "利用規約"],
)
def test_a_heading_names_a_document(heading: str) -> None:
    assert kinds.names_document(heading)


@pytest.mark.parametrize(
    "heading", ["What we collect", "Copyright", "Purchases", "Determined", "Policyholders"]
)
def test_a_heading_of_a_section_names_none(heading: str) -> None:
    assert not kinds.names_document(heading)


@pytest.mark.parametrize(
    "title",
    ["Datenschutzerklärung", "Datenschutz", "Privacyverklaring", "Rules - The Board", "隐私声明", "Avis"],
)
def test_a_title_names_a_document_in_many_languages(title: str) -> None:
    assert kinds.is_title(title)


@pytest.mark.parametrize(
    "title", ["Your privacy", "Cookies", "Polderpost gebruikt cookies", "Jane Davis", ""]
)
def test_a_topic_or_part_of_a_word_names_no_document(title: str) -> None:
    assert not kinds.is_title(title)
