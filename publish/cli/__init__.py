"""The command line: one file a command. The only place with a clock, an environment, a printer and an exit code."""

from __future__ import annotations

import click

from publish.cli.archive import archive
from publish.cli.build import build
from publish.cli.check import check
from publish.cli.doctor import doctor
from publish.cli.init import init
from publish.cli.mail import mail
from publish.cli.new import new
from publish.cli.print import print_
from publish.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handbill", prog_name="publish", message="%(prog)s (handbill) %(version)s")
def main() -> None:
    """Turn Markdown articles into branded PDF briefings and EPUB collections."""


for command in (build, check, print_, mail, new, init, doctor, archive, verify):
    main.add_command(command)
