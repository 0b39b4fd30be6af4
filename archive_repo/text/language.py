"""A small language identifier that only answers when it is sure.

Chinese, Japanese and Korean are recognised by their scripts, languages in Latin letters by their commonest
words: function words are a quarter to a half of running prose and hardly shared between languages, so that a
hundred words are enough. A library with trained profiles would know a hundred languages and take a second to
import; what asks is whether a policy is suddenly in another language, and how to mark a text up.
"""

from __future__ import annotations

import functools
import re
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from archive_repo.text import words

UNKNOWN = ""
"""What `identify` says when it is not sure."""

FUNCTION_WORDS: dict[str, str] = {
    "en": "the of and to in a is that for your you we our by or with this be are as on may not any it "
    "from will have has which these their when at if can such other all who how what was were",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
    "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum "
    "oder ihre wir uns unsere ihrer können durch zur diese dieser kann haben soweit ihnen",
    "fr": "de la le et les des en un du une que est pour qui dans par plus ce il sur au ne se pas avec "
    "son ou vous nous votre vos notre nos cette ces sont être aux lorsque peut sa ses leur elle "
    "mais",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o sus nos usted "
    "nuestro nuestra nuestros este esta estos ser cuando sobre puede cualquier si ha son sin "
    "también",
    "it": "di e il la che in a per un è del con non una le si dei da al della i lo nel gli alla sono "
    "delle come più o anche ai dal questa questo essere ha nostri nostro nostra suoi sua tuo tuoi "
    "vostro può dati nella",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como ao das à sua ou "
    "seu nos você nossos nosso nossa quando pelo pela são este esta pode ser também seus suas mas "
    "foi tem",
    "nl": "de en van het een in is dat op te voor met zijn niet aan die om door of we wij uw je jouw onze "
    "ons kan worden als bij ook naar deze dit wordt hebben heeft kunnen uit er tot over maar "
    "wanneer u",
    "pl": "i w na z do się nie że o jest to przez dla oraz lub od jak po są za co może być ich które "
    "który która tym tego przy także czy jeśli nasz nasze naszych twoje państwa ze",
}
"""The commonest words of running text, as frequency lists of each language rank them, with the pronouns
that policies are full of. A word that stands in two lists counts for both and decides nothing."""

MINIMUM_WORDS = 20
"""With fewer words in Latin script than this, one name or one menu could decide."""
MINIMUM_SHARE = 0.12
"""Function words are 25 % or more of a policy's prose in all eight languages; in lists, tables and menus
fewer."""
MINIMUM_LEAD = 1.5
"""The best language must have this many times the hits of the second: Spanish and Portuguese share a third
of their function words."""
SCRIPT_SHARE = 0.3
"""Share of letters in Han, kana or Hangul from which the text is Chinese, Japanese or Korean: English
product names make up the rest."""
KANA_SHARE = 0.1
"""Japanese prose is about half kana; Chinese has none but for quoted names."""

NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
}  # fmt: skip
"""The languages that `identify` tells apart, by ISO 639-1 code."""

SIMPLIFIED = frozenset(
    "这为们个来时对会开关样动产单数务据权应该规则责过进还让从与其网页户号处实认设请说读变经给"
)
TRADITIONAL = frozenset(
    "這為們個來時對會開關樣動產單數務據權應該規則責過進還讓從與網頁戶號處實認設請說讀變經給"
)
"""Characters of a policy's prose that only one of the two Chinese scripts has."""
SCRIPT_LEAD = 5
"""One script must have this many times the characters of the other, and at least this many: texts of Hong
Kong quote names from the mainland, and the reverse."""

SAMPLE = 20_000
"""Characters that are read: some three thousand words, far more than needed."""
REMEMBERED = 5_000
"""Lines whose words are remembered: most versions of a document begin alike."""

_ADDRESSES = re.compile(r"\]\((?:(?!\]\()[^)\s])*\)|https?://\S+|(?<![\w.-])(?:[\w-]++\.)+\w++")
"""Targets of links, and names of hosts: "com" is a Portuguese word, and a table of cookies is full of it."""
_HAN, _KANA, _HANGUL = (re.compile(f"[{script}]") for script in (words.HAN, words.KANA, words.HANGUL))
_SETS = {code: frozenset(listed.split()) for code, listed in FUNCTION_WORDS.items()}
_BITS = SAMPLE.bit_length()
_MOST = (1 << _BITS) - 1
_HITS = {
    word: sum(1 << _BITS * place for place, own in enumerate(_SETS.values()) if word in own)
    for word in frozenset[str]().union(*_SETS.values())
}
"""A hit of a word for each language that has it, side by side in one number."""


def identify(text: str) -> str:
    """The ISO 639-1 code of the language most of the text is in, or `UNKNOWN`.

    >>> identify("We may share your personal data with the partners that help us to run our services, if you "
    ...          "have given us your consent or when the law asks us for it.")
    'en'
    >>> identify("Login Pricing Blog")
    ''
    """
    sample = text[:SAMPLE]
    counts = _Counts(*map(sum, zip(*map(_counted, sample.split("\n")), strict=True)))
    return _by_script(counts, sample) or _by_words(counts)


def written(text: str) -> str:
    """As `identify`, but Chinese with its script: `zh-Hans` or `zh-Hant`, or `zh` where that is not clear."""
    code = identify(text)
    if code != "zh":
        return code
    hans, hant = (sum(map(own.__contains__, text[:SAMPLE])) for own in (SIMPLIFIED, TRADITIONAL))
    if max(hans, hant) < SCRIPT_LEAD * max(1, min(hans, hant)):
        return code
    return f"{code}-{'Hans' if hans > hant else 'Hant'}"


def name(code: str) -> str:
    """The language's English name; the code itself if the language is not one of NAMES."""
    return NAMES.get(code, code or "unknown")


class _Counts(NamedTuple):
    """What a stretch of text has of each script, and of the words of each language."""

    han: int
    kana: int
    hangul: int
    words: int
    hits: int
    """Of each language in the order of FUNCTION_WORDS, side by side in one number."""


@functools.lru_cache(maxsize=REMEMBERED)
def _counted(line: str) -> _Counts:
    prose = _ADDRESSES.sub(" ", line)
    scripts = (_HAN, _KANA, _HANGUL)
    han, kana, hangul = (0, 0, 0) if prose.isascii() else (len(one.findall(prose)) for one in scripts)
    found = words.fold(prose)
    total = sum(map(str.isalpha, map(itemgetter(0), found)))
    return _Counts(han, kana, hangul, total, sum(map(_HITS.get, found, repeat(0))))


def _by_script(counts: _Counts, sample: str) -> str:
    han, kana, hangul = counts[:3]
    found = han + kana + hangul
    if not found or found < SCRIPT_SHARE * sum(map(str.isalpha, _ADDRESSES.sub(" ", sample))):
        return UNKNOWN
    if hangul >= max(han, kana):
        return "ko"
    return "ja" if kana >= KANA_SHARE * (han + kana) else "zh"


def _by_words(counts: _Counts) -> str:
    if counts.words < MINIMUM_WORDS:
        return UNKNOWN
    hits = sorted((counts.hits >> _BITS * place & _MOST, code) for place, code in enumerate(_SETS))
    (second, _), (best, code) = hits[-2:]
    return code if best >= MINIMUM_SHARE * counts.words and best >= MINIMUM_LEAD * second else UNKNOWN
