"""Pages of provisions quote what is kept in the index, and it is what the texts say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from archive_repo.archive import Archive
from archive_repo.index import connect
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.quoting import FromTexts, Quotation, Quoting, text_of
from archiver.publish.site import contents
from archiver.publish.site.contents import Stories
from archiver.publish.site.kept_quotations import KeptQuotations
from tests.archiver import sites
from tests.conftest import Recorder

T = TypeVar("T")


@pytest.fixture
def record(tmp_path: Path) -> Recorder:
    return sites.fill(tmp_path)


def ask(folder: Path, question: Callable[[sqlite3.Connection, list[DocumentStory]], T]) -> T:
    """What the index and the whole stories of an archive's documents answer."""
    archive = Archive.open(folder)

    def answer(index: sqlite3.Connection) -> T:
        found = contents.read(index, archive, sites.NOW, watched=sites.unwatched, sick=lambda *_: None)
        stories = Stories(index, found)
        return question(index, [stories.of(one) for one in found.documents.values()])

    return connect.ask(archive, answer)


def quoted(stories: list[DocumentStory], quoting: Quoting) -> list[Quotation]:
    """All that is quoted of the findings of documents, on their own pages and on others."""
    found = [(one, finding) for one in stories for finding in one.story.findings]
    own = [told for one, finding in found for told in quoting.own(one, [finding])]
    return [*own, *(quoting.beside(one, finding) for one, finding in found)]


def unread(_one: DocumentStory) -> NoReturn:
    raise AssertionError("a text was read")


def kept(folder: Path, text: Callable[[DocumentStory], str], made_by: str = "1") -> list[Quotation]:
    return ask(folder, lambda index, stories: quoted(stories, KeptQuotations(index, text, made_by)))


def from_texts(folder: Path) -> list[Quotation]:
    return ask(folder, lambda _, stories: quoted(stories, FromTexts()))


def test_what_is_kept_is_quoted_as_the_texts_have_it(record: Recorder, tmp_path: Path) -> None:
    wanted = from_texts(tmp_path)
    assert wanted
    assert kept(tmp_path, text_of) == wanted
    assert kept(tmp_path, unread) == wanted


def test_of_a_document_with_another_version_all_is_quoted_anew(record: Recorder, tmp_path: Path) -> None:
    before = kept(tmp_path, text_of)
    record(f"We moved.\n\n{sites.SECOND}")
    wanted = from_texts(tmp_path)
    assert wanted != before
    assert kept(tmp_path, text_of) == wanted


def test_what_other_code_kept_is_quoted_anew(record: Recorder, tmp_path: Path) -> None:
    kept(tmp_path, text_of)
    with pytest.raises(AssertionError, match="a text was read"):
        kept(tmp_path, unread, made_by="2")
