"""What is said of meaning, advice and severity, by what the passages of a text state."""

from __future__ import annotations

import pytest

from archive_repo.errors import InvalidInput
from archiver.provisions import senses, statements, taxonomy
from archiver.provisions.detect import detector
from archiver.provisions.senses import Sense

KNOWN = taxonomy.load()
TRAINING = "model-training-on-user-data"
LICENCE = "content-licence-to-user-inputs"
LIABILITY = "limitation-of-liability"


def sense(text: str, category: str) -> Sense:
    """The sense of the first finding of a category, beside the others of the text."""
    every = detector().findings(text)
    own = [one for one in every if one.category == category]
    chosen = KNOWN.categories[category]
    ways_out = [one for one in every if one.category in chosen.ways_out - {category}]
    return senses.of(chosen, own[0], own[1:], ways_out)


def test_training_without_a_way_out_is_high_and_none_is_advised() -> None:
    found = sense("We use your conversations to train our AI models.", TRAINING)
    assert found.severity == "high"
    assert "No opt-out was found in this document." in found.action


def test_training_with_an_opt_out_is_medium_and_it_is_advised() -> None:
    found = sense("We use your conversations to train our AI models. You can opt out of this.", TRAINING)
    assert found.severity == "medium"
    assert "Use the opt-out that the text names." in found.action
    assert found.way_out is None


def test_a_way_out_elsewhere_in_the_document_is_advised_and_told() -> None:
    text = (
        "# Use\n\nWe use your conversations to train our AI models.\n\n"
        "# Rights\n\nYou can opt out of training in the privacy menu.\n"
    )
    found = sense(text, TRAINING)
    assert found.severity == "medium"
    assert found.way_out is not None
    assert found.way_out.excerpt == "You can opt out of training in the privacy menu."


@pytest.mark.parametrize(
    "text",
    [
        "We will not use your content to train our AI models unless you have opted in.",
        "We do not use your conversations to train our AI models without your consent.",
    ],
)
def test_a_promise_to_ask_first_is_low_and_nobody_is_told_to_opt_out(text: str) -> None:
    found = sense(text, TRAINING)
    assert found.severity == "low"
    assert found.action == senses.AGREE


def test_what_is_denied_has_no_severity_and_no_effect() -> None:
    found = sense("We do not use your conversations to train our AI models.", TRAINING)
    assert (found.severity, found.effect, found.action) == ("", "", "")


def test_what_keeps_some_cases_out_of_training_is_told() -> None:
    text = (
        "We use your conversations to train our AI models.\n\n"
        "We do not use the conversations of business customers to train our AI models.\n"
    )
    assert "keeps some cases out" in sense(text, TRAINING).action


@pytest.mark.parametrize(
    ("licence", "severity", "said", "unsaid"),
    [
        ("a licence to host your content to run the service", "medium", "as far as", "does not end"),
        ("a licence to host your content solely to run the service", "low", "as far as", "ends of"),
        ("a perpetual licence to host your content", "high", "does not end", "free of charge"),
        (
            "a royalty-free licence to use your content to train our models",
            "high",
            "ends of the",
            "passed on",
        ),
        ("a licence to use your content only to improve the service", "medium", "to improve", "ends of the"),
        ("a sublicensable licence to host your content", "medium", "passed on", "free of charge"),
        ("a non-sublicensable licence to host your content", "medium", "as far as", "passed on"),
    ],
)
def test_a_licence_is_told_and_rated_by_what_it_states(
    licence: str, severity: str, said: str, unsaid: str
) -> None:
    found = sense(f"You grant us {licence}.", LICENCE)
    assert found.severity == severity
    assert said in found.effect
    assert unsaid not in found.effect


@pytest.mark.parametrize(
    ("text", "severity", "said"),
    [
        ("In no event are we liable for any indirect or consequential damages.", "high", "of the kinds"),
        ("Our total liability will not exceed one hundred dollars.", "high", "capped"),
        ("We are not responsible for the practices of third-party websites.", "low", "what others do"),
        (
            "Neither party is liable to the other for any indirect or consequential damages.",
            "medium",
            "both sides",
        ),
        (
            "In no event are we liable for any indirect damages.\n\n"
            "Nothing in these terms limits our liability for fraud.\n",
            "medium",
            "leave cases out",
        ),
    ],
)
def test_a_limit_of_liability_is_told_and_rated_by_what_it_states(
    text: str, severity: str, said: str
) -> None:
    found = sense(text, LIABILITY)
    assert found.severity == severity
    assert said in found.effect


def test_a_licence_for_what_users_choose_to_share_depends_on_that() -> None:
    found = sense("If you choose to share your work, you grant us a perpetual licence to host it.", LICENCE)
    assert "opt-in" in found.known
    assert found.severity == "medium"


def test_a_licence_to_other_users_is_none_of_the_provider() -> None:
    effect = sense("You grant other users a licence to use your content.", LICENCE).effect
    assert effect == "Others may use your content as far as the licence reaches."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You can opt out of model training at any time.", "You can keep your content out"),
        ("Users in California can opt out of model training.", "Where the passage gives that right"),
        ("You can opt out of model training, except for feedback.", "but for what"),
    ],
)
def test_an_opt_out_reaches_as_far_as_its_words(text: str, said: str) -> None:
    assert said in sense(text, "training-opt-out").effect


def test_a_refund_is_no_advice_where_the_text_speaks_of_it() -> None:
    text = "We may discontinue the service at any time{}."
    category = "service-change-or-discontinuation"
    assert "refund" in sense(text.format(""), category).action
    assert "refund" not in sense(text.format(" without any refund"), category).action


def test_no_opt_out_bounds_what_is_said_of_children() -> None:
    text = "To exercise the right to opt out, write to us. If a child gave us personal data, we delete it."
    finding = next(one for one in detector().findings(text, weak=True) if one.category == "children-data")
    assert finding.condition is None


def test_data_that_is_trained_on_is_called_what_the_text_calls_it() -> None:
    assert "What you type" in sense("We use your prompts to train our AI models.", TRAINING).effect
    told = sense("We use your personal information to train our AI models.", TRAINING).effect
    assert told.startswith("Data about you")


def test_a_court_at_home_is_low_and_a_court_elsewhere_is_not() -> None:
    home = "All disputes are brought exclusively in the courts of the country where you live."
    away = "All disputes are brought exclusively in the courts of Dublin."
    assert (sense(home, "jurisdiction").severity, sense(away, "jurisdiction").severity) == ("low", "medium")


def test_a_period_is_told_only_where_one_is_named() -> None:
    named = sense("We keep your personal data for 30 days.", "data-retention")
    assert "names a time" in named.effect
    unnamed = sense("We keep your personal data for as long as necessary.", "data-retention")
    assert "gives no date" in unnamed.effect
    assert "Ask for the period." in unnamed.action


def test_a_statement_without_a_stance_is_one_of_texts_that_say_so() -> None:
    statement = statements.read("It lasts.", "lasting", ["lasting"])
    assert statement.holds({"so", "lasting"})
    assert not statement.holds({"denies", "lasting"})
    assert not statement.holds({"so"})


def test_a_statement_is_barred_by_what_must_not_hold() -> None:
    statement = statements.read("It ends.", "!lasting", ["lasting"])
    assert statement.holds({"so"})
    assert not statement.holds({"so", "lasting"})


def test_a_word_that_is_no_feature_is_refused() -> None:
    with pytest.raises(InvalidInput, match="lastig is unknown"):
        statements.read("It lasts.", "lastig", ["lasting"])
