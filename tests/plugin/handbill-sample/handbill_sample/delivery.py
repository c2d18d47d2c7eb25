"""A delivery: a copy of each file in the folder `tray` of the publication."""

from pathlib import Path

from publish.model import Artifact
from publish.problem import Problem


def deliver(artifact: Artifact, root: Path) -> tuple[Problem, ...]:
    """Put the file there; what is wrong is said by problems."""
    (root / "tray").mkdir(exist_ok=True)
    (root / "tray" / f"{artifact.edition}-{artifact.name}.{artifact.suffix}").write_bytes(artifact.content)
    return ()
