"""What the pages look like that come in a policy's place, and what to call them.

A wall is told by what it says in few words: a page of more than `WALL_WORDS` words is a text of its
own, since policies speak of cookies, scripts and errors too. Vendors are named where the page carries
their marks, because each has its own remedy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archiver.fetch.capture import Capture
from archiver.gate import sameness
from archiver.gate.prepared import Prepared
from archiver.gate.thresholds import MINIMUM_WORDS, WALL_WORDS
from archiver.gate.verdict import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A kind of page that is no policy: its name, how it is told, and what a person could do."""

    name: str
    remedy: str
    marks: re.Pattern[str]


def _wall(name: str, remedy: str, *phrases: str) -> Wall:
    return Wall(name=name, remedy=remedy, marks=re.compile("|".join(phrases), re.IGNORECASE))


_BOT_REMEDY = "try rendering the page, a slower pace, or another address"
_SCRIPT_REMEDY = 'set "executeClientScripts": true in its declaration'
_ADDRESS_REMEDY = "check the address in its declaration"
_TARGET_REMEDY = "declare the address it points to"
_WAIT_REMEDY = "it is asked again in the next crawl"

VENDORS = (
    _wall(
        "bot wall of Cloudflare",
        _BOT_REMEDY,
        r"cf-chl|_cf_chl_opt|cf-error-details|cloudflare ray id|cf-turnstile",
        r"checking (if the site connection is secure|your browser before accessing)",
        r"attention required! \| cloudflare|performance (&|and) security by cloudflare",
    ),
    _wall(
        "bot wall of Akamai",
        _BOT_REMEDY,
        r"errors\.edgesuite\.net|edgekey\.net/error|akamai.{0,40}reference #",
        r"access denied.{0,300}reference\s*#\s*\d",
    ),
    _wall("bot wall of Incapsula", _BOT_REMEDY, r"_incapsula_resource|incapsula incident id"),
    _wall("bot wall of DataDome", _BOT_REMEDY, r"captcha-delivery\.com|geo\.captcha-delivery"),
    _wall("bot wall of HUMAN", _BOT_REMEDY, r"px-captcha|_pxappid|press (&|and) hold to confirm"),
    _wall("bot wall of AWS", _BOT_REMEDY, r"awswafintegration|gokuprops|aws-waf-token"),
    _wall("bot wall of Sucuri", _BOT_REMEDY, r"sucuri website firewall|sucuri_cloudproxy"),
    _wall("bot wall of Vercel", _BOT_REMEDY, r"vercel security checkpoint"),
    _wall("bot wall of Imperva", _BOT_REMEDY, r"pardon our interruption"),
)
"""Walls that the page's source gives away; its text is often a word or two."""

WALLS = (
    _wall(
        "captcha",
        _BOT_REMEDY,
        r"verify (that )?you('re| are) (a )?(human|not a robot)",
        r"(are you|i am|i'm|you are|you're) (not )?a (robot|human)\b",
        r"complete the (security check|captcha)",
        r"solve (this|the) (captcha|puzzle)",
        r"\bcaptcha\b",
        r"unusual traffic from your",
        r"confirm (that )?you('re| are) (a )?human",
        r"bist du ein (mensch|roboter)|kein roboter",
        r"je ne suis pas un robot|no soy un robot|non sono un robot|ik ben geen robot",
    ),
    _wall(
        "bot wall",
        _BOT_REMEDY,
        r"just a moment\.\.\.",
        r"checking your browser",
        r"access (to this (page|site|resource) (has been|is|was) )?(denied|blocked)",
        r"you have been blocked",
        r"request (was |has been )?(blocked|rejected)",
        r"security check(point)?\b",
        r"automated (access|queries|requests)",
        r"rate limit(ed)? exceeded|too many requests",
    ),
    _wall(
        "page that asks for scripts",
        _SCRIPT_REMEDY,
        r"(enable|turn on|activate|requires?|needs?|without|allow) java ?script",
        r"java ?script (is |has been |must be )?(disabled|required|enabled|not enabled|turned off|needed)",
        r"java ?script (aktivieren|ist deaktiviert)|activer java ?script",
        r"(activar|habilitar?|habilite) java ?script",
        r"abilita(re)? java ?script|java ?script (in te schakelen|inschakelen)|w(ł|l)ącz(yć)? java ?script",
        r"(browser|app) (is )?(not supported|unsupported|out of date)",
    ),
    _wall(
        "page that is not available here",
        "crawl from another country, or declare another address",
        r"not (yet )?available in your (country|region|location|area)",
        r"(is|are)n't available in your (country|region|location|area)",
        r"unavailable (for legal reasons|in your (country|region))",
        r"nicht in (deinem|ihrem) land verf(ü|ue)gbar|pas disponible dans votre (pays|r[ée]gion)",
        r"no est[áa] disponible en (tu|su) pa[íi]s",
    ),
    _wall(
        "maintenance page",
        _WAIT_REMEDY,
        r"(under|down for|undergoing|scheduled) maintenance",
        r"(we'll|we will) be (right )?back (soon|shortly)",
        r"temporarily (unavailable|down|offline)",
        r"service (is )?(currently |temporarily )?unavailable",
        r"wartungsarbeiten|en maintenance|en mantenimiento",
        r"in manutenzione|em manuten[çc][ãa]o|维护中|メンテナンス中",
    ),
    _wall(
        "error page",
        _ADDRESS_REMEDY,
        r"\b(page|seite|url) (was |is |could )?not (be )?found\b",
        r"\b404\b",
        r"\b(error|fehler|erreur) (code )?[45]\d\d\b",
        r"\b[45]\d\d:? (error|not found|bad|internal|server)",
        r"this page (isn't|is not|is no longer|could not be|can't be|doesn't|does not|couldn't)( \w+)*",
        r"(page|link) (you (are|were|'re) (looking for|requested)|may be broken)",
        r"(page|link) has (been )?(moved|removed|expired)",
        r"something went wrong",
        r"an? (unexpected |internal |application )?error (has )?occurred|application error",
        r"oops[!,.]?|internal server error|bad gateway|gateway time-?out|server error",
        r"seite (wurde )?nicht gefunden|page introuvable|p[áa]gina no encontrada|pagina non trovata",
        r"p[áa]gina n[ãa]o encontrada|pagina niet gevonden|nie znaleziono strony",
        r"页面不存在|ページが見つかりません|페이지를 찾을 수 없습니다",
    ),
    _wall(
        "login page",
        _ADDRESS_REMEDY,
        r"(log|sign) ?in (to|with|or) (your|continue|google|create|sign|apple|x\b)",
        r"(please|you (must|need to)) (log|sign) ?in",
        r"forgot (your )?password",
        r"create (an|your) account.{0,200}password",
        r"(melde dich|melden sie sich) an\b|connectez-vous",
    ),
    _wall(
        "consent wall",
        "declare a selector for the policy, or render the page",
        r"before you continue",
        r"(accept|reject|allow|decline) all( cookies)?\b",
        r"we (and our|value your privacy).{0,80}(partners|cookies)",
        r"(manage|cookie) (preferences|settings)",
        r"we use cookies (to|and|on|for)",
        r"alle (cookies )?(akzeptieren|ablehnen)|tout (accepter|refuser)",
        r"aceptar tod[ao]s|rechazar tod[ao]s|accett[ao] tutt[oi]|alles accepteren|aceitar tod[ao]s",
    ),
    _wall(
        "page that only sends the reader on",
        _TARGET_REMEDY,
        r"\bredirecting\b|you (are being|will be) redirected|click here if you are not redirected",
    ),
)
"""Walls that their text gives away, in the order in which they are asked: a captcha often speaks of
scripts too."""

PARTS = "\n---\n"
"""Between the pages of a document that is made of several."""

_LOGIN = re.compile(r"/(log-?in|sign-?in|auth|account/login|sso|oauth2?)(/|$|\?)", re.IGNORECASE)


def failure(candidate: Candidate, text: Prepared) -> str:
    """Why the candidate, whose text is given, cannot be the document; empty when it may be."""
    count = len(text.words)
    if count <= WALL_WORDS and (wall := wall_in(candidate)):
        return f"{wall.name}: {wall.remedy}"
    if count <= WALL_WORDS and sameness.is_directory(candidate.text):
        return f"page that only lists documents: {_TARGET_REMEDY}"
    if not count:
        return f"the page has no text: {_SCRIPT_REMEDY}, or declare a selector"
    if count < MINIMUM_WORDS:
        return f"only {count} words: {_SCRIPT_REMEDY}, declare a selector, or {_ADDRESS_REMEDY}"
    return _failed_part(candidate)


def _failed_part(candidate: Candidate) -> str:
    """Why one page of a document that is made of several cannot be its part."""
    if len(candidate.captures) < 2:
        return ""
    for number, part in enumerate(candidate.text.split(PARTS), start=1):
        if is_too_short(Prepared(part)) and (wall := wall_by_words(part)):
            return f"page {number} of the document: {wall.name}: {wall.remedy}"
    return ""


def wall_in(candidate: Candidate) -> Wall | None:
    """The wall that a short candidate is, by its source, its title or its words."""
    sources = (capture.body for capture in candidate.captures if is_markup(capture))
    by_source = next((wall for source in sources if (wall := wall_by_source(source))), None)
    return by_source or wall_by_words(candidate.title + "\n" + candidate.text)


def wall_by_source(body: bytes) -> Wall | None:
    """The vendor's wall whose marks a page's source has."""
    source = body[:200_000].decode("utf-8", "replace")
    return next((wall for wall in VENDORS if wall.marks.search(source)), None)


def wall_by_words(text: str) -> Wall | None:
    """The wall that a short text describes."""
    straight = text.replace("’", "'")
    return next((wall for wall in WALLS if wall.marks.search(straight)), None)


def is_too_short(text: Prepared) -> bool:
    """True if a text has too few words to be a policy."""
    return len(text.words) < MINIMUM_WORDS


def looks_failed(text: Prepared) -> bool:
    """True if a text that was once accepted reads like a wall."""
    return is_too_short(text) or (len(text.words) <= WALL_WORDS and wall_by_words(text.text) is not None)


def is_markup(capture: Capture) -> bool:
    """True if the answer was a page and no PDF or plain text."""
    kind = capture.content_type.partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") or (not kind and capture.body.lstrip()[:1] == b"<")


def unclosed(capture: Capture) -> bool:
    """True if a page's source ends before its end tags: its connection was cut, or it never writes them."""
    tail = capture.body[-20_000:].lower()
    return bool(capture.body) and is_markup(capture) and b"</html" not in tail and b"</body" not in tail


def elsewhere(capture: Capture) -> str:
    """What page the redirects ended on if it is another one than was asked for: home page or login page."""
    if capture.final_url == capture.url:
        return ""
    asked, reached = urlsplit(capture.url), urlsplit(capture.final_url)
    if _LOGIN.search(reached.path) and not _LOGIN.search(asked.path):
        return "login page"
    path, target = asked.path.rstrip("/"), reached.path.rstrip("/")
    if path != target and (
        not target or path.startswith(target + "/") or re.fullmatch(r"/[a-z]{2}([-_][a-z]{2})?", target)
    ):
        return "home page"
    return ""
