"""Words put together from parts, as they stand at the beginning or in the middle of a sentence."""

from __future__ import annotations


def capitalised(text: str) -> str:
    """The text with a capital first, and the rest as it is.

    >>> capitalised("seen by OpenAI")
    'Seen by OpenAI'
    """
    return f"{text[:1].upper()}{text[1:]}"


def lowered(text: str) -> str:
    """The text as it stands in the middle of a sentence; abbreviations and names keep their capitals.

    >>> lowered("Human review"), lowered("AI output"), lowered("Do Not Track signals")
    ('human review', 'AI output', 'Do Not Track signals')
    """
    first, _, others = text.partition(" ")
    is_name = first[1:] != first[1:].lower() or others[:1].isupper()
    return text if is_name else f"{text[:1].lower()}{text[1:]}"


def sentence(text: str) -> str:
    """The text as a sentence; empty for an empty one.

    >>> sentence("last crawl 2025-05-01"), sentence("Done.")
    ('Last crawl 2025-05-01.', 'Done.')
    """
    return f"{capitalised(text)}{'' if text.endswith('.') else '.'}" if text else ""
