"""The command line: one file a command. Only here are the clock, the environment, printing and exit codes."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

COMMANDS = (
    *(
        "build",
        "check",
        "print",
        "mail",
        "new",
        "init",
        "import",
        "config",
        "doctor",
        "archive",
        "verify",
        "restore",
        "preview",
        "style",
    ),
)
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command by its name or the beginning of it, when no other begins so; else say what was probably meant."""
        typed = args[0]
        if typed not in COMMANDS and typed[:1] != "-":
            begins = [name for name in COMMANDS if name.startswith(typed.lower())]
            if len(begins) != 1:
                from difflib import get_close_matches

                near = begins or get_close_matches(typed.lower(), COMMANDS, n=1, cutoff=0.5)
                hint = f"did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "see `publish --help`"
                ctx.fail(f"there is no command `{typed}`; {hint}")
            args = [begins[0], *args[1:]]
        return super().resolve_command(ctx, args)

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


def _version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Say which handbill this is, and what it works with."""
    if not asked:
        return
    import platform

    from publish.base.installed import installed

    def of(name: str) -> str:
        return installed()[name].name.removesuffix(".dist-info").partition("-")[2] if name in installed() else "absent"

    libraries = ", ".join(f"{name} {of(name)}" for name in _LIBRARIES)
    click.echo(f"publish (handbill) {of('handbill')}")
    click.echo(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; {libraries}")
    ctx.exit()


_LIBRARIES = ("weasyprint", "pikepdf", "pypdfium2", "lxml", "pillow", "ebooklib", "mammoth", "trafilatura")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The publication's folder, here or after the command.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say the versions.")
def main(folder: Path | None) -> None:
    """Turn Markdown articles into branded PDF briefings and EPUB collections."""
