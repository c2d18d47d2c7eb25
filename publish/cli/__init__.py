"""The command line: one file a command. The only place with a clock, an environment, a printer and an exit code."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword

import click

COMMANDS = ("build", "check", "print", "mail", "new", "init", "import", "doctor", "archive", "verify", "preview")
"""Each is in the file of its name; `import`, which Python keeps for itself, in `import_.py`."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module = import_module(f"publish.cli.{cmd_name}{'_' * iskeyword(cmd_name)}")
            self.add_command(getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_"))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what nobody foresaw ends it with a word on what to do, and its traceback in a file."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, MemoryError):
            raise
        except Exception as error:
            _report(error, ctx)
            raise click.exceptions.Exit(3) from error  # ExitCode.OUTSIDE


def _report(error: Exception, ctx: click.Context) -> None:
    """Say that a command was given up for a fault of ours, and where its traceback is."""
    from publish.base import barrier
    from publish.cli import options, report

    command = f"publish {ctx.invoked_subcommand or ''}".strip()
    problem = barrier.problem(barrier.fault(error), command, lost="the command was given up")
    if options.ROOT not in ctx.meta:
        click.echo(problem.trace, err=True)
    report.speak([problem])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handbill", prog_name="publish", message="%(prog)s (handbill) %(version)s")
def main() -> None:
    """Turn Markdown articles into branded PDF briefings and EPUB collections."""
