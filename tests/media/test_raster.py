"""Pictures made of dots at the door: judged, brought to the form that every edition shows, and quick about it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageFile

from publish.media import dots, raster
from publish.media.pictures import ImageError, read_picture
from publish.model import Asset


def photograph(size: tuple[int, int], kind: str, detail: int = 8, **how: Any) -> bytes:
    """A picture of many colours, as a camera takes one; its smallest things have so many dots."""
    bands = [Image.effect_noise((size[0] // detail + 1, size[1] // detail + 1), 90).resize(size) for _ in range(3)]
    out = io.BytesIO()
    Image.merge("RGB", bands).save(out, kind, **how)
    return out.getvalue()


def came(content: bytes, name: str) -> tuple[Asset, Image.Image]:
    """The asset of a file, and the picture in it."""
    asset = read_picture(name, lambda _: content)
    picture = Image.open(io.BytesIO(asset.content))
    picture.load()
    return asset, picture


def refused(content: bytes, name: str) -> str:
    """What is said of a file that is no picture that can be used."""
    with pytest.raises(ImageError) as fault:
        read_picture(name, lambda _: content)
    return f"{fault.value.code} {fault.value.message}"


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("WEBP", {"quality": 90, "method": 0}),
        ("AVIF", {"quality": 70, "speed": 10}),
        ("JPEG", {}),
        ("PNG", {"compress_level": 1}),
    ],
)
def test_a_photograph_becomes_a_jpeg_that_a_page_can_show(kind: str, how: dict[str, Any]) -> None:
    """Whatever a telephone writes comes as a JPEG with 2,400 dots on its long side."""
    asset, picture = came(photograph((2900, 1500), kind, **how), f"a.{kind.lower()}")
    assert (asset.media_type, picture.format, picture.size) == ("image/jpeg", "JPEG", (2400, 1241))
    assert (asset.width, asset.height) == picture.size


def test_a_heic_photograph_is_read_by_what_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With pillow-heif it is a JPEG, the right way up; without, the hint names that package and this Python."""
    heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    with Image.open(io.BytesIO(photograph((320, 160), "PNG"))) as source:
        exif = Image.Exif()
        exif[0x0112] = 6
        heif.from_pillow(source).save(out, exif=exif.tobytes(), quality=60)
    asset, picture = came(out.getvalue(), "a.heic")
    assert (asset.media_type, picture.format) == ("image/jpeg", "JPEG")
    assert not picture.getexif()
    assert "HEIF" not in Image.OPEN

    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    with pytest.raises(ImageError) as fault:
        read_picture("a.heic", lambda _: out.getvalue())
    assert fault.value.message == "the image `a.heic` is a HEIC image, which this installation cannot read"
    assert "-m pip install pillow-heif`" in fault.value.hint


def test_a_drawing_made_of_dots_keeps_every_dot() -> None:
    """A PNG or lossless WebP of few colours, or with transparency, is a PNG with the same dots."""
    drawing = Image.new("RGB", (300, 200), "white")
    drawing.paste("navy", (20, 20, 200, 90))
    clear = Image.merge("RGBA", [Image.effect_noise((300, 200), 80) for _ in range(4)])
    for source in (drawing, clear):
        for kind, how in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True})):
            out = io.BytesIO()
            source.save(out, kind, **how)
            asset, picture = came(out.getvalue(), f"a.{kind.lower()}")
            assert asset.media_type == "image/png"
            assert picture.convert(source.mode).tobytes() == source.tobytes()


def test_a_panorama_and_a_long_screenshot_can_still_be_read() -> None:
    """Of what is far longer than wide the short side keeps its dots."""
    _, picture = came(photograph((6000, 1300), "JPEG", quality=70), "a.jpg")
    assert picture.size == (6000, 1300)


def test_a_small_jpeg_is_not_touched() -> None:
    """Its dots are those of its file, to the last byte."""
    content = photograph((400, 300), "JPEG")
    assert read_picture("a.jpg", lambda _: content).content == content


def with_notes(kind: str, notes: bytes) -> bytes:
    """A red picture with a camera's notes as they are given: Pillow looks at those that it writes into AVIF."""
    sound = Image.Exif()
    sound[0x0110] = "a camera's name"
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, kind, exif=sound.tobytes() if kind == "AVIF" else notes)
    held, put = sound.tobytes()[6:], notes[6:]
    return out.getvalue().replace(held, put.ljust(len(held), b"\xff")) if kind == "AVIF" else out.getvalue()


NO_HEAD, NO_END, NO_LIST = b"Exif\0\0I", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"
BROKEN = [(kind, notes) for kind in ("PNG", "WEBP", "AVIF", "JPEG") for notes in (NO_HEAD, NO_END, NO_LIST)]


@pytest.mark.parametrize(("kind", "notes"), [one for one in BROKEN if one != ("AVIF", NO_HEAD)])
def test_broken_notes_of_a_camera_cost_nothing(kind: str, notes: bytes) -> None:
    """A picture whose notes cannot be read is shown as it lies."""
    content = with_notes(kind, notes)
    assert notes[6:] in content
    asset, picture = came(content, f"a.{kind.lower()}")
    assert picture.size == (8, 6)
    assert b"Exif" not in asset.content


def test_an_avif_that_its_own_library_refuses_is_named() -> None:
    """Libavif reads the head of the notes itself (HEIF, annex A.2.1) and gives no picture where there is none."""
    assert refused(with_notes("AVIF", NO_HEAD), "a.avif").startswith("I03 the image `a.avif` is damaged")


@pytest.fixture(params=[False, True])
def lenient(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pillow as somebody else may have told it to be."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = request.param
    yield
    ImageFile.LOAD_TRUNCATED_IMAGES = before


@pytest.mark.usefixtures("lenient")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_what_is_cut_off_is_refused(kind: str, share: float) -> None:
    """A file that ends too soon is damaged, whatever Pillow was told to pass over."""
    content = photograph((320, 240), kind)
    said = refused(content[: int(len(content) * share)], f"a.{kind.lower()}")
    assert said == f"I03 the image `a.{kind.lower()}` is damaged and cannot be shown"


@pytest.mark.usefixtures("lenient")
def test_a_png_with_too_few_dots_is_refused() -> None:
    """Chunks that are all there may hold less than a picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * 193 * 64)[:-12]
    content = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert refused(content, "a.png") == "I03 the image `a.png` is damaged and cannot be shown"


def test_a_jpeg_of_a_hundred_scans_is_refused() -> None:
    """Each scan costs the whole picture; one that an encoder writes has a few."""
    content = photograph((64, 64), "JPEG", progressive=True)
    assert read_picture("a.jpg", lambda _: content).width == 64
    last = content.rindex(b"\xff\xda")
    many = content[:last] + content[last:-2] * 100 + b"\xff\xd9"
    assert "scans" in refused(many, "a.jpg")


def test_a_grainy_picture_is_written() -> None:
    """Noise needs more than a byte a dot, for which Pillow's buffer has no room when it is to be small."""
    grain = Image.merge("RGB", [Image.effect_noise((700, 500), 200) for _ in range(3)])
    for quality in (dots.BEST, 80, 95):
        with Image.open(io.BytesIO(dots.jpeg(grain, quality))) as written:
            assert written.size == grain.size


@pytest.mark.parametrize("tint", [(1, 1, 1), (1, 0.9, 0.7)])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_photograph_without_colours_is_one(kind: str, tint: tuple[float, float, float]) -> None:
    """In black and white or in sepia it becomes a JPEG, no larger than it was; a drawing in greys stays as it is."""
    grain = Image.effect_noise((400, 300), 60)
    out = io.BytesIO()
    Image.merge("RGB", [grain.point(lambda tone, part=part: int(tone * part)) for part in tint]).save(out, kind)
    made = raster.read(out.getvalue())
    assert made.form == "JPEG"
    assert len(made.content) < 2 * len(out.getvalue())

    sheet, drawn = io.BytesIO(), Image.new("L", (400, 300), 255)
    drawn.paste(Image.linear_gradient("L"), (0, 0))
    drawn.save(sheet, "PNG")
    assert raster.read(sheet.getvalue()).form == "PNG"
