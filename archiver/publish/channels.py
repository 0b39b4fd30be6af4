"""How a letter leaves: by mail, as JSON to a web address (signed as Standard Webhooks has it), or by Apprise.

A channel either delivers, or raises NotDelivered when nothing can have arrived, or Unknown when the
connection ended before the other side said so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime

import httpx

from archiver.publish import chat
from archiver.publish.delivery import NotDelivered, Posting, Unknown
from archiver.publish.letters import Letter
from archiver.report import controls
from archiver.settings import AlertSettings, MailSettings

SECONDS = 30.0
"""How long a server may take for one answer."""

SERVICE = "ARCHIVER_CHANNEL_"
"""Beginning of the environment variables with the addresses of services, which hold passwords."""

ENCODED = "whsec_"
"""Beginning of a secret whose rest is base64, by Standard Webhooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What the environment holds and archive.toml does not."""

    mail_password: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    services: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Apprise addresses of other channels, by the names that archive.toml gives them."""


def deliver(
    subscription: AlertSettings, letter: Letter, posting: Posting, mail: MailSettings, secrets: Secrets
) -> None:
    """Hand the letter over. Raises NotDelivered or Unknown."""
    kind, _, address = subscription.channel.partition(":")
    if kind == "mailto":
        _mail(subscription.name, address, letter, posting, mail, secrets.mail_password)
    elif kind == "apprise":
        if address not in secrets.services:
            raise NotDelivered(f"{subscription.channel}: set {variable(address)} to its Apprise address")
        chat.deliver(subscription.channel, secrets.services[address], letter, posting)
    else:
        _post(subscription.channel, letter, posting, secrets.webhook_secret)


def variable(service: str) -> str:
    """The environment variable with the address of a service.

    >>> variable("desk-slack")
    'ARCHIVER_CHANNEL_DESK_SLACK'
    """
    return f"{SERVICE}{service.upper().replace('-', '_')}"


def as_mail(subscription: str, address: str, letter: Letter, posting: Posting, sender: str) -> EmailMessage:
    """The letter as a mail with text and HTML; by its `List-Id` (RFC 2919) mail programs file it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, address
    mail["Subject"] = f"[repeat] {letter.subject}" if posting.repeats else letter.subject
    mail["Date"] = format_datetime(posting.at)
    domain = sender.rpartition("@")[2].rstrip(">")
    mail["Message-ID"] = f"<{posting.id}@{domain}>"
    mail["List-Id"] = f"<{subscription}.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    told = "This may have reached you before: the last attempt ended before it was confirmed.\n\n"
    text = controls.visible(letter.text)  # some mail programs show it in a terminal
    mail.set_content(f"{told}{text}" if posting.repeats else text, cte="quoted-printable")
    mail.add_alternative(f"{_HEAD}{letter.html}</body></html>", subtype="html", cte="quoted-printable")
    return mail


_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"></head><body style="max-width:42em">\n'
)


def signature(secret: str, posting: Posting, body: bytes) -> str:
    """As Standard Webhooks 1.0.0 defines it: HMAC-SHA256 of id, time and body.

    A secret that begins with `whsec_` is the key in base64, as that standard writes it; another is the key.
    Raises NotDelivered if what follows `whsec_` is no base64.
    """
    signed = f"{posting.id}.{int(posting.at.timestamp())}.".encode() + body
    key = secret.encode()
    if secret.startswith(ENCODED):
        try:
            key = base64.b64decode(secret.removeprefix(ENCODED), validate=True)
        except ValueError as error:
            raise NotDelivered(f"the webhook secret is no base64 after {ENCODED}; check it") from error
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def _mail(
    subscription: str, address: str, letter: Letter, posting: Posting, mail: MailSettings, password: str
) -> None:
    message = as_mail(subscription, address, letter, posting, mail.sender)
    where = f"{mail.host}:{mail.port}"
    try:
        server = _connected(mail, password)
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(f"mail: {where}: {_reason(error)}") from error
    try:
        server.send_message(message)
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPHeloError,
        smtplib.SMTPNotSupportedError,
    ) as error:
        raise NotDelivered(f"mail: {where}: {_reason(error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unknown(f"mail: {where}: {_reason(error)}") from error
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connected(mail: MailSettings, password: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, password)
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def _post(url: str, letter: Letter, posting: Posting, secret: str) -> None:
    body = json.dumps(
        {**letter.told, "id": posting.id, "repeat": posting.repeats}, ensure_ascii=False
    ).encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": posting.id,
        "webhook-timestamp": str(int(posting.at.timestamp())),
        **({"webhook-signature": signature(secret, posting, body)} if secret else {}),
    }
    try:
        answer = httpx.post(url, content=body, headers=headers, timeout=SECONDS)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise NotDelivered(f"{url}: {_reason(error)}") from error
    except httpx.HTTPError as error:
        raise Unknown(f"{url}: {_reason(error)}") from error
    if not answer.is_success:
        raise NotDelivered(f"{url}: answered {answer.status_code}")


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
