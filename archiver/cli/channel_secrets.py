"""What channels need and archive.toml must not hold: it is in the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archiver.publish.channels import Secrets

PASSWORD, SECRET = "ARCHIVER_SMTP_PASSWORD", "ARCHIVER_WEBHOOK_SECRET"


def read() -> Secrets:
    """The secrets of the environment; empty where they are not set."""
    from archiver.publish.channels import SERVICE, Secrets  # imports what sends mail

    return Secrets(
        mail_password=os.environ.get(PASSWORD, ""),
        webhook_secret=os.environ.get(SECRET, ""),
        services={
            name.removeprefix(SERVICE).lower().replace("_", "-"): address
            for name, address in os.environ.items()
            if name.startswith(SERVICE) and address
        },
    )
