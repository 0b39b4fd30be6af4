"""An archive's settings: `archive.toml`, whose every key is optional.

To add a key: give its dataclass a field with a default, and describe it in `template`; a test compares
them.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from archive_repo.errors import meant
from archive_repo.git.signing import Signatures
from archiver.errors import SettingsError
from archiver.settings import forms

T = TypeVar("T")

_ADDRESS = re.compile(r"[^\s/]+(?:/[^\s/]+)?")

KINDS: Mapping[type, str] = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


LONGEST_SECONDS = 86_400
"""A day: no pause and no time limit of a crawl makes sense beyond it, and clocks overflow far above."""


def _at_least(least: float, default: Any) -> Any:
    most = LONGEST_SECONDS if isinstance(default, float) else math.inf
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How pages are asked for; durations in seconds, sizes in bytes."""

    user_agent: str = "policy-archiver/0.1"
    accept_language: str = "en"
    delay_seconds: float = _at_least(0, 1.0)
    max_crawl_delay_seconds: float = _at_least(0, 30.0)
    web_archive_delay_seconds: float = _at_least(0, 2.5)
    """24 requests a minute: the limit that the Wayback Machine publishes for its CDX server."""
    timeout_seconds: float = _at_least(0.1, 30.0)
    page_seconds: float = _at_least(1, 300.0)
    max_bytes: int = _at_least(1, 20 * 1024 * 1024)
    attempts: int = _at_least(1, 3)
    allow_private_addresses: bool = False
    log_requests: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How a crawl is spread out."""

    platforms_at_once: int = _at_least(1, 64)
    screenshots: bool = False
    """True to keep a picture of each page that is stored."""
    keep_snapshots: Literal["changed", "all"] = "changed"
    """Which pages are stored: those whose text changed or was held, or each that came with other bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """How doubtful pages are looked at again."""

    confirm_after_seconds: float = _at_least(0, 5.0)


PLACE = "{platform}"
"""Stands for a platform's slug in the address of a remote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSettings:
    """Where platforms' repositories are pushed to."""

    url: str = field(default="", metadata={"form": forms.must_be_a_remote})
    """With PLACE, a repository for each platform; without it, one that has branches for each."""


LONGEST_HOURS = 24 * 31
"""A document that is looked at less often than monthly is hardly watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """What `archiver watch` does, and how often."""

    every_hours: float = field(default=6.0, metadata={"least": 1, "most": LONGEST_HOURS})
    """Time from one look at a platform to the next."""
    platforms: Mapping[str, float] = field(default_factory=dict, metadata={"least": 1, "most": LONGEST_HOURS})
    """The same of some platforms, by slug."""
    site: str = field(default="", metadata={"form": forms.may_be_a_folder})
    """The folder of the site that is kept up to date; its path counts from the archive's. None if empty."""
    push: bool = True
    """True to push to the remote, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What the site that is made of the archive is called, and where it will be served."""

    title: str = field(default="Policy archive", metadata={"form": forms.must_be_a_line})
    url: str = field(default="", metadata={"form": forms.must_be_a_place})


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampSettings:
    """Who dates the archive, and whose word is trusted."""

    authorities: tuple[str, ...] = field(default=(), metadata={"each": forms.must_be_an_authority})
    certificates: str = field(default="", metadata={"any": True})
    after_crawl: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSettings:
    """What the archive is called as a collection of Open Terms Archive's, and where its files will be."""

    id: str = field(default="policies", metadata={"form": forms.must_be_a_name})
    name: str = field(default="Policy archive", metadata={"form": forms.must_be_a_line})
    tagline: str = field(default="Policies of platforms", metadata={"form": forms.must_be_a_line})
    languages: tuple[str, ...] = field(default=("en",), metadata={"each": forms.must_be_a_header})
    jurisdictions: tuple[str, ...] = field(default=(), metadata={"each": forms.must_be_a_header})
    api: str = field(default="", metadata={"form": forms.must_be_a_place})
    """Where the folder `api` will be served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """Who is told of which changes, and how. Empty lists and texts leave nothing out."""

    name: str = field(default="", metadata={"form": forms.must_be_a_name})
    channel: str = field(default="", metadata={"form": forms.must_be_a_channel})
    about: Literal["changes", "health"] = "changes"
    """Health is for whoever maintains the archive: documents that cannot be read any more."""
    when: Literal["same-day", "weekly"] = "same-day"
    platforms: tuple[str, ...] = ()
    """Platforms or documents: `mistral-ai`, `mistral-ai/privacy-policy`."""
    types: tuple[str, ...] = ()
    """Titles of documents, whatever the platform."""
    categories: tuple[str, ...] = ()
    """Only changes of these kinds of provision, by id."""
    classes: tuple[str, ...] = ()
    severity: Literal["", "low", "medium", "high"] = ""
    """Only changes that touch a provision of at least this severity."""
    words: str = field(default="", metadata={"form": forms.must_be_a_pattern})
    """Only changes with a sentence that matches this regular expression."""
    silent: bool = False


def trial(channel: str) -> AlertSettings:
    """A subscription for nothing but trying a channel. Raises SettingsError for what is none."""
    forms.must_be_a_channel("channel", channel)
    return AlertSettings(name="trial", channel=channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The server that mail is handed to; its password is in the environment, ARCHIVER_SMTP_PASSWORD."""

    host: str = "localhost"
    port: int = _at_least(1, 587)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = field(default="", metadata={"form": forms.may_be_empty})
    sender: str = "archiver@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of `archive.toml`, one field per table; all but the last two have keys of their own."""

    fetch: FetchSettings = FetchSettings()
    crawl: CrawlSettings = CrawlSettings()
    gate: GateSettings = GateSettings()
    site: SiteSettings = SiteSettings()
    remote: RemoteSettings = RemoteSettings()
    signatures: Signatures = field(default_factory=Signatures)
    collection: CollectionSettings = CollectionSettings()
    watch: WatchSettings = WatchSettings()
    timestamps: TimestampSettings = TimestampSettings()
    mail: MailSettings = MailSettings()
    alerts: tuple[AlertSettings, ...] = ()
    accept_language: Mapping[str, str] = field(default_factory=dict)
    """The Accept-Language header of some documents, by `PLATFORM` or `PLATFORM/DOCUMENT`."""
    screenshots: Mapping[str, bool] = field(default_factory=dict)
    """Of which documents pictures are kept, by the same; of others as `crawl.screenshots` says."""

    def is_pictured(self, platform: str, document: str) -> bool:
        """True if a picture of each page of a document is kept when the page is stored."""
        by_platform = self.screenshots.get(platform, self.crawl.screenshots)
        return self.screenshots.get(f"{platform}/{document}", by_platform)


def read(path: Path) -> Settings:
    """The settings in a file; the defaults if there is no such file.

    Raises SettingsError naming file and key.
    """
    tables = _tables(path)
    return Settings(
        **{
            name: _read_table(f"{path.name}: {name}", kind, tables[name])
            for name, kind in _known(path.name, Settings, tables).items()
        }
    )


def read_sound(path: Path) -> tuple[Settings, tuple[SettingsError, ...]]:
    """The settings that can be used, the others as they are by default, and all that is wrong with these."""
    found: list[SettingsError] = []
    values: dict[str, Any] = {}
    try:
        tables = _tables(path)
    except SettingsError as error:
        return Settings(), (error,)
    for name, table in tables.items():
        try:
            (kind,) = _known(path.name, Settings, {name: table}).values()
            values[name] = _sound_table(f"{path.name}: {name}", kind, table, found)
        except SettingsError as error:
            found.append(error)
    return Settings(**values), tuple(found)


def _sound_table(where: str, kind: type, table: Any, found: list[SettingsError]) -> Any:
    """A table without the keys that cannot be used; what is wrong with them is `found`."""
    if kind == tuple[AlertSettings, ...] and isinstance(table, list):
        read = [
            _sound_table(f"{where} {place}", AlertSettings, one, found) for place, one in enumerate(table, 1)
        ]
        found.extend(_ambiguous(where, read))
        return tuple(read)
    kept: dict[str, Any] = {}
    for key, value in table.items() if isinstance(table, dict) else ():
        try:
            _read_table(where, kind, {key: value})
            kept[key] = value
        except SettingsError as error:
            found.append(error)
    return _read_table(where, kind, kept if isinstance(table, dict) else table)


def _tables(path: Path) -> dict[str, Any]:
    """What a file holds; nothing if there is no such file. Raises SettingsError."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{path.name}: it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name}: it is not UTF-8 text; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name}: {_told_twice(text) or f'not valid TOML: {error}'}") from error
    except RecursionError as error:
        raise SettingsError(f"{path.name}: not valid TOML: it is nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise SettingsError(f"{path.name}: not valid TOML: a number has too many digits") from error


def _told_twice(text: str) -> str:
    """What to do where a section stands twice, as one does that was added at the end; empty if none does."""
    sections = Counter(re.findall(r"(?m)^\[(\w+)\]", text))
    twice = next((name for name, count in sections.items() if count > 1), None)
    return f"the section [{twice}] stands in it twice; keep one, with the keys of both" if twice else ""


def _read_table(where: str, kind: type, table: Any) -> Any:
    if kind == tuple[AlertSettings, ...]:
        return _alerts(where, table)
    if hasattr(kind, "__dataclass_fields__"):
        return _table(where, kind, table)
    return _by_address(
        where, table, forms.must_be_languages if kind == Mapping[str, str] else _must_be_a_bool
    )


def _alerts(where: str, tables: Any) -> tuple[AlertSettings, ...]:
    """The subscriptions, each with a name of its own and a channel."""
    if not isinstance(tables, list):
        raise SettingsError(f"{where}: must be tables, each written [[alerts]]")
    found = tuple(_table(f"{where} {place}", AlertSettings, one) for place, one in enumerate(tables, start=1))
    for problem in _ambiguous(where, found):
        raise problem
    return found


def _ambiguous(where: str, subscriptions: Sequence[AlertSettings]) -> Iterator[SettingsError]:
    """The subscriptions without a name of their own or a channel."""
    names = [one.name for one in subscriptions]
    for place, one in enumerate(subscriptions, start=1):
        if not one.name or not one.channel:
            yield SettingsError(f"{where} {place}: needs a name and a channel")
        elif names.count(one.name) > 1:
            yield SettingsError(f"{where} {place}: another one is called {one.name!r} too; rename one")


def _by_address(where: str, table: Any, must_fit: Callable[[str, Any], None]) -> dict[str, Any]:
    """A table of values by address of a platform or document."""
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: must be a table, written [{where.rpartition(' ')[2]}]")
    for address, wanted in table.items():
        if not _ADDRESS.fullmatch(address):
            remedy = "write PLATFORM or PLATFORM/DOCUMENT"
            raise SettingsError(f"{where}: {address!r} is not an address; {remedy}")
        must_fit(f"{where}.{address}", wanted)
    return dict(table)


def _must_be_a_bool(where: str, wanted: Any) -> None:
    if type(wanted) is not bool:
        raise SettingsError(f"{where}: must be {KINDS[bool]}, not {wanted!r}")


def _known(where: str, owner: type, found: Mapping[str, Any]) -> dict[str, type]:
    """The types of the keys that are set, by name; unknown keys are refused."""
    kinds: dict[str, type] = get_type_hints(owner)
    for key in found:
        if key not in kinds:
            hint = meant(key, kinds, f"known are {', '.join(kinds)}", most=1)
            raise SettingsError(f"{where}: unknown key {key!r}; {hint}")
    return {name: kind for name, kind in kinds.items() if name in found}


def _table(where: str, owner: type[T], table: Any) -> T:
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: must be a table, written [{where.rpartition(' ')[2]}]")
    values = {
        name: _value(f"{where}.{name}", kind, table[name])
        for name, kind in _known(where, owner, table).items()
    }
    for one in fields(owner):  # type: ignore[arg-type]
        if one.name in values:
            _must_fit(f"{where}.{one.name}", values[one.name], one.metadata)
    return owner(**values)


def _must_fit(where: str, value: Any, told: Mapping[str, Any]) -> None:
    """Raise SettingsError unless a value is within the bounds of its field, or has the form of it."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            _bounded(f"{where}.{name}", one, **told)
    elif "least" in told:
        _bounded(where, value, **told)
    elif "each" in told:
        for one in value:
            told["each"](where, one)
    elif isinstance(value, str) and not told.get("any"):
        told.get("form", forms.must_be_a_header)(where, value)


def _bounded(where: str, value: float, *, least: float, most: float) -> None:
    if not value >= least:
        raise SettingsError(f"{where}: must be at least {least}, not {value}")
    if value > most:
        raise SettingsError(f"{where}: must be at most {most}, not {value}")


def _value(where: str, kind: Any, value: Any) -> Any:
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            allowed = " or ".join(f'"{one}"' for one in get_args(kind) if one)
            raise SettingsError(f"{where}: must be {allowed}, not {value!r}")
        return value
    if get_origin(kind) is tuple:
        if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            raise SettingsError(f'{where}: must be a list of texts, as ["a", "b"], not {value!r}')
        return tuple(value)
    if get_origin(kind) is Mapping:
        if not isinstance(value, dict):
            raise SettingsError(f"{where}: must be a table, as {{ mistral-ai = 24 }}, not {value!r}")
        return {name: _value(f"{where}.{name}", float, one) for name, one in value.items()}
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise SettingsError(f"{where}: must be {KINDS[kind]}, not {value!r}")
    return value
