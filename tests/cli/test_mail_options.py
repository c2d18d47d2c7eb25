"""Every option of `publish mail` with every other: it means something there and is tested, or it is refused."""

from __future__ import annotations

import itertools
from typing import Any

import click
import pytest

from publish.cli.mail import ALONE, MODES, WITH_LIST, mail, mode_of, spelt

VALUES: dict[str, Any] = {
    "name": "good", "list_": "list.csv", "note": "note.md", "subject": "x", "attach": ("epub",), "only": "briefing",
    "mailing": "m", "first": 2, "yes": True, "sending": True, "test": "me@example.org", "preview": True,
    "status": True, "resume": True, "settle": ("a@b.org", "sent"), "suppress": "a@b.org", "report_": "r.csv",
    "bounces": "in/", "adopt": True, "confidential": "good",
}  # fmt: skip
NOTHING: dict[str, Any] = dict.fromkeys(VALUES) | {"attach": ()}
BASE = {mode: {"name": "good", "list_": "list.csv"} for mode in ("drafts", *WITH_LIST)} | {mode: {} for mode in ALONE}

MEANS = {
    # what is done:  NAME --to --note --subject --attach --edition --mailing --first --yes --confidential
    "drafts":   "++++++++--",
    "preview":  "+++++++---",
    "test":     "++++++---+",
    "sending":  "++++++++++",
    "status":   "+-----+---",
    "resume":   "+-----+++-",
    "settle":   "+-----+---",
    "suppress": "----------",
    "bounces":  "----------",
    "report_":  "+-----+---",
    "adopt":    "--------+-",
}  # fmt: skip
"""The table, as it is meant; `cli.mail.MODES` is as it is done."""
COLUMNS = ("name", "list_", "note", "subject", "attach", "only", "mailing", "first", "yes", "confidential")


def test_the_table_has_every_option_of_the_command() -> None:
    """An option that is added is put into the table, here and there."""
    params = {param.name for param in mail.params} - {"folder"}

    assert params == VALUES.keys() == set(COLUMNS) | set(MODES) - {"drafts"}
    assert MEANS.keys() == MODES.keys()


@pytest.mark.parametrize("mode", list(MODES))
def test_an_option_means_something_or_is_refused(mode: str) -> None:
    """Each option with each thing that can be done."""
    for option, sign in zip(COLUMNS, MEANS[mode], strict=True):
        asked = NOTHING | BASE[mode] | ({} if mode == "drafts" else {mode: VALUES[mode]}) | {option: VALUES[option]}
        if sign == "+":
            assert mode_of(asked) == mode, (mode, option)
        else:
            with pytest.raises(click.UsageError) as refusal:
                mode_of(asked)
            said = refusal.value.message
            assert spelt(option) in said or "say whom to write to" in said, (mode, option, said)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations([*WITH_LIST, *ALONE], 2)))
def test_two_things_are_not_done_at_once(one: str, other: str) -> None:
    """Each thing that can be done with each other one."""
    asked = NOTHING | {"name": "good", "list_": "list.csv"} | {one: VALUES[one], other: VALUES[other]}

    with pytest.raises(click.UsageError):
        mode_of(asked)


@pytest.mark.parametrize("mode", WITH_LIST)
def test_what_needs_a_list_or_a_name_says_so(mode: str) -> None:
    """Without a list, or without a name, nothing is guessed."""
    with pytest.raises(click.UsageError, match="whom to write to"):
        mode_of(NOTHING | {"name": "good", mode: VALUES[mode]})
    with pytest.raises(click.UsageError, match="what to mail"):
        mode_of(NOTHING | {"list_": "list.csv", mode: VALUES[mode]})


def test_a_mailing_is_named_once() -> None:
    """NAME and --mailing both name the mailing where nothing is made of NAME."""
    with pytest.raises(click.UsageError, match="say one"):
        mode_of(NOTHING | {"status": True, "name": "a", "mailing": "b"})
