"""The console command, also as `python -m archiver`."""

from __future__ import annotations

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; Ctrl-C while it is still being loaded ends it without a traceback."""
    interrupt = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from archiver import cli

    signal.signal(signal.SIGINT, interrupt)
    cli.main()


if __name__ == "__main__":
    main()
