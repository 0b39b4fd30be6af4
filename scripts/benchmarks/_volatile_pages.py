"""Five invented policy pages, each laid out in its own way, and an edit of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy, what is edited in it, and how its page is built."""

    title: str
    sections: tuple[Section, ...]
    edit: tuple[str, str]
    """What stands there before, and after."""
    build: Callable[[str, list[str]], str]
    """The page's HTML from its title and the HTML of its parts."""


def _article(title: str, parts: list[str]) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | Corvane</title></head><body>'
        "<header><nav><a href=/>Home</a> <a href=/plans>Plans</a> <a href=/help>Help</a></nav></header>"
        f"<main><article>{''.join(parts)}</article></main><footer>Corvane Works, 4 Quay Street</footer>"
        "</body></html>"
    )


def _soup(title: str, parts: list[str]) -> str:
    divided = "".join(f'<div class="row"><div class="cell">{part}</div></div>' for part in parts)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><div id="top">'
        '<div class="menu"><a href=/>Start</a><a href=/shop>Shop</a><a href=/contact>Contact</a></div></div>'
        f'<div id="page"><div class="inner">{divided}</div></div>'
        '<div class="bottom"><a href=/imprint>Imprint</a><a href=/terms>Terms</a></div></body></html>'
    )


def _sectioned(title: str, parts: list[str]) -> str:
    whole = "".join(f"<section>{part}</section>" for part in parts)
    return (
        f'<html lang="en"><head><title>Legal: {title}</title></head><body><div class="layout">'
        '<aside><ul><li><a href=/a>Overview</a><li><a href=/b>Guides</a></ul></aside><div role="main">'
        f"{whole}</div></div><footer><p>Ostering Ltd</p></footer></body></html>"
    )


PRIVACY = Policy(
    title="Privacy Policy",
    build=_article,
    edit=(
        "We do not share personal data with advertisers.",
        "We may share personal data with advertisers that you have chosen.",
    ),
    sections=(
        Section(
            heading="Who we are",
            paragraphs=(
                "Corvane Works operates the Corvane service and is responsible for the personal data that "
                "this policy describes. It applies to everyone who visits our site or opens an account.",
                "You can reach our data protection officer by mail or through the form in your account.",
            ),
        ),
        Section(
            heading="What we collect",
            paragraphs=(
                "We collect the name, the e-mail address and the payment details that you give us when you "
                "sign up. We log the time of each visit and the kind of device that you use.",
                "We do not collect your precise location. We receive no data about you from brokers.",
            ),
        ),
        Section(
            heading="How we use it",
            paragraphs=(
                "We use personal data to provide the service, to answer your questions and to meet our legal "
                "obligations. We do not share personal data with advertisers.",
                "We keep your data for 30 days after you close your account, and backups for 90 days.",
            ),
        ),
        Section(
            heading="Your rights",
            paragraphs=(
                "You may ask for a copy of your data, have it corrected, or have it deleted. Write to us and "
                "we answer within one month. You may also complain to a supervisory authority.",
            ),
        ),
    ),
)

TERMS = Policy(
    title="Terms of Service",
    build=_soup,
    edit=("at least 16 years old", "at least 18 years old"),
    sections=(
        Section(
            heading="1. The agreement",
            paragraphs=(
                "These terms are an agreement between you and Fennimore Ltd about the use of the Fennimore "
                "shop. By opening an account you accept them.",
                "You must be at least 16 years old to open an account, and the details that you give must be "
                "complete and correct.",
            ),
        ),
        Section(
            heading="2. Orders and payment",
            paragraphs=(
                "An order is binding once we have confirmed it by mail. We charge your card when the goods "
                "leave our warehouse, and we refund you within 14 days if you send them back.",
            ),
        ),
        Section(
            heading="3. Liability",
            paragraphs=(
                "We are liable without limit for intent and gross negligence. Otherwise our liability is "
                "limited to the price of the order. Nothing in these terms limits rights that you have by "
                "law.",
            ),
        ),
        Section(
            heading="4. Termination",
            paragraphs=(
                "You may close your account at any time. We may suspend an account that violates these "
                "terms, and we tell you the reason.",
                "Disputes are governed by the law of the place where you live, and its courts have "
                "jurisdiction.",
            ),
        ),
    ),
)

COOKIES = Policy(
    title="Cookie Policy",
    build=_sectioned,
    edit=(
        "You can withdraw your consent at any time in the settings.",
        "You can withdraw your consent at any time in the settings. We ask for your consent again after "
        "twelve months.",
    ),
    sections=(
        Section(
            heading="What cookies are",
            paragraphs=(
                "Cookies are small files that a site stores on your device so that it can recognise you "
                "later. This policy explains which ones Ostering uses, and for which purposes.",
            ),
        ),
        Section(
            heading="Which cookies we use",
            paragraphs=(
                "Necessary cookies keep you signed in and remember what is in your cart. We need no consent "
                "for them under the law.",
                "Statistics cookies tell us which pages are read. They are stored only if you agree, and "
                "they are deleted after six months.",
            ),
        ),
        Section(
            heading="Your choice",
            paragraphs=(
                "When you visit us for the first time we ask for your consent. You can withdraw your consent "
                "at any time in the settings.",
                "Your browser can also refuse cookies altogether, in which case parts of the site will not "
                "work.",
            ),
        ),
        Section(
            heading="Contact",
            paragraphs=("If you have questions about this policy, write to our privacy team at any time.",),
        ),
    ),
)

CONDUCT = Policy(
    title="Acceptable Use Policy",
    build=_article,
    edit=(" Automated scanning of the service is prohibited.", ""),
    sections=(
        Section(
            heading="Purpose",
            paragraphs=(
                "This policy protects the people who use Tellwick and the networks that it runs on. It is "
                "part of the contract between you and us.",
            ),
        ),
        Section(
            heading="What is prohibited",
            paragraphs=(
                "You may not use the service to harass others, to violate their rights or to break the law. "
                "You may not send unsolicited messages, or collect personal data without consent.",
                "You may not disturb the service or work around its limits. Automated scanning of the "
                "service is prohibited. Tests of security need our written agreement.",
            ),
        ),
        Section(
            heading="Enforcement",
            paragraphs=(
                "We may remove material that violates this policy, and suspend accounts that do so "
                "repeatedly. We tell the account's owner which rule was violated.",
                "You may object within 30 days, and a person who was not involved decides.",
            ),
        ),
        Section(
            heading="Reports",
            paragraphs=(
                "Report violations through the form in the help centre. We confirm each report and treat it "
                "as confidential.",
            ),
        ),
    ),
)

PROCESSING = Policy(
    title="Data Processing Agreement",
    build=_soup,
    edit=("within 72 hours of becoming aware of it", "within 48 hours of becoming aware of it"),
    sections=(
        Section(
            heading="Subject",
            paragraphs=(
                "This agreement governs the processing of personal data by Brackley as a processor on behalf "
                "of the customer. It applies for as long as the main contract is in force.",
            ),
        ),
        Section(
            heading="Instructions",
            paragraphs=(
                "The processor processes personal data only on documented instructions of the customer. It "
                "informs the customer if it believes that an instruction violates the law.",
                "Persons who process the data are bound to confidentiality.",
            ),
        ),
        Section(
            heading="Security and breaches",
            paragraphs=(
                "The processor takes the technical and organisational measures that the annex describes. It "
                "notifies the customer of a breach within 72 hours of becoming aware of it.",
            ),
        ),
        Section(
            heading="Subprocessors",
            paragraphs=(
                "The processor may engage other processors with the general consent of the customer. It "
                "announces changes a month in advance, and the customer may object.",
                "At the end of the contract the processor deletes all personal data or returns it, unless "
                "the law requires that it is retained.",
            ),
        ),
    ),
)

POLICIES = (PRIVACY, TERMS, COOKIES, CONDUCT, PROCESSING)
