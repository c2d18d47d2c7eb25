"""What is wrong with a text is a value: a problem has a code that never changes, a place, and what to do about it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    Rule("P05", "error", "a typeface is not installed, or may not be used"),
    Rule("P06", "warning", "the brand colour lacks contrast for text"),
    Rule("P07", "error", "there are no articles"),
    Rule("P08", "error", "a house style cannot be used"),
    Rule("P09", "warning", "a setting is not known, or of no use where it stands, and was left out of account"),
    Rule("P10", "error", "there are no agendas to make a pack of"),
    Rule("P11", "error", "an edition names an article that is not there"),
    Rule("P12", "warning", "the archive has no address on the web"),
    Rule("P13", "warning", "the archive's receipt cannot be read, so no collection says what is new"),
    Rule("P14", "warning", "an edition asks for a tag that no article has"),
    Rule("P15", "warning", "an archived ebook has photographs that say where and when they were taken"),
    Rule("P16", "warning", "a setting is still as the new publication had it"),
    Rule("P17", "error", "with a setting as the new publication had it nothing can go out"),
    Rule("P18", "error", "a file of the archive is missing, and nothing here makes it again"),
    Rule("P19", "warning", "a file of the archive was missing, and was made again"),
    Rule("P20", "warning", "a file of the publication is not in the archive's source"),
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
    Rule("A12", "warning", "an archived article has other words now and does not say that it was corrected"),
    Rule("A13", "warning", "an article is held back: it is a draft, its date is in the future, or it was withdrawn"),
    Rule("A14", "warning", "the text has words that stand for what is still to be written"),
    Rule("A15", "error", "a text with words that stand for what is still to be written cannot go out"),
    Rule("A16", "warning", "most letters are of another script than the text's language is written in"),
    Rule("A17", "warning", "a file among the articles is none, and was passed over"),
    Rule("A18", "warning", "part of a metadata value is taken for a note, since it begins with `#`"),
    Rule("A19", "warning", "an article of the archive seems to have another name now"),
    Rule("A20", "warning", "the archive has an article that the source has no longer"),
    Rule("A21", "warning", "an article has the name of another in the archive, and is given one of its own"),
    Rule("A22", "error", "an article is a copy of another, or nearly"),
    Rule("A23", "error", "a PDF or a spreadsheet for a meeting is locked, damaged, or not what its name says"),
    Rule("A24", "warning", "something in a file for a meeting is not bound in: a script, an attachment, a chart"),
    Rule(
        "A25", "warning", "a PDF for a meeting has no tags, so that it is heard without headings, tables and pictures"
    ),
    Rule("A26", "error", "what is called confidential would be for everybody"),
    Rule("A27", "warning", "a PDF for a meeting is larger than A4, and made smaller by a tenth or more"),
    Rule("A28", "warning", "collections cannot mark the printed pages of an article: nobody noted where they begin"),
    Rule(
        "A30", "warning", "what lies in source/ was passed over: a link out, no file, too large, or a name of no text"
    ),
    Rule("A31", "warning", "a name or a title has signs that are not seen and turn what is seen round"),
    # G: an agenda
    Rule("G01", "error", "an agenda has no items"),
    Rule("G02", "error", "an item of an agenda has no title"),
    Rule("G03", "error", "a paper of an agenda is no article of the publication"),
    Rule("G04", "error", "a paper of an agenda has errors of its own"),
    Rule("G05", "error", "a part of an item cannot be used: it is said twice, or it is unclear what it is"),
    Rule("G06", "warning", "an item of an agenda has the number of another, or stands after one with a higher number"),
    Rule("G07", "error", "two agendas have the same slug"),
    Rule("G08", "warning", "a line of an agenda looks like something else than what it is printed as"),
    Rule("G09", "warning", "an item of an agenda begins before the one over it, or goes on after the meeting"),
    Rule("G10", "warning", "an item of an agenda or a part of a paper seems to be confidential, and is not marked"),
    Rule("G11", "error", "a paper of a confidential item is an article that everybody gets"),
    Rule("G12", "warning", "a paper is withheld from an item that is for everybody"),
    Rule("G13", "error", "a supplement, or a translation, is of an agenda that is not there, or cannot have one"),
    Rule("G14", "warning", "an agenda asks for what it cannot have: times without a beginning, a list of nothing"),
    Rule("G15", "warning", "a day in an agenda has a day of the week that it is not"),
    Rule("G16", "warning", "an agenda or a paper has changed since its pack went out"),
    # T: the article's text
    Rule("T01", "warning", "active content (a script, a frame, an embedded object) was left out"),
    Rule("T02", "warning", "HTML that is not on the allow-list was left out; its text was kept"),
    Rule("T03", "error", "elements are nested too deeply"),
    Rule("T04", "warning", "heading levels were mended"),
    Rule("T05", "warning", "a link, or the sign of a note, leads nowhere"),
    Rule("T06", "warning", "link text says nothing by itself"),
    Rule("T07", "error", "a key-figures block cannot be read"),
    Rule(
        "T08",
        "error",
        "the text cannot be read as it stands: a note defined twice, brackets, a word or a row without end",
    ),
    Rule("T09", "error", "a chart is of no known kind, or says what no chart has"),
    Rule("T10", "error", "a chart's rows do not make a table that can be drawn"),
    Rule("T11", "error", "a chart's cell is no number that it can show"),
    Rule("T12", "error", "what a QR code is to lead to is no address, or too long"),
    Rule("T13", "warning", "a link leads to an article that is not there, or to no part of one that is"),
    Rule("T14", "warning", "what only another program understands (WordPress, Hugo, Jekyll) is printed as typed"),
    Rule(
        "T15",
        "warning",
        "words of Khmer, Lao or Burmese run together for more than a line, which breaks where it may not",
    ),
    Rule("T16", "warning", "a link of an article leads to a paper of a meeting, and names it"),
    Rule("T17", "warning", "a link leads to an article that is held back, and names it"),
    # I: images
    Rule("I01", "error", "an image is missing from something that cannot go out without it"),
    Rule("I02", "error", "an image lies outside the publication"),
    Rule("I03", "error", "an image's bytes are not what its name says, or not an image that can be used"),
    Rule("I04", "error", "an image is too large"),
    Rule("I05", "warning", "an image on the web is not fetched; its text alternative stands for it"),
    Rule("I06", "warning", "an image has no text alternative, or the name of its file for one"),
    Rule("I07", "warning", "part of a drawing is in no edition: its animation, or a typeface of its own"),
    Rule("I08", "warning", "an image of a text is missing; its text alternative stands for it"),
    # R: rendering and the finished file
    Rule("R01", "error", "the article could not be laid out"),
    Rule("R02", "error", "a character has no glyph in the typefaces at hand"),
    Rule("R03", "warning", "the layout library reported something"),
    Rule("R04", "error", "a worker took too long or died"),
    Rule("R05", "error", "the finished file failed its own check"),
    Rule("R06", "error", "a validator found that the finished file is not what it claims to be"),
    Rule("R07", "error", "braille cannot be made: the library or its table for the language is not there"),
    Rule("R08", "warning", "braille has no sign for a character"),
    Rule("R09", "warning", "an ebook does not mark the pages of a print edition, which could not be made"),
    Rule("R10", "error", "pages cannot be made with the WeasyPrint that is installed"),
    Rule("R11", "error", "the pages of an open pack cannot have the numbers of the confidential one"),
    # F: fitting an edition to what was asked of it
    Rule("F01", "warning", "the text is too long for the sides it is wanted on"),
    Rule("F02", "warning", "the text is too short for the sides it is wanted on"),
    Rule("F03", "warning", "no resolution or quality of pictures brings the file within its budget"),
    # Q: the finished pages
    Rule("Q01", "warning", "something reaches past the edge that can be printed, or is cut off"),
    Rule("Q02", "warning", "a heading is the last thing on its page"),
    Rule("Q03", "warning", "a paragraph ends with one short word on a line of its own"),
    Rule("Q04", "warning", "one line of a paragraph stands alone at the head or the foot of a page"),
    Rule("Q05", "warning", "a picture has fewer dots than paper needs"),
    Rule("Q06", "warning", "text is set smaller than its kind of edition allows"),
    Rule("Q07", "warning", "text has too little contrast to its ground"),
    # Q08 was given up for F03, which says the same sooner.
    Rule("Q09", "warning", "a link has no words"),
    Rule("Q10", "warning", "a figure has no text alternative"),
    Rule("Q11", "warning", "a page is left empty at its foot, since what follows had no room there"),
    # L: large print
    Rule("L01", "warning", "large print has italics"),
    Rule("L02", "warning", "large print has lines that do not begin one under the other"),
    Rule("L03", "warning", "large print has a word broken with a hyphen"),
    Rule("L04", "warning", "large print has a block of capitals"),
    Rule("L05", "warning", "large print has underlined words"),
    Rule("L06", "warning", "large print has two paragraphs without a blank line between them"),
    # H: what is heard of finished files (`publish check --accessibility`)
    Rule("H01", "error", "what is heard of a file is not what was written"),
    Rule("H02", "error", "the structure of a file leaves something unsaid"),
    # M: mail and its lists
    Rule("M01", "error", "the list cannot be read"),
    Rule("M02", "error", "a row of the list cannot be used"),
    Rule("M03", "warning", "an address is on the list more than once; it is written to once"),
    Rule("M04", "error", "the note asks for a column that the list has not"),
    Rule("M05", "error", "there is nothing to mail, nobody to mail it to, or nobody to mail it from"),
    Rule("M06", "error", "a message is too large for the server, and there is no archive to lead to"),
    Rule("M07", "warning", "a message is so long that mail programs cut it off"),
    # X: faults of ours, not of the text
    Rule("X01", "error", "a fault of handbill, not of the text"),
    Rule("X02", "warning", "a plug-in cannot be used"),
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
    trace: str = ""
    """The traceback of a fault of ours, until it is written into a file (`publish.base.barrier`)."""

    @property
    def severity(self) -> Severity:
        """The severity that the code stands for."""
        if "-" in self.code:  # a plug-in's own, e.g. `sample-01`, or `sample-E1` for an error
            return "error" if self.code.rpartition("-")[2].startswith("E") else "warning"
        return _SEVERITY[self.code]


def sort(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in the order a person reads: by file, line, code."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line or 0, p.code, p.message, p.hint)))


_OF_THE_MACHINE = frozenset(("R07", "R10"))
"""What is wrong with what is installed, and not with a text."""


def once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems in their order, what is wrong with the machine said once for all texts that it holds up."""
    same = Counter((one.code, one.message) for one in problems if one.code in _OF_THE_MACHINE)
    told: set[tuple[str, str]] = set()
    kept = []
    for one in problems:
        key = (one.code, one.message)
        if key not in told:
            more = same[key] - 1
            also = f"; the same holds for {more} more file{'s' if more > 1 else ''}" if more > 0 else ""
            kept.append(replace(one, message=one.message + also))
        if same[key] > 1:
            told.add(key)
    return tuple(kept)
