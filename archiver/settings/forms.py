"""The forms that texts in `archive.toml` must have, since they go into headers, addresses and commands.

Each function raises SettingsError, which says where the text stands and what it must be, unless it is that.
"""

from __future__ import annotations

import re
from typing import Any

from archiver.errors import SettingsError

_CONTACT = re.compile(r"""(https?://|[^\s"'()\\@]+@)[^\s"'()\\@]+""")
_CHANNEL = re.compile(
    r"mailto:[^\s@<>\"',]+@[^\s@<>\"',]+|https?://[^\s\"'<>#]+|apprise:[a-z0-9]+(-[a-z0-9]+)*"
)
_PLACE = re.compile(r"https?://[^\s\"'<>?#\\]+/")
_PASSWORD = re.compile(r"^\w+://[^/@\s]*:[^/@\s]*@")
_LANGUAGE = r"(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?: ?; ?q=[01](?:\.\d{1,3})?)?"
_LANGUAGES = re.compile(f"{_LANGUAGE}(?: ?, ?{_LANGUAGE})*")


def is_contact(text: str) -> bool:
    """True for a web page or an e-mail address that can stand in the user agent."""
    return text.isascii() and text.isprintable() and _CONTACT.fullmatch(text) is not None


def must_be_a_header(where: str, text: str) -> None:
    """It goes into an HTTP header."""
    if not (text.strip() and text.isascii() and text.isprintable()):
        raise SettingsError(
            f"{where}: must be one line of plain ASCII, as it goes into a header, not {text!r}"
        )


def must_be_a_line(where: str, text: str) -> None:
    """It is printed, in any script."""
    if not (text.strip() and text.isprintable()):
        raise SettingsError(f"{where}: must be one line of text, not {text!r}")


def may_be_empty(where: str, text: str) -> None:
    """It is empty, or goes into a header."""
    if text:
        must_be_a_header(where, text)


def must_be_a_pattern(where: str, text: str) -> None:
    """It is a regular expression."""
    try:
        re.compile(text)
    except re.error as error:
        raise SettingsError(f"{where}: not a regular expression ({error}): {text!r}") from error


def must_be_a_place(where: str, text: str) -> None:
    """It is empty, or the address of a folder on the web."""
    if text and not _PLACE.fullmatch(text):
        raise SettingsError(f'{where}: must be a web address that ends with "/", or "", not {text!r}')


def must_be_an_authority(where: str, text: str) -> None:
    """It is the web address of a timestamp authority."""
    if not _CHANNEL.fullmatch(text) or not text.startswith("http"):
        raise SettingsError(f"{where}: must be web addresses (https://...), and {text!r} is not one")


def must_be_a_remote(where: str, text: str) -> None:
    """It is an address that git knows, without a password."""
    if not text.isprintable() or text.startswith("-"):
        raise SettingsError(f"{where}: must be an address that git knows, or a folder, not {text!r}")
    if _PASSWORD.search(text):
        raise SettingsError(f"{where}: has a password in it; remove it: git's credential helpers keep it")


def may_be_a_folder(where: str, text: str) -> None:
    """It is empty, or the path of a folder."""
    if text:
        must_be_a_line(where, text)


def must_be_a_name(where: str, text: str) -> None:
    """It is written as a slug is."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise SettingsError(f"{where}: must be lower-case letters and digits with - between, not {text!r}")


def must_be_a_channel(where: str, text: str) -> None:
    """It is a way to reach somebody."""
    if not _CHANNEL.fullmatch(text):
        raise SettingsError(
            f'{where}: must be "mailto:somebody@example.org", a web address (https://...), '
            f'or "apprise:NAME", not {text!r}'
        )


def must_be_languages(where: str, wanted: Any) -> None:
    """It is what the header Accept-Language may say."""
    if not (isinstance(wanted, str) and _LANGUAGES.fullmatch(wanted)):
        raise SettingsError(f'{where}: must name languages, as "de" or "fr-CA, fr;q=0.8" do, not {wanted!r}')
