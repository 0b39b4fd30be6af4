from __future__ import annotations

from pathlib import Path

import pytest

from archiver import declarations
from archiver.declarations import catalogue
from archiver.errors import NotInCatalogue


def test_every_declaration_can_be_used_and_is_named_by_its_slug(tmp_path: Path):
    for name, text in catalogue.declarations(catalogue.names()).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert declarations.problems(tmp_path) == []
    declared = declarations.read_all(tmp_path)
    assert sorted(one.slug for one in declared) == catalogue.names()
    assert len(declared) >= 50


def test_no_address_is_declared_twice():
    texts = catalogue.declarations(catalogue.names()).values()
    addresses = [line.split('"')[3] for text in texts for line in text.splitlines() if '"fetch"' in line]
    assert len(addresses) >= 130
    assert len(set(addresses)) == len(addresses)


def test_only_the_platforms_that_are_named_come():
    assert list(catalogue.declarations(["mistral-ai", "signal"])) == ["mistral-ai.json", "signal.json"]


def test_a_platform_that_is_missing_is_refused_with_the_nearest_names():
    with pytest.raises(NotInCatalogue, match=r"mistral: .* did you mean mistral-ai\?"):
        catalogue.declarations(["mistral"])
    with pytest.raises(NotInCatalogue, match="archiver init --list"):
        catalogue.declarations(["qqqqq"])
