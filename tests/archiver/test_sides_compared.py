"""Two documents or platforms side by side, as `compare A B` shows them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive_repo.records import Version
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.detect import detector
from archiver.report import sides_compared
from tests.conftest import Done, Recorder

Run = Callable[..., Done]

SALE, ARBITRATION = "sale-or-sharing-of-data", "arbitration"
ASKED = ("compare", "example-inc/privacy-policy", "example-inc/terms")


@pytest.fixture
def beside(record: Recorder) -> list[Version]:
    return [
        record("# Privacy\n\nWe may sell your personal data.\n\nWe never sell your health data.\n"),
        record(
            "# Terms\n\nWe may sell your personal data.\n\nDisputes are resolved by binding arbitration.\n",
            "terms",
            title="Terms of Service",
        ),
    ]


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def test_the_documents_of_one_platform_are_sides_of_their_own(beside: list[Version], run: Run) -> None:
    rows = {one["category"]: one["sides"] for one in run(*ASKED, "--json").json}
    assert [side["named"] for side in rows[SALE]] == list(ASKED[1:])
    assert [bool(side["provision"]) for side in rows[SALE]] == [True, True]
    assert [bool(side["provision"]) for side in rows[ARBITRATION]] == [False, True]
    assert [side["looked_for"] for side in rows[ARBITRATION]] == [False, True]


def test_the_sides_stand_in_the_order_in_which_they_were_named(beside: list[Version], run: Run) -> None:
    told = run("compare", *reversed(ASKED[1:]), "--json").json
    (sale,) = [one for one in told if one["category"] == SALE]
    assert [side["named"] for side in sale["sides"]] == [ASKED[2], ASKED[1]]


def test_what_only_one_side_has_is_told_first_and_what_is_not_said_alike(
    beside: list[Version], run: Run
) -> None:
    told = unwrapped(run(*ASKED).out)
    assert told.startswith("What was not found may be said in other words.")
    assert "(example-inc/privacy-policy): not looked for in documents of this kind" in told


def test_of_two_sides_the_passages_most_like_each_other_are_shown(record: Recorder, run: Run) -> None:
    same = "You shall indemnify us against claims of sellers."
    longer = "You shall indemnify us, our owners and our staff against all claims, losses, costs and fines."
    record(f"# Terms\n\n{longer}\n\n{same}\n", "terms", title="Terms of Service")
    record(f"# Terms\n\n{same}\n", "business-terms", title="Terms of Service")
    (row,) = [
        one
        for one in run("compare", "example-inc/terms", "example-inc/business-terms", "--json").json
        if one["category"] == "indemnification"
    ]
    assert [side["provision"]["excerpt"] for side in row["sides"]] == [same, same]


def test_a_side_without_a_clause_shows_what_is_nearest_to_one(
    record: Recorder, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = "Our total liability depends on the plan that you have."
    text = f"# Terms\n\nBe kind.\n\n{weak}\n"
    record(text, "terms", title="Terms of Service")
    record(
        "# Terms\n\nWe are not liable for any indirect damages.\n", "business-terms", title="Terms of Service"
    )

    def nearest() -> object:
        found = run("compare", "example-inc/terms", "example-inc/business-terms", "--json").json
        (row,) = [one for one in found if one["category"] == "limitation-of-liability"]
        return row["sides"][0]["nearest"]

    found = detector().findings(text, DocumentKind.TERMS, weak=True)
    (chance,) = [one.chance for one in found if one.category == "limitation-of-liability"]
    monkeypatch.setattr(sides_compared, "NEAR", chance)
    assert nearest()
    monkeypatch.setattr(sides_compared, "NEAR", chance + 0.001)
    assert nearest() is None


def test_one_name_twice_has_nothing_to_be_compared_with(beside: list[Version], run: Run) -> None:
    assert run("compare", ASKED[1], ASKED[1]).code == 2


def test_values_of_two_sides_alone_are_shown_if_they_are_asked_for(record: Recorder, run: Run) -> None:
    for slug in ("terms", "rules"):
        record("# Terms\n\nYou must be at least 16 years old to use it.\n", slug, title="Terms of Service")
    told = run("compare", "--parameters", "example-inc/terms", "example-inc/rules", "--json").json
    assert {row["document"] for row in told} == {"terms", "rules"}


def test_an_option_that_needs_a_category_is_not_passed_over_beside_two_sides(
    beside: list[Version], run: Run
) -> None:
    done = run(*ASKED, "--polarity", "denies")
    assert (done.code, "--polarity" in done.err) == (2, True)


TERMS = {"title": "Terms of Service"}
ADULT = "You must be at least 18 years old to use the service."
SIDES = ("compare", "example-inc/one", "example-inc/two")


def test_what_one_side_lacks_is_told_only_after_its_text_was_searched(record: Recorder, run: Run) -> None:
    record(f"# Terms\n\n{ADULT}\n\nFrench law governs these terms.\n", "one", **TERMS)
    record(
        "# Terms\n\nWe may terminate your account.\n\nThe age of the account does not matter.\n",
        "two",
        **TERMS,
    )
    lines = run(*SIDES).out
    told = unwrapped(lines)
    assert "Found only in example-inc/one (the other has not even the words for it): Choice of law" in told
    assert any(line.endswith("(example-inc/two): no matching clause found") for line in lines.split("\n"))
    assert "Found only in example-inc/one (the other has not even the words for it): Minimum age" not in told


def test_an_opt_out_that_a_sentence_on_training_gives_is_not_lacking(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nYou may opt out of the training of our models in your settings.\n", "one")
    record("# Privacy\n\nWe train our models on your content, unless you opt out.\n", "two")
    rows = {one["category"]: one["sides"] for one in run(*SIDES, "--json").json}
    assert all(side["provision"] for side in rows["training-opt-out"])
    assert "Found only" not in run(*SIDES).out


def test_what_is_sure_on_both_sides_and_unlike_is_told_first(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nWe sell your personal data to advertisers.\n", "one")
    record("# Privacy\n\nWe do not sell your personal data.\n", "two")
    assert "Perhaps not said alike, to be read below: Sale or sharing" in unwrapped(run(*SIDES).out)
    record("# Privacy\n\nWe do not sell this data for the purposes of advertising.\n", "two")
    assert "Perhaps not said alike" not in run(*SIDES).out


def test_an_exception_is_not_shown_for_the_rule_that_is_like_it(record: Recorder, run: Run) -> None:
    exception = "Even if you opt out, we use your content to train our models when you rate it."
    rule = "We use your content to train our models."
    record(f"# Privacy\n\n{rule}\n\n## More\n\n{exception}\n", "one")
    record(f"# Privacy\n\n{exception}\n", "two")
    (row,) = [one for one in run(*SIDES, "--json").json if one["category"] == "model-training-on-user-data"]
    assert row["sides"][0]["provision"]["excerpt"] == rule


def test_what_would_chiefly_stand_in_a_document_that_is_not_named_is_not_known(
    record: Recorder, run: Run
) -> None:
    record("# Privacy\n\nWe keep your personal data for 30 days.\n")
    record("# Terms\n\nDisputes are resolved by binding arbitration.\n", "terms", **TERMS)
    found = run("compare", "example-inc/privacy-policy", "example-inc/terms", "--json").json
    known = {one["category"]: [side["known"] for side in one["sides"]] for one in found}
    assert known["data-retention"] == [True, False]
    assert known["arbitration"] == [False, True]


def test_an_arbitration_that_a_notice_names_is_not_found_only_in_the_terms_of_another(
    record: Recorder, run: Run
) -> None:
    record("# Terms\n\nDisputes are resolved by binding arbitration.\n", "one", **TERMS)
    record(f"# Terms\n\n{ADULT}\n", "two", **TERMS)
    sides = ("example-inc/one", "example-inc/two", "example-inc/notice")
    assert "Binding arbitration" in unwrapped(run("compare", *sides[:2]).out).partition("What was")[0]
    record("# Privacy\n\nYou may invoke binding arbitration under the framework.\n", "notice")
    assert "Binding arbitration" not in unwrapped(run("compare", *sides).out).partition("What was")[0]
