"""The kinds of edition: one record each, and nobody else who lists them."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import publish
from publish.editions import kinds
from publish.formats import FORMATS
from publish.project.settings_form import EditionForm

ROOT = Path(publish.__file__).parent


def test_every_kind_is_made_by_a_format_that_there_is() -> None:
    """And has the template, or the folder of the style, that its format is set from."""
    for name, kind in kinds.KINDS.items():
        assert name == kind.name
        assert kind.format in FORMATS
        assert bool(kind.sheets) == bool(kind.template)
        assert bool(kind.template) == kind.paged


def test_a_record_is_small_on_its_way_to_a_worker() -> None:
    """It goes there by name; and even the whole record is a few hundred bytes."""
    for kind in kinds.KINDS.values():
        assert pickle.loads(pickle.dumps(kind)) == kind
        assert len(pickle.dumps(kind)) < 2_000


def test_a_kind_that_nobody_knows_is_an_error_or_none() -> None:
    """What an archive holds may be of a kind whose plug-in is gone."""
    assert kinds.find("scroll") is None
    with pytest.raises(LookupError, match="scroll"):
        kinds.of("scroll")


def test_settings_offer_every_kind() -> None:
    """The schema that editors of publication.toml complete by lists them, and its words name each."""
    schema = EditionForm.model_json_schema()["properties"]["kind"]
    assert schema["enum"] == list(kinds.KINDS)
    assert all(f"`{name}`" in schema["description"] for name in kinds.KINDS)


def test_no_other_module_asks_what_a_kind_is_called() -> None:
    """A comparison with a kind's name is a row of the record that is missing."""
    names = "|".join(kinds.KINDS)
    compared = re.compile(rf"""kind\s*(?:==|!=|in|not in)\s*[("'{{]\W*(?:{names})["']""")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in ROOT.rglob("*.py")
        for match in compared.finditer(path.read_text("utf-8"))
        if (path.parent.name, path.name) not in {("cli", "mail.py")}  # passages of plain text have kinds of their own
        and "plain" not in path.parts
    ]
    assert found == []
