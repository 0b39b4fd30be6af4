"""Inline Markdown of a collection as the raw text of a block: links as marks, without emphasis and images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from archiver.extract import noise
from archiver.extract.block import BREAK, CLOSE, HERE, OPEN, TARGET
from archiver.extract.html import links

DEEPEST = 20
"""Brackets in brackets that may be links; what lies deeper is read as text."""

KEPT = 8192
"""Blocks whose raw text is remembered: a run of lines is read anew where one of its items changed."""

_TARGET = (
    r"(?:<[^<>\n]*>|(?:[^()\s\\]|\\.|\((?:[^()\s\\]|\\.)*\))*)(?:\s+\"(?:[^\"\\]|\\.)*\")?"
    r"|(?:[^()\n\\]|\\.|\((?:[^()\n\\]|\\.)*\))*"
)
"""As the standard has it, else with the spaces of `mailto: a@b.example` or of a drawing in the address: the
engine escapes each bracket that is none of a link."""
_IMAGE = rf"!\[[^\[\]\n]*\]\(\s*(?:{_TARGET})\s*\)"
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)(?P<code>[^`]+)(?P=ticks)(?!`)"
    r"|<(?P<auto>https?://[^\s<>]+|mailto:[^\s<>]+)>"
    r"|(?P<open>!?\[)"
    rf"|\](?:\(\s*(?P<target>{_TARGET})\s*\))?"
    r"|(?P<run>\*+|_+|~~+)"
    r"|(?P<break><br\s*/?>| {2,}\n\s*|\\\n\s*)"
    r"|(?P<line>\n\s*)"
)
_MARK = re.compile(r"[\\`<\[\]*_~\n]")
"""Characters with one of which each token but a break by spaces begins: `_TOKEN`, which is slower, is tried
only at these."""
_AROUND_BLOCKS = re.compile(
    rf"\[(?P<words>(?:[^\[\]\\\n!]++|{_IMAGE}|!|\\.|\n(?![ \t]*\n))*\n[ \t]*\n"
    rf"(?:[^\[\]\\!]++|{_IMAGE}|!|\\.)*)\]"
    rf"\(\s*(?P<target>{_TARGET})\s*\)"
)
"""A link around blocks, images among them, or one that ends below a blank line."""
_IMAGES = re.compile(_IMAGE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TITLE = re.compile(r"\s+\"(?:[^\"\\]|\\.)*\"$")
_CONTROL = dict.fromkeys(map(ord, (OPEN, TARGET, CLOSE, BREAK)))


@lru_cache(maxsize=KEPT)
def raw(markdown: str, line: str = " ") -> str:
    """The raw text; `line` stands for a line's end that is no break."""
    out: list[str] = []
    opened: list[int] = []
    end = 0
    for match in _tokens(markdown):
        out.append(markdown[end : match.start()])
        end = match.end()
        match match.lastgroup:
            case "escaped":
                out.append(match["escaped"])
            case "code":
                out.append(match["code"])
            case "auto":
                out.append(match["auto"].removeprefix("mailto:"))
            case "open":
                if len(opened) < DEEPEST:
                    opened.append(len(out))
                out.append(match["open"])
            case "run":
                out.append(_run(markdown, match))
            case "break":
                out.append(BREAK)
            case "line":
                out.append(line)
            case _:  # a closing bracket, with a target or without
                _close(out, opened, match)
    out.append(markdown[end:])
    return "".join(out)


def _tokens(markdown: str) -> Iterator[re.Match[str]]:
    """What is more than text, in order."""
    place = 0
    while mark := _MARK.search(markdown, place):
        start = mark.start()
        match mark[0]:
            case "\n":  # spaces before it make it a break
                start = place + len(markdown[place:start].rstrip(" "))
            case "[" if markdown[start - 1 : start] == "!" and start > place:
                start -= 1
        found = _TOKEN.match(markdown, start) or _TOKEN.match(markdown, mark.start())
        if found:
            yield found
        place = (found or mark).end()


def apart(markdown: str) -> str:
    """The Markdown with no link around a blank line: such a one is put on its words, if they are one line."""
    return _AROUND_BLOCKS.sub(_apart, markdown) if "\n\n" in markdown and "](" in markdown else markdown


def _apart(match: re.Match[str]) -> str:
    words = _IMAGES.sub("", match["words"])
    return words if "\n" in words.strip() else f"[{words.strip()}]({match['target']})"


def without_marks(text: str) -> str:
    """The text without the characters that mark links and breaks in a raw text."""
    return text.translate(_CONTROL) if any(mark in text for mark in (OPEN, TARGET, CLOSE, BREAK)) else text


def _run(markdown: str, match: re.Match[str]) -> str:
    """A run of `*`, `_` or `~`: nothing where it opens or closes emphasis, else itself."""
    before, after = markdown[match.start() - 1 : match.start()], markdown[match.end() : match.end() + 1]
    is_apart = not before.strip() and not after.strip()
    is_within = match["run"][0] == "_" and before.isalnum() and after.isalnum()
    return match["run"] if is_apart or is_within else ""


def _close(out: list[str], opened: list[int], match: re.Match[str]) -> None:
    """End what the last bracket opened: a link, an image, or only a bracket."""
    if not opened:
        out.append(match[0])
        return
    start = opened.pop()
    if match["target"] is None:
        out.append("]")
        return
    words = "".join(out[start + 1 :])
    is_image = out[start] == "!["
    del out[start:]
    if not is_image:
        out.append(_link(words, _target(match["target"])))


def _link(words: str, target: str) -> str:
    return f"{OPEN}{words}{TARGET}{target}{CLOSE}" if target and CLOSE not in words else words


@lru_cache(maxsize=50_000)
def _target(written: str) -> str:
    href = _ESCAPE.sub(r"\1", _TITLE.sub("", written).strip("<>"))
    return HERE if links.is_within_page(href) else links.target(href, "", noise.known())
