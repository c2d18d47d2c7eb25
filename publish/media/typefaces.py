"""Typefaces come as installed Python packages, so that the same words are set in the same letters on every machine.

A family is looked for in `fontpkg-<slug>` (module `fontpkg_<slug>`, described by its own metadata.json). What no
brand's typeface can be expected to hold, other scripts and symbols, comes from families that we depend on.

A face is its bytes: it carries their digest from the moment it is found, and is not loaded when the file has others.
Packages that were made for other people's products are held to the digests in the table below, whatever their version.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

from publish.base.installed import canonical, installed
from publish.model import Face, Typeface
from publish.value import replace


def find(family: str, own: Iterable[Typeface] = ()) -> Typeface | None:
    """The family of that name, e.g. `Source Serif 4`: `own` to the publication, or installed; None when neither.

    Names compare without regard to case or punctuation; the typeface carries the name its maker gave it.
    """
    module = package(family).replace("-", "_")
    if mine := next((each for each in own if package(each.family).replace("-", "_") == module), None):
        return mine
    if (folder := _folder(module)) is None or not (index := folder / "metadata.json").is_file():
        return None
    described = json.loads(index.read_text("utf-8"))
    faces = tuple(
        Face(
            package=module,
            file=file["path"],
            italic=file["style"] == "italic",
            weight=file["weight"],
            sha256=_digest(folder / file["path"]),
        )
        for file in described["files"]
    )
    return Typeface(family=described["family"], faces=faces) if faces else None


def near(family: str, own: Iterable[Typeface] = ()) -> str:
    """The name of the family, installed or `own`, that was probably meant; empty when none is like it."""
    named = {package(each.family).replace("-", "_"): each.family for each in own}
    installed = [name for _, name, _ in iter_modules() if name.startswith("fontpkg_")]
    alike = get_close_matches(package(family).replace("-", "_"), [*named, *installed], n=1, cutoff=0.85)
    if alike and alike[0] in named:
        return named[alike[0]]
    found = find(alike[0].removeprefix("fontpkg_").replace("_", " ")) if alike else None
    return found.family if found else ""


def instead(family: str) -> str:
    """Of what is always at hand, the family that is most like one that everybody knows and nobody may give away."""
    low = family.casefold()
    return next((ours for ours, theirs in _LIKE.items() if any(name in low for name in theirs)), "Source Sans 3")


_LIKE = {
    "Source Code Pro": ("courier", "consolas", "monaco", "menlo", "mono", "typewriter", "lucida con"),
    "Source Sans 3": ("sans", "gothic"),
    "Source Serif 4": (
        *(
            "times",
            "georgia",
            "cambria",
            "garamond",
            "palatino",
            "baskerville",
            "bodoni",
            "caslon",
            "century",
            "constantia",
        ),
        *("book antiqua", "bookman", "minion", "sabon", "bembo", "plantin", "perpetua", "rockwell", "serif", "roman"),
    ),
}
"""By what is in their names, the first that holds; all others have no serifs."""


def package(family: str) -> str:
    """The name of the distribution that a family would come in: `fontpkg-source-serif-4`."""
    return "fontpkg-" + re.sub(r"[^a-z0-9]+", "-", family.lower()).strip("-")


def fallbacks(text: str, held: Collection[str] = ()) -> tuple[Typeface, ...]:
    """The typefaces `text` needs besides the brand's own, in a fixed order: scripts first, then symbols and emoji.

    `held` are characters that the brand's own have. Of several typefaces for a script the first is taken that has all
    that the text has of it: letters that join do so in one typeface only.
    """
    points = sorted(map(ord, {character for character in text if character > "\u024f"}.difference(held)))
    found: dict[Typeface, None] = {}
    for row in _FALLBACKS:
        asked = [point for point in points if row.serves(point)]
        if row.rest:
            asked = [point for point in asked if not any(point in characters(one) for one in found)]
        if asked:
            found.update(dict.fromkeys(row.chosen(asked)))
    return tuple(found)


@lru_cache(maxsize=32)
def characters(typeface: Typeface) -> frozenset[int]:
    """The code points that every face of a typeface has. Raises FileNotFoundError as `load` does."""
    import uharfbuzz as hb  # here: only a text for which there is a choice asks for it

    return frozenset.intersection(*(frozenset(hb.Face(load(face)).unicodes) for face in typeface.faces))


def load(face: Face) -> bytes:
    """The font file's bytes.

    Raises FileNotFoundError when its package is not installed or has no such file, and OSError (ESTALE) when that is
    another file than the face was found as: another release, or one that came while work was being done.
    """
    if face.content:
        return face.content
    place = _place(face)
    content = place.read_bytes()
    if hashlib.sha256(content).hexdigest() != face.sha256:
        release = _PINNED_IN.get(face.package)
        what = f"not the one of {release}, which is what is known to be right" if release else "changed meanwhile"
        raise OSError(errno.ESTALE, f"the file of a typeface was {what}", str(place))
    return content


def stamp(face: Face) -> tuple[str, str]:
    """What tells the file from every other: its path in its package, and its digest."""
    return f"{face.package}/{face.file}", face.sha256


def packages() -> Iterator[tuple[str, str]]:
    """The distributions of all typefaces that are installed: their names, and their versions with a digest of files.

    Two releases may have one version, when somebody builds a package again.
    """
    for module in _modules():
        info = installed().get(canonical(module))
        hasher = hashlib.sha256()
        for place in _fonts(module):
            hasher.update(f"{place.name}\0{_digest(place)}\0".encode())
        version = info.name.rpartition(".")[0].partition("-")[2] if info else ""
        yield canonical(module), f"{version} ({hasher.hexdigest()[:16]})".strip()


def places() -> tuple[Path, ...]:
    """The files of all typefaces that are installed, by each of which `packages` may change."""
    return tuple(place for module in _modules() for place in _fonts(module))


def _modules() -> list[str]:
    """The import names of all packages of typefaces that are installed."""
    lent = {face.package for row in _FALLBACKS for typeface in row.typefaces for face in typeface.faces}
    wanted = lent | {name.replace("-", "_") for name in installed() if name.startswith("fontpkg-")}
    return sorted(module for module in wanted if _folder(module) is not None)


def _fonts(module: str) -> list[Path]:
    folder = _folder(module)
    return sorted(
        place for place in (folder.rglob("*") if folder else ()) if place.suffix in _SUFFIXES and place.is_file()
    )


_SUFFIXES = (".ttf", ".otf", ".ttc", ".json")
"""Of font files, and of what says which file is which cut."""


def _digest(place: Path) -> str:
    """The SHA-256 of a file, or nothing for one that is not there."""
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def head(face: Face) -> bytes:
    """The beginning of the font file, which names its tables (OpenType, Table Directory). Raises FileNotFoundError."""
    if face.content:
        return face.content[:HEAD]
    with _place(face).open("rb") as file:
        return file.read(HEAD)


SQUARED = ("Noto Sans CJK JP",)
"""Families whose marks and figures are as wide as their letters; of each there is a family `… Marks` of these alone."""
SQUARE = frozenset("‘’“”…—·•0123456789%")
"""The marks and figures that Chinese and Japanese have from the typeface of their letters (clreq 3.1, jlreq 3.1)."""

HEAD = 2**12
"""Bytes that hold the names of 250 tables. A font has some twenty."""


def _place(face: Face) -> Path:
    if (folder := _folder(face.package)) is None:
        raise FileNotFoundError(f"{face.package}/{face.file}")
    return folder / face.file


@lru_cache(maxsize=64)
def _folder(package: str) -> Path | None:
    """Where a package lies. Its module is not imported: font packages may do work when they are."""
    spec = find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _installed(faces: Iterable[Face]) -> bool:
    return all((folder := _folder(face.package)) is not None and (folder / face.file).is_file() for face in faces)


def _known(typeface: Typeface) -> Typeface:
    """The typeface with the digests of the files that are there, where the table has none."""
    faces = (face if face.sha256 else replace(face, sha256=_digest(_place(face))) for face in typeface.faces)
    return replace(typeface, faces=tuple(faces))


class _Fallback(NamedTuple):
    """Typefaces for a script or a kind of signs, the best first, with the blocks (first, last) that call for them."""

    blocks: tuple[tuple[int, int], ...]
    typefaces: tuple[Typeface, ...]
    rest: bool = False
    """Whether it serves only what none of the rows before it has."""

    def serves(self, point: int) -> bool:
        return any(first <= point <= last for first, last in self.blocks)

    def chosen(self, points: Sequence[int]) -> tuple[Typeface, ...]:
        """The first that has all of these code points, else the one that has most; none when none is installed."""
        there = [_known(typeface) for typeface in self.typefaces if _installed(typeface.faces)]
        if len(there) < 2:
            return tuple(there)
        lacks = {typeface: len(set(points) - characters(typeface)) for typeface in there}
        return (min(there, key=lacks.__getitem__),)


_PINNED = {
    "NotoSans[wght].ttf": "fb53504de62e767a54695416123d68d67f71c9b69722175184ad56e7dd13547b",
    "NotoSans-Italic[wght].ttf": "28602f4b032ed8f5d91445e830585f34aba54ff9d3ac3e58c0b8834f3d6ae684",
    "NotoSansArmenian[wght].ttf": "e979dfaed56ddb4bfd05121958b25425eb7593253d64b6b3654c77c11c5cda94",
    "NotoSansHebrew[wght].ttf": "9d81d81ad592644487b03843da73a87b99cd28a2c4da4a096e1db8fbd14fda61",
    "NotoSansArabic[wght].ttf": "3fae4d7239d1faa55b234bda8091019a5251ff79df40d5e29367d84bed2a8138",
    "NotoSansDevanagari[wght].ttf": "bf99bf762743ff3259e73196852520ab0ffe8d384238bff3e4806a84b981e972",
    "NotoSansBengali[wght].ttf": "dc9defe97bb041876b6609e9029d9e1e228a686259acde2fe2a9f99d793ee17d",
    "NotoSansGurmukhi[wght].ttf": "8a3096ee2166f6383501e2df7b368fce88cfa4068c8d75bcb6af07da353a00ea",
    "NotoSansGujarati[wght].ttf": "83d1bde74d64fb389f97a5e27b2699d8ee8bad4c15a02be347228e6c10011248",
    "NotoSansOriya[wght].ttf": "37f482d0179d0a50e3128d004f007ff1c1741ad5f6b0b2bcc7238b257ef1caa0",
    "NotoSansTamil[wght].ttf": "37e151cdec4a8cfb15c432f7bb164a83b98df69419d47e50b35aa7073963716b",
    "NotoSansTelugu[wght].ttf": "6c06de88b2d420d899543724a13765994191cd29860c6226efca098b51fec64b",
    "NotoSansKannada[wght].ttf": "b6b11505d76eddf916667d73adfec19095ec777742444dc662dae81471461f4e",
    "NotoSansMalayalam[wght].ttf": "94cddc94a03fa9a5e8d1784090ba97b267def6933d60762081eaa003751142c5",
    "NotoSansSinhala[wght].ttf": "3fd7c6a61cb6dfb8a2ca7af5b4078bd24e9c8ad9b55839a0177277db6e4d1326",
    "NotoSansThai[wght].ttf": "13f52f79b04f01f2751a81052a5dee2df639fd4e13f4ac30821ab45c8dd5f7e7",
    "NotoSansLao[wght].ttf": "fc138d605aa998d8407789ee6a7f5554aae8b54f5cd98d66dd2c33e79d15b67e",
    "NotoSansMyanmar[wght].ttf": "e0b280aa3080aab922800c88fa9a2015a4bec3103bb8b70491a92e4a04f3a3a3",
    "NotoSansGeorgian[wght].ttf": "42f4a8bf4fe0af8afd91ee3c19e81e14f1bc74ddbd9b6a59a4182f67a596adb4",
    "NotoSansEthiopic[wght].ttf": "93f223089e300b983dbfd693c7be619e0e76565a70d639e71a4fe0bfd72cf66f",
    "NotoSansKhmer[wght].ttf": "56f89948a84cc0b01962ed6af573ac4ac885bd7bb6e7e40f9afc72a435728b70",
    "NotoSansCJKjp-Regular.otf": "68a3fc98800b2a27b371f2fb79991daf3633bd89309d4ffaa6946fd587f375b5",
    "NotoSansCJKjp-Bold.otf": "e53dcb0dcb2922e45d01aae1ebd2f382bb81d4229b18b6b883bd170678af1f76",
    "NotoSansSymbols[wght].ttf": "63724daeff6755a45933b9a5e3a3b41df5df8fe925c0f4c991f2f68c08a4182d",
    "DejaVuSans.ttf": "7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954",
    "STIXTwoMath-Regular.ttf": "8f42cb183a85043a4dc3f8e41ac3821eb27bf178d68ace929ba439523622323c",
    "NotoEmoji[wght].ttf": "de6c18832938afc99caf132b39d6a30a19bac7f2e812e28db2535b4608d27551",
}
"""SHA-256 of files in packages that were made for other people's products."""

_PINNED_IN = {
    "manimgx_fonts": "manimgx-fonts 2026.9.26.post1",
    "ziafont": "ziafont 0.11",
    "ziamath": "ziamath 0.13",
    "noto_cjk_sans_jp_regular": "noto-cjk-sans-jp-regular 0.0.1",
    "noto_cjk_sans_jp_bold": "noto-cjk-sans-jp-bold 0.0.1",
}
"""The releases that have them."""


def _pinned(package: str, file: str, *, italic: bool = False, weight: int | None = None) -> Face:
    return Face(package=package, file=file, italic=italic, weight=weight, sha256=_PINNED[file.rpartition("/")[2]])


def _noto(name: str, *blocks: tuple[int, int]) -> _Fallback:
    return _Fallback(blocks, (_noto_face(name),))


def _noto_face(name: str) -> Typeface:
    file = name.replace(" ", "") + "[wght].ttf"
    return Typeface(family=name, faces=(_pinned("manimgx_fonts", file),))


def _static(name: str, weights: Iterable[tuple[str, int]]) -> Typeface:
    module, file = package(name).replace("-", "_"), name.replace(" ", "")
    return Typeface(
        family=name,
        faces=tuple(
            Face(package=module, file=f"files/{file}-{cut}.ttf", italic=False, weight=weight, sha256="")
            for cut, weight in weights
        ),
    )


def _fallback(typeface: Typeface, blocks: tuple[tuple[int, int], ...]) -> _Fallback:
    return _Fallback(blocks, (typeface,))


_SYMBOLS = ((0x2100, 0x2BFF), (0x3030, 0x303D), (0x1F000, 0x1FAFF))

_FALLBACKS: tuple[_Fallback, ...] = (
    _fallback(
        Typeface(
            family="Noto Sans",
            faces=tuple(
                _pinned("manimgx_fonts", f"NotoSans{style}[wght].ttf", italic=bool(style)) for style in ("", "-Italic")
            ),
        ),
        # Phonetic letters, combining marks, Greek, Cyrillic, the longer Latin tables, rarer punctuation and currencies.
        (
            (0x0250, 0x052F),
            (0x1AB0, 0x1AFF),
            (0x1C80, 0x1FFF),
            (0x203D, 0x20F0),
            (0x2100, 0x218F),
            (0x2C60, 0x2C7F),
            (0x2DE0, 0x2E5D),
            (0xA640, 0xA69F),
            (0xA700, 0xA7FF),
            (0xAB30, 0xAB6F),
            (0xFB00, 0xFB06),
        ),
    ),
    _noto("Noto Sans Armenian", (0x0530, 0x058F), (0xFB13, 0xFB17)),
    _noto("Noto Sans Hebrew", (0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    _Fallback(
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
        (
            # Noto's Arabic builds letters of parts, which a copy out of a PDF comes apart into; these have each letter
            # as one glyph: Almarai those of Arabic, Persian and Urdu, Plex those of Kurdish, Pashto, Sindhi, Uyghur
            # and Kashmiri as well.
            _static("Almarai", (("Regular", 400), ("Bold", 700))),
            _static("IBM Plex Sans Arabic", (("Regular", 400), ("SemiBold", 600))),
            _noto_face("Noto Sans Arabic"),
        ),
    ),
    _noto("Noto Sans Devanagari", (0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF)),
    _noto("Noto Sans Bengali", (0x0980, 0x09FF)),
    _noto("Noto Sans Gurmukhi", (0x0A00, 0x0A7F)),
    _noto("Noto Sans Gujarati", (0x0A80, 0x0AFF)),
    _noto("Noto Sans Oriya", (0x0B00, 0x0B7F)),
    _noto("Noto Sans Tamil", (0x0B80, 0x0BFF)),
    _noto("Noto Sans Telugu", (0x0C00, 0x0C7F)),
    _noto("Noto Sans Kannada", (0x0C80, 0x0CFF)),
    _noto("Noto Sans Malayalam", (0x0D00, 0x0D7F)),
    _noto("Noto Sans Sinhala", (0x0D80, 0x0DFF)),
    _noto("Noto Sans Thai", (0x0E00, 0x0E7F)),
    _noto("Noto Sans Lao", (0x0E80, 0x0EFF)),
    _noto("Noto Sans Myanmar", (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    _noto("Noto Sans Georgian", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    _noto("Noto Sans Ethiopic", (0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    _noto("Noto Sans Khmer", (0x1780, 0x17FF), (0x19E0, 0x19FF)),
    _fallback(
        Typeface(
            family="Noto Sans CJK JP",
            faces=(
                _pinned("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf", weight=400),
                _pinned("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf", weight=700),
            ),
        ),
        # Korean is in it too. It holds the Chinese forms of its characters as well, chosen by the text's language.
        (
            (0x1100, 0x11FF),
            (0x2E80, 0x2FDF),
            (0x3000, 0x302F),
            (0x303E, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xA960, 0xA97F),
            (0xAC00, 0xD7FF),
            (0xF900, 0xFAFF),
            (0xFE30, 0xFE4F),
            (0xFF00, 0xFFEF),
            (0x20000, 0x323AF),
            # What no other face here has: double arrows, the rarer signs of mathematics, shapes, stars and suits.
            *(
                (ord(sign), ord(sign))
                for sign in "⇄⇅⇆⇋⇌⇔⇦⇨⇩⇵∅∇∈∉∋∓∝∠∣∥∦∧∨∪∬∮∴∵∽≃≅≌≢≦≧≪≫⊂⊃⊆⊇⊕⊗⊥⋯⏎␣▢▱◇◎◐◑◒◓◢◣◤◥◯★☆☞♡♢♤♧❖"
            ),
        ),
    ),
    _fallback(
        Typeface(
            family="Source Sans 3",
            faces=tuple(
                Face(
                    package="fontpkg_source_sans_3",
                    file=f"files/SourceSans3{style}[wght].ttf",
                    italic=bool(style),
                    weight=None,
                    sha256="",
                )
                for style in ("", "-Italic")
            ),
        ),
        _SYMBOLS,  # its arrows, ticks and boxes sit on the line as letters do
    ),
    _fallback(
        Typeface(
            family="Source Code Pro",
            faces=(
                Face(
                    package="fontpkg_source_code_pro",
                    file="files/SourceCodePro[wght].ttf",
                    italic=False,
                    weight=None,
                    sha256="",
                ),
            ),
        ),
        ((0x2500, 0x259F),),  # lines and blocks that must join
    ),
    _noto("Noto Sans Symbols", *_SYMBOLS),
    _noto("Noto Emoji", (0x200D, 0x200D), (0x203C, 0x203C), (0x2049, 0x2049), *_SYMBOLS),
    # What comes with the library that draws formulas: letters of mathematics, then signs and scripts that are seldom.
    _Fallback(
        ((0x1D400, 0x1D7FF),),
        (Typeface(family="STIX Two Math", faces=(_pinned("ziamath", "fonts/STIXTwoMath-Regular.ttf", weight=400),)),),
        rest=True,
    ),
    _Fallback(
        # Coptic, N'Ko, the syllabics of Cree and Inuktitut, Ogham, symbols, Tifinagh, hexagrams, Lisu.
        (
            (0x03E2, 0x03EF),
            (0x07C0, 0x07FF),
            (0x1400, 0x169C),
            (0x2100, 0x2BFF),
            (0x2D30, 0x2D7F),
            (0x4DC0, 0x4DFF),
            (0xA4D0, 0xA4FF),
        ),
        (Typeface(family="DejaVu Sans", faces=(_pinned("ziafont", "fonts/DejaVuSans.ttf", weight=400),)),),
        rest=True,
    ),
)
