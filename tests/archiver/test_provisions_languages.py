"""Provisions in German, French and Spanish: found where the models are sure, and else not known."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable

import pytest

from archive_repo.text.kinds import DocumentKind
from archiver.provisions.detect import detector
from archiver.provisions.detection import other_languages, readable_languages
from archiver.provisions.findings import Finding
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text import units
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
AROUND = {
    "de": "Diese Hinweise gelten für alle Besucher der Seite und für die Nutzer der App, die von der "
    "Quellwerk GmbH mit Sitz in Jena herausgegeben wird, und sie werden einmal im Jahr von uns durchgesehen.",
    "fr": "Le présent document est destiné aux visiteurs du site et aux abonnés de la lettre que la société "
    "Rivelune, dont le siège est à Tours, met en ligne et que nos équipes relisent une fois par an.",
    "es": "Este documento va dirigido a los visitantes de la página y a los lectores del boletín que publica "
    "la empresa Pradoluz, con sede en Soria, y que nuestro equipo repasa una vez al año.",
}


def found(language: str, sentence: str, kind: DocumentKind | None = None) -> list[Finding]:
    """What is found in a sentence, strong or weak, in a text of its language."""
    text = f"{AROUND[language]}\n\n{sentence}\n"
    return [one for one in detector().findings(text, kind, weak=True) if one.excerpt in sentence]


@pytest.mark.parametrize(
    ("language", "sentence", "category"),
    [
        (
            "de",
            "Sie haben ein Beschwerderecht bei der Datenschutz-Aufsichtsbehörde.",
            "complaint-to-authority",
        ),
        (
            "de",
            "Rechtsgrundlage der Verarbeitung ist unser berechtigtes Interesse (Art. 6 Abs. 1 f DSGVO).",
            "legitimate-interest",
        ),
        ("fr", "Vous pouvez retirer votre consentement à tout moment.", "consent-withdrawal"),
        ("fr", "Ce traitement est fondé sur l'intérêt légitime de notre société.", "legitimate-interest"),
        (
            "es",
            "Tiene derecho a presentar una reclamación ante la Agencia Española de Protección de Datos.",
            "complaint-to-authority",
        ),
        ("es", "Puede oponerse al tratamiento de sus datos en cualquier momento.", "right-to-object"),
    ],
)
def test_a_usual_sentence_is_found(language: str, sentence: str, category: str) -> None:
    (one,) = (one for one in found(language, sentence) if one.category == category)
    assert (one.weak, one.polarity, one.excerpt) == (False, Polarity.ASSERTS, sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Wir verkaufen Ihre personenbezogenen Daten nicht an Dritte."),
        ("fr", "Nous ne vendons pas vos données personnelles à des tiers."),
        ("es", "No vendemos sus datos personales a terceros."),
    ],
)
def test_a_denial_is_never_an_assertion(language: str, sentence: str) -> None:
    strong = [one for one in found(language, sentence) if not one.weak]
    sale = [one.polarity for one in found(language, sentence) if one.category == "sale-or-sharing-of-data"]
    assert sale == [Polarity.DENIES]
    assert all(one.polarity is not Polarity.ASSERTS for one in strong)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Wie kann ich bei der Aufsichtsbehörde Beschwerde einlegen?"),
        ("de", "Beschwerderecht bei der Aufsichtsbehörde"),
        ("de", "Unter einem berechtigten Interesse versteht man einen anerkannten Grund."),
        ("fr", "Comment retirer votre consentement ?"),
        ("fr", "Droit de retirer votre consentement"),
        ("es", "¿Cómo presento una reclamación ante la autoridad de control?"),
        ("es", "| Derecho de oposición | Puede oponerse al tratamiento. |"),
    ],
)
def test_what_only_names_its_subject_is_not_found(language: str, sentence: str) -> None:
    assert found(language, sentence) == []


def test_a_category_is_found_only_in_documents_that_can_hold_it() -> None:
    sentence = "Vous pouvez retirer votre consentement à tout moment."
    assert found("fr", sentence, DocumentKind.PRIVACY)
    assert found("fr", sentence, DocumentKind.RULES) == []


def test_a_finding_is_strong_from_its_threshold_on(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "Vous pouvez retirer votre consentement à tout moment."
    (unit,) = units.read(sentence)
    odds = other_languages.model("fr").likeness.weighed(other_languages.features(unit.words, ()))
    for least, expected in ((odds["consent-withdrawal"], False), (odds["consent-withdrawal"] + 0.01, True)):
        monkeypatch.setattr(other_languages, "SURE", {**other_languages.SURE, "fr": least})
        weak = [one.weak for one in found("fr", sentence) if one.category == "consent-withdrawal"]
        assert weak == [expected]


def test_words_that_may_turn_an_assertion_make_it_weak() -> None:
    for sentence, expected in (
        ("Sie haben ein Beschwerderecht bei der Aufsichtsbehörde.", False),
        ("Ein Beschwerderecht bei der Aufsichtsbehörde haben Sie nur als Verbraucher.", True),
    ):
        weak = [one.weak for one in found("de", sentence) if one.category == "complaint-to-authority"]
        assert weak == [expected]


def test_english_texts_load_no_other_language() -> None:
    asked = (
        "from archiver.provisions.detection import other_languages as o\n"
        "from archiver.provisions.detect import detector\n"
        "assert detector().findings('We sell your personal data to our partners. ' * 9)\n"
        "assert o.model.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "I dati che ci avete fornito sono trattati per la gestione del contratto e per gli scopi della "
            "presente informativa, e possono essere comunicati ai nostri fornitori nei limiti di legge.",
            "Italian",
        ),
        ("我们收集您的姓名和电子邮件地址，用于提供服务。" * 9, "Chinese"),
    ],
)
def test_other_languages_are_still_not_read(text: str, language: str) -> None:
    assert detector().findings(text, weak=True) == []
    assert readable_languages.unread(text) == language
    assert readable_languages.how(language) == "which is not read"


@pytest.mark.parametrize(
    ("languages", "how"),
    [
        ("German", "which is read only in part"),
        ("French and German", "which are read only in part"),
        ("Chinese and German", "which are not read, or only in part"),
        ("Chinese and Italian", "which are not read"),
    ],
)
def test_several_languages_are_said_to_be_read_as_the_least_of_them_is(languages: str, how: str) -> None:
    assert readable_languages.how(languages) == how


def test_what_is_not_found_in_german_is_said_to_be_unknown_everywhere(record: Recorder, run: Run) -> None:
    record(
        f"# Datenschutz\n\n{AROUND['de']}\n\nSie haben ein Beschwerderecht bei der Aufsichtsbehörde.\n",
        "datenschutz",
        title="Datenschutz",
    )
    address, told = "example-inc/datenschutz", "the text is in German, which is read only in part"
    assert told in run("provisions", address).err
    assert "Beschwerderecht bei der Aufsichtsbehörde" in run("provisions", address).out
    having = run("compare", "complaint-to-authority", "--json").json
    assert (len(having["provisions"]), having["without"], having["unread"]) == (1, [], [])
    for category in ("data-retention", "arbitration"):
        value = run("compare", category, "--json").json
        assert (value["provisions"], value["without"], value["unread"]) == ([], [], ["example-inc"])
        assert "No clause was found" not in run("explain", address, category).out
        assert run("explain", address, category, "--json").json["unread_language"] == "German"
    assert run("explain", address, "complaint-to-authority", "--json").json["unread_language"] == "German"
    cells = {one["category"]: one["unread_language"] for one in run("compare", "--matrix", "--json").json}
    assert (cells["complaint-to-authority"], cells["arbitration"]) == (None, "German")
    rows = [line.split() for line in run("compare", "--matrix").out.splitlines()]
    assert ["arbitration", "/"] in rows
    assert ["complaint-to-authority", "+"] in rows
    assert run("checklist", address, "--json").json["requirements"] == []


def test_a_text_on_stdin_names_its_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(AROUND["de"]))
    told = run("provisions", "--stdin")
    assert "the text is in German, which is read only in part" in told.err
