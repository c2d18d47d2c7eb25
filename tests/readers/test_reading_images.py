"""Pictures: found, judged by their bytes, named by their content, told when they cannot be used."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.support.reading import body, codes, flat, picture, read, words

PNG = picture()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40.4 30"><path d="M0 0"/></svg>'


def name(stem: str, content: bytes, suffix: str) -> str:
    """The name that an asset must have."""
    import hashlib

    return f"{stem}-{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"


def test_a_picture_alone_is_a_figure() -> None:
    """A picture alone in its paragraph is a figure with its title under it, its size told."""
    here = name("tide-table", PNG, "png")
    assert flat(body('![A tide](Tide_Table.png "High water")', {"Tide_Table.png": PNG})) == (
        f'<figure><img src="{here}" alt="A tide" width="4" height="3"/><figcaption>High water</figcaption></figure>'
    )
    assert flat(body("![A tide](Tide_Table.png)", {"Tide_Table.png": PNG})) == (
        f'<figure><img src="{here}" alt="A tide" width="4" height="3"/></figure>'
    )


def test_a_picture_in_a_line_stays_there() -> None:
    """A picture among words stays among them, in a link too."""
    here = name("a", PNG, "png")
    copy = read("see ![x](a.png) and\n\n[![y](a.png)](https://e.org)", {"a.png": PNG})
    assert flat(copy.body) == (
        f'<p>see <img src="{here}" alt="x" width="4" height="3"/> and</p>'
        f'<figure><a href="https://e.org"><img src="{here}" alt="y" width="4" height="3"/></a></figure>'
    )
    assert [asset.name for asset in copy.assets] == [here]
    assert (copy.assets[0].content, copy.assets[0].media_type) == (PNG, "image/png")


def test_an_html_figure_is_kept() -> None:
    """A figure in HTML keeps its caption, with Markdown in it or not."""
    here = name("a", PNG, "png")
    for text in (
        '<figure><img src="a.png" alt="x"><figcaption>*C*</figcaption></figure>',
        '<figure markdown="1">\n![x](a.png)\n<figcaption>*C*</figcaption></figure>',
    ):
        assert flat(body(text, {"a.png": PNG})) == (
            f'<figure><img src="{here}" alt="x" width="4" height="3"/><figcaption>*C*</figcaption></figure>'
        )


@pytest.mark.parametrize("src", ["<a b.png>", "a%20b.png", "a%20b.png?v=2", "a%20b.png#top", "a b.png"])
def test_paths_are_found_as_people_write_them(src: str) -> None:
    """Percent-encoding, a version and a fragment do not hide a picture."""
    assert "<img" in body(f"![x]({src})", {"a b.png": PNG})


def test_a_data_address_is_a_picture_too() -> None:
    """A picture inside the text is taken out of it and judged like any other."""
    address = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert f'src="{name("picture", PNG, "png")}"' in body(f"![x]({address})")
    assert codes(read("a\n\n![x](data:image/png;base64,!!!)")) == [("I03", 3)]
    assert codes(read("![x](data:image/png;base64,PGh0bWw+)")) == [("I03", 1)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_kinds_of_pixels(kind: str) -> None:
    """PNG, JPEG, GIF, WebP and AVIF are taken, whatever the letter case of their suffix; the last two become PNG."""
    suffix = {"JPEG": "JPG"}.get(kind, kind)
    copy = read(f"![x](a.{suffix})", {f"a.{suffix}": picture(kind)})
    assert copy.problems == ()
    made = {"WEBP": "png", "AVIF": "png"}.get(kind, kind.lower())
    assert copy.assets[0].media_type == f"image/{made}"


def test_an_animation_is_taken() -> None:
    """A GIF of several pictures is taken whole."""
    out = io.BytesIO()
    frames = [Image.new("P", (2, 2), n) for n in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert read("![x](a.gif)", {"a.gif": out.getvalue()}).problems == ()


def noted(kind: str, turned: int = 1, **more: Any) -> bytes:
    """A photograph, its left half red and its right half blue, with what a camera notes: its place, and its own words."""
    seen = Image.new("RGB", (64, 32), "red")
    seen.paste("blue", (32, 0, 64, 32))
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = "Refuge, 5 Quiet Lane"
    exif.get_ifd(0x8825)[2] = (53.0, 28.0, 0.0)
    out = io.BytesIO()
    seen.save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_a_camera_noted_is_left_out(kind: str) -> None:
    """The place and the words are in no asset; the dots and the colour profile are as they were."""
    words = PngInfo()
    words.add_itxt("XML:com.adobe.xmp", "<x>Quiet Lane</x>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": words},
        "JPEG": {"comment": b"Quiet Lane"},
        "WEBP": {"xmp": b"<x>Quiet Lane</x>"},
    }
    content = noted(kind, icc_profile=profile, **more[kind])
    assert b"Quiet Lane" in content

    asset = read(f"![x](a.{kind})", {f"a.{kind}": content}).assets[0]

    assert b"Quiet Lane" not in asset.content
    assert b"Exif" not in asset.content
    with Image.open(io.BytesIO(asset.content)) as bare, Image.open(io.BytesIO(content)) as whole:
        assert not bare.getexif()
        assert kind == "WEBP" or bare.info["icc_profile"] == profile
        assert bare.convert("RGB").tobytes() == whole.convert("RGB").tobytes()
    again = asset.name.rpartition(".")[2]
    assert read(f"![x](a.{again})", {f"a.{again}": asset.content}).assets[0].content == asset.content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_lies_on_its_side_is_turned(kind: str) -> None:
    """What was the left is at the top, and the size is that of the upright picture."""
    copy = read(f"![x](a.{kind})", {f"a.{kind}": noted(kind, turned=6)})
    assert (copy.assets[0].width, copy.assets[0].height) == (32, 64)
    assert 'width="32" height="64"' in copy.body
    with Image.open(io.BytesIO(copy.assets[0].content)) as upright:
        assert upright.size == (32, 64)
        assert not upright.getexif()
        red, _, blue = upright.convert("RGB").getpixel((16, 8))  # type: ignore[misc]
        assert red > 200 > 50 > blue


def carrying(content: bytes, between: bytes = b"") -> bytes:
    """A drawing that carries a picture, its letters as drawing programs write them: with breaks between the lines."""
    letters = base64.b64encode(content)
    lines = between.join(letters[at : at + 60] for at in range(0, len(letters), 60))
    return SVG.replace(b"<path", b'<image href="data:image/jpeg;base64,%s" width="9" height="9"/><path' % lines)


def test_a_photograph_inside_a_drawing_says_no_more_than_one_beside_it() -> None:
    """It is upright, and the place where it was taken is in no edition."""
    for between in (b"", b"&#10;", b"\n ", b"&#xA;"):
        (asset,) = read("![x](a.svg)", {"a.svg": carrying(noted("JPEG", turned=6), between)}).assets
        carried = base64.b64decode(asset.content.partition(b"base64,")[2].partition(b'"')[0])
        assert b"Exif" not in carried
        with Image.open(io.BytesIO(carried)) as upright:
            assert upright.size == (32, 64)


def test_a_drawing_with_a_picture_that_has_nothing_to_hide_stays_as_it_is() -> None:
    """To the last byte, once it is written as the press writes drawings."""
    drawing = read("![x](a.svg)", {"a.svg": carrying(PNG, b"&#10;")}).assets[0].content
    assert base64.b64encode(PNG) in drawing
    assert read("![x](a.svg)", {"a.svg": drawing}).assets[0].content == drawing


def test_a_telephone_s_photograph_of_two_pictures_is_a_jpeg() -> None:
    """A JPEG with a second one behind it, as its depth or its gain map, is taken, and the second left out."""
    out = io.BytesIO()
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue"))
    first.save(out, "MPO", save_all=True, append_images=[second])
    copy = read("![x](a.jpg)", {"a.jpg": out.getvalue()})
    assert copy.problems == ()
    assert copy.assets[0].media_type == "image/jpeg"
    assert copy.assets[0].content.count(b"\xff\xd8\xff") == 1
    with Image.open(io.BytesIO(copy.assets[0].content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (40, 30))


def test_a_photograph_without_an_end_is_whole() -> None:
    """The dots of a JPEG whose end is not marked are all there."""
    content = noted("JPEG")
    asset = read("![x](a.jpg)", {"a.jpg": content[:-2]}).assets[0]
    with Image.open(io.BytesIO(asset.content)) as bare, Image.open(io.BytesIO(content)) as whole:
        assert bare.tobytes() == whole.tobytes()


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("size", [200, 900])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_no_picture_that_is_cut_off_is_taken(
    kind: str, size: int, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One without its second half is damaged, in a process that has told Pillow to show such pictures too."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", lenient)  # as WeasyPrint does when it is imported
    out = io.BytesIO()
    Image.effect_noise((size, size), 60).save(out, kind)
    suffix = kind.lower().replace("jpeg", "jpg")
    for content, found in ((out.getvalue(), []), (out.getvalue()[: out.tell() // 2], [("I03", 1)])):
        assert codes(read(f"![x](a.{suffix})", {f"a.{suffix}": content})) == found


@pytest.mark.parametrize("lenient", [False, True])
def test_a_picture_whose_data_end_early_is_not_taken(lenient: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PNG with all its parts, of which the data are half of what they should be, is damaged."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", lenient)
    out = io.BytesIO()
    Image.effect_noise((200, 200), 60).save(out, "PNG")
    png = out.getvalue()
    at = png.index(b"IDAT")
    data = png[at + 4 : at + 4 + int.from_bytes(png[at - 4 : at])]
    half = b"IDAT" + data[: len(data) // 2]
    cut = (
        png[: at - 4]
        + (len(half) - 4).to_bytes(4)
        + half
        + zlib.crc32(half).to_bytes(4)
        + png[png.index(b"IEND") - 4 :]
    )
    assert codes(read("![x](a.png)", {"a.png": cut})) == [("I03", 1)]


def test_a_drawing_has_the_size_it_states() -> None:
    """An SVG's size is its width and height, in any unit, or its viewBox."""
    for text, size in [
        (SVG, (40, 30)),
        (SVG.replace(b"viewBox", b'width="1in" height="2.54cm" viewBox'), (96, 96)),
        (SVG.replace(b'viewBox="0 0 40.4 30"', b""), (0, 0)),
        (b'<?xml version="1.0"?>\n<!-- x -->' + SVG, (40, 30)),
        (SVG.replace(b"0 0 40.4 30", b" -5-5 4.04e1,+30 "), (40, 30)),
        (SVG.replace(b"viewBox", b'width="0.5in" height="100%" viewBox'), (48, 30)),
        (SVG.replace(b"<path", b'<svg viewBox="0 0 0 0"/><path'), (40, 30)),
    ]:
        asset = read("![x](a.svg)", {"a.svg": text}).assets[0]
        assert (asset.width, asset.height, asset.media_type) == (*size, "image/svg+xml")


def huge(width: int, height: int) -> bytes:
    """A PNG that says it is this large, with next to nothing in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


USES = b"".join(b'<g id="a%d">%s</g>' % (n, b'<use href="#a%d"/>' % (n - 1) * 10) for n in range(1, 7))

UNUSABLE: dict[str, tuple[str, bytes, str, str]] = {
    "a GIF called PNG": ("a.png", picture("GIF"), "I03", "is a GIF image, not a PNG image"),
    "an SVG called PNG": ("a.png", SVG, "I03", "is an SVG image, not a PNG image"),
    "a picture called text": ("a.txt", PNG, "I03", "is a PNG image, not what `.txt` stands for"),
    "a web page": ("a.png", b"<!doctype html><html></html>", "I03", "is a web page, not a kind of image that can be used"),
    "TIFF": ("a.tiff", picture("TIFF"), "I03", "is a TIFF image, not a kind of image that can be used"),
    "PostScript": ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", "I03", "is PostScript, not a kind of image that can be used"),
    "AVIF": ("a.avif", b"\0\0\0\x1cftypavif" + b"\0" * 20, "I03",
             "is damaged and cannot be shown"),
    "a broken HEIC": ("a.heic", b"\0\0\0\x1cftypheic" + b"\0" * 20, "I03", "is damaged and cannot be shown"),
    "noise": ("a.png", b"noise", "I03", "is not a kind of image that can be used"),
    "nothing": ("a.png", b"", "I03", "is an empty file"),
    "half a picture": ("a.png", picture(width=200, height=200)[:200], "I03", "is damaged and cannot be shown"),
    "half a photograph": ("a.jpg", picture("JPEG", 200, 200)[:400], "I03", "is damaged and cannot be shown"),
    "200 megapixels": ("a.png", huge(20_000, 10_000), "I04", "has too many pixels"),
    "100 megapixels": ("a.png", huge(10_000, 10_000), "I04", "has too many pixels"),
    "60 megapixels": ("a.png", huge(10_000, 6_000), "I04", "is 10000 × 6000 pixels"),
    "26 MB": ("a.png", PNG + b"\0" * 26 * 1024 * 1024, "I04", "is 26.0 MB"),
    "a script": ("a.svg", SVG.replace(b"<path", b"<script>x</script><path"), "I03",
                 "is an SVG with a `<script>`, which cannot be used"),
    "a handler": ("a.svg", SVG.replace(b"<path", b'<path onload="x"'), "I03",
                  "is an SVG with an `onload` attribute, which cannot be used"),
    "HTML in a drawing": ("a.svg", SVG.replace(b"<path", b"<foreignObject/><path"), "I03",
                          "is an SVG with a `<foreignobject>`, which cannot be used"),
    "another file": ("a.svg", SVG.replace(b"<path", b'<image href="file:///etc/passwd"/><path'), "I03",
                     "is an SVG with a link to `file:///etc/passwd`, which cannot be used"),
    "an import": ("a.svg", SVG.replace(b"<path", b"<style>@import url(x)</style><path"), "I03",
                  "is an SVG with a stylesheet that loads something, which cannot be used"),
    "a pattern elsewhere": ("a.svg", SVG.replace(b"<path", b'<path fill="url(http://e.org/#x)"'), "I03",
                            "is an SVG with a link to something outside (`fill`), which cannot be used"),
    "an entity of others": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + SVG, "I03",
                            "is an SVG with a DOCTYPE, which cannot be used"),
    "an entity elsewhere": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG, "I03",
                            "is an SVG with a DOCTYPE, which cannot be used"),
    "declarations elsewhere": ("a.svg", b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://e.org/a.dtd"> %a;]>' + SVG, "I03",
                               "is an SVG with a DOCTYPE, which cannot be used"),
    "two DOCTYPEs": ("a.svg", b'<!DOCTYPE svg><!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "I03",
                     "is an SVG with a DOCTYPE, which cannot be used"),
    "an entity that grows": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "%s">]>' % (b"x" * 200)
                             + SVG.replace(b"<path", b"<desc>%s</desc><path" % (b"&a;" * 150_000)), "I04", "grows too large"),
    "a script behind an entity": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "on">]>' + SVG.replace(b"<path", b'<a href="&a;x:y"/><path'),
                                  "I03", "is an SVG with a link to `onx:y`, which cannot be used"),
    "ten to the sixth": ("a.svg", SVG.replace(b"<path", b'<g id="a0"><path d=""/></g>' + USES + b"<path"), "I04",
                         "draws more than 20000 elements"),
    "itself": ("a.svg", SVG.replace(b"<path", b'<g id="a"><use href="#a"/></g><path'), "I03",
               "is an SVG that uses itself, which cannot be used"),
    "unclosed": ("a.svg", SVG[:-6], "I03", "is not well-formed SVG"),
    "words for a box": ("a.svg", SVG.replace(b"0 0 40.4 30", b"a b c d"), "I03",
        "is an SVG whose `viewBox` is not four numbers: `a b c d`"),
    "a box with units": ("a.svg", SVG.replace(b"0 0 40.4 30", b"0 0 40px 30px"), "I03",
        "is an SVG whose `viewBox` is not four numbers: `0 0 40px 30px`"),
    "half a box": ("a.svg", SVG.replace(b"0 0 40.4 30", b"0 0 40"), "I03",
        "is an SVG whose `viewBox` is not four numbers: `0 0 40`"),
    "a box of a part": ("a.svg", SVG.replace(b"<path", b'<symbol viewBox="a b c d"/><path'), "I03",
        "is an SVG whose `viewBox` is not four numbers: `a b c d`"),
    "a box without extent": ("a.svg", SVG.replace(b"0 0 40.4 30", b"0 0 -40 -30"), "I03",
        "is an SVG that shows nothing: its `viewBox` is -40 × -30"),
    "a negative side": ("a.svg", SVG.replace(b"viewBox", b'width="-40" viewBox'), "I03",
        "is an SVG that shows nothing: its `width` is `-40`"),
    "no height": ("a.svg", SVG.replace(b"viewBox", b'height="0%" viewBox'), "I03",
        "is an SVG that shows nothing: its `height` is `0%`"),
    "a damaged picture inside": ("a.svg", SVG.replace(b"<path", b'<image href="data:image/png;base64,%s"/><path'
        % base64.b64encode(PNG[:60])), "I03", "has a picture inside it that is damaged and cannot be shown"),
    "a drawing called a picture": ("a.svg", SVG.replace(b"<path", b'<image href="data:image/png;base64,%s"/><path'
        % base64.b64encode(SVG)), "I03", "has a picture inside it that is a drawing inside a drawing"),
    "a side that is no number": ("a.svg", SVG.replace(b"viewBox", b'width="NaN" viewBox'), "I03",
        "is an SVG that shows nothing: its `width` is `NaN`"),
    "other XML": ("a.svg", b"<rss/>", "I03", "is XML (`rss`), not an image"),
}  # fmt: skip


SVG_11 = b'PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
ILLUSTRATOR = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 24.0 . SVG Version: 6.00 Build 0) -->
<!DOCTYPE svg %s [
\t<!ENTITY ns_svg "http://www.w3.org/2000/svg">
\t<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">
]>
<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;" width="4" height="3"><path i:pgf="1" d="M0 0h4v3z"/></svg>"""


@pytest.mark.parametrize(
    "drawing",
    [
        b'<?xml version="1.0" standalone="no"?>\n<!DOCTYPE svg %s>\n' % SVG_11 + SVG,
        b"<!DOCTYPE svg>" + SVG,
        ILLUSTRATOR % SVG_11,
    ],
    ids=["Inkscape", "bare", "Illustrator"],
)
def test_the_doctype_of_drawing_programs_is_left_out(drawing: bytes) -> None:
    """A drawing with SVG 1.1's DOCTYPE is used without it, the names that it declares spelt out."""
    copy = read("![x](a.svg)", {"a.svg": drawing})
    assert codes(copy) == []
    (asset,) = copy.assets
    assert not {mark for mark in (b"DOCTYPE", b"ENTITY", b"&") if mark in asset.content}
    assert b'xmlns="http://www.w3.org/2000/svg"' in asset.content
    assert (asset.width, asset.height) in ((40, 30), (4, 3))


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_told(case: str) -> None:
    """A picture that cannot be used is told with its line, its path and what it is; its alternative stands for it."""
    file, content, code, message = UNUSABLE[case]
    copy = read(f"one\n\n![It shows](x/{file})", {f"x/{file}": content}, line=5)
    assert codes(copy) == [(code, 7)]
    assert copy.problems[0].message == f"the image `x/{file}` {message}"
    assert copy.problems[0].hint
    assert words(copy) == "one It shows"
    assert copy.assets == ()


def test_a_missing_picture_is_told_with_the_near_one() -> None:
    """A path that leads nowhere is told, and a near miss is named."""
    copy = read("![x](A.png)\n\n![y](b.png)", {"a.png": PNG})
    assert codes(copy) == [("I08", 1), ("I08", 3)]
    assert copy.problems[0].hint == "did you mean `a.png`?"


@pytest.mark.parametrize(
    "src",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "%2e%2e%2fetc/passwd",
        "C:/x.png",
        "ftp://e.org/a.png",
    ],
)
def test_a_picture_outside_is_told(src: str) -> None:
    """A path out of the publication is an error of its own, however it is written."""
    assert codes(read(f"a\n![x]({src})")) == [("I02", 2)]


def test_a_picture_on_the_web_is_not_fetched() -> None:
    """A picture on the web is told; its alternative stands for it."""
    copy = read('a\n\n![A chart](https://e.org/a.png)\n\n<img src="//e.org/b.png">', line=2)
    assert codes(copy) == [("I05", 4), ("I05", 6)]
    assert flat(copy.body) == '<p>a</p><p><span class="missing-picture">A chart</span></p>'


def test_a_picture_without_words_is_told() -> None:
    """A picture needs a text alternative; one with empty brackets, or `{decorative}`, is there for looks."""
    html = '<img src="b.png">\n\n<p><img src="c.png" alt=""></p>'
    text = f"a\n\n![](a.png)\n\n{html}\n\n![A line](d.png){{decorative}}\n"
    copy = read(text, dict.fromkeys(("a.png", "b.png", "c.png", "d.png"), PNG))
    assert codes(copy) == [("I06", 5)]
    assert copy.body.count('alt=""') == 4
    assert copy.body.count('role="presentation"') == 3


def test_the_name_of_a_file_says_nothing_of_a_picture() -> None:
    """What a camera or a program called its file is told as a missing text alternative; a word that names both is not."""
    named = ["DSC_0182", "IMG 2031", "42", "image", "chart-final.png", "Screenshot 2026-03-01 at 10.20.11"]
    for alt in named:
        copy = read(f"a\n\n![{alt}](42.png)\n", {"42.png": PNG})
        assert codes(copy) == [("I06", 3)], alt
    said = read(
        "a ![Tumbleweed](tumbleweed.png) ![Photographs of 2026](2026.png)",
        dict.fromkeys(("tumbleweed.png", "2026.png"), PNG),
    )
    assert codes(said) == []


def test_what_stands_for_a_picture_is_set_apart() -> None:
    """A picture parts two words without a space between them; the words for a missing one have spaces of their own."""
    body = flat(read("our many![A logo](a.png)offers, many[![A logo](a.png)](//e.org/f)offers").body)
    alone = '<span class="missing-picture">A logo</span>'
    assert body == f'<p>our many {alone} offers, many <a href="https://e.org/f">{alone}</a> offers</p>'


def test_the_same_picture_is_told_on_each_of_its_lines() -> None:
    """The n-th use of a path is told on the n-th line it is typed on, code left aside."""
    text = "![x](no.png)\n\n`![x](no.png)`\n\n[![x](no.png)](no.png)\n\n<img alt='x' src='no.png'>\n\n![x][r]\n\n[r]: no.png"
    lines = [problem.line for problem in read(text).problems if problem.code == "I08"]
    assert lines == [1, 5, 7, 11]


PASTED = '[caption id="attachment_6" align="alignright" width="300"]<img class="wp-image-6" src="a.png" alt="x" />'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{PASTED} A *tide*[/caption]", "{0}<figcaption>A <em>tide</em></figcaption></figure>"),
        (f"{PASTED}\nA tide\n[/caption]", "{0}<figcaption>A tide</figcaption></figure>"),
        (f"a {PASTED} b[/caption] c", "<p>a </p>{0}<figcaption>b</figcaption></figure><p>c</p>"),
        (f"{PASTED} b[/caption]{PASTED} c[/caption]", 2 * "{0}<figcaption>{1}</figcaption></figure>"),
        (f"{PASTED}[/caption]", "{0}</figure>"),
        ('[caption width="3" caption="Old"]![x](a.png)[/caption]', "{0}<figcaption>Old</figcaption></figure>"),
        (f"- a {PASTED} b[/caption] c", "<ul><li>a {0}<figcaption>b</figcaption></figure> c</li></ul>"),
        ("`[caption id=1]` and [caption] and [video]", "<p><code>[caption id=1]</code> and [caption] and [video]</p>"),
    ],
)
def test_a_caption_pasted_out_of_wordpress_is_one(text: str, expected: str) -> None:
    """The picture in its brackets becomes a figure with the caption, apart from what stands around it."""
    shown = f'<figure><img src="{name("a", PNG, "png")}" alt="x" width="4" height="3"/>'
    parts = expected.replace("{1}", "b", 1).replace("{1}", "c")
    assert flat(body(text, {"a.png": PNG})) == flat(parts.replace("{0}", shown))


def test_what_only_wordpress_understands_is_named() -> None:
    """Galleries, players and captions without a picture are printed as typed, each with its line."""
    text = (
        'a\n\n[gallery ids="1,2"]\n\n[caption id="a"]\n\n![x](a.png)\n\nWords[/caption]\n\n[embed]https://e.org[/embed]'
    )
    copy = read(text, {"a.png": PNG})
    assert codes(copy) == [("T14", 3), ("T14", 5), ("T14", 11)]
    assert '[gallery ids="1,2"]' in copy.problems[0].message
    assert codes(read("a\n\nWhat is left of it.[/caption]\n\n`[/caption]`")) == [("T14", 3)]


def test_pictures_of_one_paragraph_stand_in_rows() -> None:
    """Two or three in a row, up to six, each with its words; small ones stay in their line, as do those among words."""
    large, small = picture(width=400, height=300), picture(width=90, height=20)
    files = {"a.png": large, "s.png": small}
    shown, captioned, little = "![x](a.png)", '![x](a.png "Words")', "![x](s.png)"

    def rows(text: str) -> list[int]:
        return [part.count("<figure>") for part in body(text, files).split('<div class="gallery">')[1:]]

    assert rows("\n".join([shown] * 2)) == [2]
    assert rows(" ".join([captioned] * 3)) == [3]
    assert rows("\n".join([captioned] * 4)) == [2, 2]
    assert rows("\n".join([shown, captioned] * 3)) == [3, 3]
    assert rows("\n".join([f"[{shown}](https://e.org)"] * 5)) == [3, 2]
    assert rows(f'{little}\n![x](s.png "Words")') == [2]
    for apart in (
        f"{shown}\n\n{shown}",
        "\n".join([shown] * 7),
        f"{little} {little}",
        f"see {shown} {shown}",
        f"| a | b |\n| - | - |\n| {shown} {shown} | c |",
    ):
        assert rows(apart) == [], apart
    assert body("\n".join([captioned] * 7), files).count("<figcaption>Words</figcaption>") == 7
