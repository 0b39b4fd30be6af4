"""Words that are numbers or parts of dates, in the languages of the recorded policies, in lower case."""

from __future__ import annotations

_MONTHS = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre
januar februar märz april juni juli oktober dezember
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
januari februari maart mei augustus
janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
"""
_NUMERALS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
first second third
"""
MONTHS = frozenset(_MONTHS.split())
"""English with its abbreviations, French, German, Spanish, Italian, Dutch, Portuguese."""
NUMERALS = frozenset(_NUMERALS.split())
"""Numbers as English contracts spell them: `thirty (30) days`."""
ORDINALS = frozenset({"st", "nd", "rd", "th"})
"""What English puts behind a day: `1st`."""
DATE_PARTICLES = ORDINALS | {"of", "de", "le", "der", "den"}
"""What may stand between or behind the numbers of a date: `1st of May`, `1 de mayo`."""
