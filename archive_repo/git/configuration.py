"""The settings of a repository itself: the file `config` in its folder."""

from __future__ import annotations

import re
from pathlib import Path

_SECTION = re.compile(r'\s*\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\]|\\.)*)")?\]\s*')
_SETTING = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:=(.*))?")
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f]")
_REMARK = re.compile(r"\s*(?:[#;].*)?")


def settings(repository: Path) -> dict[str, str]:
    """The settings' names, in lower case, and values. Raises ValueError if git could not read them.

    They are read without libgit2, which skips lines that git refuses.
    """
    try:
        lines = (repository / "config").read_bytes().decode().replace("\\\n", "").split("\n")
    except FileNotFoundError:
        raise ValueError("it is not there") from None
    found, section = dict[str, str](), ""
    for number, line in enumerate(lines, 1):
        if match := _SECTION.match(line := line.removesuffix("\r")):
            section = ".".join(part for part in (match[1].lower(), match[2]) if part)
            line = line[match.end() :]
        if _REMARK.fullmatch(line):
            continue
        if not section or _CONTROL.search(line) or not (match := _SETTING.fullmatch(line.rstrip())):
            raise ValueError(f"line {number} is neither a section nor a setting")
        value = "true" if match[2] is None else match[2].strip()
        if value.replace('\\"', "").count('"') % 2:
            raise ValueError(f"line {number} has a quotation mark without its other one")
        found[f"{section}.{match[1].lower()}"] = value.strip('"')
    return found
