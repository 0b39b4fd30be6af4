"""The `archive.toml` that `archiver init` writes: every key, commented out, with what it does."""

from __future__ import annotations

import json

from archiver.errors import SettingsError
from archiver.settings import FetchSettings, forms

TEMPLATE = """\
# Settings of this archive. Every key is optional; commented-out values are the defaults.

[fetch]
# The User-Agent header. Add a web page or an e-mail address where site owners can reach you. The part
# before the slash is the name that rules in robots.txt apply to.
# user_agent = "policy-archiver/0.1"

# The Accept-Language header: the language to ask for on sites that have several.
# accept_language = "en"

# Seconds between two requests to the same host. A longer Crawl-delay in robots.txt is respected, up to
# max_crawl_delay_seconds.
# delay_seconds = 1.0
# max_crawl_delay_seconds = 30.0

# Seconds between two requests to a web archive (`import wayback`, `corroborate`). The default is what the
# Wayback Machine asks for; a web archive of your own can be asked faster.
# web_archive_delay_seconds = 2.5

# Time limit for one response, from connecting to the last byte, in seconds.
# timeout_seconds = 30.0

# Time limit for one page, including all redirects, attempts and pauses, in seconds.
# page_seconds = 300.0

# Maximum size of a page in bytes, after decompression.
# max_bytes = 20_971_520

# Attempts per request when an error may be temporary (connection broken, server busy).
# attempts = 3

# Allow hosts on private networks and on this machine. Leave this off unless the pages are your own.
# allow_private_addresses = false

# Log each request (time, host, address, status, seconds) to requests.log beside this file, as proof of the
# pace for a site owner who asks. The log is never trimmed; delete it when it gets long.
# log_requests = false

[crawl]
# Number of platforms crawled at the same time. The pace per host applies all the same.
# platforms_at_once = 64
# Which pages are stored: "changed": those whose text changed or was held; "all": each that came with other
# bytes, which at most sites is each look.
# keep_snapshots = "changed"

# Keep a picture (PNG) of each page that is stored, as a browser without images shows it: of first versions,
# of changes, and of what is held. It needs Chromium and `pip install 'policy-archiver[render]'`. A picture
# takes 0.3 to 4 MB and a few seconds.
# screenshots = false

[gate]
# Seconds to wait before a page that looks wrong is requested again in the same crawl.
# confirm_after_seconds = 5.0

[site]
# The name of the site that `archiver site build` makes, and the address where it will be served, with a
# slash at its end. Feeds, citations and the list of pages for search engines need the address.
# title = "Policy archive"
# url = ""

[remote]
# Where `archiver push` and `archiver pull` find the platforms' repositories: an address of git's with
# {platform} in it, as in "git@host.example:org/{platform}.git". Without {platform}, it is one repository with
# branches for each platform. It holds no password: git knows its own ways to log in.
# url = ""

[collection]
# What `archiver export open-terms-archive` says of this archive: id (lower-case letters, digits, dashes),
# name, one line on what it is about, languages (ISO 639-1), jurisdictions (ISO 3166-2), and the address
# where its folder `api` will be served, with a slash at its end.
# id = "policies"
# name = "Policy archive"
# tagline = "Policies of platforms"
# languages = ["en"]
# jurisdictions = []
# api = ""

[signatures]
# Sign every commit, as git does with commit.gpgsign. What is left empty is as in your own git configuration:
# format as gpg.format ("ssh" or "openpgp"), key as user.signingkey, allowed_signers (the file of the keys
# that `archiver verify` accepts) as gpg.ssh.allowedSignersFile. Paths count from this file's folder.
# sign = false
# format = ""
# key = ""
# allowed_signers = ""

[watch]
# What `archiver watch` does: look at each platform every so many hours, at a time of its own, then send
# alerts, bring up to date the site in a folder (if one is named), and push to the remote (if there is one).
# Some platforms may be looked at more or less often: platforms = { mistral-ai = 2, example = 24 }
# every_hours = 6.0
# platforms = {}
# site = ""
# push = true

[timestamps]
# Who dates the archive: addresses of RFC 3161 authorities, as "https://freetsa.org/tsr". They learn a hash.
# certificates is the file (PEM) of the roots that are trusted to date; empty: those that browsers trust.
# after_crawl has them asked after each crawl; `archiver timestamp` asks them at any time.
# authorities = []
# certificates = ""
# after_crawl = false

[mail]
# The server that alerts are handed to. Its password is read from the environment: ARCHIVER_SMTP_PASSWORD.
# host = "localhost"
# port = 587
# security = "starttls"
# user = ""
# sender = "archiver@localhost"

# Who is told of which changes: each subscription is a table [[alerts]] of its own. All keys but name and
# channel may be left out.
#   [[alerts]]
#   name = "training"
#   channel = "mailto:desk@example.org"        # or a web address that is sent JSON, or "apprise:NAME"
#   about = "changes"                          # or "health": documents that cannot be read any more
#   when = "same-day"                          # or "weekly"
#   platforms = ["mistral-ai", "openai/privacy-policy"]
#   types = ["Terms of Service"]
#   categories = ["model-training-on-user-data"]
#   classes = ["words"]
#   severity = "medium"
#   words = "train(ing)?"
#   silent = true

[accept_language]
# The Accept-Language header for a platform or one of its documents, in place of the one under [fetch]:
#   example = "de"
#   "example/terms-of-use" = "fr-CA, fr;q=0.8"

[screenshots]
# Whether pictures are kept of a platform or one of its documents, in place of what [crawl] says:
#   example = true
#   "example/terms-of-use" = false
"""
"""What `archiver init` writes."""


def with_remote(url: str) -> str:
    """The settings of an archive that is cloned: `url` is the address under [remote].

    Raises SettingsError if it cannot be one, as where it holds a password.
    """
    forms.must_be_a_remote("remote.url", url)
    before, section, rest = TEMPLATE.partition("\n[remote]\n")
    return before + section + rest.replace('# url = ""', f"url = {json.dumps(url)}", 1)


def text(contact: str = "") -> str:
    """The settings that `archiver init` writes; `contact` is where site owners can reach whoever crawls.

    Raises SettingsError if it is neither a web page nor an e-mail address.
    """
    if not contact:
        return TEMPLATE
    if not forms.is_contact(contact):
        raise SettingsError(
            f"contact {contact!r}: must be a web page (https://...) or an e-mail address, in plain ASCII"
        )
    default = FetchSettings().user_agent
    return TEMPLATE.replace(f'# user_agent = "{default}"', f'user_agent = "{default} (+{contact})"')
