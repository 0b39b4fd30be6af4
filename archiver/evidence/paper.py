"""What of a package is printed: the report, and the certificate that a custodian completes and signs.

Each fact stands in an element that names it (`data-fact`), so that `verify.py` holds it against the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from importlib import resources
from string import Template
from typing import Any

from archive_repo.format.message import plural
from archiver.evidence import verify

_DIGESTS = frozenset({"id", "text", "snapshot", "body", "picture", "main", "observations", "history"})
"""Facts that are set as code is."""


def report(manifest: Mapping[str, Any]) -> bytes:
    """The report, a page of HTML for print where it is about one version."""
    facts = _Facts(manifest)
    versions = manifest["versions"]
    blocks = "".join(_block(version, facts, alone=len(versions) == 1) for version in versions)
    told = {
        "versions": blocks,
        "count": f"{plural(len(versions), 'version')}." if len(versions) > 1 else "",
        "witnesses": _witnesses(manifest, facts),
        "limits": "".join(f"<li>{escape(line)}</li>\n" for line in _limits(manifest)),
    }
    return _filled("report.html", manifest, facts, told)


def _witnesses(manifest: Mapping[str, Any], facts: _Facts) -> str:
    """What others were asked, and said; nothing where nobody was."""
    if not manifest["witnesses"]:
        return ""
    items = []
    for number, witness in enumerate(manifest["witnesses"], start=1):
        name = f"witness.{number}"
        listed = [f"<li>{facts(one)}</li>" for one in facts.told if one.startswith(f"{name}.")]
        file = f"<code>{escape(witness['answer'])}</code>"
        lacks = len(witness["said"]["missing"])
        first = f" The first {len(listed)} that it lacks:" if lacks > len(listed) > 0 else ""
        more = f"{first}<ul>{''.join(listed)}</ul>" if listed else ""
        items.append(f"<li>{facts(name)} All sentences, one by one: {file}.{more}</li>")
    return f'<h2>What others said</h2>\n<ul class="witnesses">\n{"".join(items)}</ul>'


def certificate(manifest: Mapping[str, Any]) -> bytes:
    """The template of a certificate for the custodian of the archive."""
    facts = _Facts(manifest)
    items = "".join(f"<li>{_named(version, facts)}</li>" for version in manifest["versions"])
    return _filled("certificate.html", manifest, facts, {"list": f"<ul>{items}</ul>"})


class _Facts:
    """The facts of a manifest as elements."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.told = verify.facts(dict(manifest))

    def __call__(self, name: str) -> str:
        """The element that shows a fact."""
        own = name.split(".")[1] if "." in name else name
        kind = ' class="digest"' if own in _DIGESTS else ' class="url"' if own == "url" else ""
        return f'<span{kind} data-fact="{escape(name)}">{escape(self.told[name])}</span>'


def _filled(name: str, manifest: Mapping[str, Any], facts: _Facts, told: Mapping[str, str]) -> bytes:
    files = resources.files("archiver.evidence")
    template = Template(files.joinpath(name).read_text(encoding="utf-8"))
    style = files.joinpath("paper.css").read_text(encoding="utf-8")
    own = {name: facts(name) for name in facts.told if "." not in name}
    return template.substitute(
        own,
        style=f"<style>\n{style}</style>",
        plain_title=escape(manifest["title"]),
        plain_platform=escape(manifest["platform"]),
        timestamps=_timestamps(facts),
        **told,
    ).encode()


def _timestamps(facts: _Facts) -> str:
    names = [name for name in facts.told if name.startswith("timestamp.")]
    if not names:
        return "This package has no timestamp."
    return f"This package has {plural(len(names), 'timestamp')}: {'; '.join(map(facts, names))}."


def _block(version: Mapping[str, Any], facts: _Facts, *, alone: bool) -> str:
    """What is said of a version: since when and until when as sentences, the rest as a table."""
    short = version["id"][:12]

    def fact(name: str) -> str:
        return facts(f"{short}.{name}")

    rows = "".join(f"<tr><th>{name}</th><td>{told}</td></tr>\n" for name, told in _rows(version, fact))
    heading = f"<h2>{'Seen' if alone else 'A version, seen'} {fact('span')}</h2>"
    story = " ".join(fact(name) for name in ("came", "seen", "went"))
    return f'{heading}\n<p class="story">{story}</p>\n<table class="facts"><tbody>\n{rows}</tbody></table>\n'


def _rows(version: Mapping[str, Any], fact: Any) -> Iterator[tuple[str, str]]:
    for number, page in enumerate(version["pages"], start=1):
        name = "Page" if len(version["pages"]) == 1 else f"Page {number}"
        told = f"fetched {fact(f'fetched.{number}')}, SHA-256 {fact(f'body.{number}')}"
        answered = f"<br>answered by {fact(f'answered.{number}')}" if page["peers"] else ""
        yield name, f"{fact(f'url.{number}')}<br>{told}{answered}"
        if page["screenshot"]:
            yield (
                name.replace("Page", "Picture"),
                _picture(page, number, fact),
            )
    yield "Version (a git commit)", f"{fact('id')}, recorded {fact('recorded')}"
    yield "Change", fact("change")
    yield "SHA-256 of the text", fact("text")
    yield "Snapshot of the pages", fact("snapshot")
    yield "Text read by", fact("extractor")
    stated = [escape(version[name]) for name in ("stated_updated", "stated_effective") if version[name]]
    if stated:
        yield "Date in the text", f"{', '.join(stated)} (what the platform says)"
    if version["origin"]:
        yield "Imported from", escape(version["origin"])


def _picture(page: Mapping[str, Any], number: int, fact: Any) -> str:
    """The picture of a page, its upper part shown, and how it was taken; or why there is none."""
    told = fact(f"pictured.{number}")
    if not page["picture"]:
        return f"{told}"
    file = escape(page["picture"])
    return (
        f"{told} SHA-256 {fact(f'picture.{number}')}. Its upper part; all of it is <code>{file}</code>:"
        f'<br><img class="picture" src="../{file}" alt="The upper part of {file}">'
    )


def _limits(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What this package in particular does not show."""
    versions = manifest["versions"]
    browsers = sorted({page["renderer"] for version in versions for page in version["pages"]} - {""})
    if browsers:
        yield (
            f"What the server sent before scripts ran: a browser ({', '.join(browsers)}) opened the page, "
            "and the stored bytes are the page as it had built it."
        )
    for origin in sorted({version["origin"] for version in versions} - {""}):
        yield f"That this archive saw it: it was imported from {origin}, whose word it is."
    for page in {page["url"]: page for version in versions for page in version["stand_ins"]}.values():
        yield (
            f"What {page['url']} said then: it could not be read, and its copy of "
            f"{verify.shown(page['last_seen'])} stands in its place."
        )
    yield from (verify.wall(one) for one in versions if one["change_class"] == "not-the-document")
    if any(page["picture"] for version in versions for page in version["pages"]):
        yield verify.PICTURES_SAY
    if manifest["witnesses"]:
        yield verify.WITNESSES_SAY
    if manifest["without_pages"]:
        count = plural(len(manifest["without_pages"]), "version")
        yield f"Anything of {count} in this time whose pages were never kept: {_short(manifest)}."


def _short(manifest: Mapping[str, Any]) -> str:
    return ", ".join(one[:12] for one in manifest["without_pages"])


def _named(version: Mapping[str, Any], facts: _Facts) -> str:
    short = version["id"][:12]
    pages = "; ".join(
        f"{facts(f'{short}.url.{number}')}, fetched {facts(f'{short}.fetched.{number}')}, SHA-256 "
        f"{facts(f'{short}.body.{number}')}{_and_picture(page, facts, f'{short}.picture.{number}')}"
        for number, page in enumerate(version["pages"], start=1)
    )
    return f"version {facts(f'{short}.id')}, SHA-256 of the text {facts(f'{short}.text')}, read from {pages}"


def _and_picture(page: Mapping[str, Any], facts: _Facts, name: str) -> str:
    return f", with a picture of it as a browser showed it, SHA-256 {facts(name)}" if page["picture"] else ""
