"""Limits of liability: a sum, what was paid in some months, or the greater or lower of both."""

from __future__ import annotations

import re

from archiver.provisions.parameters.durations import NUMBER, number
from archiver.provisions.parameters.parameter import Measure

CAP = re.compile(
    r"(?:exceed(?:ing|s)?|limited to|(?:in )?excess of)\b(?P<cap>(?:(?!(?<!U\.S)\. "
    r"(?-i:[A-Z(]))[^;]){4,420})",
    re.IGNORECASE,
)
"""What a liability is limited to, up to the end of the sentence."""
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "u.s. dollars": "USD", "us dollars": "USD", "dollars": "USD",
    "€": "EUR", "eur": "EUR", "euros": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP",
}  # fmt: skip
_SPACE = r"[ \u00a0\u2009\u202f]"
_CENTS = r"(?:[.,]\d\d)?(?![.,]?\d)"
_TIMES = {"thousand": 1_000, "million": 1_000_000}


def _amount(name: str) -> str:
    """An amount in a group of this name, perhaps with a sign between its thousands, the same throughout."""
    sign = rf"(?P<{name}_sign>[.,'’]|{_SPACE})"
    return rf"(?P<{name}>(?:\d{{1,3}}{sign}\d{{3}}(?:(?P={name}_sign)\d{{3}})*|\d+){_CENTS})"


_MONEY = re.compile(
    rf"(?P<sign>US\$|\$|€|£|\b(?:USD|EUR|GBP)){_SPACE}?{_amount('sum')}(?:{_SPACE}(?P<times>thousand|million)\b)?"
    rf"|(?<![\d.,]){_amount('amount')}{_SPACE}?(?:(?P<more>thousand|million){_SPACE})?"
    r"(?P<name>(?:euros?|U\.?S\.? dollars|dollars|USD|EUR|GBP)\b|[€£])",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[$€£]|\b(?:USD|EUR|GBP|euros?|dollars)\b", re.IGNORECASE)
_CENTS_AT_END = re.compile(r"[.,](\d\d)$")
_NO_DIGIT = re.compile(r"\D")
_PAID = re.compile(
    r"(?:(?P<percent>\d{2,3}) ?% of )?(?:the )?(?:total )?(?:amounts?|fees)\b[^;$€£]{0,90}?\b(?:paid|"
    r"payable|pay)\b",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"\b(?P<number>{NUMBER})[- ](?:(?:calendar|consecutive|full) )?months?\b", re.IGNORECASE
)
_GREATER = re.compile(r"\b(?:greater|higher|larger)\b", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:lower|lesser|smaller)\b", re.IGNORECASE)


def signs(currency: str) -> list[str]:
    """The ways to write a currency, in lower case; none for what is no currency."""
    return [sign for sign, code in _CURRENCIES.items() if code == currency]


def cap(match: re.Match[str]) -> Measure | None:
    """The limit that a match of `CAP` states; None if it is of another form."""
    words = match["cap"]
    sums = {_sum(money) for money in _MONEY.finditer(words)}
    paid, months = _PAID.search(words), {number(one["number"]) for one in _MONTHS.finditer(words)}
    if len(sums) > 1 or len(months) > 1 or not (sums or paid):
        return None
    if not sums and _CURRENCY.search(words):
        return None  # a sum that is not read: without it the rest is another limit
    parts = [f"{currency} {amount:,.2f}".replace(".00", "") for currency, amount in sums]
    parts += [_fees(paid, next(iter(months), None))] if paid else []
    currency, amount = next(iter(sums), (None, None))
    if len(parts) == 1:
        return Measure(value=parts[0], amount=amount, unit=currency)
    order = "the greater of " if _GREATER.search(words) else "the lower of " if _LOWER.search(words) else None
    joint = " and " if order else ", or "
    return Measure(value=f"{order or ''}{joint.join(parts)}", amount=amount, unit=currency)


def _sum(money: re.Match[str]) -> tuple[str, float]:
    name = (money["sign"] or money["name"]).strip().lower()
    written = money["sum"] or money["amount"]
    cents = _CENTS_AT_END.search(written)
    units = _NO_DIGIT.sub("", written[: cents.start()] if cents else written)
    times = _TIMES.get((money["times"] or money["more"] or "").lower(), 1)
    return _CURRENCIES[name], times * float(f"{units}.{cents[1] if cents else 0}")


def _fees(paid: re.Match[str], months: int | None) -> str:
    percent = f"{paid['percent']} % of " if paid["percent"] else ""
    return f"{percent}what was paid" + (f" in {months} months" if months else "")
