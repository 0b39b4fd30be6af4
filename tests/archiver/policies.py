"""Policy pages of an invented platform, and a web in memory that answers with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archive_repo.format.snapshot import Redirect
from archiver.declarations import Declaration, Document, Source
from archiver.errors import ConnectionFailed, FetchError
from archiver.fetch.capture import Capture, Validators

START = datetime(2025, 5, 1, 12, tzinfo=UTC)
URL = "https://lumen.example/privacy"
CLAUSES = {
    "Who we are": "Lumen Works operates the Lumen service. This policy says what we do with personal data. "
    "It applies to everyone who visits our site or opens an account with us.",
    "What we collect": "We collect the name and the e-mail address that you give us when you sign up. "
    "We log the time of each visit and the kind of device that you use. "
    "We do not collect your precise location.",
    "How we use it": "We use personal data to provide the service and to answer your questions. "
    "We keep it for 30 days after you close your account. "
    "We do not use your conversations to train our models.",
    "Who receives it": "We share personal data with companies that host the service for us. "
    "They may only use it on our instructions. We never sell it to anybody.",
    "Your rights": "You may ask for a copy of your data, have it corrected, or have it deleted. "
    "Write to us and we answer within one month. You may also complain to an authority.",
}


def page(clauses: Mapping[str, str] = CLAUSES, *, noise: str = "0", title: str = "Privacy Policy") -> bytes:
    """The policy on a page with a menu, a footer and something that differs at each request."""
    sections = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in clauses.items())
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Lumen</title>"
        f"<script nonce={noise!r}>1</script></head>"
        "<body><nav><a href=/>Home</a> <a href=/prices>Prices</a></nav>"
        f"<main><h1>{title}</h1>{sections}</main>"
        f"<footer>Lumen Works, request {noise}</footer></body></html>"
    ).encode()


def reworded(heading: str, old: str, new: str) -> dict[str, str]:
    """The clauses with one wording replaced by another."""
    assert old in CLAUSES[heading]
    return {**CLAUSES, heading: CLAUSES[heading].replace(old, new)}


@dataclass
class Pages:
    """A web of pages in memory: a URL answers with its body, and 304 where the validator fits."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """URLs that redirect for good."""
    failures: dict[str, FetchError] = field(default_factory=dict)
    now: datetime = START
    asked: list[tuple[str, str]] = field(default_factory=list)
    """URL, and the ETag that the request came with."""
    between: Callable[[], None] = lambda: None
    """Called before a page is asked for again in the same crawl."""

    def fetch(self, url: str, validators: Validators | None = None, *, fresh: bool = False) -> Capture:
        if fresh:
            self.between()
        etag = validators.etag if validators else ""
        self.asked.append((url, etag))
        if url in self.failures:
            raise self.failures[url]
        reached = self.moved.get(url, url)
        body = self.bodies.get(reached)
        if body is None:
            raise ConnectionFailed(url, "no such host")
        digest = hashlib.sha256(body).hexdigest()
        same = etag == digest
        return Capture(
            url=url,
            final_url=reached,
            redirects=(Redirect(url=url, status=301),) if reached != url else (),
            status=304 if same else 200,
            headers={"etag": digest},
            fetched_at=self.now,
            body=b"" if same else body,
            content_type="text/html; charset=utf-8",
            charset="utf-8",
            sha256="" if same else digest,
            not_modified=same,
        )


def declaration(*urls: str, name: str = "Lumen", title: str = "Privacy Policy") -> Declaration:
    """One document, made of these pages."""
    sources = tuple(Source(url=url) for url in urls or (URL,))
    slug = title.lower().replace(" ", "-")
    document = Document(platform=name.lower(), title=title, slug=slug, sources=sources)
    return Declaration(name=name, slug=name.lower(), documents=(document,))
