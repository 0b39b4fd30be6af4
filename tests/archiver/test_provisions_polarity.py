"""What passages say of each category, on sentences written for these tests: so, not so, or left out."""

from __future__ import annotations

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.wording import actors, conditions, grammar, polarity

SAID = {
    ("arbitration", "excludes"): (
        "Small claims are not subject to arbitration.",
        "Employees are exempt from binding arbitration of any dispute.",
    ),
    ("class-action-waiver", "excludes"): ("The class action waiver does not apply to consumers.",),
    ("auto-renewal", "excludes"): ("Trial plans are exempt from automatic renewal.",),
    ("sale-or-sharing-of-data", "denies"): (
        "Under no circumstances do we sell your personal data.",
        "None of your data is sold.",
        "At no time will your personal information be sold.",
        "In no case will we sell your information to anyone.",
        "We have never sold, and will never sell, your personal data.",
    ),
    ("sale-or-sharing-of-data", "asserts"): (
        "We do not sell your personal data, but we share it with advertising partners.",
        "We may sell your personal information to data brokers.",
    ),
    ("content-removal", "asserts"): (
        "We reserve the right, but are not obligated, to remove any content at any time.",
        "Acme has the right (but no obligation) to remove your content without notice.",
        "We may, but have no duty to, remove content that you posted.",
    ),
    ("content-removal", "denies"): (
        "We have no obligation to remove any content.",
        "You keep all rights, and we are not obligated to remove any content.",
    ),
    ("third-party-sharing", "denies"): (),
    ("third-party-sharing", "asserts"): (
        "We share personal data with service providers who may not use it for their own ends.",
        "We disclose your personal data to our partners, but not your payment data.",
    ),
    ("model-training-on-user-data", "asserts"): (
        "We use your prompts to train our models, except for business accounts.",
    ),
    ("model-training-on-user-data", "denies"): (
        "Your inputs are never used to train our AI models.",
        "We refrain from training our models on customer data.",
    ),
    ("no-training-commitment", "asserts"): ("Customer content stays out of model training.",),
    ("do-not-track-signals", "denies"): (
        "Acme ignores Do Not Track signals.",
        "Our website does not respond to Do Not Track requests.",
        "Our systems do not react to those signals.",
    ),
    ("do-not-track-signals", "asserts"): ("We honor Global Privacy Control signals.",),
    ("location-data", "denies"): (
        "We never track your location.",
        "No location data is collected.",
    ),
    ("location-data", "asserts"): ("We collect your precise location while you use the app.",),
    ("cookies-and-tracking", "denies"): (
        "This website uses no cookies.",
        "Cookies are not used on this site.",
    ),
    ("cookies-and-tracking", "asserts"): ("We use cookies and similar technologies to remember you.",),
    ("international-transfers", "asserts"): (
        "We transfer personal data to the United States under the standard contractual clauses.",
    ),
    ("international-transfers", "denies"): (
        "Your personal data will not be transferred to countries outside the EEA.",
    ),
    ("automated-decision-making", "denies"): (
        "We make no decisions based solely on automated processing.",
        "Automated decision-making does not take place.",
    ),
    ("automated-decision-making", "asserts"): (
        "We may use automated decision-making to set your credit limit.",
    ),
    ("auto-renewal", "denies"): ("Your subscription will not renew automatically.",),
    ("auto-renewal", "asserts"): ("Your subscription renews automatically until you cancel it.",),
    ("arbitration", "denies"): (
        "You do not have to arbitrate any dispute with us.",
        "You are under no obligation to resolve disputes by arbitration.",
    ),
    ("arbitration", "asserts"): ("Any dispute shall be finally settled by binding arbitration.",),
    ("content-licence-to-user-inputs", "denies"): (
        "You do not grant us any licence to your content.",
        "We claim no licence to your content.",
    ),
    ("content-licence-to-user-inputs", "asserts"): (
        "You grant us a worldwide, royalty-free licence to use your content.",
    ),
    ("indemnification", "denies"): ("You need not indemnify us for anything.",),
    ("indemnification", "asserts"): ("You agree to indemnify and hold us harmless from any claims.",),
    ("class-action-waiver", "denies"): (
        "Nothing in this agreement waives your right to bring a class action.",
    ),
    ("class-action-waiver", "asserts"): ("You waive any right to take part in a class action.",),
    ("targeted-advertising", "denies"): ("We do not show targeted advertising.",),
    ("targeted-advertising", "asserts"): ("We use your data to show you personalised ads.",),
    ("children-data", "asserts"): (
        "We do not knowingly collect personal information from children under 13.",
    ),
    ("marketing-communications", "denies"): ("We never send marketing emails.",),
    ("marketing-communications", "asserts"): ("We may send you marketing emails.",),
    ("human-review-of-content", "denies"): (
        "No employee of ours reads your messages.",
        "Nobody at Acme can read your messages.",
    ),
    ("human-review-of-content", "asserts"): (
        "Our staff may read your conversations to improve safety.",
        "Authorized reviewers may look at your prompts.",
    ),
    ("data-from-third-parties", "denies"): ("We do not buy data about you from data brokers.",),
    ("data-from-third-parties", "asserts"): ("We receive information about you from third parties.",),
    ("training-opt-out", "asserts"): (
        "You can opt out of having your content used for training in your settings.",
    ),
    ("no-refunds", "asserts"): ("All payments are non-refundable.",),
}


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [(sentence, *said) for said, sentences in SAID.items() for sentence in sentences],
)
def test_the_polarity_is_that_of_the_verb_that_carries_the_category(
    sentence: str, category: str, polarity: str
) -> None:
    found = {one.polarity for one in detector().findings(sentence, weak=True) if one.category == category}
    assert found == {polarity}


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("Once a year and free of charge, we name direct marketing firms.", "marketing-communications"),
        ("We rely on consent for any cookies that are not strictly necessary.", "cookies-and-tracking"),
        ("Disputes that you are not required to arbitrate go to the courts.", "arbitration"),
        ("The arbitrator does not have the authority to conduct a class action.", "class-action-waiver"),
    ],
)
def test_a_negation_beside_the_category_denies_nothing(sentence: str, category: str) -> None:
    assert "denies" not in {
        one.polarity for one in detector().findings(sentence, weak=True) if one.category == category
    }


@pytest.mark.parametrize(("before", "said"), [(200, Polarity.DENIES), (201, Polarity.ASSERTS)])
def test_a_clause_reaches_200_characters_back(before: int, said: Polarity) -> None:
    words = "we do not " + "x" * (before - 5) + " sell it"
    start = words.index("sell")
    assert start - words.index("not") == before
    assert polarity.of(words, (start, start + 4)).polarity is said


@pytest.mark.parametrize(("verb", "is_users"), [("prohibited", True), ("responsible", False)])
def test_the_verb_of_a_user_stands_within_30_characters_of_a_match(verb: str, is_users: bool) -> None:
    words = f"the user and your users {verb}"
    assert len(words) - len("the ") == (30 if is_users else 31)
    assert actors.is_users_act(words, len("the ")) is is_users


CONDITIONS = {
    "opt-in": {
        "We do not train our models on your prompts unless you opt in.": "model-training-on-user-data",
        "If you opt in, your conversations may be used to train our models.": "model-training-on-user-data",
        "Marketing emails are sent only to users who signed up for them.": "marketing-communications",
    },
    "opt-out": {
        "Unless you opt out, we may use your chats to train our models.": "model-training-on-user-data",
        "We use your prompts to train our models if you have not opted out.": "model-training-on-user-data",
        "We may show you personalised ads unless you turn them off.": "targeted-advertising",
    },
    "consent": {
        "Except with your consent, we do not disclose personal data to third parties.": "third-party-sharing",
        "We will never sell your personal data without your permission.": "sale-or-sharing-of-data",
        "We collect your precise location when you allow it.": "location-data",
        "With your consent, we share your personal data with our partners.": "third-party-sharing",
        "Advertising cookies are used only after you have agreed to them.": "cookies-and-tracking",
    },
    "law": {
        "We will not disclose your personal data to other companies, except where the law requires it.": (
            "third-party-sharing"
        ),
    },
}


@pytest.mark.parametrize(
    ("sentence", "category", "condition"),
    [(*said, condition) for condition, own in CONDITIONS.items() for said in own.items()],
)
def test_a_condition_of_the_users_or_of_the_law_is_named(
    sentence: str, category: str, condition: str
) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [(one.polarity, one.condition) for one in found] == [("conditional", condition)]


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("We share your personal data with partners to provide the service.", "third-party-sharing"),
        ("You agree that we may use your prompts to train our models.", "model-training-on-user-data"),
        ("We collect not only your location but also your contacts.", "location-data"),
    ],
)
def test_what_only_sounds_like_a_condition_is_none(sentence: str, category: str) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [(one.polarity, one.condition) for one in found] == [("asserts", None)]


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("Each party shall indemnify the other against third-party claims.", "indemnification", "mutual"),
        ("You shall indemnify us against all claims of third parties.", "indemnification", "asserts"),
        ("Neither party is liable for indirect damages.", "limitation-of-liability", "mutual"),
        ("We are not liable for indirect damages.", "limitation-of-liability", "asserts"),
        ("You and we each give up the right to a jury trial.", "class-action-waiver", "mutual"),
        ("Each party agrees to settle all disputes by binding arbitration.", "arbitration", "mutual"),
        ("Either party may begin an arbitration by a written demand.", "arbitration", "mutual"),
        ("The parties each consent to the exclusive jurisdiction of the courts.", "jurisdiction", "mutual"),
        ("You agree to the exclusive jurisdiction of the courts of Ireland.", "jurisdiction", "asserts"),
        (
            "Any dispute between both parties shall be heard by the courts located in Rome.",
            "jurisdiction",
            "asserts",
        ),
    ],
)
def test_what_binds_both_sides_is_mutual(sentence: str, category: str, polarity: str) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.polarity for one in found] == [polarity]


def test_an_indemnity_of_the_providers_is_another_category_than_the_users() -> None:
    by_provider = {one.category for one in detector().findings("We will indemnify you against such claims.")}
    by_user = {one.category for one in detector().findings("You will indemnify us against such claims.")}
    assert (by_provider, by_user) == ({"indemnification-by-provider"}, {"indemnification"})


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("Other than deleted chats, we may use your conversations to train our models.", "asserts"),
        ("Chats that are deleted are excluded from training our models.", "excludes"),
    ],
)
def test_what_a_sentence_sets_apart_first_is_not_what_it_says(sentence: str, polarity: str) -> None:
    category = "model-training-on-user-data"
    assert [one.polarity for one in detector().findings(sentence, weak=True) if one.category == category] == [
        polarity
    ]


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("Selling your personal data is not part of what we do.", "sale-or-sharing-of-data", "denies"),
        ("You do not waive your right to take part in a class action.", "class-action-waiver", "denies"),
        ("We take no action on Do Not Track signals.", "do-not-track-signals", "denies"),
        (
            "Our staff may read the chats of plans that are not for companies.",
            "human-review-of-content",
            "asserts",
        ),
        (
            "Your bank details are not among the information that we share with partners.",
            "third-party-sharing",
            "excludes",
        ),
    ],
)
def test_a_negation_counts_where_it_stands(sentence: str, category: str, polarity: str) -> None:
    assert [one.polarity for one in detector().findings(sentence, weak=True) if one.category == category] == [
        polarity
    ]


UNSAID = {
    ("sale-or-sharing-of-data", "denies"): (
        "None of the data that you upload is sold.",
        "As to the sale or sharing of personal information, we do not knowingly sell the data of children.",
        "We store your data and never sell your personal information.",
    ),
    ("sale-or-sharing-of-data", "asserts"): (
        "We sell personal data to firms that do not resell it.",
        "Nothing in this policy prevents us from selling your personal data.",
        "While we do not sell your data, we may share it with advertisers.",
    ),
    ("sale-or-sharing-of-data", "conditional"): (
        "If you do not object, we may sell your personal data.",
        "We never sell your personal data unless you tell us to.",
    ),
    ("third-party-sharing", "denies"): (
        "We share your personal data with nobody.",
        "Your data serves you alone and will not be shared with third parties.",
    ),
    ("third-party-sharing", "excludes"): (
        "We do not share your personal data with third parties, except with our payment providers.",
    ),
    ("third-party-sharing", "conditional"): (
        "We don't sell your data, and we don't share your information with partners unless you permit it.",
    ),
    ("model-training-on-user-data", "conditional"): (
        "We will only use your prompts to train the models of our plans with your prior consent.",
    ),
    ("international-transfers", "denies"): ("Your data is kept in Finland and never leaves the EEA.",),
    ("auto-renewal", "conditional"): ("Your plan renews automatically unless it is cancelled in time.",),
    ("no-refunds", "asserts"): (
        "Payments are non-refundable, except where the law requires a refund.",
        "Payments are non-refundable, except as set out in these terms.",
    ),
    ("scraping-and-reverse-engineering", "asserts"): (
        "You may not scrape the site, except that libraries may crawl its public pages.",
    ),
    ("limitation-of-liability", "excludes"): (
        "Nothing in this contract limits our liability for death or personal injury.",
    ),
    ("unilateral-change-of-terms", "denies"): (
        "We may not change these Terms without your written consent.",
        "This Agreement may only be amended by a written agreement of both sides.",
    ),
    ("content-removal", "denies"): ("We are under no obligation to monitor content that users post.",),
    ("content-removal", "asserts"): (
        "Although we have no obligation to monitor content, we may remove any content.",
    ),
    ("account-termination", "mutual"): ("Either party may terminate this Agreement at any time.",),
    ("as-is-warranty-disclaimer", "mutual"): ("Each party disclaims all implied warranties.",),
    ("arbitration", "denies"): ("Neither of us is required to arbitrate a dispute.",),
    ("arbitration", "conditional"): (
        "If both parties agree, a dispute may be settled by binding arbitration.",
    ),
    ("legal-disclosure", "conditional"): (
        "We disclose your data to the police only where we are compelled to by a court order.",
    ),
    ("legitimate-interest", "denies"): ("We do not rely on our legitimate interests.",),
    ("minimum-age", "denies"): ("There is no minimum age for visitors.",),
    ("indemnification-by-provider", "denies"): ("We have no obligation to indemnify you.",),
}


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [(sentence, *said) for said, sentences in UNSAID.items() for sentence in sentences],
)
def test_a_clause_is_read_with_what_bounds_it_and_without_the_others(
    sentence: str, category: str, polarity: str
) -> None:
    found = {one.polarity for one in detector().findings(sentence, weak=True) if one.category == category}
    assert found == {polarity}


@pytest.mark.parametrize(("before", "said"), [(40, Polarity.DENIES), (41, Polarity.ASSERTS)])
def test_a_relative_clause_reaches_40_characters_back(before: int, said: Polarity) -> None:
    words = "we work for firms that do not " + "x" * (before - 5) + " sell it"
    start = words.index("sell")
    assert start - words.index("not ") == before
    assert polarity.of(words, (start, start + 4)).polarity is said


@pytest.mark.parametrize(("between", "bounds"), [("in all cases", 1), ("in all such cases", 2)])
def test_an_opening_word_within_five_words_of_an_exception_belongs_to_it(between: str, bounds: int) -> None:
    words = f"we do not sell it, except {between} where the law asks for it."
    assert len(grammar.around(words, (10, 14))[0].bounds) == bounds


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("Small claims are outside the scope of the arbitration agreement.", "arbitration", "excludes"),
        ("The agreement to arbitrate does not cover small claims.", "arbitration", "excludes"),
        ("Disputes about patents are excluded from arbitration.", "arbitration", "excludes"),
        ("Either of us may go to a small claims court instead.", "arbitration", "excludes"),
        ("Whether this holds is decided by a court and not by an arbitrator.", "arbitration", "excludes"),
        (
            "This does not stop you from sharing in a class-wide settlement.",
            "class-action-waiver",
            "excludes",
        ),
        ("We may refuse a request for deletion that is abusive.", "access-and-deletion-rights", "excludes"),
        ("Your right of access does not extend to trade secrets.", "access-and-deletion-rights", "excludes"),
        ("Your duty to indemnify us excludes losses that we caused.", "indemnification", "excludes"),
        ("You indemnify us against claims that our insurance does not cover.", "indemnification", "asserts"),
        ("Our liability does not extend to indirect damages.", "limitation-of-liability", "asserts"),
        ("We may share personal data outside of our group with vendors.", "third-party-sharing", "asserts"),
    ],
)
def test_what_a_rule_does_not_reach_is_left_out_of_it(sentence: str, category: str, polarity: str) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.polarity for one in found] == [polarity]


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("The app works without collecting your location.", "location-data", "denies"),
        ("The map is free without our collecting or storing where you are.", "location-data", "denies"),
        ("Our site sets no advertising cookies.", "cookies-and-tracking", "denies"),
        ("Our site sets no limit on how long cookies are stored.", "cookies-and-tracking", "asserts"),
        ("We may share your data with partners without asking you.", "third-party-sharing", "asserts"),
        ("You do not agree to arbitrate any dispute.", "arbitration", "denies"),
        ("No clause of these terms obliges you to arbitrate.", "arbitration", "denies"),
        (
            "We do not forbid you to scrape or crawl public pages.",
            "scraping-and-reverse-engineering",
            "denies",
        ),
        ("A plan ends after a year and is not renewed automatically.", "auto-renewal", "denies"),
        ("Nothing here prevents you from joining a class action.", "class-action-waiver", "denies"),
        (
            "Nothing in these terms stops you from scraping the site.",
            "scraping-and-reverse-engineering",
            "denies",
        ),
        ("Merely browsing does not constitute acceptance of these terms.", "contract-by-using", "denies"),
    ],
)
def test_what_is_done_without_or_not_prevented_is_denied(sentence: str, category: str, polarity: str) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.polarity for one in found] == [polarity]


@pytest.mark.parametrize(
    ("sentence", "category", "condition"),
    [
        (
            "We share your data with partners only if we must or you have agreed.",
            "third-party-sharing",
            "consent",
        ),
        ("If you link your account, we collect your location.", "location-data", "opt-in"),
        ("We use cookies for advertising where you have enabled them.", "cookies-and-tracking", "opt-in"),
        ("With your agreement we collect your location.", "location-data", "consent"),
    ],
)
def test_an_act_that_is_free_to_the_user_is_a_condition(sentence: str, category: str, condition: str) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.condition for one in found] == [condition]


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("Not once have we sold the personal data of a user.", "sale-or-sharing-of-data", "denies"),
        ("Your data is not, and never was, for sale.", "sale-or-sharing-of-data", "denies"),
        (
            "We do not sell your data for money, but we swap it, which is a sale under Californian law.",
            "sale-or-sharing-of-data",
            "asserts",
        ),
        ("We use no cookies apart from those that the login needs.", "cookies-and-tracking", "excludes"),
        (
            "We share your personal data with no third party other than our host.",
            "third-party-sharing",
            "excludes",
        ),
        ("You will not receive any marketing emails from us.", "marketing-communications", "denies"),
        ("You will not be subject to automated decisions.", "automated-decision-making", "denies"),
        ("On this plan you cannot opt out of training.", "training-opt-out", "denies"),
        ("There is no way to export your data.", "data-portability", "denies"),
        ("If you cannot export your data, ask us.", "data-portability", "asserts"),
        (
            "Nothing here gives us any licence to use your content.",
            "content-licence-to-user-inputs",
            "denies",
        ),
        ("These terms cannot be changed without a signed document.", "unilateral-change-of-terms", "denies"),
        ("We never close an account without a warning.", "account-termination", "denies"),
        ("We are liable without limit for gross negligence.", "limitation-of-liability", "excludes"),
        ("Disputes about patents need not be arbitrated.", "arbitration", "excludes"),
        ("Search engines may crawl public pages.", "scraping-and-reverse-engineering", "excludes"),
        ("We will not raise our prices this year.", "price-change", "denies"),
    ],
)
def test_a_denial_is_seen_far_from_its_verb_and_in_words_of_its_own(
    sentence: str, category: str, polarity: str
) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.polarity for one in found] == [polarity]


@pytest.mark.parametrize(
    ("sentence", "category", "condition"),
    [
        ("Staff read your chats only where the law obliges us to.", "human-review-of-content", "law"),
        (
            "You can stop us from using your chats to train our models.",
            "model-training-on-user-data",
            "opt-out",
        ),
        ("We use cookies, and you can refuse them.", "cookies-and-tracking", "opt-out"),
        ("We only sell personal data of people who switched on this.", "sale-or-sharing-of-data", "opt-in"),
        ("You can reject this agreement to arbitrate within 30 days.", "arbitration", "opt-out"),
        (
            "We collect your precise location, even if you turned GPS off, to find fraud.",
            "location-data",
            None,
        ),
        ("If you do not agree to a price increase, you can cancel.", "price-change", None),
    ],
)
def test_what_depends_on_a_choice_and_what_only_speaks_of_one(
    sentence: str, category: str, condition: str | None
) -> None:
    (found,) = (one for one in detector().findings(sentence, weak=True) if one.category == category)
    assert (found.polarity, found.condition) == ("conditional" if condition else "asserts", condition)


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("It lasts until cancelled by you or we terminate your access.", "account-termination", "asserts"),
        (
            "We may suspend your account, with regard to your interests and ours.",
            "account-termination",
            "asserts",
        ),
        (
            "The winner may recover from the other party what the binding arbitration cost.",
            "arbitration",
            "asserts",
        ),
        ("Claims between you and Acme must be brought within one year.", "claim-time-limit", "asserts"),
        ("The parties agree to settle all disputes by binding arbitration.", "arbitration", "mutual"),
        ("You or we may terminate this agreement at any time.", "account-termination", "mutual"),
    ],
)
def test_what_one_side_does_is_not_mutual(sentence: str, category: str, polarity: str) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.polarity for one in found] == [polarity]


def test_permission_to_read_another_service_is_no_licence_to_content() -> None:
    text = "You grant us permission to read the data in the third-party services that you connect."
    assert [one for one in detector().findings(text, weak=True) if one.category.startswith("content-")] == []


def test_a_promise_to_hold_the_user_harmless_is_no_duty_of_the_user() -> None:
    text = "We will hold you harmless from claims that our software infringes a patent."
    assert "indemnification" not in {one.category for one in detector().findings(text, weak=True)}


@pytest.mark.parametrize(
    ("text", "category", "said"),
    [
        (
            "Certain provinces do not permit the limitation of liability for incidental damages.",
            "limitation-of-liability",
            "excludes",
        ),
        (
            "Liability under the law on defective products remains unaffected.",
            "limitation-of-liability",
            "excludes",
        ),
        (
            "A few countries do not allow a disclaimer of implied warranties.",
            "as-is-warranty-disclaimer",
            "excludes",
        ),
        (
            "Notwithstanding the above, each of us may bring a claim for injunctive relief in a court.",
            "arbitration",
            "excludes",
        ),
        (
            "This arbitration agreement does not prevent you from writing to a federal agency.",
            "arbitration",
            "excludes",
        ),
        (
            "Consumers also have the mandatory rights of the country in which they reside.",
            "choice-of-law",
            "excludes",
        ),
        ("If we end the plan early, we will refund the months that you paid for.", "no-refunds", "denies"),
        ("We will refund an order only at our discretion.", "no-refunds", "asserts"),
        (
            "The services go on at the end of each subscription period unless you cancel.",
            "auto-renewal",
            "conditional",
        ),
        (
            "To avoid the charge of the next subscription renewal, cancel two days before.",
            "auto-renewal",
            "conditional",
        ),
        ("You may opt out of promotional emails in your settings.", "marketing-communications", "asserts"),
        (
            "If you sign in with an account of another service, we receive your name from that third party.",
            "data-from-third-parties",
            "asserts",
        ),
    ],
)
def test_what_is_taken_back_or_agreed_on_is_told_as_readers_tell_it(
    text: str, category: str, said: str
) -> None:
    found = [one for one in detector().findings(text, weak=True) if one.category == category]
    assert [str(one.polarity) for one in found] == [said]


@pytest.mark.parametrize(
    ("lead_in", "said"),
    [
        ("We are not liable for damages, unless they are:", "excludes"),
        ("These limitations of liability do not apply to:", "excludes"),
        ("We are not liable for damages, in particular:", "asserts"),
    ],
)
def test_a_lead_in_that_leaves_its_items_out_takes_each_of_them_back(lead_in: str, said: str) -> None:
    item = "loss of profits that was caused by our gross negligence"
    found = detector().findings(f"{lead_in}\n\n- {item}\n", weak=True)
    assert [
        str(one.polarity) for one in found if (one.category, one.key) == ("limitation-of-liability", item)
    ] == [said]


@pytest.mark.parametrize(
    ("sentence", "category", "said"),
    [
        ("If the law so requires, we disclose your data to the police.", "legal-disclosure", "asserts"),
        (
            "If you sign up for a plan, it will automatically renew until you cancel it.",
            "auto-renewal",
            "asserts",
        ),
        (
            "If you sign up for a plan, it will automatically renew unless you notify us that you cancel.",
            "auto-renewal",
            "conditional",
        ),
        (
            "At Acme's sole discretion, Acme may require all disputes between you and Acme to be decided by "
            "binding arbitration.",
            "arbitration",
            "asserts",
        ),
        (
            "No amendment of this agreement will be effective unless agreed in writing by both parties.",
            "unilateral-change-of-terms",
            "denies",
        ),
        (
            "We do not share personal data to display adverts that are selected based on your interests "
            "(“Targeted Advertising”).",
            "targeted-advertising",
            "denies",
        ),
        ("Analytics cookies are kept never longer than a year.", "cookies-and-tracking", "asserts"),
        ("You cannot disable essential cookies.", "cookies-and-tracking", "asserts"),
        (
            "Even if you opt out, we will use your content for model training when you report it to us.",
            "model-training-on-user-data",
            "asserts",
        ),
    ],
)
def test_what_only_sounds_like_a_condition_or_names_a_thing_decides_nothing(
    sentence: str, category: str, said: str
) -> None:
    found = [one for one in detector().findings(sentence, weak=True) if one.category == category]
    assert [one.polarity for one in found] == [said]


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("following the end of the agreement we delete it unless the law requires us to keep it", "law"),
        ("you can change this in the settings", "opt-out"),
        ("we use it until you cancel", "opt-out"),
        ("when you choose to share your location", "opt-in"),
        ("with the permission of a parent", "consent"),
        ("cookies enable us to offer the product under this agreement", None),
        ("if you do not allow these cookies some parts do not work", None),
        ("you agree that we may display adverts", None),
        ("the settings of the site are stored", None),
    ],
)
def test_a_condition_is_named_by_what_is_said_and_not_by_one_word(
    sentence: str, condition: str | None
) -> None:
    assert conditions.named(sentence) == condition


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        (
            "Nothing in this agreement will prevent us from developing competing products.",
            "no-competing-models",
        ),
        ("We do not guarantee that the platform will always be free.", "as-is-warranty-disclaimer"),
        ("A new rate of tax is not a change to our prices.", "price-change"),
        ("We recommend that you do not share your account data with anyone else.", "third-party-sharing"),
        ("We may suspend the service to protect our legitimate interests.", "legitimate-interest"),
        (
            "We remain responsible for our agents, unless we prove that we are not responsible for it.",
            "limitation-of-liability",
        ),
        ("Your order is no confirmation of our offer to sell.", "sale-or-sharing-of-data"),
    ],
)
def test_what_is_said_of_another_matter_is_no_provision(sentence: str, category: str) -> None:
    assert category not in {one.category for one in detector().findings(sentence, weak=True)}


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        (
            "We shall not: (i) process the data for any other purpose; (ii) sell any personal data.",
            "sale-or-sharing-of-data",
            "denies",
        ),
        (
            "We shall: (i) process the data for this purpose; (ii) sell personal data to partners.",
            "sale-or-sharing-of-data",
            "asserts",
        ),
        ("We do not intentionally gather data from such children.", "children-data", "asserts"),
        (
            "Residents may say no to the sale of personal data; we do not sell personal data.",
            "sale-or-sharing-of-data",
            "denies",
        ),
        ("All parties are waiving the right to a jury trial.", "class-action-waiver", "mutual"),
    ],
)
def test_what_is_said_is_read_across_points_and_conventions(
    sentence: str, category: str, polarity: str
) -> None:
    found = {one.polarity for one in detector().findings(sentence, weak=True) if one.category == category}
    assert found == {polarity}


def test_an_order_that_is_rejected_abroad_is_no_transfer_of_data() -> None:
    words = (
        "Sometimes we reject orders, for example, if you are located in a country where we offer no Service."
    )
    assert "international-transfers" not in {one.category for one in detector().findings(words, weak=True)}
