"""What is wrong with a text is a value: a problem has a code that never changes, a place, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """A kind of problem. Codes are permanent: a retired code is never given to another rule."""

    code: str
    severity: Severity
    meaning: str


RULES: tuple[Rule, ...] = (
    # P: publication.toml and the folders of a publication
    Rule("P01", "error", "publication.toml cannot be read"),
    Rule("P02", "error", "a setting is missing"),
    Rule("P03", "error", "a setting has a value that cannot be used"),
    Rule("P04", "error", "a setting is nearly, but not quite, one that is known"),
    Rule("P05", "error", "a typeface is not installed"),
    Rule("P06", "warning", "the brand colour lacks contrast for text"),
    Rule("P07", "error", "there are no articles"),
    Rule("P08", "error", "a house style cannot be used"),
    Rule("P09", "warning", "a setting is not known and was left out of account"),
    # A: an article's file and its metadata
    Rule("A01", "error", "the file is not UTF-8 text"),
    Rule("A02", "error", "the metadata block is missing or cannot be read"),
    Rule("A03", "error", "a metadata value cannot be used"),
    Rule("A04", "error", "a required metadata key is missing"),
    Rule("A05", "error", "a metadata key is nearly, but not quite, one that is known"),
    Rule("A06", "error", "two articles have the same slug"),
    Rule("A07", "error", "the article is empty"),
    Rule("A08", "error", "the file is not a regular file of the publication, or is too large"),
    Rule("A09", "warning", "control characters were left out"),
    Rule("A10", "warning", "a metadata key is not known and was left out of account"),
    Rule("A11", "warning", "there is no text under the metadata block"),
    # T: the article's text
    Rule("T01", "error", "active content (a script, a frame, an embedded object) cannot be published"),
    Rule("T02", "warning", "HTML that is not on the allow-list was left out; its text was kept"),
    Rule("T03", "error", "elements are nested too deeply"),
    Rule("T04", "warning", "heading levels were mended"),
    Rule("T05", "warning", "a link, or the sign of a note, leads nowhere"),
    Rule("T06", "warning", "link text says nothing by itself"),
    Rule("T07", "error", "a key-figures block cannot be read"),
    Rule("T08", "error", "the text cannot be read as it stands: a note defined twice, brackets without end"),
    # I: images
    Rule("I01", "error", "an image is missing"),
    Rule("I02", "error", "an image lies outside the publication"),
    Rule("I03", "error", "an image's bytes are not what its name says, or not an image that can be used"),
    Rule("I04", "error", "an image is too large"),
    Rule("I05", "warning", "an image on the web is not fetched; its text alternative stands for it"),
    Rule("I06", "warning", "an image has no text alternative"),
    # R: rendering and the finished file
    Rule("R01", "error", "the article could not be laid out"),
    Rule("R02", "warning", "a character has no glyph in the typefaces at hand"),
    Rule("R03", "warning", "the layout library reported something"),
    Rule("R04", "error", "a worker took too long or died"),
    Rule("R05", "error", "the finished file failed its own check"),
)

_SEVERITY: dict[str, Severity] = {rule.code: rule.severity for rule in RULES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a text: where it is, what it is, and how to mend it.

    The severity follows from the code (see `RULES`). An `error` means the article, or what is made of it, is not made.
    """

    code: str
    path: str
    """POSIX path relative to the publication."""
    line: int | None
    """Counted from 1 in the file, its metadata block included; None when no line is to blame."""
    message: str
    """Lower case, no full stop; the thing itself in backquotes."""
    hint: str
    """What to do; empty when the message says it all."""

    @property
    def severity(self) -> Severity:
        """The severity that the code stands for."""
        return _SEVERITY[self.code]


def sort(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in the order a person reads: by file, line, code."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line or 0, p.code, p.message, p.hint)))
