"""`validate --fetch` tries what is declared, as a first crawl would, and records nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page
from tests.conftest import Done

Run = Callable[..., Done]
HTML = {"Content-Type": "text/html; charset=utf-8"}


def declare(folder: Path, serve: Web, **paths: str) -> None:
    (folder / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\nattempts = 1\n"
    )
    terms = {title.replace("_", " "): {"fetch": serve.url(path)} for title, path in paths.items()}
    (folder / "declarations").mkdir()
    (folder / "declarations" / "lumen.json").write_text(json.dumps({"name": "Lumen", "terms": terms}))


def test_each_document_is_told_in_a_line_and_one_that_cannot_be_read_gives_exit_code_1(
    tmp_path: Path, serve: Web, run: Run
) -> None:
    serve.pages["/privacy"] = Answer(body=page(), headers=HTML)
    declare(tmp_path, serve, Privacy_Policy="/privacy", Terms="/nothing")
    done = run("validate", "--fetch")
    good, bad = done.out.splitlines()
    assert good.startswith("lumen/privacy-policy: ")
    assert good.endswith(f" words: {serve.url('/privacy')}")
    assert bad == f"lumen/terms: failed: HTTP 404: {serve.url('/nothing')}"
    assert (done.code, done.err) == (1, "1 problem found\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.toml", "declarations"]


def test_only_what_is_named_is_tried(tmp_path: Path, serve: Web, run: Run) -> None:
    serve.pages["/privacy"] = Answer(body=page(), headers=HTML)
    declare(tmp_path, serve, Privacy_Policy="/privacy", Terms="/nothing")
    done = run("validate", "--fetch", "lumen/privacy-policy", "--json")
    assert (done.code, done.json) == (0, [])
    assert done.err == "1 declaration of 2 documents: all can be used; 1 document read\n"
    assert serve.asked("/nothing") == []


def test_nothing_is_asked_for_while_a_declaration_cannot_be_used(
    tmp_path: Path, serve: Web, run: Run
) -> None:
    declare(tmp_path, serve, Terms="/terms")
    (tmp_path / "declarations" / "quill.json").write_text("{")
    done = run("validate", "--fetch")
    assert (done.code, done.out.startswith("quill.json: ")) == (1, True)
    assert serve.requests == []
    assert run("validate", "lumen").code == 2
