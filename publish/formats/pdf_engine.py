"""From a galley to pages: the only module that imports WeasyPrint, and where its traps are written down.

- Fontconfig is read when WeasyPrint is imported and again for each FontConfiguration. Left alone it knows the machine's
  own fonts, and a missing glyph is then lent by whatever happens to be there: another machine, another file. So it is
  told, before the import, to know the two faces of one package of ours and nothing else. (Knowing none, it warns.)
- A plain function as fetcher that raises stops the whole render; a URLFetcher that raises becomes a line in the log.
  CSS objects have a default fetcher of their own, which reads files and the web: each one is given ours.
- Variable fonts are slow, differ from run to run and are drawn at another optical size than they are measured at:
  pdf_faces.py cuts plain ones.
- A FontConfiguration that is kept saves a sixth of a render; it writes its faces to a folder that goes when it does.
- What goes wrong is logged or warned of, not raised: a picture that cannot be had, a rule that is not understood, a
  missing glyph. Each render also warns that the sRGB profile's file was left open: nobody can do anything about that.
- An image with `alt=""` is taken for one without; plant() in pdf_finish.py gives it a mark instead.
- `pdf/a-3a` is the variant that needs least mending; PDF/UA-1 is claimed by pdf_finish.py, after mending (one variant
  is all it can claim by itself).
- A glyph is mapped to text by the cluster it was first met in. Where one letter is several glyphs, or they change
  places (the scripts of India and South-East Asia), what a reader copies or hears is rubbish; so each line of such a
  script says what it says (ActualText, ISO 32000-1, 14.9.4). There is no public way to do that: _say() wraps the
  function that draws a line. Not for Arabic and Hebrew, whose ActualText readers turn round: pdf_finish.py mends those.
- When a page break moves back to keep blocks together, the notes of the lines that move with it may be lost (in one
  article of twelve). So notes are counted, and while one is missing the layout is made again with fewer such wishes.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from publish import typefaces
from publish.formats import pdf_faces
from publish.formats.pdf_finish import plant
from publish.model import Galley, Typeface
from publish.problem import Problem


def _know_only_our_typefaces() -> None:
    """Point Fontconfig at one folder of ours; see the module's first trap."""
    fonts = typefaces.find("Atkinson Hyperlegible")
    if fonts is None:
        return  # `publish doctor` and the brand's own typefaces speak of what is not installed
    folder = Path(tempfile.mkdtemp(prefix="handbill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    lent = folder / "fonts"
    lent.mkdir()
    for face in fonts.faces:
        (lent / Path(face.file).name).write_bytes(typefaces.load(face))
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{escape(str(lent))}</dir><cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>",
        "utf-8",
    )
    # Fontconfig has no other door: it reads the process's environment, in C, and offers no call that WeasyPrint makes.
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")  # noqa: TID251


_know_only_our_typefaces()

import pydyf  # noqa: E402
import weasyprint  # noqa: E402
from weasyprint.draw import text as _drawing  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

SCHEME = "handbill:"
_MARK = SCHEME + "mark"
_MARK_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'
_GETA = "□"  # what a typesetter puts where a sort is missing


def render(galley: Galley, *, path: str) -> tuple[bytes, int, tuple[Problem, ...]]:
    """The galley as a PDF/A-3a file not yet finished, its number of pages, and what WeasyPrint had to say.

    A character without a glyph is set as `□`, so that the file still conforms, and named in a problem that blames
    `path`. Raises whatever WeasyPrint raises.
    """
    said, missing = _Said(), ""
    with _listening(said):
        content, pages = _render(galley)
        if missing := "".join(dict.fromkeys(said.missing)):
            said.lines.clear()
            content, pages = _render(galley, {ord(character): _GETA for character in missing})
    lines = tuple(
        Problem(code="R03", path=path, line=None, message=line, hint="") for line in dict.fromkeys(said.lines)
    )
    glyphs = tuple(
        Problem(
            code="R02",
            path=path,
            line=None,
            message=f"no typeface at hand has `{character}` (U+{ord(character):04X})",
            hint=f"write it in another way, or choose a typeface that has it; `{_GETA}` stands in its place",
        )
        for character in missing
    )
    return content, pages, glyphs + lines


_MANY_GLYPHED = re.compile(
    "[\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u0f00-\u109f\u1780-\u17ff\u1cd0-\u1cff\ua8e0-\ua8ff]"
)
"""Scripts whose letters are several glyphs, or glyphs in another order than they are typed."""


def _say(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Let a line of such a script carry its text."""

    def say(stream: Any, textbox: Any, *rest: Any) -> Any:
        if not _MANY_GLYPHED.search(textbox.text):
            return draw(stream, textbox, *rest)
        stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(textbox.text)}))
        drawn = draw(stream, textbox, *rest)
        stream.end_marked_content()
        return drawn

    return say


_drawing.draw_first_line = _say(_drawing.draw_first_line)


def _render(galley: Galley, substitutes: dict[int, str] | None = None) -> tuple[bytes, int]:
    source = galley.html.translate(substitutes) if substitutes else galley.html
    fonts, faces = _fonts(galley.typefaces)
    shelf = _Shelf({asset.name: (asset.media_type, asset.content) for asset in galley.assets})
    html = weasyprint.HTML(string=source, url_fetcher=shelf)
    plant(html.etree_element, scheme=SCHEME, mark=_MARK)
    notes = {note.get("id", "") for note in html.etree_element.iter("span") if note.get("class") == "footnote"}
    for ease in _EASES:
        eased = [weasyprint.CSS(string=ease, url_fetcher=shelf)] if ease else []
        laid_out = html.render(font_config=fonts, stylesheets=[faces, *eased])
        if notes <= {name for page in laid_out.pages for name in page.anchors}:
            break
    return laid_out.write_pdf(pdf_variant="pdf/a-3a"), len(laid_out.pages)


# Tried one after the other until no note is lost (the last of the traps above).
_EASES = (
    "",
    "ul, ol { break-before: auto !important }",
    "ul, ol { break-before: auto !important } html { orphans: 1 !important; widows: 1 !important }",
    "* { break-before: auto !important; break-after: auto !important; break-inside: auto !important }"
    "html { orphans: 1 !important; widows: 1 !important }",
)


class _Shelf(URLFetcher):  # type: ignore[misc]
    """Serves `handbill:` URLs from memory and nothing else: no file, no network, whatever text or style asks for."""

    def __init__(self, items: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._items = items | {"mark": ("image/svg+xml", _MARK_SVG)}

    def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
        if not url.startswith(SCHEME):
            raise ValueError("only what belongs to the edition is fetched")
        if (item := self._items.get(url.removeprefix(SCHEME))) is None:
            raise ValueError("not one of the edition's assets")
        return URLFetcherResponse(url, item[1], {"Content-Type": item[0]})


@lru_cache(maxsize=4)
def _fonts(families: tuple[Typeface, ...]) -> tuple[Any, Any]:
    """A font configuration that holds the families, and the @font-face rules that put them there."""
    configuration = FontConfiguration()
    faces = dict(enumerate(cut for family in families for cut in pdf_faces.cuts(family)))
    shelf = _Shelf({f"face/{number}": ("font/sfnt", cut.content) for number, cut in faces.items()})
    css = "".join(
        f"@font-face{{font-family:{_quoted(cut.family)};src:url({SCHEME}face/{number});"
        f"font-weight:{cut.weight};font-style:{'italic' if cut.italic else 'normal'}}}"
        for number, cut in faces.items()
    )
    return configuration, weasyprint.CSS(string=css, font_config=configuration, url_fetcher=shelf)


def _quoted(text: str) -> str:
    """`text` as a CSS string."""
    return '"' + re.sub(r'[\\"<\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


class _Said(logging.Handler):
    """Gathers what WeasyPrint logs: the characters it had no glyph for, and every other warning or error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "notdef" in str(record.msg) and record.args:
            self.missing.append(str(record.args[0]))  # type: ignore[index]
        else:
            self.lines.append(_plain(record.getMessage()))


def _plain(line: str) -> str:
    line = " ".join(line.split()).rstrip(".")
    return line[:1].lower() + line[1:300]


@contextmanager
def _listening(handler: _Said) -> Iterator[None]:
    """Hear WeasyPrint's log and warnings with `handler` alone, and leave the logger as it was found."""
    logger = logging.getLogger("weasyprint")
    before = logger.handlers[:], logger.propagate, logger.level
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield
        handler.lines += [_plain(str(w.message)) for w in warned if not issubclass(w.category, ResourceWarning)]
    finally:
        logger.handlers[:], logger.propagate = before[0], before[1]
        logger.setLevel(before[2])
