"""Each number that decides in a look at a document, just below it and just above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive_repo.archive import Archive
from archive_repo.repository import Repository
from archiver.crawl import gate_input, look
from archiver.crawl.look import Judged
from archiver.crawl.tracked import Tracked
from archiver.extract.document import DocumentText
from tests.archiver.conftest import Web
from tests.archiver.policies import CLAUSES, START, URL, Pages, captured, declaration, page


def sure(confidence: float) -> Callable[..., Any]:
    """Work done in this process, by a reader that is as sure of its text as this."""

    def compute(function: Callable[..., Any], *arguments: Any) -> Any:
        found = function(*arguments)
        return replace(found, confidence=confidence) if isinstance(found, DocumentText) else found

    return compute


@pytest.mark.parametrize(("confidence", "is_advised"), [(0.59, True), (0.6, False)])
def test_a_selector_is_advised_where_the_confidence_is_below_three_fifths(
    tmp_path: Path, confidence: float, is_advised: bool
) -> None:
    (document,) = declaration().documents
    repository = Repository.create(tmp_path / "lumen.git")
    tracked = Tracked(
        repository=repository, name="Lumen", document=document, memory=None, compute=sure(confidence)
    )
    judged = look.take(tracked, [captured(page())], START)
    assert isinstance(judged, Judged)
    assert look.settle(judged).advice.startswith("may need a selector") is is_advised


def test_the_gate_is_given_the_last_six_texts(tmp_path: Path, serve: Web) -> None:
    archive, web = Archive(tmp_path), Pages(serve)
    for days in range(30, 100, 10):
        web.now += timedelta(days=10)
        web.bodies[URL] = page({**CLAUSES, "How long": f"We keep your personal data for {days} days."})
        web.crawl(archive, [declaration()])
    repository = archive.repository("lumen")
    memory = repository.last_observations()["privacy-policy"]
    (document,) = declaration().documents
    tracked = Tracked(repository=repository, name="Lumen", document=document, memory=memory)
    told = [one.text.split("personal data for ")[1][:2] for one in gate_input.past(tracked, None).accepted]
    assert told == ["90", "80", "70", "60", "50", "40"]
