"""Pictures on paper: the dots that are printed and no more, upright, sRGB, silent about their maker; and the budget."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat

from publish.base.cache import use_cache
from publish.formats.pdf import render
from publish.formats.pdf.body import pictures as printing
from publish.formats.pdf.body.pictures import Raster, printed
from publish.model import Artifact, Asset, Edition
from publish.problem import Problem
from publish.value import replace
from publish.workshop.shelf import Shelf
from tests.support.sample import article, briefing, house_style

GPS = b"53 deg 28"


def photograph(width: int = 1600, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """Something with more colours than anybody draws with, the same every time: red on the left, noisy all over."""
    picture = Image.effect_mandelbrot((width, height), (-2.2, -1.4, 0.8, 1.4), 80).convert("L")
    ramp = Image.linear_gradient("L").rotate(90).resize((width, height))
    return Image.merge("RGB", (ramp.transpose(Image.Transpose.FLIP_LEFT_RIGHT), picture, ramp)).convert(mode)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **({"quality": 95} if kind == "JPEG" else {}) | options)
    return buffer.getvalue()


def with_notes(turned: int = 1) -> bytes:
    """A photograph that says where it was taken, and how it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = GPS.decode()
    exif.get_ifd(0x8825)[2] = (53.0, 28.0, 0.0)
    return encoded(photograph(), exif=exif, comment=GPS)


def seen(raster: Raster) -> Image.Image:
    """A raster as a reader shows it."""
    if raster.filter == "DCTDecode":
        return Image.open(io.BytesIO(raster.content))
    header = struct.pack(
        ">IIBBBBB", raster.width, raster.height, raster.bits, {"L": 0, "RGB": 2, "P": 3}[raster.colours], 0, 0, 0
    )
    chunks = [(b"IHDR", header), *([(b"PLTE", raster.palette)] if raster.palette else []), (b"IDAT", raster.content)]
    png = b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in (*chunks, (b"IEND", b""))
    )
    return Image.open(io.BytesIO(b"\x89PNG\r\n\x1a\n" + png))


def of(content: bytes, media_type: str = "image/jpeg", **changes: object) -> Edition:
    """A briefing of one figure."""
    name = f"figure-0123456789abcdef.{media_type[6:]}"
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    asset = Asset(name=name, media_type=media_type, content=content, width=width, height=height)
    body = f'<p>Text.</p><figure><img src="{name}" alt="A figure" width="{width}" height="{height}"/></figure>'
    return briefing(articles=(article(body=body, assets=(asset,), picture=None),), **changes)


def made(edition: Edition) -> tuple[Artifact, tuple[Problem, ...]]:
    """The edition's PDF and its problems."""
    artifact, problems = render.render(edition, house_style())
    assert artifact is not None, problems
    return artifact, problems


class Found(NamedTuple):
    """A picture in a PDF."""

    width: int
    colours: str
    filters: list[str]
    shown: Image.Image


def pictures(artifact: Artifact) -> list[Found]:
    """The pictures of dots in a PDF, masks too."""
    with pikepdf.open(io.BytesIO(artifact.content)) as file:
        found = [
            pikepdf.PdfImage(thing)
            for thing in file.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        return [Found(item.width, str(item.colorspace), item.filters, item.as_pil_image()) for item in found]


# ---------------------------------------------------------------------------------------------------------- one picture


def test_a_small_jpeg_goes_in_as_it_is_but_for_what_it_says() -> None:
    """Its dots are the same, its notes are gone, and with them every byte of the place it was taken at."""
    content = with_notes()

    raster = printed(content, 0, 0, 88)

    assert raster.weight < len(content)
    assert GPS in content
    assert GPS not in raster.content
    assert b"Exif" not in raster.content
    with Image.open(io.BytesIO(content)) as before, seen(raster) as after:
        assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_stands_upright(turned: int) -> None:
    """Whatever way a camera was held, what was at the left of the scene is at the left of the page."""
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose that makes a stored picture of the scene
    scene = photograph(400, 300)
    exif = Image.Exif()
    exif[0x0112] = turned
    stored = scene if turned == 1 else scene.transpose(Image.Transpose(undone[turned]))

    raster = printed(encoded(stored, exif=exif), 0, 0, 88)

    assert (raster.width, raster.height) == (400, 300)
    with seen(raster) as shown:
        left, right = shown.getpixel((5, 150)), shown.getpixel((395, 150))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert abs(left[0] - scene.getpixel((5, 150))[0]) < 25  # type: ignore[index]
    assert abs(right[0] - scene.getpixel((395, 150))[0]) < 25  # type: ignore[index]
    assert abs(left[0] - right[0]) > 150


@pytest.mark.parametrize("turned", [1, 6])
@pytest.mark.parametrize("share", [0.84, 0.38, 0.2])
def test_a_large_photograph_that_is_read_smaller_looks_as_if_it_had_been_read_whole(share: float, turned: int) -> None:
    """It differs from that by no more than the best quality makes of it in any case, in whatever part of its size."""
    exif = Image.Exif()
    exif[0x0112] = turned
    scene = photograph(2400, 1600)
    content = encoded(scene, exif=exif)
    stored = Image.open(io.BytesIO(content))
    upright = stored.transpose(Image.Transpose.ROTATE_270) if turned == 6 else stored
    size = round(upright.width * share), round(upright.height * share)
    whole = upright.resize(size, Image.Resampling.LANCZOS)

    raster = printed(content, *size, 88)

    assert (raster.width, raster.height) == size
    with seen(raster) as shown, Image.open(io.BytesIO(encoded(whole, quality=88, subsampling=0))) as best:
        assert difference(shown, whole) < difference(best, whole) * 1.5


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far the dots of two pictures are apart, as the mean of squares."""
    told = ImageStat.Stat(ImageChops.difference(one, other))
    return sum(told.sum2) / sum(told.count)


def test_a_cmyk_picture_becomes_srgb() -> None:
    """A file from a print shop has the colours it had, in three inks of light."""
    raster = printed(encoded(photograph(mode="CMYK")), 600, 450, 88)

    assert raster.colours == "RGB"
    with seen(raster) as shown:
        assert shown.mode == "RGB"
        near = photograph(600, 450).getpixel((300, 225))
        assert all(abs(a - b) < 60 for a, b in zip(shown.getpixel((300, 225)), near, strict=True))  # type: ignore[arg-type]


def test_a_profile_is_followed_and_left_out() -> None:
    """A picture in other primaries than sRGB's is converted; no profile goes into the file."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Red is green in this one, by its table of tags (ICC.1, 7.3), and it is not called sRGB.
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    swapped = bytes(profile).replace("sRGB".encode("utf-16-be"), "ours".encode("utf-16-be"))
    content = encoded(Image.new("RGB", (40, 40), (200, 90, 140)), icc_profile=swapped)

    raster = printed(content, 0, 0, 88)

    assert b"ICC_PROFILE" in content
    assert b"ICC_PROFILE" not in raster.content
    with seen(raster) as shown:
        assert all(abs(a - b) < 8 for a, b in zip(shown.getpixel((20, 20)), (90, 200, 140), strict=True))  # type: ignore[arg-type]


def test_a_broken_profile_does_no_harm() -> None:
    """A profile that cannot be read is left out of account."""
    raster = printed(encoded(photograph(200, 150), icc_profile=b"not a profile" * 20), 0, 0, 88)

    assert raster.width == 200


def test_a_deep_picture_keeps_its_greys() -> None:
    """Sixteen bits of grey become eight, not white."""
    deep = Image.new("I;16", (60, 40), 32768)

    raster = printed(encoded(deep, "PNG"), 0, 0, 88)

    with seen(raster) as shown:
        assert shown.mode == "L"
        assert shown.getpixel((30, 20)) in (127, 128)


def drawing(mode: str) -> Image.Image:
    """A few lines in a few colours."""
    picture = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(30):
        pen.line((number * 30, 0, 900 - number * 20, 600), fill=(number * 8, 90, 200 - number * 5), width=3)
    return picture.quantize(64) if mode == "P" else picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "P", "L", "1", "RGBA", "LA"])
def test_a_drawing_keeps_every_dot(mode: str) -> None:
    """A PNG stays one, dot for dot, in no more bytes than it had."""
    picture = drawing(mode)
    content = encoded(picture, "PNG")

    raster = printed(content, 0, 0, 88)

    assert raster.filter == "FlateDecode"
    assert raster.weight <= len(content)
    with seen(raster) as shown:
        assert shown.convert("RGB").tobytes() == picture.convert("RGB").tobytes()


def test_transparency_is_kept_apart() -> None:
    """What shines through does so in the PDF; a picture that is opaque all over has no mask."""
    picture = drawing("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))

    assert printed(encoded(picture, "PNG"), 0, 0, 88).mask
    assert not printed(encoded(drawing("RGBA"), "PNG"), 0, 0, 88).mask


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("width", [0, 100, 500, 900, 1599, 5000])
def test_no_picture_grows(kind: str, width: int) -> None:
    """Neither in dots nor in bytes, whatever the place for it; one much larger than its place shrinks to it."""
    content = encoded(photograph(), kind)

    raster = printed(content, width, width * 3 // 4, 88)

    assert raster.width <= 1600
    assert raster.weight <= len(content)
    if 0 < width < 1000:
        assert raster.width == width


# ------------------------------------------------------------------------------------------------------------ in a file


def test_a_picture_has_as_many_dots_as_are_printed() -> None:
    """220 to an inch of the place it was laid out in; 300 for a print shop."""
    content = encoded(photograph(3000, 2250))
    office, _ = made(of(content))
    press, _ = made(of(content, kind="press"))

    (small,), (large,) = pictures(office), pictures(press)
    assert small.width == pytest.approx(118 / 25.4 * 220, abs=2)
    assert large.width == pytest.approx(118 / 25.4 * 300, abs=2)
    assert (small.colours, small.filters) == ("/DeviceRGB", ["/DCTDecode"])


def test_a_file_says_nothing_of_where_a_picture_was_taken() -> None:
    """Notes of a camera are in no part of the PDF, even of a picture that is not resized."""
    artifact, _ = made(of(with_notes()))

    assert GPS not in artifact.content
    assert b"Exif" not in artifact.content


def test_a_file_with_pictures_is_the_same_each_time() -> None:
    """Two runs, the same bytes."""
    edition = of(encoded(photograph(2400, 1800)))

    assert made(edition) == made(edition)


@pytest.mark.parametrize("mode", ["P", "L", "1", "RGBA"])
def test_a_drawing_in_a_file_is_what_it_was(mode: str) -> None:
    """Palettes, greys and masks come out of the PDF as they went in."""
    artifact, problems = made(of(encoded(drawing(mode), "PNG"), "image/png"))

    shown = [picture for picture in pictures(artifact) if picture.width == 900]
    assert problems == ()
    assert any(picture.shown.convert("RGB").tobytes() == drawing(mode).convert("RGB").tobytes() for picture in shown)


# ------------------------------------------------------------------------------------------------------------ the budget


def test_a_file_is_brought_within_its_budget() -> None:
    """Pictures give up quality first, then dots, no more than it takes, and the fit says what they gave up."""
    edition = of(encoded(photograph(3000, 2250)))
    free, _ = made(edition)
    most = len(free.content) * 3 // 4

    artifact, problems = made(replace(edition, max_bytes=most))

    assert problems == ()
    assert free.fit is not None
    assert artifact.fit is not None
    assert len(artifact.content) <= most < len(free.content)
    assert free.fit.traded == ()
    assert artifact.fit.traded in (("pictures at 220 dpi, quality 80",), ("pictures at 150 dpi, quality 80",))
    assert made(replace(edition, max_bytes=most)) == (artifact, problems)


def test_a_budget_that_holds_changes_nothing() -> None:
    """A file that is small enough is the file that would be made without a budget."""
    edition = of(encoded(photograph()))

    assert made(replace(edition, max_bytes=10_000_000))[0].content == made(edition)[0].content


@pytest.mark.parametrize("with_picture", [True, False])
def test_a_budget_that_cannot_be_kept_is_named(with_picture: bool) -> None:
    """F03 says what the file has, what it may have, and how much of it pictures are; the smallest file is made."""
    edition = of(encoded(photograph(3000, 2250))) if with_picture else briefing()

    artifact, problems = made(replace(edition, max_bytes=10_000))

    (problem,) = problems
    assert (problem.code, problem.severity) == ("F03", "warning")
    assert "to have 10 kB at most" in problem.message
    assert "pictures" in problem.message
    assert ("no pictures" in problem.message) != with_picture
    assert artifact.fit is not None
    assert artifact.fit.traded == (("pictures at 96 dpi, quality 60",) if with_picture else ())


def test_a_worker_holds_some_pictures_and_not_as_many_as_it_has_seen() -> None:
    """However many photographs go by, what is held for the next layout is a few megabytes."""
    noise = (Image.effect_noise((1800 + number, 1200), 90).convert("RGB") for number in range(12))
    contents = [encoded(one, quality=95) for one in noise]
    made = [printed(content, 0, 0, 80) for content in contents]
    assert sum(one.weight for one in made) > printing.MOST_HELD
    assert printing.held() <= printing.MOST_HELD
    assert printed(contents[-1], 0, 0, 80) is made[-1]


def test_a_picture_that_was_printed_before_is_taken_from_the_cache(tmp_path: Path) -> None:
    """It comes back as it was put there, in another process too."""
    use_cache(Shelf(place=tmp_path, tools=""))
    try:
        content = encoded(photograph())
        first = printed(content, 300, 200, 80)
        printing.forget()
        assert printed(content, 300, 200, 80) == first
    finally:
        use_cache(None)
