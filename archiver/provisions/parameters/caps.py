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
_MONEY = re.compile(
    r"(?P<sign>US\$|USD ?|\$|€|£|EUR ?|GBP ?)(?P<sum>\d[\d,]*(?:\.\d\d)?)"
    r"|(?P<amount>\d[\d,]*(?:\.\d\d)?) ?(?P<name>euros?|U\.?S\.? dollars|dollars|USD|EUR|GBP)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"(?:(?P<percent>\d{2,3}) ?% of )?(?:the )?(?:total )?(?:amounts?|fees)\b[^;$€£]{0,90}?\b(?:paid|"
    r"payable|pay)\b",
    re.IGNORECASE,
)
_MONTHS = re.compile(rf"\b(?P<number>{NUMBER})[- ]months?\b", re.IGNORECASE)
_GREATER = re.compile(r"\b(?:greater|higher|larger)\b", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:lower|lesser|smaller)\b", re.IGNORECASE)


def cap(match: re.Match[str]) -> Measure | None:
    """The limit that a match of `CAP` states; None if it is of another form."""
    words = match["cap"]
    sums = {_sum(money) for money in _MONEY.finditer(words)}
    paid, months = _PAID.search(words), {number(one["number"]) for one in _MONTHS.finditer(words)}
    if len(sums) > 1 or len(months) > 1 or not (sums or paid):
        return None
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
    return _CURRENCIES[name], float((money["sum"] or money["amount"]).replace(",", ""))


def _fees(paid: re.Match[str], months: int | None) -> str:
    percent = f"{paid['percent']} % of " if paid["percent"] else ""
    return f"{percent}what was paid" + (f" in {months} months" if months else "")
