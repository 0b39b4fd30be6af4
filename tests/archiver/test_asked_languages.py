"""The language that archive.toml asks for: which documents it is for, and what the site is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archiver.declarations import asking, undeclared
from tests.archiver.conftest import Answer, Web
from tests.archiver.editions import GERMAN, page_of
from tests.archiver.policies import declaration, page
from tests.conftest import Done

Run = Callable[..., Done]
TWO = [declaration(), declaration(name="Umbra")]


@pytest.mark.parametrize(
    ("wanted", "headers"),
    [
        ({}, ["", ""]),
        ({"lumen": "de"}, ["de", ""]),
        ({"umbra/privacy-policy": "fr"}, ["", "fr"]),
        ({"lumen": "de", "lumen/privacy-policy": "it"}, ["it", ""]),
        ({"lumen/terms-of-use": "it"}, ["", ""]),
    ],
)
def test_a_document_is_asked_for_in_its_own_language_or_its_platforms(
    wanted: dict[str, str], headers: list[str]
) -> None:
    assert [one.documents[0].sources[0].accept_language for one in asking(TWO, wanted)] == headers


def test_an_address_that_nobody_declares_is_named() -> None:
    wanted = {"lumen": "de", "lumen/privacy-policy": "de", "lumen/terms-of-use": "de", "solis": "de"}
    assert undeclared(TWO, wanted) == ["lumen/terms-of-use", "solis"]


def negotiating(handler: BaseHTTPRequestHandler) -> None:
    """German where it is preferred, else English."""
    is_german = handler.headers["Accept-Language"].startswith("de")
    body = page_of(GERMAN, lang="de") if is_german else page()
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Language": "de" if is_german else "en"}
    Answer(body=body, headers=headers)(handler)


def test_two_documents_on_one_address_in_two_languages_are_two_texts(
    serve: Web, run: Run, tmp_path: Path
) -> None:
    serve.pages["/privacy"] = negotiating
    fetch = {"fetch": serve.url("/privacy")}
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "lumen.json").write_text(
        json.dumps({"name": "Lumen", "terms": {"Privacy Policy": fetch, "Datenschutz": fetch}})
    )
    (tmp_path / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n"
        '[accept_language]\n"lumen/datenschutz" = "de, en;q=0.5"\n'
    )
    assert run("validate", "--archive", str(tmp_path)).code == 0
    assert run("crawl", "--archive", str(tmp_path)).code == 0
    repository = Archive(tmp_path).repository("lumen")
    texts = {slug: repository.text(history.versions(repository, slug)[0]) for slug in repository.documents()}
    assert "personenbezogene" in texts["datenschutz"]
    assert "personal data" in texts["privacy-policy"]
    assert [one.headers["accept-language"] for one in serve.asked("/privacy")] == ["en", "de, en;q=0.5"]
    (body,) = repository.bodies(history.versions(repository, "datenschutz")[0].snapshot, "datenschutz")
    assert body.fetched.accept_language == "de, en;q=0.5"
    assert body.fetched.headers["content-language"] == "de"


def test_validate_names_a_language_for_what_is_not_declared(run: Run, tmp_path: Path) -> None:
    (tmp_path / "declarations").mkdir()
    (tmp_path / "archive.toml").write_text('[accept_language]\nlumen = "de"\n')
    done = run("validate", "--archive", str(tmp_path))
    assert (done.code, done.out) == (
        1,
        "archive.toml: accept_language.lumen: not declared; declare it, or remove the line\n",
    )
