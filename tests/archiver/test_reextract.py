"""Stored pages are read again as the declaration has it now, unless that finds quite another text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archiver.crawl import reextract
from archiver.crawl.tracked import Tracked
from archiver.declarations import Declaration
from tests.archiver.conftest import Web
from tests.archiver.policies import URL, Pages, declaration


def declared(select: str) -> Declaration:
    (document,) = declaration().documents
    source = replace(document.sources[0], select=(select,))
    return replace(declaration(), documents=(replace(document, sources=(source,)),))


@pytest.mark.parametrize(("same", "is_taken"), [(51, False), (52, True)])
def test_a_reading_that_shares_half_of_its_runs_with_the_stored_text_takes_its_place(
    tmp_path: Path, serve: Web, same: int, is_taken: bool
) -> None:
    words = [f"q{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(300)]
    first, second = words[:102], [*words[:same], *words[200 : 302 - same]]
    body = f"<html><body><p class=one>{' '.join(first)}</p><p class=two>{' '.join(second)}</p></body></html>"
    archive = Archive(tmp_path)
    Pages(serve, {URL: body.encode()}).crawl(archive, [declared(".one")])
    repository = archive.repository("lumen")
    (document,) = declared(".two").documents
    memory = repository.last_observations()[document.slug]
    tracked = Tracked(repository=repository, name="Lumen", document=document, memory=memory)
    found = reextract.reread(tracked, document)
    assert (found is not None) is is_taken
