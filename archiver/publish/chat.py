"""Other channels than mail and hooks, by Apprise: short text for chat, telephones and the like.

Apprise only says whether a service took a message. Whether one that it did not take may have arrived is read
from what it logs of the connection; none of that is shown, since addresses of services are secrets.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from archiver.publish.delivery import NotDelivered, Posting, Unknown
from archiver.publish.letters import Letter

SECONDS = 60
"""How long a service may take, all attempts included."""

_STATUS = re.compile(r"\berror=(\d{3})\b|\bHTTP (\d{3})\b")
_BROKEN = re.compile(r"Socket Exception|Connection [Ee]rror")
_NEVER_CONNECTED = re.compile(
    "NewConnectionError|ConnectTimeoutError|NameResolutionError|ProxyError|SSLError|Failed to establish"
)


def deliver(channel: str, address: str, letter: Letter, posting: Posting) -> None:
    """Hand the letter's short text to a service, by its Apprise address.

    `channel` is what the service is called in messages. Raises NotDelivered or Unknown.
    """
    try:
        from apprise import Apprise, AppriseAsset, NotifyFormat, PersistentStoreMode
    except ModuleNotFoundError as error:
        raise NotDelivered(
            f"{channel}: needs Apprise; install it with `pip install 'policy-archiver[channels]'`"
        ) from error
    logger = logging.getLogger("apprise")
    logger.propagate, logger.handlers = False, [logging.NullHandler()]  # its lines hold passwords
    logger.setLevel(logging.DEBUG)  # `log_callback` gets no more than that
    sender = Apprise(
        asset=AppriseAsset(
            app_id="archiver",
            app_desc="archiver",
            async_mode=False,
            allow_templates=False,
            storage_mode=PersistentStoreMode.MEMORY,
        )
    )
    if not sender.add(address):
        raise NotDelivered(f"{channel}: Apprise does not know its address; see appriseit.com")
    said: list[str] = []
    result = sender.notify(
        title=f"[repeat] {letter.subject}" if posting.repeats else letter.subject,
        body=letter.short,
        body_format=NotifyFormat.TEXT,
        timeout=SECONDS,
        log_callback=lambda entry, _: said.append(entry.message),
        log_level=logging.DEBUG,
    )
    if not result:
        raise failed(channel, said)


def failed(channel: str, said: Iterable[str]) -> NotDelivered | Unknown:
    """What a failure means, by what was logged of it."""
    told = "\n".join(said)
    status = _STATUS.search(told)
    if status:
        return NotDelivered(f"{channel}: answered {status[1] or status[2]}")
    if _NEVER_CONNECTED.search(told):
        return NotDelivered(f"{channel}: cannot be reached")
    if _BROKEN.search(told):
        return Unknown(f"{channel}: the connection ended before it answered")
    return NotDelivered(f"{channel}: did not take the message")
