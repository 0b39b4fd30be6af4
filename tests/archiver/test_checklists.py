"""What a law asks a document to say: present with its passage, not found, or not applicable."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archiver.provisions.checklists import checking, requirement
from archiver.provisions.checklists.checking import Answer, Checked
from archiver.provisions.detection import readable_languages
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
GERMAN = (
    "Wir verarbeiten Ihre personenbezogenen Daten nur, soweit dies zur Bereitstellung der Dienste für Sie "
    "erforderlich ist oder Sie uns Ihre Einwilligung gegeben haben."
)


def answered(checklist: str, wanted: str, text: str) -> Checked:
    found = checking.check(f"# Title\n\n{text}\n", requirement.load()[checklist])
    return next(one for one in found if one.requirement.id == wanted)


@pytest.mark.parametrize(
    ("checklist", "wanted", "text"),
    [
        ("art-28", "instructions", "Acme shall process data only on documented instructions from Customer."),
        (
            "art-28",
            "breach-notification",
            "Acme will notify Customer without undue delay of any Data Breach.",
        ),
        ("art-28", "subprocessor-terms", "Acme binds its sub-processors to no less protective obligations."),
        ("art-28", "audits", "Acme shall allow for and contribute to audits conducted by Customer."),
        ("art-28", "deletion-or-return", "Upon termination, Acme will delete or return all Customer Data."),
        ("art-13-14", "controller", "Acme GmbH, Berlin, is the controller of your personal data."),
        ("art-13-14", "access", "You have the right to:\n\n- Access your personal data."),
        ("art-13-14", "access", "You may access, correct, or request deletion of your personal data."),
        ("art-13-14", "controller", "Usage data is processed by Acme as an independent controller."),
        ("art-13-14", "storage", "Acme retains your data only for as long as necessary."),
        ("art-28", "subject-matter", "Acme will process Customer Data only for the purpose of providing it."),
        (
            "art-28",
            "data-subject-requests",
            "Acme will assist Customer to respond to requests received under the law from its data subjects.",
        ),
        (
            "art-28",
            "demonstration",
            "Acme makes available all information necessary to demonstrate that it complies with it.",
        ),
        ("art-13-14", "purposes", "The Company may use Personal Data for the following purposes: support."),
        (
            "dsa-14",
            "moderation",
            "Although we have no obligation to screen it, we may remove content that is in breach of them.",
        ),
        (
            "art-28",
            "transfers",
            "The SCCs, Module Two or Three, as completed in Annex 3, are hereby incorporated by reference.",
        ),
        (
            "art-13-14",
            "portability",
            "Portability. You have the right to get and transfer your data to another.",
        ),
        ("art-13-14", "portability", "You have the right to transfer your data to another provider."),
        (
            "art-13-14",
            "sources",
            "Our models are trained on data that is publicly available on the Internet.",
        ),
        ("art-13-14", "sources", "Acme obtains personal data from third parties that sell data sets."),
        ("art-13-14", "sources", "The data we may obtain from these third parties includes job titles."),
        ("art-13-14", "contact", "With any question of this policy, write to privacy@example.org."),
        (
            "art-13-14",
            "legitimate-interests",
            "We rely on legitimate interests; of logs it is our interest in finding faults.",
        ),
        ("art-13-14", "complaint", "You may lodge a complaint with a supervisory authority."),
        ("art-13-14", "storage", "We keep your data for as long as your account exists."),
        ("dsa-14", "moderation", "We may remove content that violates these Terms."),
        ("dsa-14", "complaints", "If we suspended your account in error, you can appeal our decision."),
        ("dsa-14", "changes", "We will notify you of material changes to these Terms in advance."),
    ],
)
def test_a_requirement_is_present_with_the_passage_that_shows_it(
    checklist: str, wanted: str, text: str
) -> None:
    found = answered(checklist, wanted, text)
    assert found.answer is Answer.PRESENT
    assert found.quotation
    assert found.quotation.excerpt.split(" [...] ")[-1] in text


@pytest.mark.parametrize(
    ("checklist", "wanted", "text"),
    [
        (
            "art-28",
            "transfers",
            '"SCCs" means the standard contractual clauses for transfers under the GDPR.',
        ),
        ("art-28", "subject-matter", "Taking into account the nature of the processing, Acme will help."),
        ("art-28", "audits", "Acme is not obligated to allow for audits."),
        ("art-13-14", "controller", "In this case, you are the data controller, and Acme is the processor."),
        ("art-13-14", "recipients", "We do not share your personal data with third parties."),
        ("art-13-14", "recipients", "We receive your data from our service providers."),
        ("art-13-14", "purposes", "For information about how we use your data to improve models, see here."),
        ("art-13-14", "purposes", "Note: For information about how we use your data to improve, see here."),
        ("art-13-14", "access", "It also tells you how you can access and update your personal information."),
        ("art-13-14", "access", "We will give you a copy of the request that the police made for your data."),
        ("art-13-14", "legal-basis", "You may object to processing that is based on legitimate interests."),
        (
            "art-13-14",
            "contact",
            "If a child under 13 has given us data, please email us at children@example.org.",
        ),
        ("art-13-14", "contact", "You may contact us at any time if you wish to use your rights."),
        (
            "art-13-14",
            "legitimate-interests",
            "It is in our interest to find faults. We never rely on a legitimate interest.",
        ),
        ("art-13-14", "sources", "Connectors allow users to receive data from third-party services."),
        ("art-13-14", "sources", "Third parties may collect information about you from third parties."),
        ("dsa-14", "moderation", "We may suspend or discontinue the Service at any time."),
        ("dsa-14", "human-review", "The Service executes code without manual review."),
    ],
)
def test_a_passage_on_another_matter_shows_nothing(checklist: str, wanted: str, text: str) -> None:
    assert answered(checklist, wanted, text).answer is Answer.NOT_FOUND


def test_what_the_text_says_does_not_arise_is_not_applicable_with_its_words() -> None:
    text = "We do not use automated decision-making that has legal effects on you."
    found = answered("art-13-14", "automated-decisions", text)
    assert found.answer is Answer.NOT_APPLICABLE
    assert found.quotation
    assert found.quotation.excerpt == text


def test_what_a_text_gives_no_occasion_for_is_not_applicable() -> None:
    text = "We store your data as long as we need it to fulfil our contract with you."
    asked = f"{text} We ask for your consent first."
    assert answered("art-13-14", "withdrawal", text).answer is Answer.NOT_APPLICABLE
    assert answered("art-13-14", "withdrawal", asked).answer is Answer.NOT_FOUND


def test_the_list_is_chosen_by_the_title_and_says_what_it_is_not(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nYou may lodge a complaint with a supervisory authority.\n")
    told = " ".join(run("checklist", "example-inc/privacy-policy").out.split())
    assert "GDPR Art. 13 and 14" in told
    assert "+ Right to complain to a supervisory authority (GDPR Art. 13(2)(d)): present" in told
    assert "not a legal determination" in told
    assert run("checklist", "example-inc").code == 2
    assert "there are art-28" in run("checklist", "example-inc/privacy-policy", "--list", "x").err


def test_where_nothing_is_found_it_stands_that_it_may_be_there(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nYou may lodge a complaint with a supervisory authority.\n")
    told = " ".join(run("checklist", "example-inc/privacy-policy").out.split())
    asked = "Right of access (GDPR Art. 13(2)(b))"
    assert f"{asked}: not found (it may be there in other words)" in told


def test_a_long_passage_is_cut_around_the_words_that_show_it(record: Recorder, run: Run) -> None:
    before = "we answer letters in the order in which they come, "
    record(
        f"# Privacy\n\nOn every day of the week {before * 20}and you may lodge a complaint with the ICO.\n"
    )
    told = " ".join(run("checklist", "example-inc/privacy-policy").out.split())
    assert "“… " in told
    assert "lodge a complaint with the ICO" in told


def test_a_text_in_another_language_is_said_to_be_unread_everywhere(record: Recorder, run: Run) -> None:
    record(f"# Datenschutz\n\n{GERMAN}\n", "datenschutz", title="Datenschutz")
    address, told = "example-inc/datenschutz", "the text is in German, which is"
    for command in (
        ("provisions", address),
        ("compare", "data-retention"),
        ("compare", "--matrix"),
        ("compare", "--parameters"),
        ("checklist", address),
    ):
        assert told in run(*command).err, command
    value = run("compare", "data-retention", "--json").json
    assert (value["without"], value["unread"]) == ([], ["example-inc"])
    assert run("explain", address, "data-retention", "--json").json["unread_language"] == "German"
    assert run("checklist", address, "--json").json["requirements"] == []
    assert "No clause was found" not in run("explain", address, "data-retention").out


def test_english_and_what_is_too_short_to_tell_are_read() -> None:
    assert (readable_languages.unread("Privacy"), readable_languages.unread(GERMAN)) == ("", "German")


def test_a_sure_provision_of_its_category_shows_a_requirement_that_no_pattern_finds() -> None:
    text = (
        "We will not retain your personal data for any longer than is reasonably necessary for our services."
    )
    found = answered("art-13-14", "storage", text)
    assert (found.answer, found.quotation and found.quotation.excerpt) == (Answer.PRESENT, text)


def test_a_provision_that_is_denied_or_not_sure_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "We will not retain your personal data for any longer than is reasonably necessary for our services."
    )
    monkeypatch.setattr(checking, "SURE", 1.1)
    assert answered("art-13-14", "storage", text).answer is Answer.NOT_FOUND


def test_who_is_considered_a_controller_is_one() -> None:
    text = "Acme, Inc. is considered a data controller with respect to the services."
    assert answered("art-13-14", "controller", text).answer is Answer.PRESENT


def test_of_several_passages_the_one_most_like_the_matter_is_shown() -> None:
    right = "You have the right to access your personal data and to receive a copy of it."
    text = f"An app may ask you for permission to access the photos and the data on it.\n\n{right}"
    found = answered("art-13-14", "access", text)
    assert found.quotation
    assert found.quotation.excerpt == right


def test_a_passage_that_is_not_like_the_matter_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "You may lodge a complaint with a supervisory authority."
    monkeypatch.setattr(checking, "LEAST", 100.0)
    monkeypatch.setattr(checking, "SURE", 1.1)
    assert answered("art-13-14", "complaint", text).answer is Answer.NOT_FOUND


@pytest.mark.parametrize("title", ["Cookie Policy", "Developer Terms", "Community Guidelines"])
def test_no_list_is_chosen_for_a_document_that_no_law_asks_this_of(title: str) -> None:
    assert requirement.for_title(title) is None


@pytest.mark.parametrize(("title", "name"), [("Privacy Policy", "art-13-14"), ("Terms of Use", "dsa-14")])
def test_the_list_for_a_title(title: str, name: str) -> None:
    chosen = requirement.for_title(title)
    assert chosen
    assert chosen.id == name
