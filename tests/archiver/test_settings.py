from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from archiver import settings
from archiver.errors import SettingsError
from archiver.settings import template


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str) -> Path:
        path = tmp_path / "archive.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_without_a_file_the_defaults_hold(tmp_path: Path):
    assert settings.read(tmp_path / "archive.toml") == settings.Settings()


def test_the_template_as_written_gives_the_defaults(write):
    assert settings.read(write(template.TEMPLATE)) == settings.Settings()


@pytest.mark.parametrize(
    "contact", ["https://example.org/bot?x=1", "http://a.example", "legal+bot@example.org"]
)
def test_a_contact_becomes_part_of_the_user_agent_and_nothing_else_changes(write, contact: str):
    read = settings.read(write(template.text(contact)))
    agent = f"{settings.FetchSettings().user_agent} (+{contact})"
    assert read == settings.Settings(fetch=settings.FetchSettings(user_agent=agent))


@pytest.mark.parametrize(
    "contact", ["me", "@", "a@", "https://", "a@b c", 'a"@b.example', "a)@b.example", "ü@b.example", "a\n@b"]
)
def test_a_contact_that_reaches_nobody_is_refused(contact: str):
    with pytest.raises(SettingsError, match="must be a web page"):
        template.text(contact)


def test_the_template_shows_every_key_with_its_default():
    shown = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", template.TEMPLATE, flags=re.MULTILINE))
    told = asdict(settings.Settings())
    assert told.pop("alerts") == ()  # tables of their own, which the template shows as an example
    assert shown == json.loads(json.dumps(told))  # where tuples are lists, as in TOML


def test_a_key_that_is_set_replaces_its_default_and_no_other(write):
    read = settings.read(write("[fetch]\ndelay_seconds = 3\nallow_private_addresses = true\n"))
    assert read.fetch == settings.FetchSettings(delay_seconds=3.0, allow_private_addresses=True)
    assert read.gate == settings.GateSettings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fetch]\nattempts =\n", r"archive\.toml: not valid TOML: .*line 2"),
        ("[fetsch]", r"archive\.toml: unknown key 'fetsch'; did you mean fetch\?"),
        ("[fetch]\ndelay = 1", r"archive\.toml: fetch: unknown key 'delay'"),
        (
            "[fetch]\nuser_agnet = 'x'",
            r"archive\.toml: fetch: unknown key 'user_agnet'; did you mean user_agent\?",
        ),
        ("[fetch]\ntimeout_seconds = '30'", r"fetch\.timeout_seconds: must be a number, not '30'"),
        ("[remote]\nurl = '--upload-pack=x'", r"remote\.url: must be an address that git knows"),
        ("[remote]\nurl = 'https://me:hunter2@a.example/b.git'", r"remote\.url: has a password in it"),
        ("[fetch]\nuser_agent = 'Käuzchen'", r"fetch\.user_agent: must be one line of plain ASCII"),
        ("[fetch]\nuser_agent = ' '", r"fetch\.user_agent: must be one line of plain ASCII"),
        ("[fetch]\nmax_bytes = 1.5", r"fetch\.max_bytes: must be a whole number, not 1\.5"),
        ("[fetch]\nmax_bytes = true", r"fetch\.max_bytes: must be a whole number, not True"),
        ("[fetch]\nattempts = 0", r"fetch\.attempts: must be at least 1, not 0"),
        ("[gate]\nconfirm_after_seconds = -1", r"gate\.confirm_after_seconds: must be at least 0"),
        ("[fetch]\ndelay_seconds = nan", r"fetch\.delay_seconds: must be at least 0, not nan"),
        ("fetch = 1", r"archive\.toml: fetch: must be a table, written \[fetch\]"),
        ("accept_language = 1", r"archive\.toml: accept_language: must be a table, written \["),
        ("[accept_language]\na = 'German please'", r"accept_language\.a: must name languages, as \"de\""),
        ("[accept_language]\na = 'de;q=2'", r"accept_language\.a: must name languages"),
        ("[accept_language]\na = ''", r"accept_language\.a: must name languages"),
        ("[accept_language]\na = 7", r"accept_language\.a: must name languages"),
        ("[accept_language]\n'a/b/c' = 'de'", r"accept_language: 'a/b/c' is not an address"),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_and_key(write, text: str, said: str):
    with pytest.raises(SettingsError, match=said):
        settings.read(write(text))


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    path = tmp_path / "archive.toml"
    path.write_bytes(b'[fetch]\nuser_agent = "caf\xe9"')
    with pytest.raises(SettingsError, match=r"archive\.toml: it is not UTF-8"):
        settings.read(path)


@pytest.mark.parametrize("wanted", ["de", "fr-CA", "zh-Hant-TW", "de-AT, de;q=0.8, *;q=0.1"])
def test_languages_are_asked_for_as_the_header_names_them(write, wanted: str):
    read = settings.read(write(f'[accept_language]\n"lumen/terms-of-use" = "{wanted}"\n'))
    assert read.accept_language == {"lumen/terms-of-use": wanted}


def test_a_pause_lasts_up_to_a_day(write: Callable[[str], Path]) -> None:
    assert settings.read(write("[fetch]\ndelay_seconds = 86_400\n")).fetch.delay_seconds == 86_400
    with pytest.raises(SettingsError, match="delay_seconds"):
        settings.read(write("[fetch]\ndelay_seconds = 86_401\n"))
