"""The typefaces that pages are set in: those of a galley and no others, on every machine the same.

- WeasyPrint's FontConfiguration knows what is installed on the machine, so that a missing glyph is lent by whatever
  happens to be there: another machine, another file. Fontconfig has no public way in WeasyPrint to know less but the
  environment of the process. Here the configuration is exchanged for an empty one, which nobody else sees.
- WeasyPrint is told of faces by @font-face rules, before anything is set: what Pango has set with a font configuration
  falls apart when that is given more. So all faces of the families are put in at once.
- A character that the asked face does not have is lent by whichever of the others is nearest. Since all are always
  there, that depends on the galley's families alone, not on what else was set in this process.
- To make a configuration takes a tenth of a layout, so it is kept for the next galley with the same families.
- A configuration writes its faces to a folder that goes when it does, also when it goes in a forked child, and holds a
  face for known whose file is there, whoever wrote it.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import sys
from functools import lru_cache
from typing import Any

import weasyprint
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

from publish.formats.pdf.fonts import cuts as pdf_faces
from publish.formats.pdf.weasyprint_.fetching import SCHEME, Shelf
from publish.media import typefaces
from publish.model import Typeface

FALLBACK = "Atkinson Hyperlegible"
"""The family for words that ask for none that is there, such as those of a drawing that says `sans-serif`."""


class Fonts(FontConfiguration):  # type: ignore[misc]
    """A font configuration that has every face of these families, and the fallback's, and no other.

    Raises FileNotFoundError when a face's package is not installed.
    """

    def __init__(self, families: tuple[Typeface, ...]) -> None:
        super().__init__()
        self._config = _empty()
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)  # the font map keeps it
        self._home = os.getpid()
        fallback = typefaces.find(FALLBACK)  # `publish doctor` speaks of what is not installed
        self._add((*((fallback,) if fallback else ()), *families))

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        """As WeasyPrint does. In a child, what it adds or drops is no loss to its parent."""
        if self._home != os.getpid():
            self._folder, self._home = None, os.getpid()
        super().add_font_face(rule_descriptors, url_fetcher)

    def __del__(self) -> None:
        if getattr(self, "_home", None) == os.getpid():
            super().__del__()

    def _add(self, families: tuple[Typeface, ...]) -> None:
        """Put all cuts of the families in, by @font-face rules, in the order in which the families have them."""
        cuts = [cut for family in dict.fromkeys(families) for cut in pdf_faces.cuts(family)]
        shelf = Shelf({f"face/{number}": ("font/sfnt", pdf_faces.font(cut)) for number, cut in enumerate(cuts)})
        css = "".join(
            f"@font-face{{font-family:{_quoted(cut.family)};src:url({SCHEME}face/{number});"
            f"font-weight:{cut.weight};font-style:{'italic' if cut.italic else 'normal'}}}"
            for number, cut in enumerate(cuts)
        )
        weasyprint.CSS(string=css, font_config=self, url_fetcher=shelf)


def _empty() -> Any:
    """A new configuration of Fontconfig's that knows no fonts and no rules."""
    library = _fontconfig()
    library.FcConfigCreate.restype = ctypes.c_void_p
    return ffi.cast("FcConfig *", library.FcConfigCreate())


@lru_cache(maxsize=1)
def _fontconfig() -> Any:
    """The library that WeasyPrint has loaded; WeasyPrint declares no way to make an empty configuration."""
    # The search starts a compiler on Linux, where the loader knows the name by itself.
    return ctypes.CDLL("libfontconfig.so.1" if sys.platform == "linux" else ctypes.util.find_library("fontconfig"))


def _quoted(text: str) -> str:
    """`text` as a CSS string."""
    return '"' + re.sub(r'[\\"<\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


_KEPT = 4


@lru_cache(maxsize=_KEPT)
def configured(families: tuple[Typeface, ...]) -> Fonts:
    """The configuration for galleys in these families; the latest few are kept. Raises FileNotFoundError."""
    return Fonts(families)


def prepare(families: tuple[Typeface, ...]) -> None:
    """Have what texts in these families need ready."""
    configured(families)


def forget() -> None:
    """Let go of all that is kept."""
    configured.cache_clear()
