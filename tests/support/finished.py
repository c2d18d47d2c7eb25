"""What many tests look at is made once in a run of the tests, whichever process of the run asks first."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from publish.base.atomic import write_atomic
from publish.formats.pdf import render
from publish.model import Artifact, Edition, HouseStyle, PageStart
from publish.problem import Problem
from publish.value import pack

FOLDER = "HANDBILL_FINISHED"
"""The variable that names the folder of this run: conftest.py makes it, and takes it away again."""

Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")


def once_a_run(make: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
    """Keep what a function makes, for every process of this run; its arguments tell by their `repr` which it is.

    Two processes that ask at the same moment make it both: it is the same, and the second writes it again.
    """
    here: dict[str, Made] = {}

    @wraps(make)
    def kept(*words: Arguments.args, **named: Arguments.kwargs) -> Made:
        told = repr((make.__module__, make.__qualname__, words, sorted(named.items())))
        if told not in here:
            place = Path(os.environ[FOLDER], hashlib.sha256(told.encode()).hexdigest())
            if not place.exists():
                write_atomic(place, pickle.dumps(make(*words, **named)))
            here[told] = pickle.loads(place.read_bytes())
        return here[told]

    return kept


def rendered(
    edition: Edition, style: HouseStyle, *, starts: tuple[PageStart, ...] = ()
) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """What `render` makes of an edition, with its boxes, once for all tests that ask it of the same edition."""
    digest = hashlib.sha256(pack((edition, style, starts))).hexdigest()
    if digest not in _RENDERED:
        place = Path(os.environ[FOLDER], f"pdf-{digest}")
        if not place.exists():
            write_atomic(place, pickle.dumps(render.render(edition, style, proof=True, starts=starts)))
        _RENDERED[digest] = pickle.loads(place.read_bytes())
    return _RENDERED[digest]


_RENDERED: dict[str, tuple[Artifact | None, tuple[Problem, ...]]] = {}
