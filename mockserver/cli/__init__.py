"""The command line: one module a command, loaded when it is asked for.

Rule: nothing here or at the top of a command's module imports more than click and
the standard library; what a command works with is imported when it runs. What a
person did wrong is one line on standard error and exit code 2, never a traceback.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import click

from mockserver import __version__
from mockserver.cli.failing import STOPPED, said

# fmt: off
COMMANDS = {  # in the order of the help; each module has its click command as ``command``
    "run":       "mockserver.cli.run",
    "replay":    "mockserver.cli.replay",
    "check":     "mockserver.cli.check",
    "schema":    "mockserver.cli.schema",
    "scenarios": "mockserver.cli.scenarios",
    "vendors":   "mockserver.cli.vendors",
    "journal":   "mockserver.cli.journal",
    "rule":      "mockserver.cli.rule",
    "verify":    "mockserver.cli.verify",
    "fire":      "mockserver.cli.fire",
    "sign":      "mockserver.cli.sign",
    "certify":   "mockserver.cli.certify",
    "record":    "mockserver.cli.record",
    "bench":     "mockserver.cli.bench",
}
# fmt: on

EPILOG = """\b
Try it:
  mockserver scenarios              what is in the box
  mockserver run quickstart         a server on http://127.0.0.1:8080
  mockserver journal --follow       what your application sends it
  mockserver fire huawei --to http://127.0.0.1:9000/release
"""


class Commands(click.Group):
    """The commands, each loaded when it is asked for; mistakes end in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = COMMANDS.get(cmd_name)
        return None if module is None else import_module(module).command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names.

        Raises:
            NoSuchCommand: it names none; the text says which is most like it.
        """
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, standalone_mode: bool = True, **more: Any) -> Any:
        """Run, and leave with an exit code; what goes wrong is said in one line."""

        run = partial(super().main, *args, standalone_mode=False, **more)
        return sys.exit(exit_code(run)) if standalone_mode else run()


def exit_code(run: Callable[[], Any]) -> int:
    """The exit code of a run; says what went wrong on standard error."""
    try:
        code = run()
    except click.Abort:
        return STOPPED
    except click.ClickException as why:
        return said(why)
    return code if isinstance(code, int) else 0


@click.group(cls=Commands, invoke_without_command=True, epilog=EPILOG)
@click.version_option(__version__, "--version", message="mockserver %(version)s")
@click.pass_context
def mockserver(ctx: click.Context) -> None:
    """A stand-in for the call-centre APIs your application talks to.

    Several vendors, calls that play out in time, signed callbacks, any refusal on demand.
    """
    if ctx.invoked_subcommand != "run":  # which has much to load, and does it itself
        gc.enable()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """The ``mockserver`` command."""
    gc.disable()  # while modules load there is nothing to collect; looking costs a tenth of the start
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its code.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    mockserver(prog_name="mockserver")
