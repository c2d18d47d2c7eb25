"""A PDF that is a paper of a meeting: judged, cleaned, and measured, before its pages are bound in. Wraps pikepdf.

What acts, asks or carries other files stays behind: scripts, actions, attachments. What a person has filled in, stamped
or drawn on a page is made part of it. Traps: qpdf mends a file whose table of objects is damaged, also one that was cut
off, and says so by warnings alone; a form may be nothing but a sentence that asks for another program (XFA).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from publish.base import slugs
from publish.media.faults import ImageError
from publish.model import Asset, Sheet

UNUSABLE = "A23"
LARGEST = 32 * 2**20
"""Bytes from which a file is not read."""
MOST_SHEETS = 1000

MEDIA_TYPE = "application/pdf"


class Sheets(NamedTuple):
    """A PDF that can be bound in."""

    asset: Asset
    """Cleaned."""
    pages: tuple[Sheet, ...]
    title: str
    """As its maker gave it, where that is a title and not the name of a file; may be empty."""
    language: str
    """May be empty."""
    made: date | None
    tagged: bool
    accessible: bool
    """Whether it claims PDF/UA-1."""
    left_out: tuple[str, ...]
    """What was in it and is not bound in."""


def read(name: str, content: bytes) -> Sheets:
    """The PDF called `name`, read. Raises ImageError for one that cannot be bound in."""
    if len(content) >= LARGEST:
        raise ImageError(
            "A08",
            f"the PDF `{name}` is too large: {LARGEST // 2**20} MB is the limit",
            "save it with smaller pictures, or in two parts",
        )
    with _opened(name, content) as file:
        _judge(name, file)
        claims = _claims(file)
        left_out = _clean(file)
        try:
            for page in file.pages:
                for stream in page.Contents if isinstance(page.get("/Contents"), Array) else [page.get("/Contents")]:
                    if stream is not None:
                        stream.read_bytes()
            out = BytesIO()
            file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as fault:
            raise _broken(name) from fault
        title, made = _title(file), _day(file)
        language = _words(file.Root.get("/Lang"))
        tagged = _tagged(file)
    cleaned = out.getvalue()
    digest = hashlib.sha256(cleaned).hexdigest()
    stem = slugs.slug(name.removesuffix(".pdf"), otherwise="paper")
    asset = Asset(
        name=f"{stem}-{digest[:16]}.pdf", media_type=MEDIA_TYPE, content=cleaned, width=0, height=0, sha256=digest
    )
    return Sheets(asset, _measured(name, cleaned), title, language, made, tagged, claims and tagged, left_out)


def _broken(name: str, what: str = "is damaged") -> ImageError:
    return ImageError(
        UNUSABLE, f"the PDF `{name}` {what}", "ask whoever made it for another copy, or print it to a new PDF"
    )


_TAIL = 2048


def _opened(name: str, content: bytes) -> pikepdf.Pdf:
    if b"%PDF-" not in content[:1024]:
        raise ImageError(UNUSABLE, f"`{name}` is no PDF, whatever its name says", "save it as PDF in its own program")
    try:
        return pikepdf.open(BytesIO(content), attempt_recovery=False)
    except pikepdf.PasswordError as fault:
        raise _locked(name, "is locked with a password") from fault
    except pikepdf.PdfError:
        pass
    # Some programs write tables that are a few bytes out: such a file is whole, one that was cut off is not.
    if b"%%EOF" not in content[-_TAIL:]:
        raise _broken(name, "is cut off: its end is missing")
    try:
        file = pikepdf.open(BytesIO(content))
        len(file.pages)
    except pikepdf.PasswordError as fault:
        raise _locked(name, "is locked with a password") from fault
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as fault:
        raise _broken(name) from fault
    return file


def _locked(name: str, what: str) -> ImageError:
    return ImageError(UNUSABLE, f"the PDF `{name}` {what}", "ask whoever made it for a copy that is not locked")


def _judge(name: str, file: pikepdf.Pdf) -> None:
    """Raise ImageError for a file whose pages are not what they are to be."""
    if file.is_encrypted:
        raise _locked(name, "is locked against changes")
    root = file.Root
    try:
        count = len(file.pages)
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as fault:
        raise _broken(name) from fault
    if not count:
        raise _broken(name, "has no pages")
    if count > MOST_SHEETS:
        raise ImageError(UNUSABLE, f"the PDF `{name}` has {count:,} pages, {MOST_SHEETS:,} is the limit", "divide it")
    if "/Collection" in root:
        raise ImageError(
            UNUSABLE, f"the PDF `{name}` is a folder of other files, with a page that says so", "name each by itself"
        )
    if root.get("/NeedsRendering", False):
        raise ImageError(
            UNUSABLE, f"the PDF `{name}` is a form that one program alone can show", "print it to a new PDF there"
        )


def _claims(file: pikepdf.Pdf) -> bool:
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        return str(said.get("{http://www.aiim.org/pdfua/ns/id/}part", "")) == "1"


# ------------------------------------------------------------------------------------------------------------- cleaning

_ACTS = {
    "/JavaScript": "a script",
    "/Launch": "a command",
    "/SubmitForm": "a form's sending",
    "/ImportData": "a script",
}
_CARRIES = frozenset(("/FileAttachment",))
_MOVES = frozenset(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"))
_REMARKS = frozenset(("/Text", "/Popup"))


def _clean(file: pikepdf.Pdf) -> tuple[str, ...]:
    """Take out what acts and what is attached, make what is filled in part of the pages; what was taken out."""
    gone: Counter[str] = Counter()
    _clean_root(file.Root, gone)
    for page in file.pages:
        _clean_page(page, gone)
    if "/AcroForm" in file.Root or any("/Annots" in page for page in file.pages):
        _flatten(file)
    return tuple(what if count == 1 else f"{count} times {what}" for what, count in gone.items())


def _clean_root(root: Any, gone: Counter[str]) -> None:
    names = root.get("/Names", Dictionary())
    for key, what in (("/JavaScript", "a script"), ("/EmbeddedFiles", "an attached file")):
        if key in names:
            gone[what] += max(1, len(list(pikepdf.NameTree(names[key]).items())))
            del names[key]
    for key in ("/OpenAction", "/AA"):
        if key in root:
            gone.update(_acts(root[key]))
            del root[key]
    for key in ("/AF", "/Threads", "/Requirements", "/Extensions", "/Perms", "/PieceInfo"):
        if key in root:
            del root[key]
    if (form := root.get("/AcroForm")) is not None:
        if int(form.get("/SigFlags", 0)) & 1 and any(_signed(field) for field in form.get("/Fields", [])):
            gone["a digital signature, which holds for the file by itself alone"] += 1
        if "/XFA" in form:
            del form["/XFA"]


def _flatten(file: pikepdf.Pdf) -> None:
    """Make what is filled in part of the pages; links stay."""
    links = [[one for one in page.get("/Annots", []) if one.get("/Subtype") == Name.Link] for page in file.pages]
    for page in file.pages:
        page.Annots = Array([one for one in page.get("/Annots", []) if one.get("/Subtype") != Name.Link])
    file.generate_appearance_streams()
    file.flatten_annotations("print")
    for page, kept in zip(file.pages, links, strict=True):
        page.Annots = Array(kept)
    if "/AcroForm" in file.Root:
        del file.Root["/AcroForm"]


def _clean_page(page: pikepdf.Page, gone: Counter[str]) -> None:
    if "/AA" in page:
        gone.update(_acts(page.AA))
        del page.obj["/AA"]
    for key in ("/AF", "/Metadata", "/PieceInfo", "/Thumb", "/B"):
        if key in page:
            del page.obj[key]
    kept = []
    for one in page.get("/Annots", []):
        if not isinstance(one, Dictionary):
            continue
        kind = str(one.get("/Subtype", ""))
        if kind in _CARRIES:
            gone["an attached file"] += 1
        elif kind in _MOVES:
            gone["a film or a sound"] += 1
        elif kind in _REMARKS:
            gone["a remark in the margin"] += kind == "/Text"
        else:
            for key in ("/A", "/AA", "/PA"):
                if key in one and (acts := _acts(one[key])):
                    gone.update(acts)
                    del one[key]
            kept.append(one)
    if "/Annots" in page:
        page.Annots = Array(kept)


def _acts(action: Any) -> Counter[str]:
    """What an action, or one of those that it holds, does beyond leading somewhere."""
    found: Counter[str] = Counter()
    seen, left = 0, [action]
    while left and seen < 100:
        seen += 1
        one = left.pop()
        if not isinstance(one, Dictionary):
            continue
        if what := _ACTS.get(str(one.get("/S", ""))):
            found[what] += 1
        following = one.get("/Next")
        left += following if isinstance(following, Array) else [] if following is None else [following]
        if "/S" not in one:
            left += [value for value in one.values() if isinstance(value, Dictionary)]
    return found


def _signed(field: Any) -> bool:
    return isinstance(field, Dictionary) and field.get("/FT") == Name.Sig and "/V" in field


# ------------------------------------------------------------------------------------------------------- what it is

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|excel|powerpoint|office)|untitled|\(?anonymous\)?|powerpoint presentation|document\d*|title"
    r"|unbenannt|sans titre|print|layout \d+|slide \d+|normal)\b.*|.*\.\w{2,5}|[\W\d_]*",
    re.I,
)


def _title(file: pikepdf.Pdf) -> str:
    said = _words(file.docinfo.get("/Title"))
    return "" if _NO_TITLE.fullmatch(said) else said


def _words(value: Any) -> str:
    text = str(value) if isinstance(value, pikepdf.String) else ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _day(file: pikepdf.Pdf) -> date | None:
    if found := re.match(r"D:(\d{4})(\d\d)(\d\d)", _words(file.docinfo.get("/CreationDate"))):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return None
    return None


def _tagged(file: pikepdf.Pdf) -> bool:
    """Whether it has a structure that can be kept: a tree with something in it, said by the pages themselves."""
    tree = file.Root.get("/StructTreeRoot")
    return (
        isinstance(tree, Dictionary)
        and bool(tree.get("/K"))
        and bool(file.Root.get("/MarkInfo", Dictionary()).get("/Marked", False))
        and not bool(file.Root.get("/MarkInfo", Dictionary()).get("/Suspects", False))
    )


_DOTS = 0.5
"""Pixels a point at which the ink of a page is looked for."""
_WHITE = 250


def _measured(name: str, content: bytes) -> tuple[Sheet, ...]:
    """Each page as it is shown, with the area that has ink."""
    import pypdfium2
    from PIL import Image

    pages = []
    try:
        with pypdfium2.PdfDocument(content) as file:
            for page in file:
                width, height = page.get_size()
                if not (9 < width < 20000 and 9 < height < 20000):
                    raise _broken(name, f"has a page of {width:.0f} by {height:.0f} points")
                scale = _DOTS * min(1.0, 2000 / max(width, height))
                drawn = page.render(scale=scale, grayscale=True).to_pil()
                box = drawn.point([255 if shade < _WHITE else 0 for shade in range(256)]).getbbox()
                across, down = width / drawn.width, height / drawn.height
                left, top, right, low = box or (0, 0, 0, 0)
                pages.append(
                    Sheet(
                        width=round(width, 3),
                        height=round(height, 3),
                        left=round(left * across, 1),
                        top=round(top * down, 1),
                        right=round(right * across, 1),
                        bottom=round(low * down, 1),
                    )
                )
                del drawn
    except (pypdfium2.PdfiumError, Image.DecompressionBombError, ValueError) as fault:
        raise _broken(name) from fault
    return tuple(pages)
