"""The referees from outside, each asked by one program for as long as a process of the tests lives."""

from __future__ import annotations

import atexit
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from publish.proofs import validators


class _Referee:
    """A running program of publish/proofs/java."""

    def __init__(self, validator: validators.Validator) -> None:
        self.complaints = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  as long as the process
        self.process = subprocess.Popen(
            validators.command(validator),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            encoding="utf-8",
        )
        assert self.process.stdin
        assert self.process.stdout
        self.version = self.process.stdout.readline()

    def ask(self, questions: str) -> str:
        """What it writes; less than that when it ends or takes too long."""
        assert self.process.stdin
        assert self.process.stdout
        watch = threading.Timer(validators.TIMEOUT, self.process.kill)
        watch.start()
        try:
            threading.Thread(target=self._write, args=(questions,), daemon=True).start()
            said = [self.version]
            while (line := self.process.stdout.readline()) not in ("", "\n"):
                said.append(line)
            return "".join(said)
        finally:
            watch.cancel()

    def _write(self, questions: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(questions + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """Let it go."""
        self.process.kill()
        self.process.communicate()
        self.complaints.close()


@cache
def _referee(validator: validators.Validator) -> _Referee:
    referee = _Referee(validator)
    atexit.register(referee.end)
    return referee


def check(
    validator: validators.Validator, paths: Iterable[Path], profiles: tuple[str, ...]
) -> dict[Path, tuple[str, ...]]:
    """The findings of each file, `profile description`, over all profiles: none means that it conforms.

    Raises ValidatorError when the engine does not answer for every file and profile.
    """
    files = tuple(paths)
    claims = {str(path): profiles for path in files}
    referee = _referee(validator)
    said = referee.ask(validators.questions(claims))
    if referee.process.poll() is not None:
        _referee.cache_clear()
    referee.complaints.seek(0)
    _, findings = validators.answers(claims, said, referee.complaints.read())
    return {
        path: tuple(f"{finding.profile} {finding.text}" for finding in findings if finding.path == str(path))
        for path in files
    }
