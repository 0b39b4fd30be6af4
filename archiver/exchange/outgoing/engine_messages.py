"""Messages of commits as the engine of Open Terms Archive writes them: subject, snapshots, trailers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_repo.format.snapshot import Fetched
from archive_repo.records import Cause, Message
from archiver.exchange.messages import OWN_TEXT

FIRST, CHANGE = "First record of", "Record new changes of"
UPGRADE = "Apply technical or declaration upgrade on"

_IMPORTED = re.compile(r"Open Terms Archive(?: (\S+))? \(sentences \d+\)")
"""What a version says that was read by the engine itself."""
_OWN = re.compile(r"(\S+) (\S+)")


def of_page(service: str, title: str, part: str, fetched: Fetched, *, is_first: bool) -> str:
    """The message of a snapshot; `part` is the id of its page, where a document has several."""
    kind = FIRST if is_first else CHANGE
    said = [f"{kind} {service} {title}"]
    if part:
        said.append(f"Document ID {part}")
    trailers = [f"X-fetcher: {'fullDom' if fetched.renderer else 'htmlOnly'}"]
    if fetched.url:
        trailers.append(f"X-source-document-location: {fetched.url}")
    return "\n\n".join([*said, "\n".join(trailers)]) + "\n"


def of_text(service: str, title: str, told: Message, snapshots: Sequence[str], *, is_first: bool) -> str:
    """The message of a version; `snapshots` are the collection's commits of its pages."""
    if is_first:
        kind = FIRST
    elif told.cause is Cause.REEXTRACTION:
        kind = UPGRADE
    else:
        kind = CHANGE
    said = [f"{kind} {service} {title}"]
    if len(snapshots) == 1:
        said.append(f"This version was recorded after extracting from snapshot {snapshots[0]}")
    elif snapshots:
        number = f"{len(snapshots)} source documents"
        said.append(
            "This version was recorded after extracting from and assembling the following snapshots from "
            + "\n".join([f"{number}:", *(f"- {one}" for one in snapshots)])
        )
    engine = _engine(told.extractor)
    trailers = [*([f"X-engine-version: {engine}"] if engine else []), OWN_TEXT]
    return "\n\n".join([*said, "\n".join(trailers)]) + "\n"


def _engine(extractor: str) -> str:
    """What read the page, as one word: `14.1.0` of the engine itself, else `archiver/0.1.0`."""
    if imported := _IMPORTED.fullmatch(extractor):
        return imported[1] or ""
    own = _OWN.match(extractor)
    return f"{own[1]}/{own[2]}" if own else ""
