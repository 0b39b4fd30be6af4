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


ALERTS = """
[fetch]
attempts = 0
user_agnet = "x"

[[alerts]]
name = "a"
channel = "mailto:x@y.example"
platforms = ["lumen/terms", "lumne", "lumen/term"]
types = ["Terms", "Term", "Nonsense"]
categories = ["arbitration", "arbitraton"]
classes = ["words", "wordz"]

[[alerts]]
name = "b"
channel = "nobody"
words = "("

[screenshots]
"lumen/privacy" = true
"""


def test_all_that_is_wrong_with_the_settings_is_told_at_once_with_what_to_write(
    tmp_path: Path, serve: Web, run: Run
) -> None:
    declare(tmp_path, serve, Terms="/terms")
    (tmp_path / "archive.toml").write_text(ALERTS)
    done = run("validate")
    assert done.out.splitlines() == [
        "archive.toml: fetch.attempts: must be at least 1, not 0",
        "archive.toml: fetch: unknown key 'user_agnet'; did you mean user_agent?",
        'archive.toml: alerts 2.channel: must be "mailto:somebody@example.org", a web address (https://...), '
        "or \"apprise:NAME\", not 'nobody'",
        "archive.toml: alerts 2.words: not a regular expression (missing ), unterminated subpattern at "
        "position 0): '('",
        "archive.toml: alerts 2: needs a name and a channel",
        "archive.toml: screenshots.lumen/privacy: not declared; declare it, or remove the line",
        "archive.toml: alerts 1.platforms: 'lumne' is not declared; did you mean lumen?",
        "archive.toml: alerts 1.platforms: 'lumen/term' is not declared; did you mean lumen/terms?",
        "archive.toml: alerts 1.types: no document is called 'Term'; did you mean Terms?",
        "archive.toml: alerts 1.types: no document is called 'Nonsense'; name a title that is declared",
        "archive.toml: alerts 1.categories: arbitraton: no such category; did you mean arbitration? "
        "`archiver compare` lists them",
        "archive.toml: alerts 1.classes: there is no class 'wordz'; did you mean words?",
    ]
    assert (done.code, done.err) == (1, "12 problems found\n")


def test_two_subscriptions_of_one_name_and_what_they_ask_for_are_told_at_once(
    tmp_path: Path, serve: Web, run: Run
) -> None:
    declare(tmp_path, serve, Terms="/terms")
    one = '[[alerts]]\nname = "a"\nchannel = "mailto:x@y.example"\nplatforms = ["quill"]\n'
    (tmp_path / "archive.toml").write_text(one * 2)
    assert [line.partition(": ")[2].partition(":")[0] for line in run("validate").out.splitlines()] == [
        "alerts 1",
        "alerts 2",
        "alerts 1.platforms",
        "alerts 2.platforms",
    ]


def test_a_subscription_that_asks_for_what_is_declared_is_no_problem(
    tmp_path: Path, serve: Web, run: Run
) -> None:
    declare(tmp_path, serve, Terms="/terms")
    (tmp_path / "archive.toml").write_text(
        '[[alerts]]\nname = "a"\nchannel = "mailto:x@y.example"\nplatforms = ["lumen"]\ntypes = ["terms"]\n'
    )
    assert run("validate").code == 0
