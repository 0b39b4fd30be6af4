"""The console command, also as `python -m archiver`."""

from __future__ import annotations

import gc
import signal
from typing import NoReturn

SELDOM = 50_000
"""New objects before garbage is looked for: as many are loaded, of which none is garbage, and to look through
them again and again takes a twentieth of a start."""


def main() -> NoReturn:
    """Run the command line; Ctrl-C while it is still being loaded ends it without a traceback."""
    gc.set_threshold(SELDOM)
    interrupt = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from archiver import cli

    signal.signal(signal.SIGINT, interrupt)
    cli.main()


if __name__ == "__main__":
    main()
