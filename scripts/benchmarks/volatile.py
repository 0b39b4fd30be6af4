"""Volatile places: pages with a counter, a teaser, a fault; false versions, and edits lost or late."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _fault_pages import CAPTCHA, HOME, page, translations
from _volatile_pages import POLICIES, Policy, Section
from _volatile_places import FIRST_DAY, PLACES, Moment, Place, Where

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Version
from archiver.crawl.run import crawl
from archiver.crawl.work import Crawl
from archiver.declarations import Declaration, Document, Source
from archiver.fetch.capture import Capture, Validators

NOISE_DAYS = range(1, 7)
EDITED_ON = 4
RECOVERY_DAYS = range(7, 10)
"""The last days, on which the page stands without the place or the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Something that a page does, and what a policy's page is like at a moment of it."""

    name: str
    body: Callable[[Policy, Moment], bytes]
    each_request: bool
    is_fault: bool = False
    """It comes after the first look, and hides the edit until it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one policy."""

    kind: str
    policy: str
    false: int
    """Versions after the first that are not the edit's."""
    lost: bool
    late: int
    """Looks that saw the edit before the one that recorded it."""
    versions: tuple[str, ...]


class Web:
    """Answers with the page of the moment; counts requests, since some places differ at each of them."""

    def __init__(self, kind: Kind, first_with: bool) -> None:
        self.kind, self.first_with = kind, first_with
        self.day = self.requests = 0

    @property
    def now(self) -> datetime:
        return FIRST_DAY + timedelta(days=self.day, minutes=self.requests % 7)

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        """The body of the moment, whatever is remembered."""
        self.requests += 1
        body = self._body(POLICIES[int(url.rpartition("/")[2])])
        return Capture(
            url=url, final_url=url, status=200, fetched_at=self.now, body=body,
            content_type="text/html; charset=utf-8", charset="utf-8",
            sha256=hashlib.sha256(body).hexdigest(),
        )  # fmt: skip

    def _body(self, policy: Policy) -> bytes:
        current = edited(policy) if self.day >= EDITED_ON else policy
        request = self.requests if self.kind.each_request else ""
        seed = f"{policy.title} {self.kind.name} {self.day} {request}"
        moment = Moment(day=self.day, now=self.now, request=self.requests, chance=random.Random(seed))
        is_noisy = self.day in NOISE_DAYS or (self.day == 0 and self.first_with and not self.kind.is_fault)
        return self.kind.body(current, moment) if is_noisy else rendered(current)


def edited(policy: Policy) -> Policy:
    """The policy with its edit."""
    old, new = policy.edit
    sections = tuple(
        Section(heading=one.heading, paragraphs=tuple(text.replace(old, new) for text in one.paragraphs))
        for one in policy.sections
    )
    return Policy(title=policy.title, sections=sections, edit=policy.edit, build=policy.build)


def has_edit(policy: Policy, text: str) -> bool:
    """True if a text says what the policy says after its edit; where a sentence went, that it is gone."""
    old, new = (" ".join(part.split()) for part in policy.edit)
    flat = " ".join(text.split())
    return new in flat if new else old not in flat


def rendered(policy: Policy, place: Place | None = None, moment: Moment | None = None) -> bytes:
    """The policy's page, with a volatile place where one is given."""
    html = place.html(moment) if place and moment else ""
    where = place.where if place else None
    parts = [html if where is Where.TOP else "", f"<h1>{policy.title}</h1>"]
    parts.append(html if where is Where.TITLE else "")
    for number, section in enumerate(policy.sections):
        if number == 2:
            parts.append(html if where is Where.MIDDLE else "")
        told = [*section.paragraphs]
        if number == 1 and where is Where.INLINE:
            told[0] += html
        parts.append(f"<h2>{section.heading}</h2>" + "".join(f"<p>{text}</p>" for text in told))
    parts.append(html if where is Where.END else "")
    return policy.build(policy.title, [part for part in parts if part]).encode()


def _without(policy: Policy, sections: Sequence[Section]) -> bytes:
    return rendered(
        Policy(title=policy.title, sections=tuple(sections), edit=policy.edit, build=policy.build)
    )


def half(policy: Policy, moment: Moment) -> bytes:
    """The first sections only, more of them or fewer."""
    return _without(policy, policy.sections[: moment.chance.choice((2, 3, 4))])


def holed(policy: Policy, moment: Moment) -> bytes:
    """All sections but one, each day another one."""
    gone = 1 + moment.day % (len(policy.sections) - 1)
    return _without(policy, [one for number, one in enumerate(policy.sections) if number != gone])


def error(policy: Policy, moment: Moment) -> bytes:
    """A long error page that suggests two hundred others."""
    links = "".join(f"<li><a href=/p/{n}>Page {n} about topic {n * 7 % 31}</a></li>" for n in range(200))
    told = "<p>Sorry, something went wrong and we could not show you this page. Try one of these.</p>"
    return page("Oops", f"{told}<ul>{links}</ul>")


def shell(policy: Policy, moment: Moment) -> bytes:
    """What a page of scripts is before they run."""
    return (
        f"<!doctype html><html lang=en><head><title>{policy.title}</title></head><body><div id=app></div>"
        "<noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
    ).encode()


def captcha(policy: Policy, moment: Moment) -> bytes:
    return CAPTCHA


def home(policy: Policy, moment: Moment) -> bytes:
    return HOME


def translated(policy: Policy, moment: Moment) -> bytes:
    """The policy in the language that this server believes is wanted: another one each day."""
    return translations()[moment.day % 5]


def german(policy: Policy, moment: Moment) -> bytes:
    return translations()[0]


def regional(policy: Policy, moment: Moment) -> bytes:
    """The text for another region every other day, under that region's name; it has named its own before."""
    if moment.day % 2:
        return rendered(policy).replace(b'lang="en"', b'lang="en-US"')
    local = Section(heading="Where you live", paragraphs=("The law of your country governs this text.",))
    return _without(policy, [*policy.sections, local]).replace(b'lang="en"', b'lang="en-GB"')


def _volatile(place: Place) -> Kind:
    def body(policy: Policy, moment: Moment) -> bytes:
        return rendered(policy, place, moment)

    return Kind(name=place.name, body=body, each_request=place.each_request)


def kinds() -> list[Kind]:
    """Everything that a page does here."""
    faults = {
        "half-rendered, each request": half, "a section missing, each day": holed,
        "captcha as 200": captcha, "long error page": error, "home page as 200": home, "shell": shell,
        "another language each day": translated, "another region every other day": regional,
        "German for good": german,
    }  # fmt: skip
    return [*map(_volatile, PLACES)] + [
        Kind(name=name, body=body, each_request="each request" in name, is_fault=True)
        for name, body in faults.items()
    ]


def measure(number: int) -> list[Result]:
    """Crawl the five policies through one kind's days; the place is there from the first look or not."""
    kind = kinds()[number]
    return [result for first_with in (True, False) for result in _measured(kind, first_with=first_with)]


def _measured(kind: Kind, *, first_with: bool) -> list[Result]:
    chosen = [number for number in range(len(POLICIES)) if (number % 2 == 0) is first_with]
    documents = tuple(
        Document(
            platform="volatile", title=POLICIES[number].title, slug=f"document-{number}",
            sources=(Source(url=f"https://volatile.example/{number}"),),
        )
        for number in chosen
    )  # fmt: skip
    declaration = Declaration(name="Volatile", slug="volatile", documents=documents, notes=())
    with tempfile.TemporaryDirectory() as folder:
        archive, web = Archive(Path(folder)), Web(kind, first_with)
        work = Crawl(
            archive=archive, web=web, clock=lambda: web.now, stop=threading.Event(), platforms_at_once=1,
            confirm_after_seconds=0,
        )  # fmt: skip
        for day in range(RECOVERY_DAYS.stop):
            if day not in RECOVERY_DAYS or kind.name != "German for good":
                web.day = day
                crawl(work, [declaration])
        return [result(archive, kind, number) for number in chosen]


def result(archive: Archive, kind: Kind, number: int) -> Result:
    repository, policy = archive.repository("volatile"), POLICIES[number]
    found = history.versions(repository, f"document-{number}")[::-1]
    first = RECOVERY_DAYS.start if kind.is_fault else EDITED_ON
    right = _right(policy, found, [repository.text(version) for version in found])
    is_seen = kind.name != "German for good"
    return Result(
        kind=kind.name,
        policy=policy.title,
        false=len(found) - 1 - (right is not None),
        lost=is_seen and right is None,
        late=max(0, _day(found[right]) - first) if right is not None else 0,
        versions=tuple(f"day {_day(version)}: {version.subject}" for version in found[1:]),
    )


def _right(policy: Policy, found: Sequence[Version], texts: Sequence[str]) -> int | None:
    """Which version is the first one with the edit."""
    later = range(1, len(found))
    return next((n for n in later if _day(found[n]) >= EDITED_ON and has_edit(policy, texts[n])), None)


def _day(version: Version) -> int:
    return (version.recorded_at - FIRST_DAY).days


def show(results: Sequence[Result], *, with_versions: bool) -> None:
    names = dict.fromkeys(one.kind for one in results)
    print(f"{'':<40}{'false':>6}{'lost':>6}{'late':>6}")
    for name in names:
        here = [one for one in results if one.kind == name]
        print(f"{name:<40}" + "".join(f"{value:>6}" for value in totals(here).values()))
        if with_versions:
            for one in here:
                for version in one.versions:
                    print(f"    {one.policy}, {version}")
    print(f"{f'{len(names)} kinds, {len(results)} documents':<40}" + "".join(
        f"{value:>6}" for value in totals(results).values()
    ))  # fmt: skip


def totals(results: Sequence[Result]) -> dict[str, int]:
    return {
        "false": sum(one.false for one in results),
        "lost": sum(one.lost for one in results),
        "late": sum(one.late > 0 for one in results),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON value: totals and documents")
    parser.add_argument("--versions", action="store_true", help="list what was recorded")
    parser.add_argument("--only", default="", help="kinds whose name contains this")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    wanted = [number for number, kind in enumerate(kinds()) if args.only in kind.name]
    with ProcessPoolExecutor(args.jobs) as pool:
        results = [one for group in pool.map(measure, wanted) for one in group]
    if args.json:
        rows = [asdict(one) for one in results]
        print(json.dumps({**totals(results), "results": rows}, ensure_ascii=False, indent=1))
    else:
        show(results, with_versions=args.versions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
