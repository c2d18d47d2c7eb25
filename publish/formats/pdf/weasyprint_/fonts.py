"""The typefaces that pages are set in: of a brand's dozen faces those are got ready that a text asks for.

- WeasyPrint is told of faces by @font-face rules, before anything is set: what Pango has set with a font configuration
  falls apart when that is given more. So a layout that asks for a face too late is begun again, with all that were
  asked for until then; which is seldom, since styles are looked at when they are made (`Fonts.want`).
- A text in Latin letters has faces with no others, which are cut in half the time (pdf_faces.py). What a sheet or a
  change of case asks for besides begins the layout again, with all of each face.
- A character that the asked face does not have is lent by whichever of the others is nearest. Which of them are there
  must then not depend on what else was set in this process: texts in need of a loan have all of them, always.
- A configuration writes its faces to a folder that goes when it does, also when it goes in a forked child, and holds a
  face for known whose file is there, whoever wrote it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from unicodedata import category

from publish.formats.pdf.weasyprint_.importing import weasyprint

# isort: split
from weasyprint.text.fonts import FontConfiguration

from publish.formats.pdf.fonts import cuts as pdf_faces
from publish.formats.pdf.fonts.cuts import Cut
from publish.formats.pdf.weasyprint_.fetching import SCHEME, Shelf
from publish.model import Typeface

Made = TypeVar("Made")


class Wanting(Exception):
    """Faces are asked for that are not there, when it is too late to put them in."""


class Lacking(Exception):
    """All of the faces has to be there, or all faces, since one may have to lend something to another."""


class Fonts(FontConfiguration):  # type: ignore[misc]
    """A font configuration that is given faces as they are asked for, until something is set with it."""

    def __init__(self, families: tuple[Typeface, ...], *, latin: bool = False) -> None:
        super().__init__()
        self.latin = latin
        """Whether its faces have no more than texts in Latin letters ask for."""
        self._home = os.getpid()
        cuts = [(cut, family) for family in families for cut in pdf_faces.cuts(family)]
        self._cuts = {cut: (number, family) for number, (cut, family) in enumerate(cuts)}
        self._answers: dict[tuple[Any, ...], frozenset[str]] = {}
        self.held: frozenset[Cut] = frozenset()
        self.begun = False
        """Whether something may have been set."""

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        """As WeasyPrint does. In a child, what it adds or drops is no loss to its parent."""
        if self._home != os.getpid():
            self._folder, self._home = None, os.getpid()
        super().add_font_face(rule_descriptors, url_fetcher)

    def __del__(self) -> None:
        if self._home == os.getpid():
            super().__del__()

    @property
    def whole(self) -> bool:
        """Whether all faces are there, with all that they have."""
        return not self.latin and len(self.held) == len(self._cuts)

    def add(self, wanted: Iterable[Cut] | None = None) -> None:
        """Put cuts of the families in, or all, by @font-face rules, in the order in which the families have them."""
        more = [cut for cut in self._cuts if (wanted is None or cut in wanted) and cut not in self.held]
        faces = {self._cuts[cut][0]: cut for cut in more}
        fonts = {number: pdf_faces.font(cut, latin=self.latin) for number, cut in faces.items()}
        shelf = Shelf({f"face/{number}": ("font/sfnt", font) for number, font in fonts.items()})
        css = "".join(
            f"@font-face{{font-family:{_quoted(cut.family)};src:url({SCHEME}face/{number});"
            f"font-weight:{cut.weight};font-style:{'italic' if cut.italic else 'normal'}}}"
            for number, cut in faces.items()
        )
        weasyprint.CSS(string=css, font_config=self, url_fetcher=shelf)
        self.held |= {*more}

    def want(self, style: Any) -> frozenset[str]:
        """Have the faces that a style asks for; the characters that they have, those of ASCII among them.

        An empty set where none is ours, or one is for signs alone: all have to be there then, for Fontconfig to choose.
        Raises Wanting where it is too late for more.
        """
        asked = (tuple(style["font_family"]), style["font_weight"], style["font_style"])
        answer = self._answers.get(asked)
        if answer is None:
            wanted = self._asked(*asked)
            if not wanted <= self.held:
                if self.begun:
                    raise Wanting(wanted)
                self.add(wanted)
            families = {self._cuts[cut][1] for cut in wanted}
            letters = pdf_faces.common(families) if families else frozenset()
            if self.latin:
                letters &= pdf_faces.LATIN
            answer = self._answers[asked] = letters if letters >= _ASCII else frozenset()
        return answer

    def check(self, letters: frozenset[str], text: str) -> None:
        """Raises Lacking when a text asks faces that have these letters for others, and not all are there."""
        if not (letters.issuperset(text) or self.whole) and _shows(set(text) - letters):
            raise Lacking

    def _asked(self, names: tuple[str, ...], weight: int, style: str) -> frozenset[Cut]:
        """The very face, of the first of the families that is ours; all of the family when it has none such."""
        for name in names:
            if own := [cut for cut in self._cuts if cut.family.casefold() == name.casefold()]:
                italic = {"normal": False, "italic": True}.get(style)
                return frozenset([cut for cut in own if (cut.weight, cut.italic) == (weight, italic)] or own)
        return frozenset()


def _shows(signs: Iterable[str]) -> bool:
    """Whether Pango looks for faces that have them: for some signs it shows nothing."""
    return any(category(sign) not in _NOTHING for sign in signs)


_NOTHING = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs"))
_ASCII = frozenset(map(chr, range(0x20, 0x7F)))


def _quoted(text: str) -> str:
    """`text` as a CSS string."""
    return '"' + re.sub(r'[\\"<\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


# ------------------------------------------------------------------------------------------------- what is kept at hand

_KEPT = 4
_at_hand: dict[tuple[tuple[Typeface, ...], bool], Fonts] = {}
"""By families, and whether in Latin alone: the faces that texts have asked for so far."""


def set_with(families: tuple[Typeface, ...], text: str | None, lay_out: Callable[[Fonts], Made]) -> Made:
    """What comes of a layout with the families, of which it has at least those faces that it asks for.

    `text` is what is to be set, but for what sheets add to it; None when that cannot be told.
    """
    signs = {*(text or "")}
    if text is None or not families or _shows(signs - pdf_faces.common(families)):
        fonts = _whole(families)
    else:
        fonts = _some(families, latin=not _shows(signs - pdf_faces.LATIN))
    while True:
        try:
            return lay_out(fonts)
        except Wanting as asked:
            fonts = _some(families, fonts.held.union(*asked.args), latin=fonts.latin)
        except Lacking:
            fonts = _some(families, fonts.held, latin=False) if fonts.latin else _whole(families)


def _some(families: tuple[Typeface, ...], wanted: Iterable[Cut] = frozenset(), *, latin: bool) -> Fonts:
    """A configuration that has these cuts at least."""
    fonts = _at_hand.pop((families, latin), None)
    if fonts is None or not fonts.held.issuperset(wanted):
        fonts = Fonts(families, latin=latin)
        fonts.add(wanted)
    while len(_at_hand) >= _KEPT:
        del _at_hand[next(iter(_at_hand))]
    _at_hand[families, latin] = fonts  # the last to have been asked for is the last to go
    return fonts


@lru_cache(maxsize=_KEPT)
def _whole(families: tuple[Typeface, ...]) -> Fonts:
    """A configuration that has all."""
    fonts = Fonts(families)
    fonts.add()
    return fonts


def prepare(families: tuple[Typeface, ...]) -> None:
    """Have what nearly every text asks for ready."""
    _some(families, likely(families), latin=True)


def likely(families: Iterable[Typeface]) -> frozenset[Cut]:
    """The faces that nearly every text asks for: plain and bold letters of the first two families."""
    uprights = ([cut for cut in pdf_faces.cuts(family) if not cut.italic] for family in islice(families, 2))
    return frozenset(cut for upright in uprights for cut in upright[:2])


def forget() -> None:
    """Let go of all that is kept."""
    _at_hand.clear()
    _whole.cache_clear()
