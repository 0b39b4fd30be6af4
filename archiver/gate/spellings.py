"""In which country's spelling a text is: weak evidence of its edition, since one editor changes it."""

from __future__ import annotations

import re
from collections import Counter

from archive_repo.text import language
from archiver.gate import thresholds

SPELLINGS = {
    "en-GB": "analyse authorise authorised behaviour cancelled catalogue centre colour customise "
    "customised defence enrol favour favourite fulfil honour labour licence minimise optimise "
    "organisation organisations personalise personalised personalisation programme recognise "
    "recognised summarise unauthorised utilise utilised",
    "en-US": "analyze authorize authorized behavior canceled catalog center color customize "
    "customized defense enroll favor favorite fulfill honor labor minimize optimize "
    "organization organizations personalize personalized personalization program recognize "
    "recognized summarize unauthorized utilize utilized",
    "pt-BR": "arquivo arquivos cadastro celular contato equipe gerenciar registro usuário usuários você",
    "pt-PT": "contacto equipa ficheiro ficheiros gerir registo telemóvel utilizador utilizadores",
}
"""Frequent words of policies that two countries spell, or call, in two ways."""

TAGS = {word: tag for tag, listed in SPELLINGS.items() for word in listed.split()}
"""The tag of the spelling by such a word."""

_WORD = re.compile(r"[^\W\d_]+")


def told(text: str) -> str:
    """The tag of the spelling that the text is in, such as `en-GB`; empty where it cannot be told."""
    found = _WORD.findall(text[: language.SAMPLE].lower())
    if TAGS.keys().isdisjoint(found):  # most texts hold none of these words
        return ""
    counted = Counter(TAGS[word] for word in found if word in TAGS).most_common(2)
    most, second = (*(count for _, count in counted), 0, 0)[:2]
    return counted[0][0] if most >= thresholds.SPELLED_WORDS * max(1, second) else ""
