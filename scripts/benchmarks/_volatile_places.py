"""Places of a page that differ at each request or on each day, though the policy stays as it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

FIRST_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a page is asked for, and its chance: the same all day, or for each request another."""

    day: int
    now: datetime
    request: int
    chance: random.Random


class Where(Enum):
    """Where a place stands."""

    TOP = auto()
    """Before the title."""
    TITLE = auto()
    """Right after the title."""
    MIDDLE = auto()
    """Between two sections."""
    INLINE = auto()
    """The last sentence of a paragraph."""
    END = auto()
    """After the last section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A volatile place: its HTML at a moment, which differs at each request or only on each day."""

    name: str
    where: Where
    each_request: bool
    html: Callable[[Moment], str]


def _number(moment: Moment, start: int, daily: int) -> str:
    return f"{start + daily * moment.day + moment.chance.randrange(1, daily):,}"


def _grown(rows: list[str], moment: Moment) -> list[str]:
    return rows[: 4 + moment.day]


_TEASERS = (
    "Discover how a bakery in Ghent doubled its orders with three small changes.",
    "Meet the gardeners who water forty roofs from one phone.",
    "Five recipes for a rainy Sunday, picked by our readers.",
    "Why the night train is back, and what it means for your luggage.",
    "A photographer walks the coast and sends us one picture for every mile.",
    "Listen to the new episode about forgotten bridges.",
    "Our spring catalogue is here, with more colours than ever before.",
    "How a school in Turin built its own weather station.",
    "The ten best benches in the city, and who sits on them.",
    "Inside the workshop that repairs what everybody else throws away.",
)
_TIPS = (
    "Privacy tip of the day: use a different password for each of your accounts.",
    "Privacy tip of the day: check which apps may read your contacts.",
    "Privacy tip of the day: lock your screen before you leave your desk.",
    "Privacy tip of the day: think twice before you share a picture of others.",
    "Privacy tip of the day: delete accounts that you no longer use.",
    "Privacy tip of the day: turn off location sharing where you do not need it.",
    "Privacy tip of the day: ask companies for a copy of your data.",
    "Privacy tip of the day: read what a form asks before you fill it in.",
)
_NAMES = ("Anna", "Bashir", "Chiara", "Dmitri", "Elin", "Farouk", "Greta", "Hiro", "Ines", "Jonas")
_CITIES = ("Lisbon", "Graz", "Tartu", "Malmö", "Porto", "Leeds", "Bari", "Nantes", "Gdansk", "Cork")
_QUOTES = (
    "“We moved the whole team in one afternoon and nobody looked back.”",
    "“Support answered before I had finished my coffee.”",
    "“It does one thing, and it does it well.”",
    "“My parents use it, which says everything.”",
    "“The best decision we made all year.”",
    "“Fast, friendly and always there when we need it.”",
    "“I recommend it to each of my clients.”",
)
_COOKIES = [
    f"<tr><td>{name}</td><td>{maker}</td><td>{purpose}</td><td>{days} days</td></tr>"
    for name, maker, purpose, days in (
        ("_sid", "Ostering", "Keeps you signed in", 1),
        ("cart", "Ostering", "Remembers your cart", 30),
        ("_stat", "Metrilo", "Counts visits", 180),
        ("lang", "Ostering", "Remembers your language", 365),
        ("_mq7", "Adverra", "Measures campaigns", 90),
        ("tz", "Ostering", "Remembers your time zone", 365),
        ("_pxl", "Pixelar", "Shows advertising that fits you", 390),
        ("vuid", "Vidstream", "Plays videos", 730),
        ("_hjx", "Heatmapper", "Records clicks", 365),
        ("abtest", "Ostering", "Chooses the layout of pages", 14),
        ("_uet", "Searchly", "Measures campaigns", 16),
        ("fr2", "Socialite", "Shows advertising on other sites", 90),
    )
]
_TABLE_HEAD = "<tr><th>Name</th><th>Provider</th><th>Purpose</th><th>Duration</th></tr>"
_ARTICLES = [f"<li><a href=/blog/{n}>{line}</a></li>" for n, line in enumerate(_TEASERS)]


def _each_day(moment: Moment, some: tuple[str, ...]) -> str:
    return some[moment.day % len(some)]


def _any(moment: Moment, some: tuple[str, ...]) -> str:
    return moment.chance.choice(some)


def _token(moment: Moment, length: int) -> str:
    return "".join(moment.chance.choice("0123456789abcdef") for _ in range(length))


def _sample(moment: Moment, some: list[str], count: int) -> str:
    return "".join(moment.chance.sample(some, count))


def _sixty(moment: Moment) -> int:
    return moment.chance.randrange(10, 60)


def _list(html: str) -> str:
    return f"<ul>{html}</ul>"


def _p(text: str) -> str:
    return f"<p>{text}</p>"


def _prices(moment: Moment) -> str:
    rows = "".join(
        f"<tr><td>{name}</td><td>${base + moment.chance.randrange(200) / 100:.2f}</td></tr>"
        for name, base in (("Basic", 4.9), ("Team", 11.5), ("Company", 38.0))
    )
    return f"<table><tr><th>Plan</th><th>Per month</th></tr>{rows}</table>"


def _testimonials(moment: Moment) -> str:
    return "".join(f"<blockquote>{quote}</blockquote>" for quote in moment.chance.sample(_QUOTES, 3))


def _shuffled(moment: Moment) -> str:
    items = [f"<li>We store backups in {city}.</li>" for city in _CITIES[:6]]
    moment.chance.shuffle(items)
    return _list("".join(items))


def _ledger(moment: Moment) -> str:
    rows = "".join(
        f"<li>Request {4100 + 7 * n}: answered by {_NAMES[n % 10]} in {2 + n % 5} days</li>"
        for n in range(3 + moment.day)
    )
    return f"<h3>Recently answered requests</h3>{_list(rows)}"


def _place(name: str, where: Where, html: Callable[[Moment], str], *, each_request: bool = False) -> Place:
    return Place(name=name, where=where, html=html, each_request=each_request)


TOP, TITLE, MIDDLE, INLINE, END = Where

PLACES = (
    _place(
        "view counter, each request",
        TITLE,
        lambda m: _p(f"This page has been viewed {_number(m, 48200, 90)} times."),
        each_request=True,
    ),
    _place(
        "visitor counter, each day",
        END,
        lambda m: _p(f"You are visitor number {_number(m, 903100, 700)} since 2011."),
    ),
    _place(
        "helpful count, each day", END, lambda m: _p(f"{_number(m, 410, 9)} people found this page helpful.")
    ),
    _place(
        "generated at, each request",
        END,
        lambda m: _p(f"Page generated at {m.now:%Y-%m-%d} 10:{_sixty(m)}:{_sixty(m)} UTC."),
        each_request=True,
    ),
    _place("generated on, each day", END, lambda m: _p(f"This document was generated on {m.now:%d %B %Y}.")),
    _place("last updated: today", TITLE, lambda m: _p(f"Last updated: {m.now:%B %d, %Y}")),
    _place("valid as of today", INLINE, lambda m: f" This version is valid as of {m.now:%d/%m/%Y}."),
    _place(
        "render time, each request",
        END,
        lambda m: _p(f"Rendered in {m.chance.randrange(12, 400)} ms by web-{m.chance.randrange(1, 30)}."),
        each_request=True,
    ),
    _place(
        "greeting, each request",
        TOP,
        lambda m: _p(
            _any(
                m,
                (
                    "Good morning, nice to see you here today!",
                    "Good evening, nice to see you here today!",
                    "Hello there, nice to see you here today!",
                ),
            )
        ),
        each_request=True,
    ),
    _place(
        "greeting by city, each day",
        TOP,
        lambda m: _p(f"Welcome back to our visitors from {_each_day(m, _CITIES)}, make yourselves at home."),
    ),
    _place(
        "cookie table that grows",
        MIDDLE,
        lambda m: f"<table>{_TABLE_HEAD}{''.join(_grown(_COOKIES, m))}</table>",
    ),
    _place(
        "cookie table that grows in order",
        MIDDLE,
        lambda m: f"<table>{_TABLE_HEAD}{''.join(sorted(_grown(_COOKIES, m)))}</table>",
    ),
    _place(
        "cookie table, each request",
        MIDDLE,
        lambda m: f"<table>{_TABLE_HEAD}{_sample(m, _COOKIES, 7)}</table>",
        each_request=True,
    ),
    _place(
        "cookies as a list, each day",
        MIDDLE,
        lambda m: _list(
            "".join(
                f"<li>{row}</li>"
                for row in sorted(
                    m.chance.sample(
                        [
                            f"{n} remembers {w} for {d} days"
                            for n, w, d in (
                                ("_a1", "your cart", 30),
                                ("_b7", "your language", 90),
                                ("_c3", "your time zone", 14),
                                ("_d9", "the campaign", 60),
                                ("_e2", "the layout", 7),
                                ("_f5", "the volume", 365),
                            )
                        ],
                        4,
                    )
                )
            )
        ),
    ),
    _place(
        "partner count, each day",
        INLINE,
        lambda m: f" We and our {812 + 3 * m.day} partners process data for these purposes.",
    ),
    _place("daily teaser", END, lambda m: _p(_each_day(m, _TEASERS))),
    _place("daily teaser in the middle", MIDDLE, lambda m: _p(_each_day(m, _TEASERS))),
    _place(
        "daily teaser with a heading",
        END,
        lambda m: f"<h3>From our magazine</h3>{_p(_each_day(m, _TEASERS))}",
    ),
    _place("daily tip that speaks like a policy", MIDDLE, lambda m: _p(_each_day(m, _TIPS))),
    _place("quote of the day", END, lambda m: f"<blockquote>{_each_day(m, _QUOTES)}</blockquote>"),
    _place(
        "chat, each request",
        END,
        lambda m: _p(
            f"Chat with {_any(m, _NAMES)}, who typically replies in {m.chance.randrange(2, 15)} minutes."
        ),
        each_request=True,
    ),
    _place(
        "agents online, each day",
        END,
        lambda m: _p(f"{m.chance.randrange(3, 40)} colleagues are online now and happy to help."),
    ),
    _place("chat agent, each day", END, lambda m: _p(f"{_each_day(m, _NAMES)} is online. Ask us anything!")),
    _place("announcement, each day", TOP, lambda m: _p(f"New: {_each_day(m, _TEASERS[2:])}")),
    _place("announcement, each request", TOP, lambda m: _p(f"New: {_any(m, _TEASERS)}"), each_request=True),
    _place(
        "A/B block, each request",
        MIDDLE,
        lambda m: _any(
            m,
            (
                "<p>Try our assistant. It answers questions about these pages in seconds.</p>",
                "<p>Questions? Our team explains these pages to you in a short call.</p>",
            ),
        ),
        each_request=True,
    ),
    _place(
        "A/B block, each day",
        MIDDLE,
        lambda m: _each_day(
            m,
            (
                "<p>Try our assistant. It answers questions about these pages in seconds.</p>",
                "<p>Questions? Our team explains these pages to you in a short call.</p>",
                "<p>Short of time? Watch the film that sums these pages up.</p>",
            ),
        ),
    ),
    _place(
        "A/B heading and text, each day",
        TOP,
        lambda m: _each_day(
            m,
            (
                "<h3>Made for teams</h3><p>See how others work with us.</p>",
                "<h3>Built for speed</h3><p>Start in minutes, without a card.</p>",
            ),
        ),
    ),
    _place("related links, each day", END, lambda m: f"<h3>Related</h3>{_list(_sample(m, _ARTICLES, 4))}"),
    _place(
        "related links, each request",
        END,
        lambda m: f"<h3>Related</h3>{_list(_sample(m, _ARTICLES, 4))}",
        each_request=True,
    ),
    _place(
        "related links in the middle, each day",
        MIDDLE,
        lambda m: f"<h3>You may also like</h3>{_list(_sample(m, _ARTICLES, 3))}",
    ),
    _place(
        "countdown, each request",
        TOP,
        lambda m: _p(
            f"The offer ends in {9 - m.day} days, {m.chance.randrange(1, 23)} hours and {_sixty(m)} minutes."
        ),
        each_request=True,
    ),
    _place(
        "countdown, each day", TOP, lambda m: _p(f"Only {12 - m.day} days left until the spring offer ends.")
    ),
    _place(
        "session id, each request", END, lambda m: _p(f"Your session: {_token(m, 16)}"), each_request=True
    ),
    _place(
        "reference, each day",
        END,
        lambda m: _p(f"Quote reference {_token(m, 12)} when you write to support about this page."),
    ),
    _place(
        "price in a sentence, each day",
        MIDDLE,
        lambda m: _p(f"Plans start at ${9 + m.chance.randrange(300) / 100:.2f} per month."),
    ),
    _place("price table, each day", MIDDLE, _prices),
    _place(
        "exchange rate, each day",
        INLINE,
        lambda m: f" Today's rate is 1 EUR = {1.05 + m.chance.randrange(900) / 10000:.4f} USD.",
    ),
    _place(
        "rating count, each day",
        END,
        lambda m: _p(
            f"Rated {4 + m.chance.randrange(5, 9) / 10} out of 5 by {_number(m, 12300, 40)} customers."
        ),
    ),
    _place("order of items, each request", MIDDLE, _shuffled, each_request=True),
    _place("order of items, each day", MIDDLE, _shuffled),
    _place("testimonials, each day", END, _testimonials),
    _place("testimonials, each request", MIDDLE, _testimonials, each_request=True),
    _place(
        "nonce in the text, each request",
        INLINE,
        lambda m: f" <span>nonce-{_token(m, 20)}</span>",
        each_request=True,
    ),
    _place(
        "people looking, each request",
        TITLE,
        lambda m: _p(f"{m.chance.randrange(2, 90)} people are reading this page right now."),
        each_request=True,
    ),
    _place(
        "comments, each day",
        END,
        lambda m: _p(f"{31 + 2 * m.day} comments, the latest by {_each_day(m, _NAMES)}."),
    ),
    _place("edited ago, each day", TITLE, lambda m: _p(f"Reviewed {m.day + 2} days ago by our legal team.")),
    _place(
        "next event, each day", END, lambda m: _p(f"Next webinar: {_each_day(m, _TEASERS)} Join us at 4 pm.")
    ),
    _place("headlines, each day", END, lambda m: "".join(_p(_TEASERS[(m.day + n) % 10]) for n in range(3))),
    _place(
        "popular searches, each day",
        END,
        lambda m: _list(
            "".join(
                f"<li>{w}</li>"
                for w in m.chance.sample(
                    [
                        "refund",
                        "invoice",
                        "delete account",
                        "change plan",
                        "new device",
                        "lost password",
                        "family plan",
                    ],
                    4,
                )
            )
        ),
    ),
    _place(
        "newsletter form, each day",
        END,
        lambda m: _p(
            _each_day(
                m,
                (
                    "Get our stories in your inbox, once a week and never more.",
                    "Join the readers who start their Friday with our letter.",
                    "One letter a week, no spam, leave whenever you like.",
                ),
            )
        ),
    ),
    # of our own invention
    _place(
        "build number, each day",
        END,
        lambda m: _p(f"Release 2026.3.{m.day}-{_token(m, 6)} of the documentation portal."),
    ),
    _place(
        "the reader's address, each request",
        TITLE,
        lambda m: _p(
            f"You are connected from 203.0.113.{m.chance.randrange(1, 250)} through {_any(m, _CITIES)}."
        ),
        each_request=True,
    ),
    _place(
        "state of the service, each day",
        TITLE,
        lambda m: _p(
            _each_day(
                m,
                (
                    "All systems are operational.",
                    "Some customers see slow answers.",
                    "Maintenance is planned for tonight.",
                ),
            )
        ),
    ),
    _place(
        "poll, each day",
        MIDDLE,
        lambda m: _p(
            f"{m.chance.randrange(40, 70)} % of readers understood this page ({_number(m, 1200, 20)} votes)."
        ),
    ),
    _place("ledger that grows", END, _ledger),
    _place(
        "weather at the office, each day",
        END,
        lambda m: _p(
            f"It is {m.chance.randrange(2, 19)} degrees in {_each_day(m, _CITIES)}, and our door is open."
        ),
    ),
)
