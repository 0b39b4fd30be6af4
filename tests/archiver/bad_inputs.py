"""What people, files and shells get wrong, by kind: the command or the file, and what is said of it.

`A` in a command is the address of a document that the archive has.
"""

from __future__ import annotations

import json

NO_DATE = "is not a date; try 2025-05-01, 2025-05, 2025"
TOO_FAR = "is too far away; an archive holds times from 1970 to 2105"
NO_PLATFORM = "no such platform in"
NO_ADDRESS = "is not an address; use PLATFORM or PLATFORM/DOCUMENT"
NO_DOCUMENT = "no such document; it has privacy-policy, terms"
NEEDS_DOCUMENT = "names a platform; add a document: "
NO_CATEGORY = "no such category; "
NO_PATTERN = "is not a regular expression ("

ADDRESSES = [
    ("show ''", NO_ADDRESS),
    ("show /", NO_ADDRESS),
    ("show a/b/c", NO_ADDRESS),
    ("show ../../etc/passwd", NO_ADDRESS),
    ("show http://example.org/privacy", NO_ADDRESS),
    ("show '\ud800/x'", r"'\ud800/x' is not an address"),
    ("show ---/---", "No such option '---/---'"),
    ("show 'a?/?'", NO_ADDRESS),
    ("show example-inc", "'example-inc' names a platform; add a document: example-inc/privacy-policy"),
    ("show example-inc/", NEEDS_DOCUMENT),
    ("show /terms", NEEDS_DOCUMENT),
    ("show exampleinc/terms", "did you mean example-inc?"),
    ("show nope/terms", "nope: no such platform in"),
    ("show 'ünïcode/terms'", "unicode: no such platform in"),
    ("show 日本/terms", "日本: no such platform in"),
    ("show '\x1b[31mx/terms'", "31mx: no such platform in"),
    ("show 'x\u202ey/terms'", "x-y: no such platform in"),
    (f"show {'n' * 300}/terms", NO_PLATFORM),
    ("show .git/terms", "git: no such platform in"),
    ("show '~root/terms'", "root: no such platform in"),
    ("show example-inc.git/terms", "did you mean example-inc?"),
    ("show example-inc/README.md", NO_DOCUMENT),
    ("show example-inc/nope", NO_DOCUMENT),
    (f"show example-inc/{'n' * 300}", NO_DOCUMENT),
    ("show A@0000000", "no version with an id that starts with 0000000; `archiver log` lists them"),
    ("show A@2020", "nothing was recorded by 2020-12-31; the first version is of 2025-05-01"),
    ("show A@nonsense", NO_DATE),
    ("show A@@2025", NO_DATE),
    ("blame A@nonsense", NO_DATE),
    ("log A@nonsense", NO_DATE),
    ("diff A nonsense", NO_DATE),
    ("explain A@nonsense arbitration", NO_DATE),
    ("list A@2025", NO_ADDRESS),
    ("status A@2025", NO_ADDRESS),
    ("crawl A@2025", NO_ADDRESS),
    ("changes A@2025", NO_ADDRESS),
    ("log nope", NO_PLATFORM),
    ("log example-inc/nope", NO_DOCUMENT),
    ("blame nope/terms", NO_PLATFORM),
    ("diff nope/terms", NO_PLATFORM),
    ("seen nope/terms", NO_PLATFORM),
    ("seen example-inc/nope", NO_DOCUMENT),
    ("provisions nope", NO_PLATFORM),
    ("explain nope/terms arbitration", NO_PLATFORM),
    ("list nope", NO_PLATFORM),
    ("changes nope", NO_PLATFORM),
    ("changes --platform nope", NO_PLATFORM),
    ("grep data nope", NO_PLATFORM),
    ("grep data example-inc/nope", NO_DOCUMENT),
    ("quote data nope", NO_PLATFORM),
    ("compare --matrix --platform nope", NO_PLATFORM),
    ("verify nope", NO_PLATFORM),
    ("quarantine show nope/terms", NO_PLATFORM),
    ("quarantine accept example-inc/nope", NO_DOCUMENT),
    ("quarantine reject nope", NEEDS_DOCUMENT),
    ("crawl nope", "nope: not declared; `archiver validate` checks what is"),
    ("reextract nope", "nope: not declared; `archiver validate` checks what is"),
]

_DATES = [
    "", "0", "1", "12", "-1", "1/2", "2025-13", "2025-02-30", "2025-00-01", "2025-W20", "Q5 2025", "May",
    "Tuesday", "tomorrow", "in 2 weeks", "last decade", "1 ago", "zero days ago", "-5 days ago",
    "5 fortnights ago", "9999999 days ago", "2025-05-01T25:00", "2025-05-01T12:61", "2025-05-01T12:30+99:99",
    "2025\0", "²⁰²⁵", "1e9", "nan", "inf", "' OR 1=1", "x" * 10_000,
]  # fmt: skip
_FAR = [
    "3000 years ago", "999999 weeks ago", "0001", "9999", "1969", "2106", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-14:00", "1969-12-31", "2106-01-01",
]  # fmt: skip
DATES = [
    *((date, NO_DATE) for date in _DATES),
    *((date, TOO_FAR) for date in _FAR),
    ("03/04/2025", "may be 4 March 2025 or 3 April 2025; write 2025-03-04 or 2025-04-03"),
    ("2026", "--since 2026-01-01 is after now, 2025-06-01; give an earlier date"),
]

WORDS = [
    ("changes --since 2026 --until 2025", "--since 2026-01-01 is after --until 2025-12-31"),
    ("changes --until nope", NO_DATE),
    ("changes --silent --all", "--silent and --all cannot be combined"),
    ("changes --silent --class links", "--silent and --class cannot be combined"),
    ("compare arbitration --full --json", "--full and --json cannot be combined"),
    ("compare --platform A", "--platform means nothing without a category, --matrix or --parameters"),
    ("provisions A --full --json", "--full and --json cannot be combined"),
    ("compare trainig", "did you mean model-training-on-user-data"),
    ("regulations gdpr:art-1", "no such reference; did you mean gdpr:art-"),
    ("grep ''", "an empty pattern matches every sentence"),
    ("grep x --platform nope", NO_PLATFORM),
    ("quote x --platform nope", NO_PLATFORM),
    ("list --platform nope", NO_PLATFORM),
    ("regulations gdpr nope", NO_PLATFORM),
    ("provisions A nope", NO_PLATFORM),
    ("grep data --at nope", NO_DATE),
    ("compare arbitration --at nope", NO_DATE),
    ("provisions --since nope", NO_DATE),
    ("diff A ..2025", "give two versions or dates to compare: OLD NEW, OLD..NEW"),
    ("diff A 2024..2025..2026", "give two versions or dates to compare"),
    ("diff A 2020..2021", "nothing was recorded by 2020-12-31"),
    ("diff A a b c", "unexpected extra argument"),
    ("diff A --context -1", "-1 is not in the range"),
    ("show A --source 0", "0 is not in the range"),
    ("show A --source x", "'x' is not a valid integer"),
    ("show A --raw --source 99999999999999999999", "there is no --source 99999999999999999999"),
    ("show A --raw -o /nonexistent/page", "/nonexistent/page cannot be written"),
    ("log A -n 0", "0 is not in the range"),
    ("log A -n -3", "-3 is not in the range"),
    ("log A -n x", "'x' is not a valid integer"),
    ("changes --class nope", "'nope' is not one of"),
    ("changes --type nope", "no document has this title"),
    ("changes --category nope", NO_CATEGORY),
    ("provisions A --category nope", NO_CATEGORY),
    ("compare nope", NO_CATEGORY),
    ("compare training", "did you mean model-training-on-user-data"),
    ("explain A nope", NO_CATEGORY),
    ("explain A", "Missing argument 'CATEGORY'"),
    ("regulations nope", "nope: no such reference; `archiver regulations` lists them"),
    ("provisions", "nothing to read; name a document"),
    ("quote ''", "the quotation has no words to look for"),
    ("quote ...", "the quotation has no words to look for"),
    ("quote '\ud800'", "the quotation has no words to look for"),
    ("quote", "Missing argument 'TEXT'"),
    ("init --platforms nope {new}", "nope: no such platform in the catalogue"),
    ("init --platforms mistralai {new}", "did you mean mistral-ai?"),
    ("init --contact me {new}", "must be a web page (https://...) or an e-mail address"),
    ("init --contact 'a@b.example\nX: y' {new}", "must be a web page (https://...) or an e-mail address"),
    ("init /dev/null/x", "/dev/null/x: an archive cannot be made there"),
    ("demo /dev/null/x", "/dev/null/x: no archive can be made there"),
    ("demo {archive}", "already exists; choose a new folder"),
    ("quarantine accept A 00 --all", "accept takes an id or --all, not both"),
    ("chnages", "did you mean changes?"),
    ("list --nope", "No such option '--nope'; see `archiver list --help`"),
    ("--archive /nonexistent list", "no archive at '/nonexistent'"),
    ("--archive /dev/null list", "no archive at '/dev/null'"),
    (f"--archive {'a' * 5000} list", "it has no archive.toml, declarations/ or platforms/"),
]

PATTERNS = [
    ("grep (", NO_PATTERN),
    ("grep *", NO_PATTERN),
    ("grep [z-a]", NO_PATTERN),
    ("grep '(?P<a'", NO_PATTERN),
    ("grep '\\'", NO_PATTERN),
    ("grep --history '(?i'", NO_PATTERN),
    ("grep a{99999999999}", "is not a regular expression (it is too large)"),
    (f"grep '{'(' * 2000}{')' * 2000}'", "is not a regular expression (it is too large)"),
    ("changes --grep (", NO_PATTERN),
    ("changes --grep a{99999999999}", "(it is too large); put a backslash before"),
    ("grep '(\\w+\\s?)+$$'", "takes too long on one sentence"),
    ("changes --since 2025 --grep '^(([a-z ])+.)+[A-Z]([a-z ])+$'", "takes too long on one sentence"),
]

SETTINGS: list[tuple[str | bytes, str]] = [
    ("[fetch", "archive.toml: not valid TOML: Expected ']'"),
    ("x = 1", "archive.toml: unknown key 'x'; known are fetch, crawl, gate"),
    ("[fetchh]", "unknown key 'fetchh'; did you mean fetch?"),
    ("fetch = 1", "fetch: must be a table, written [fetch]"),
    ("[[fetch]]", "fetch: must be a table, written [fetch]"),
    ("[fetch]\n[fetch]", "archive.toml: the section [fetch] stands in it twice; keep one"),
    ("[fetch.a]\n[fetch.a]", "not valid TOML: Cannot declare"),
    ("[fetch]\nuser_agnet = 'x'", "fetch: unknown key 'user_agnet'; did you mean user_agent?"),
    ("[fetch]\nuser_agent = 1", "fetch.user_agent: must be a text in quotes, not 1"),
    ("[fetch]\nuser_agent = ''", "fetch.user_agent: must be one line of plain ASCII"),
    ('[fetch]\nuser_agent = "a\\r\\nX: y"', "fetch.user_agent: must be one line of plain ASCII"),
    ("[fetch]\nuser_agent = 'é'", "fetch.user_agent: must be one line of plain ASCII"),
    ("[fetch]\naccept_language = '\u202e'", r"not '\u202e'"),
    ("[fetch]\ndelay_seconds = -1", "fetch.delay_seconds: must be at least 0, not -1.0"),
    ("[fetch]\ndelay_seconds = nan", "fetch.delay_seconds: must be at least 0, not nan"),
    ("[fetch]\ndelay_seconds = inf", "fetch.delay_seconds: must be at most 86400, not inf"),
    ("[fetch]\ntimeout_seconds = 86401", "fetch.timeout_seconds: must be at most 86400, not 86401.0"),
    ("[fetch]\ndelay_seconds = '1'", "fetch.delay_seconds: must be a number, not '1'"),
    ("[fetch]\ndelay_seconds = true", "fetch.delay_seconds: must be a number, not True"),
    ("[fetch]\nmax_bytes = 1.5", "fetch.max_bytes: must be a whole number, not 1.5"),
    ("[fetch]\nmax_bytes = 0", "fetch.max_bytes: must be at least 1, not 0"),
    (f"[fetch]\nmax_bytes = {'9' * 5000}", "archive.toml: not valid TOML: a number has too many digits"),
    ("[crawl]\nplatforms_at_once = 0", "crawl.platforms_at_once: must be at least 1, not 0"),
    ("[fetch]\nallow_private_addresses = 'yes'", "must be true or false, not 'yes'"),
    (f"a = {'[' * 100_000}", "archive.toml: not valid TOML: it is nested too deeply"),
    (b"\xff\xfe[\0", "archive.toml: it is not UTF-8 text; save it as such"),
    (b"\0", "archive.toml: not valid TOML: Invalid statement"),
]

FETCH = "https://example.org/privacy"


def _terms(declared: object, title: str = "P") -> str:
    return json.dumps({"name": "X", "terms": {title: declared}})


def _page(**keys: object) -> str:
    return _terms({"fetch": FETCH, **keys})


DECLARATIONS: list[tuple[str | bytes, str]] = [
    ("", "not valid JSON: line 1, column 1: Expecting value"),
    ("{", "not valid JSON: line 1, column 2"),
    ("[]", 'must be an object such as {"name": ..., "terms": ...}'),
    ("null", "must be an object such as"),
    ("[" * 100_000, "not valid JSON: it is nested too deeply"),
    ('{"name": ' + "9" * 5_000 + "}", "not valid JSON: a number has too many digits"),
    (b"\xff\xfe\0", "x.json: is not UTF-8 text; save it as such"),
    (b'{"name": "\xe9", "terms": {}}', "x.json: is not UTF-8 text; save it as such"),
    ('{"terms": {}}', "name: must be the platform's name, a text in quotes"),
    ('{"name": 1, "terms": {}}', "name: must be the platform's name, a text in quotes"),
    ('{"name": "X"}', "terms: missing; it is an object with an entry per document"),
    ('{"name": "X", "terms": []}', "terms: must be an object with an entry per document"),
    (
        '{"name": "X", "terms": {}, "documents": {}}',
        "has both terms and documents; move all documents into terms",
    ),
    ('{"name": "X", "nam": "Y", "terms": {}}', "unknown key 'nam'; did you mean name?"),
    ('{"name": "X", "name": "Y", "terms": {}}', "'name' is declared twice"),
    (_terms(1), 'terms.P: must be an object such as {"fetch": "https://..."}'),
    (_terms({}), "terms.P.fetch: missing; it is the address of the page"),
    (_terms({"fetch": 1}), "terms.P.fetch: must be an address without spaces, not 1"),
    (_terms({"fetch": "https://a b"}), "must be an address without spaces"),
    (_terms({"fetch": "https://a/\n"}), "must be an address without spaces"),
    (_terms({"fetch": "ftp://a"}), "must start with https:// or http:// and a host"),
    (_terms({"fetch": "javascript:alert(1)"}), "must start with https:// or http:// and a host"),
    (_terms({"fetch": "file:///etc/passwd"}), "must start with https:// or http:// and a host"),
    (_terms({"fetch": "https://"}), "must start with https:// or http:// and a host"),
    (_terms({"fetch": "https://[::1"}), "is not a valid address: Invalid IPv6 URL"),
    (_terms({"fetch": "https://a:99999/"}), "is not a valid address: Port out of range"),
    (_terms({"fetch": "https://a:b/"}), "is not a valid address: Port could not be cast"),
    (_terms({"fetch": "https://me:secret@a/"}), "must hold no user name or password"),
    (_terms({"fetch": "https://a\0b/"}), "terms.P.fetch: has the control character U+0000"),
    (_terms({"fetch": "https://a/\u202e"}), "terms.P.fetch: has the control character U+202E"),
    (_terms({"fetch": "https://a/\x1b[31m"}), "terms.P.fetch: has the control character U+001B"),
    (_terms({"fetch": "https://a/\ud800"}), "terms.P.fetch: has the control character U+D800"),
    (_terms({"fetch": f"https://a/{'a' * 2_000}"}), "terms.P.fetch: is longer than 2000 characters"),
    (_page(fecth=1), "terms.P: unknown key 'fecth'; did you mean fetch?"),
    (_page(select=""), "terms.P.select: must be a CSS selector or a range, not ''"),
    (_page(select=1), "terms.P.select: must be a CSS selector or a range, not 1"),
    (_page(select="..x"), "'..x' is not a CSS selector: Expected ident"),
    (_page(select="p::before"), "is not a CSS selector: Pseudo-elements are not supported"),
    (_page(remove="["), "terms.P.remove: '[' is not a CSS selector"),
    (_page(select="a " * 5_000), "is not a CSS selector: it is longer than 2000 characters"),
    (_page(select=",".join("a" * 5_000)), "is not a CSS selector: it is longer than 2000 characters"),
    (_page(select=" > ".join("a" * 500)), "is not a CSS selector: it has too many parts"),
    (_page(select={"startBefore": "a"}), "a range has either endBefore or endAfter"),
    (_page(select={"startBefor": "a"}), "unknown key 'startBefor'; did you mean startBefore?"),
    (_page(executeClientScripts="yes"), "executeClientScripts: must be true or false"),
    (_page(filter=1), "terms.P.filter: must name filters, not 1"),
    (_page(filter={"removeQueryParams": 1}), "removeQueryParams takes names of parameters, not 1"),
    (_terms({"combine": []}), "terms.P.combine: must be a list of at least one page"),
    (_terms({"combine": [1]}), "terms.P.combine[0]: must be an object"),
    (_page(combine=[{"fetch": FETCH}]), "terms.P: has both fetch and combine; make fetch a page of combine"),
    (
        json.dumps({"name": "X", "terms": {f"P {number}": {"fetch": FETCH} for number in range(101)}}),
        "terms: 101 documents are on one page, https://example.org/privacy; at most 100 can be",
    ),
    (
        json.dumps({"name": "X", "terms": {"P": {"fetch": FETCH}, "p.": {"fetch": FETCH}}}),
        "terms.p.: has the same slug as x.json: terms.P: p; rename one of the two",
    ),
]

NAMES = [
    ("", "has no letter or digit"),
    ("   ", "has no letter or digit"),
    ("..", "has no letter or digit"),
    ("🙂", "has no letter or digit"),
    ("n" * 201, "is longer than 200 characters"),
    ("日" * 100, "makes a file name longer than 200 bytes"),
    ("\0", "has the control character U+0000"),
    ("a\nb", "has the control character U+000A"),
    ("a\x1b[31mb", "has the control character U+001B"),
    ("a\u202eb", "has the control character U+202E"),
    ("a\u200bb", "has the control character U+200B"),
    ("a\u2028b", "has the control character U+2028"),
    ("\ud800", "has the control character U+D800"),
    ("README", "is the name of a special file; choose another"),
    ("Read-me", ""),
    ("readme", "is the name of a special file; choose another"),
    ("CON", "is the name of a special file; choose another"),
    ("nul", "is the name of a special file; choose another"),
    ("Com1", "is the name of a special file; choose another"),
    ("LPT9", "is the name of a special file; choose another"),
    ("Com10", ""),
    ("日本語", ""),
    ("Société Générale", ""),
    ("-rf", ""),
    (".git", ""),
]
"""A platform's name and a document's title; nothing is said of those that can be used."""

FILE_NAMES = [
    ("README", "'README.json': the file name is the name of a special file"),
    ("CON", "the file name is the name of a special file"),
    ("---", "the file name has no letter or digit"),
    ("a\nb", r"'a\nb.json': the file name has the control character U+000A"),
    ("a\x1b[31mb", r"'a\x1b[31mb.json': the file name has the control character U+001B"),
    ("a\u202eb", r"'a\u202eb.json': the file name has the control character U+202E"),
    ("n" * 201, "the file name is longer than 200 characters"),
]

TWINS = [
    ("Café", "Cafe\u0301"),
    ("Mistral", "mistral"),
    ("Mistral AI", "mistral-ai"),
    ("Société Générale", "societe-generale"),
    ("ＡＢＣ", "ABC"),
    ("Straße", "Strasse"),
]
"""File names of two platforms that are one and the same."""

ENVIRONMENT = [
    ({"ARCHIVER_NOW": "x"}, 2, "$ARCHIVER_NOW: 'x' is not a time; try 2025-03-01T12:00:00Z"),
    ({"ARCHIVER_NOW": " "}, 2, "$ARCHIVER_NOW: ' ' is not a time"),
    ({"ARCHIVER_NOW": "2 weeks ago"}, 2, "$ARCHIVER_NOW: '2 weeks ago' is not a time"),
    ({"ARCHIVER_NOW": "0001-01-01"}, 2, "$ARCHIVER_NOW: '0001-01-01' is not a time"),
    ({"ARCHIVER_NOW": "9999-12-31"}, 2, "$ARCHIVER_NOW: '9999-12-31' is not a time"),
    ({"ARCHIVER_NOW": "2025-13-01"}, 2, "$ARCHIVER_NOW: '2025-13-01' is not a time"),
    ({"ARCHIVER_ARCHIVE": "/nonexistent"}, 2, "no archive at '/nonexistent'"),
    ({"ARCHIVER_ARCHIVE": "/dev/null"}, 2, "no archive at '/dev/null'"),
    ({"ARCHIVER_ARCHIVE": "a" * 5_000}, 2, "it has no archive.toml, declarations/ or platforms/"),
    ({"ARCHIVER_ARCHIVE": "x\udcffy"}, 2, r"no archive at 'x\udcffy'"),
]

HARMLESS = [
    {"COLUMNS": "x"}, {"COLUMNS": "0"}, {"COLUMNS": "-5"}, {"COLUMNS": "1"}, {"COLUMNS": "99999999"},
    {"PAGER": "/nonexistent"}, {"HOME": "/nonexistent"}, {"TMPDIR": "/nonexistent"}, {"TERM": "dumb"},
    {"LINES": "x"}, {"NO_COLOR": ""}, {"TZ": "Nowhere/Nothing"},
]  # fmt: skip
"""Settings of a shell that may be odd, and change nothing of what is answered."""

NOTHING = "Nothing is archived yet; `archiver crawl` fetches what is declared."
UNDECLARED = "Nothing is declared; `archiver init` writes declarations from the catalogue."

EMPTY = [
    ("list", 0, NOTHING),
    ("changes", 0, NOTHING),
    ("grep data", 1, NOTHING),
    ("grep --history data", 1, NOTHING),
    ("quote data", 1, NOTHING),
    ("compare arbitration", 0, NOTHING),
    ("compare --matrix", 0, NOTHING),
    ("provisions --since 2025", 0, NOTHING),
    ("quarantine", 0, "Nothing is held back."),
    ("status", 0, UNDECLARED),
    ("crawl", 0, UNDECLARED),
    ("validate", 0, "0 declarations of 0 documents: all can be used"),
    ("reextract", 0, "0 documents read again: 0 texts came out differently"),
    ("show A", 2, "archiver: example-inc: no such platform in"),
]
"""What is said of an archive without declarations and platforms."""

READING = (
    "list",
    "changes",
    "grep data",
    "quote data",
    "compare arbitration",
    "status",
    "quarantine",
    "verify",
)

SILENT = [
    ("archiver list >&-", 0),
    ("archiver list <&-", 0),
    ("archiver list 2>&-", 0),
    ("archiver show $A >&- 2>&- <&-", 0),
    ("archiver list nope 2>&-", 2),
    ("archiver list nope 2>/dev/full", 2),
    ("archiver list | head -0", 0),
    ("archiver grep data | head -0", 0),
    ("PYTHONIOENCODING=latin-1 archiver grep Daten", 0),
    ("PYTHONIOENCODING=ascii archiver grep Daten", 0),
    ("LC_ALL=POSIX archiver grep Daten", 0),
    ("LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 archiver grep Daten", 0),
    ("_ARCHIVER_COMPLETE=bash_complete COMP_WORDS='archiver show exa' COMP_CWORD=2 archiver", 0),
    ("_ARCHIVER_COMPLETE=bash_complete COMP_WORDS='archiver grep x nope/' COMP_CWORD=3 archiver", 0),
    ("_ARCHIVER_COMPLETE=zsh_complete COMP_WORDS='archiver show ../' COMP_CWORD=2 archiver", 0),
]
"""Command lines whose streams, locale or completion are odd, with the exit code; stderr stays empty."""

STREAMS = [
    ("archiver list > /dev/full", 1, "No space left on device; check the disk"),
    ("archiver list --json > /dev/full", 1, "No space left on device; check the disk"),
    ("archiver show $A --raw > /dev/full", 1, "No space left on device; check the disk"),
    ("archiver quote - <&-", 2, "the quotation has no words to look for"),
    ("archiver quote - < /dev/null", 2, "the quotation has no words to look for"),
    ("printf '\\377' | archiver quote -", 2, "the quotation has no words to look for"),
    ("PYTHONIOENCODING=latin-1 archiver show $A@日", 2, "is not a date"),
    ("LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 archiver show 'ünïcode/x'", 2, "no such platform in"),
    ("archiver show \"$(printf '\\377/x')\"", 2, "is not an address"),
    ('env -i PATH="$PATH" archiver -C /nonexistent list', 2, "no archive at '/nonexistent'"),
]
"""Command lines whose streams or locale leave nothing to answer."""
