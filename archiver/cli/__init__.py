"""The command line: one module per verb, loaded only when its verb is called, so that reading starts fast.

Data goes to stdout, everything else to stderr. Exit codes: 0 yes or done; 1 no or failed; 2 usage; 3
finished, but something newly failed (or anything, with --strict); 4 another run is at work; 130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from keyword import iskeyword
from typing import Any, NoReturn

import click

from archive_repo.errors import ArchiveError, InvalidInput, meant
from archiver.cli import streams

SICK = "archiver.sick"
"""Key of the context's `meta`: the platforms that could not be read; see `archiver.cli.sick`."""

UNBREAKABLE = "\N{NON-BREAKING HYPHEN}"
"""Replaces hyphens while help is wrapped."""

LONGEST_SENTENCE = 200
"""Characters of the first sentence of a help, at most."""

GROUPS: dict[str, dict[str, str]] = {
    "Track": {
        "init": "Make an archive: settings, and declarations of the platforms in the catalogue.",
        "add": "Find a platform's policies from its home page, or any of its pages, and declare them.",
        "validate": "Check archive.toml and every declaration, and name the file and key of each problem.",
        "crawl": "Fetch the declared policies and record those whose words changed.",
        "watch": "Crawl on a schedule; after each round send alerts, make the site, push.",
        "status": "Show how each document's last look went, and what you can do about those that fail.",
        "seen": "Show when a document was looked at and what came of it, newest first.",
        "quarantine": "Show what is held back, and accept or reject it.",
        "reextract": "Read the newest stored page of each document again, without fetching anything.",
        "rename": "Give a platform another id: its declaration and its repository move, and its history "
        "stays.",
        "retire": "Stop tracking a document, or a whole platform; its history stays and can be read.",
    },
    "Read": {
        "list": "List the documents of all platforms, or of those named: how many versions, and when last "
        "seen.",
        "changes": "Show what changed in the policies since a date.",
        "log": "Show the versions of a document, newest first: when it was observed, and which date it "
        "states itself.",
        "show": "Show a document's text, as of today or of @WHEN.",
        "diff": "Show what changed between two versions of a document, or how two documents differ.",
        "blame": "Show since when a document has had each of its sentences.",
        "grep": "Search the sentences of all policies, or of the platforms and documents named.",
        "quote": "Trace a quotation: where it stands word for word, in which versions, from when to when.",
    },
    "Understand": {
        "provisions": "Show the provisions (clauses) of a document or a platform, or what changed of them "
        "with --since.",
        "compare": "Compare a kind of provision across platforms: who has it, since when, in which words.",
        "regulations": "List the regulations that provisions touch, or show what touches one of them.",
        "explain": "Explain a provision: what the text says, since when, what stood there before, and how "
        "others put it.",
        "checklist": "Compare a document with what the law asks such documents to say.",
    },
    "Publish": {
        "site": "Make a site of the archive, or look at it.",
        "alerts": "Tell subscribers what changed since they were last told.",
        "digest": "Report what a week brought: how much changed, what stood out, and what did not change.",
    },
    "Keep": {
        "import": "Bring in somebody else's archive.",
        "export": "Write the archive in a format that others read.",
        "push": "Push platforms' repositories to the remote that archive.toml names under [remote].",
        "pull": "Bring in what the remote under [remote] in archive.toml has and this archive has not.",
        "clone": "Bring in platforms from repositories that `archiver push` made, to go on with them here.",
        "timestamp": "Have others date the archive: proof that everything in it was there by then.",
        "corroborate": "Ask others whether they saw these sentences on the page near that time.",
        "verify": "Check that every text, page and look is there and is what was recorded.",
        "stats": "Show how large the archive is, how it grows by month, and which hosts answer slowest.",
        "gc": "Pack the repositories, and cut their reflogs: less disk for the same history.",
        "schema": "Print the JSON Schema (draft 2020-12) of what a command prints with --json.",
        "demo": "Make an archive of invented policies in DIR [default: archiver-demo], and show what can be "
        "asked of it.",
    },
}
"""The verbs by purpose, in the order of `archiver --help`; each is a module of this package.

Each with the first sentence of its help, so that `archiver --help` imports none of them.
"""


class WholeWords(click.HelpFormatter):
    """Wraps help only at blanks: an address or a folder broken at its hyphen would read as two."""

    def write(self, string: str) -> None:
        """Write wrapped text, with hyphens in place again."""
        super().write(string.replace(UNBREAKABLE, "-"))

    def write_text(self, text: str) -> None:
        """Wrap a paragraph."""
        super().write_text(text.replace("-", UNBREAKABLE))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Wrap the right of two columns."""
        whole = [(name, told.replace("-", UNBREAKABLE)) for name, told in rows]
        super().write_dl(whole, col_max, col_spacing)


class Wrapping(click.Context):
    """The context of a command whose help is wrapped only at blanks."""

    formatter_class = WholeWords


class Verbs(click.Group):
    """Finds a verb's command in the module with its name."""

    context_class = Wrapping

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, group by group."""
        return [verb for verbs in GROUPS.values() for verb in verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command; None for an unknown one."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"archiver.cli.{module}").command
        parts = command.commands.values() if isinstance(command, click.Group) else ()
        for one in (command, *parts):
            one.context_class = Wrapping
        for one in parts:
            one.short_help = one.get_short_help_str(LONGEST_SENTENCE)  # click's own is cut at a line's end
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the first word names. Raises InvalidInput, with the nearest ones, if there is none.

        `help VERB` is `VERB --help`, as in git.
        """
        if args[:1] == ["help"] and not ctx.resilient_parsing:
            if not args[1:]:
                click.echo(self.get_help(ctx))
                ctx.exit()
            args = [args[1], "--help"]
        if args and args[0] not in self.list_commands(ctx) and not ctx.resilient_parsing:
            hint = meant(args[0], self.list_commands(ctx), "`archiver --help` lists them", most=2)
            raise InvalidInput(f"no such command: {args[0]}; {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """What the verb returns; 0 where the reader, as `head`, has seen enough: click would exit with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            streams.drop_output()
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with one line each, by group."""
        for title, verbs in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([*verbs.items()])  # `list` is a module here


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(
    None,
    "-V",
    "--version",
    package_name="policy-archiver",
    prog_name="archiver",
    message="%(prog)s %(version)s",
)
@click.option("-C", "--archive", "folder", metavar="DIR", help="Folder of the archive, for any command.")
def commands(folder: str | None) -> None:
    """Track platforms' policies: what changed, since when does it say that, who else says it.

    A document's address is PLATFORM/DOCUMENT[@WHEN], as in mistral-ai/privacy-policy@2025-03-01; WHEN is a
    day, a month or a year (what was in force at its end), '2 weeks ago', or a version's id. The archive is
    the folder of --archive, else of $ARCHIVER_ARCHIVE, else the current one. Start with `archiver demo`, or
    with `archiver init`.
    """


@commands.result_callback()
@click.pass_context
def _ended(context: click.Context, /, code: object, **_options: object) -> object:
    """The exit code of a command that finished: 3 instead of 0 if some platforms could not be read."""
    for line in context.meta.get(SICK, {}).values():
        streams.tell(line)
    return 3 if not code and context.meta.get(SICK) else code


def main() -> NoReturn:
    """The console command: an expected error is one line on stderr and an exit code."""
    streams.prepare()
    try:
        code = commands.main(prog_name="archiver", standalone_mode=False)
        sys.stdout.flush()
    except ArchiveError as error:
        streams.tell(f"archiver: {error}")
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        streams.tell(f"archiver: {_usage(error)}")
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        streams.tell("archiver: interrupted; what was done is kept; run it again to continue")
        sys.exit(130)
    except BrokenPipeError:  # as in `Verbs.invoke`, by the last lines
        streams.drop_output()
        sys.exit(0)
    except OSError as error:  # a full disk, a folder without permission, a stream that cannot be written
        streams.tell(f"archiver: {_told(error)}")
        streams.drop_output()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.ClickException) -> str:
    """What was wrong with the command line, in one line, and where its usage is shown."""
    told = " ".join(error.format_message().split()).removesuffix(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{told}; see `{context.command_path} --help`" if context else told


def _told(error: OSError) -> str:
    what = f"{error.filename}: " if error.filename else ""
    return f"{what}{error.strerror or error}; check the disk and its permissions"
