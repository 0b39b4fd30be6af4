"""What gives impostors away: marks in a page's source, words of its title, and phrases of its text.

A title weighs more than a phrase. A page titled `404` is an error page, but an imprint may have that number
in its address, and a policy may quote an error page. So words that policies use too are listed only among
the titles, and one phrase alone decides nothing (`IMPOSTOR_PHRASES`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Impostor:
    """A kind of page that appears in a policy's place: its name, what gives it away, what a person can do."""

    name: str
    remedy: str
    titles: str
    """A pattern that matches in the title, or in the first heading, of such a page."""
    phrases: str
    """One that matches in its text; each phrase is a group."""

    def is_titled(self, line: str) -> bool:
        """True if a title or heading is that of such a page."""
        return _compiled(self.titles).search(line) is not None

    def said(self, text: str) -> int:
        """How many different phrases of this impostor a text has."""
        return len({found.lastindex for found in _compiled(self.phrases).finditer(text)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A vendor of bot walls."""

    name: str
    source: str
    """A pattern that matches in the source of its walls, and of pages that only have its form or script."""

    def is_in(self, source: str) -> bool:
        """True if a page has its wall, its form or its script."""
        return _compiled(self.source).search(source) is not None


NOTHING = r"(?!)"
REDIRECTS = "page that only redirects"

SCRIPT_REMEDY = 'set "executeClientScripts": true in its declaration'
ADDRESS_REMEDY = "check the address in its declaration"
TARGET_REMEDY = "declare the address it points to"
BOT_REMEDY = "try another address, or ask the site to let you in"
_SELECT_REMEDY = "declare a selector for the policy, or render the page"
_WAIT_REMEDY = "the next crawl asks again"


def _any(patterns: tuple[str, ...]) -> str:
    return "|".join(f"({one})" for one in patterns or (NOTHING,))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first asked for: all take 10 ms, and a crawl asks in the processes that read pages."""
    return re.compile(pattern, re.IGNORECASE)


def _impostor(name: str, remedy: str, *, titles: tuple[str, ...], phrases: tuple[str, ...]) -> Impostor:
    return Impostor(name=name, remedy=remedy, titles=_any(titles), phrases=_any(phrases))


def _vendor(name: str, *source: str) -> Vendor:
    return Vendor(name=f"bot wall of {name}", source=_any(source))


VENDORS = (
    _vendor(
        "Cloudflare",
        r"cf-chl|_cf_chl_opt|cf-error-details|cloudflare ray id|cf-turnstile",
        r"checking (?:if the site connection is secure|your browser before accessing)",
        r"attention required! \| cloudflare|performance (?:&|and) security by cloudflare",
    ),
    _vendor(
        "Akamai",
        r"errors\.edgesuite\.net|edgekey\.net/error|akamai.{0,40}reference #",
        r"access denied.{0,300}reference\s*#\s*\d",
    ),
    _vendor("Incapsula", r"_incapsula_resource|incapsula incident id"),
    _vendor("DataDome", r"captcha-delivery\.com"),
    _vendor("HUMAN", r"px-captcha|_pxappid|press (?:&|and) hold to confirm"),
    _vendor("AWS", r"awswafintegration|gokuprops|aws-waf-token"),
    _vendor("Sucuri", r"sucuri website firewall|sucuri_cloudproxy"),
    _vendor("Vercel", r"vercel security checkpoint"),
    _vendor("Imperva", r"pardon our interruption"),
)
"""Recognised by the page's source, since the text of such a wall is often just a word or two."""

IMPOSTORS = (
    _impostor(
        "captcha",
        BOT_REMEDY,
        titles=(
            r"robot or human|are you (?:a )?(?:human|robot)|human verification|verification required",
            r"(?:verify|confirm|show|prove) (?:that )?you(?:'re| are)",
            r"\bcaptcha\b|one more step|kein roboter|sicherheits(?:abfrage|überprüfung)",
        ),
        phrases=(
            r"(?:verify|confirm|show|prove) (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot)",
            r"(?:are you|i am|i'm|you are|you're) (?:not )?a (?:robot|human|bot)\b",
            r"complete the (?:security check|captcha)",
            r"(?:\bsolv\w+|drag|piece of) (?:this|the|above| )*(?:captcha|puzzle)|(?:audio|image) challenge",
            r"\bcaptcha\b",
            r"unusual (?:traffic|activity) from your",
            r"bist du ein (?:mensch|roboter)|kein roboter",
            r"ein mensch oder ein (?:programm|roboter)",
            r"je ne suis pas un robot|no soy un robot|non sono un robot|ik ben geen robot",
        ),
    ),
    _impostor(
        "bot wall",
        BOT_REMEDY,
        titles=(
            r"just a moment|attention required|checking your browser|pardon our interruption",
            r"access (?:to [\w ]{1,30} )?(?:has been |is |was )?(?:denied|blocked)|\bforbidden\b",
            r"have been blocked|request (?:was |has been )?(?:blocked|rejected|unsuccessful)",
            r"security check(?:point)?\b|rate limit(?:ed| exceeded| reached)|too many requests",
        ),
        phrases=(
            r"just a moment\.\.\.",
            r"(?:checking|verifying) your browser",
            r"access (?:to this (?:page|site|resource) (?:has been|is|was) )?(?:denied|blocked)",
            r"you have been blocked",
            r"request (?:was |has been )?(?:blocked|rejected)",
            r"automated (?:access|queries|requests)",
            r"rate limit exceeded|too many requests",
            r"(?:\bprotect\w*|security service) .{0,40}(?:online attacks|malicious bots)",
            r"made us think (?:that )?you were a bot",
        ),
    ),
    _impostor(
        "page that needs scripts",
        SCRIPT_REMEDY,
        titles=(
            r"java ?script (?:is )?(?:not available|disabled|required|needed)|enable java ?script",
            r"browser (?:is )?(?:not supported|unsupported|out of date)|(?:update|upgrade) your browser",
        ),
        phrases=(
            r"(?:enable|turn on|activate|requires?|needs?|without|allow) java ?script",
            r"java ?script (?:is |has been |must be )?"
            r"(?:disabled|required|enabled|not enabled|turned off|needed)|disabled java ?script",
            r"java ?script (?:aktivieren|ist deaktiviert)|activer java ?script",
            r"(?:activar|habilitar?|habilite) java ?script",
            r"abilita(?:re)? java ?script|java ?script (?:in te schakelen|inschakelen)",
            r"w(?:ł|l)ącz(?:yć)? java ?script",
            r"(?:browser|app) (?:is )?(?:not supported|unsupported|out of date)",
            r"(?:supported|newer|another) browser|cookies and java ?script",
        ),
    ),
    _impostor(
        "page that is not available here",
        "crawl from another country, or declare another address",
        titles=(
            r"(?:not (?:yet )?|n't |un)available in your (?:country|region|location|area)",
            r"unavailable (?:due to|for) legal reasons",
        ),
        phrases=(
            r"(?:not (?:yet )?|n't |un)available in your (?:country|region|location|area)",
            r"unavailable (?:due to|for) legal reasons|access cannot be granted",
            r"nicht in (?:deinem|ihrem) land verf(?:ü|ue)gbar",
            r"pas disponible dans votre (?:pays|r[ée]gion)|no est[áa] disponible en (?:tu|su) pa[íi]s",
        ),
    ),
    _impostor(
        "maintenance page",
        _WAIT_REMEDY,
        titles=(
            r"maintenance|be (?:right )?back(?: soon| shortly)?$|temporarily (?:unavailable|down|offline)",
            r"wartungsarbeiten|en mantenimiento|in manutenzione|em manuten[çc][ãa]o|维护中|メンテナンス中",
        ),
        phrases=(
            r"(?:under|down for|undergoing|scheduled) (?:scheduled )?maintenance",
            r"(?:we'll|we will) be (?:right )?back|(?:be|online) (?:back|again) (?:at|soon|shortly)",
            r"temporarily (?:unavailable|down|offline)",
            r"service (?:is )?(?:currently |temporarily )?unavailable",
            r"wartungsarbeiten|en maintenance|en mantenimiento",
            r"in manutenzione|em manuten[çc][ãa]o|维护中|メンテナンス中",
        ),
    ),
    _impostor(
        "error page",
        ADDRESS_REMEDY,
        titles=(
            r"\b404\b|\boops\b|not found|(?:could ?n[o']t|cannot|can't) be (?:found|displayed|loaded)",
            r"something went wrong|\berror\b|bad gateway|gateway time-?out|\bfehler\b|\berreur\b",
            r"nicht gefunden|gibt es (?:leider )?nicht|introuvable|no encontrada|non trovata",
            r"n[ãa]o encontrada|niet gevonden|nie znaleziono|页面不存在|見つかりません|찾을 수 없습니다",
            r"(?:etwas ist|da ist etwas) schiefgelaufen|algo (?:ha salido|sali[óo]|deu) (?:mal|errado)",
            r"qualcosa [èe] andato storto|er ging iets mis|co[śs] posz[łl]o nie tak",
        ),
        phrases=(
            r"\b(?:page|seite|url|document) (?:was |is |could |can)?(?:not |n't |not be |n't be )?found\b",
            r"\b(?:error|fehler|erreur) (?:code )?[45]\d\d\b",
            r"\b[45]\d\d:? (?:error|not found|bad|internal|server)",
            r"page (?:isn't|is not|is no longer) (?:available|here)|page (?:doesn't|does not) exist",
            r"page (?:that )?you(?:'re| are| were)? (?:looking for|requested)|find the page",
            r"link may be broken|broken link",
            r"(?:page|link)(?: may)? (?:has|have) been (?:moved|removed|expired)|or has been moved",
            r"something went wrong",
            r"an? (?:unexpected |internal |application )?error (?:has )?occurred|application error",
            r"internal server error|bad gateway|gateway time-?out|server error",
            r"please try again (?:in a few|later)|check the (?:address|url|spelling)",
            r"seite (?:wurde )?nicht gefunden|seite ist umgezogen|seite gibt es (?:leider )?nicht",
            r"ein (?:unerwarteter )?fehler aufgetreten|(?:ist etwas|etwas ist) schiefgelaufen",
            r"konnten? (?:die|diese) seite (?:leider )?nicht (?:laden|anzeigen)",
            r"(?:die|diese) seite konnte nicht (?:geladen|angezeigt) werden",
            r"une erreur (?:s'est produite|est survenue)",
            r"impossible (?:de charger|d'afficher) (?:la|cette) page",
            r"(?:se ha producido|ha ocurrido|ocurri[óo]) un error",
            r"no (?:hemos podido|se (?:pudo|ha podido)) cargar",
            r"si [èe] verificato un errore|qualcosa [èe] andato storto",
            r"ocorreu um erro|n[ãa]o foi poss[íi]vel carregar",
            r"een fout opgetreden|er ging iets mis|wyst[ąa]pi[łl] (?:nieoczekiwany )?b[łl][ąa]d",
            r"page introuvable|p[áa]gina no encontrada|pagina non trovata|p[áa]gina n[ãa]o encontrada",
            r"pagina niet gevonden|nie znaleziono strony",
            r"页面不存在|ページが見つかりません|페이지를 찾을 수 없습니다",
        ),
    ),
    _impostor(
        "login page",
        ADDRESS_REMEDY,
        titles=(r"^(?:please )?(?:log|sign) ?in\b|^(?:anmelden|anmeldung|connexion|iniciar sesi[óo]n)\b",),
        phrases=(
            r"(?:log|sign) ?in (?:to|with|or) (?:your|continue|google|create|sign|apple|x\b|the account)",
            r"(?:please|you (?:must|need to)) (?:log|sign) ?in",
            r"forg[oe]t (?:your )?password|you forgot your password",
            r"create (?:an|your) account.{0,200}password",
            r"(?:melde dich|melden sie sich) an\b|connectez-vous",
        ),
    ),
    _impostor(
        "consent wall",
        _SELECT_REMEDY,
        titles=(
            r"before you continue|bevor sie (?:fortfahren|weiterlesen)|avant de (?:continuer|poursuivre)",
            r"(?:weiterlesen|weiter) mit werbung|cookie consent|cookie-zustimmung",
        ),
        phrases=(
            r"before you continue",
            r"(?:accept|allow) all(?: cookies)?\b",
            r"(?:reject|decline|refuse) all(?: cookies)?\b",
            r"we (?:and our|value your privacy).{0,80}(?:partners|cookies)",
            r"(?:manage|cookie) (?:preferences|settings)",
            r"we use cookies (?:to|and|on|for)",
            r"alle (?:cookies )?akzeptieren",
            r"alle (?:cookies )?ablehnen|nur (?:notwendige|erforderliche)|weiterlesen mit werbung|pur-abo",
            r"wir und unsere (?:[\d.]+ )?partner|cookie-einstellungen",
            r"tout accepter",
            r"tout refuser|continuer sans accepter",
            r"(?:nous et )?nos (?:[\d.]+ )?partenaires",
            r"vie privée est (?:notre priorité|importante)",
            r"aceptar tod[ao]s",
            r"rechazar(?:las)? tod[ao]s",
            r"nuestros (?:[\d.]+ )?socios",
            r"accett[ao] tutt[oi]",
            r"rifiuta tutt[oi]|continua senza accettare",
            r"nostri (?:[\d.]+ )?partner",
            r"alles accepteren",
            r"alles weigeren|alleen noodzakelijk",
            r"wij en onze (?:[\d.]+ )?partners",
            r"aceitar tod[ao]s|rejeitar tod[ao]s|nossos (?:[\d.]+ )?parceiros",
            r"zaakceptuj wszystk|odrzuć wszystk|nasi (?:zaufani )?partnerzy",
        ),
    ),
    _impostor(
        "age gate",
        "declare another address",
        titles=(r"\bage (?:check|gate|verification)|are you (?:old enough|over (?:18|21)|of legal)",),
        phrases=(
            r"(?:of legal drinking age|(?:at least )?(?:18|21)(?: or older| years old| or over)?) to enter",
            r"(?:enter|confirm) your (?:date of birth|age)",
            r"by entering (?:this site )?you",
        ),
    ),
    _impostor(
        "page of a hosting provider",
        ADDRESS_REMEDY,
        titles=(
            r"(?:is|may be) for sale|domain (?:parking|parked)|account (?:has been )?suspended",
            r"welcome to (?:nginx|apache|iis)|test page for|default web ?site page",
        ),
        phrases=(
            r"domain (?:name )?(?:is|may be) for sale|buy (?:this|the) domain",
            r"(?:related searches|make an offer)",
            r"account has been suspended|contact your hosting provider",
            r"(?:web server|nginx|apache) is (?:successfully )?(?:installed|running|working)",
        ),
    ),
    _impostor(
        "paywall",
        ADDRESS_REMEDY,
        titles=(r"subscribe to (?:continue|read|keep)|become a subscriber",),
        phrases=(
            r"subscribe to (?:continue|read|keep reading)|become a subscriber",
            r"already (?:a )?subscribe[rd]",
            r"free (?:articles|stories) (?:this month|left)",
        ),
    ),
    _impostor(
        REDIRECTS,
        TARGET_REMEDY,
        titles=(r"\bredirecting\b|^weiterleitung",),
        phrases=(
            r"\bredirecting\b",
            r"you (?:are being|will be) redirected",
            r"click here if you are not redirected",
        ),
    ),
)
"""The order matters, as the first match wins: a captcha often speaks of scripts too."""
