"""What commands print with --json: each key is known, means one thing everywhere, and is documented."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archive_repo.format.observation import Held
from archive_repo.records import Cause, ChangeClass, Outcome, StatedDates
from archive_repo.repository import Repository
from archiver.report import schema, shapes, values
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]

POLICY = "# Privacy Policy\n\nEffective 1 May 2025\n\n## Use\n\nWe never sell your personal data.\n"
AMENDED = POLICY.replace("never", "may").replace("1 May", "2 May")
TERMS = "# Terms\n\nAny dispute is resolved by binding arbitration.\n\nFrench law applies.\n"
CHINESE = "# 隐私政策\n\n我们可能会出售您的个人信息。\n"

COMMANDS = {
    "init --list": ["init", "--list"],
    "status": ["status"],
    "seen": ["seen", "example-inc/privacy-policy"],
    "quarantine list": ["quarantine", "list"],
    "list": ["list"],
    "changes": ["changes", "--all", "--full", "--provisions", "--since", "2025"],
    "log": ["log", "example-inc"],
    "show": ["show", "豆包/privacy-policy"],
    "diff": ["diff", "example-inc/privacy-policy"],
    "diff PLATFORM": ["diff", "example-inc"],
    "digest": ["digest", "--since", "2025"],
    "blame": ["blame", "example-inc/privacy-policy", "--previous"],
    "grep": ["grep", "personal|个人"],
    "grep --history": ["grep", "--history", "personal|个人|dispute"],
    "quote": ["quote", "never sell your personal data"],
    "provisions": ["provisions", "example-inc"],
    "provisions --since": ["provisions", "--since", "2025"],
    "compare": ["compare"],
    "compare CATEGORY": ["compare", "arbitration"],
    "compare PLATFORM PLATFORM": ["compare", "example-inc/privacy-policy", "example-inc/terms"],
    "compare --matrix": ["compare", "--matrix"],
    "compare --parameters": ["compare", "--parameters"],
    "regulations": ["regulations"],
    "regulations REFERENCE": ["regulations", "ccpa"],
    "checklist": ["checklist", "example-inc/privacy-policy"],
    "explain": ["explain", "example-inc/privacy-policy", "sale-or-sharing-of-data"],
    "stats": ["stats"],
    "gc": ["gc", "--dry-run"],
}
"""Calls on the archive below whose answers are not empty, by the name of what they print."""
OF_ITS_OWN = {
    "add",
    "alerts",
    "clone",
    "corroborate",
    "crawl",
    "import open-terms-archive",
    "import warc",
    "pull",
    "push",
    "reextract",
    "timestamp",
    "validate",
    "verify",
}
"""What prints something only where it has declarations, or where something is damaged."""


@pytest.fixture
def archive(tmp_path: Path, record: Recorder) -> Path:
    """Two platforms, one Chinese; a stale document, a held text, a clause that went, a re-extraction."""
    record(POLICY, stated=StatedDates(effective=START.date()))
    record(AMENDED)
    record(AMENDED.replace("## Use", "## Uses"), cause=Cause.REEXTRACTION, change_class=ChangeClass.WORDS)
    record(TERMS, "terms", title="Terms of Service")
    record("# Terms\n\nFrench law applies.\n", "terms", title="Terms of Service")
    waits = Held(
        text_sha256="0" * 64,
        snapshot="0" * 40,
        first_seen=START,
        last_seen=START,
        seen=1,
        reason="it is short",
    )
    record.look(Outcome.FAILED, day=7, reason="HTTP 503")
    record.look(Outcome.HELD, "terms", day=8, reason="it is short", title="Terms of Service", held=(waits,))
    doubao = Recorder(Repository.create(tmp_path / "platforms" / "豆包.git"))
    doubao.name = "豆包"
    doubao(CHINESE, title="隐私政策")
    doubao.look(day=3, title="隐私政策")
    return tmp_path


def validator(name: str) -> Draft202012Validator:
    made = schema.of(shapes.SHAPES[name], name)
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", [one for one in shapes.SHAPES if one not in OF_ITS_OWN])
def test_a_command_prints_what_its_schema_says(archive: Path, run: Run, name: str) -> None:
    done = run(*COMMANDS[name], "--json")
    assert done.json, done.err
    validator(name).validate(done.json)


def test_matches_of_a_text_that_no_document_has_are_as_the_schema_says(archive: Path, run: Run) -> None:
    done = run("quote", "We never sell your private data.", "--json")
    assert done.code == 1
    validator("quote").validate(done.json)


def test_provisions_of_stdin_are_as_the_schema_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.md").write_text(POLICY)
    with (tmp_path / "text.md").open() as text:
        monkeypatch.setattr("sys.stdin", text)
        validator("provisions").validate(run("provisions", "--stdin", "--json").json)


def test_keeping_an_archive_prints_what_the_schemas_say(
    tmp_path: Path, serve: Web, run: Run, git: Callable[..., str]
) -> None:
    (tmp_path / "declarations").mkdir()
    (tmp_path / "archive.toml").write_text("[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n")
    serve.pages["/privacy"] = Answer(body=page(), headers={"Content-Type": "text/html; charset=utf-8"})
    terms = {"Privacy Policy": "/privacy", "Terms": "/nothing"}
    declared = {"name": "Example, Inc.", "terms": {t: {"fetch": serve.url(p)} for t, p in terms.items()}}
    file = tmp_path / "declarations" / "Example, Inc.json"
    file.write_text(json.dumps(declared))
    crawled = run("crawl", "--json").json
    assert [one["outcome"] for one in crawled["looks"]] == ["recorded", "failed"]
    validator("crawl").validate(crawled)
    (read,) = run("reextract", "--json").json
    assert (read["document"], read["version"]) == ("privacy-policy", None)
    validator("reextract").validate([read])
    assert run("validate", "--json").json == []
    file.write_text("{")
    (problem,) = run("validate", "--json").json
    validator("validate").validate([problem])
    git("update-ref", "-d", "refs/heads/main")
    lost = run("verify", "--json").json
    assert lost
    validator("verify").validate(lost)


def test_an_unknown_key_and_a_missing_one_are_no_valid_output(archive: Path, run: Run) -> None:
    (row, *_) = run("list", "--json").json
    assert validator("list").is_valid([row])
    assert not validator("list").is_valid([row | {"more": 1}])
    assert not validator("list").is_valid([{key: row[key] for key in row if key != "stale"}])
    assert not validator("list").is_valid([row | {"fetched_at": "yesterday"}])


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("fetched_at", "2025-13-01T00:00:00+00:00"),
        ("fetched_at", "2025-01-01T24:00:00+00:00"),
        ("version", "446ce7a"),
        ("text_sha256", ""),
        ("snapshot", "none"),
        ("sentences", {"added": -1, "removed": 0, "amended": 0, "moved": 0}),
        ("stated", {"updated": "2025-02-32", "effective": None}),
    ],
)
def test_what_no_day_id_or_count_is_is_no_valid_output_either(
    archive: Path, run: Run, key: str, wrong: object
) -> None:
    (row, *_) = run("log", "example-inc/privacy-policy", "--json").json
    made = Draft202012Validator(schema.of(shapes.SHAPES["log"], "log"))  # which looks at no formats
    assert made.is_valid([row])
    assert not made.is_valid([row | {key: wrong}])


def keys() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every key of every output, with the value that has it and its own schema."""
    for name, kind in shapes.SHAPES.items():
        for value, one in schema.of(kind, name)["$defs"].items():
            yield from ((value, key, told) for key, told in one["properties"].items())


def meaning(told: dict[str, Any]) -> str:
    """A type without what may differ from place to place: that it may be null, and which words it knows."""
    if "anyOf" in told:
        (found,) = {meaning(one) for one in told["anyOf"] if one != {"type": "null"}}
        return found
    if "enum" in told:
        return "string"
    return str({key: one for key, one in told.items() if key != "description"})


def test_one_key_is_one_thing_in_all_outputs() -> None:
    found: dict[str, set[str]] = {}
    for _, key, told in keys():
        found.setdefault(key, set()).add(meaning(told))
    assert {key: types for key, types in found.items() if len(types) > 1} == {}


def test_every_key_is_in_the_table() -> None:
    text = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\|.*", text, re.MULTILINE)
    told = {
        key for cell in cells for code in re.findall(r"`([^`]+)`", cell) for key in re.findall(r"\w+", code)
    }
    assert {key for _, key, _ in keys()} - told == set()


def test_every_row_about_a_document_says_when_it_was_last_seen() -> None:
    """Not of looks themselves, of what was done to an archive, and of what stands inside such a row."""
    apart = {
        "AddedRow",
        "LookStretch",
        "CrawledRow",
        "RereadRow",
        "WitnessRow",
        "HeldRow",
        "StandingRow",
        "Problem",
        "OldText",
    }
    rows: dict[str, set[str]] = {}
    for value, key, _ in keys():
        rows.setdefault(value, set()).add(key)
    documents = {value: own for value, own in rows.items() if "document" in own and value not in apart}
    times = {"platform", "platform_name", "title", "last_confirmed_at", "last_looked_at", "stale"}
    assert {value: times - own for value, own in documents.items() if not times <= own} == {}


def test_a_schema_is_printed_by_the_name_of_its_command(run: Run) -> None:
    assert run("schema").out.splitlines() == list(shapes.SHAPES)
    assert run("schema", "grep", "--history").json["title"] == "archiver grep --history --json"
    nope = run("schema", "grpe")
    assert (nope.code, nope.out) == (2, "")
    assert "did you mean grep?" in nope.err


def test_a_description_is_what_the_field_says_of_itself() -> None:
    version = schema.of(shapes.SHAPES["show"], "")["$defs"]["TextRow"]["properties"]
    assert version["last_confirmed_at"]["description"].startswith("The last look that saw this text")


@pytest.mark.parametrize("kind", [set[str], complex])
def test_a_type_without_a_form_in_json_has_no_schema(kind: Any) -> None:
    with pytest.raises(TypeError, match="has no form in JSON"):
        schema.of(kind, "")
    with pytest.raises(TypeError, match="has no form in JSON"):
        values.plain(object())
