"""Pictures in a message: no more dots than are shown, with a width and height that Outlook for Windows obeys."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from publish.media.pictures import read_picture
from tests.media.test_raster import photograph
from tests.support import mailbag


@pytest.mark.parametrize(
    ("name", "size", "shown"),
    [
        ("hall.jpg", (4000, 3000), (552, 414)),
        ("hall.webp", (1600, 400), (552, 138)),
        ("hall.png", (300, 200), (300, 200)),
    ],
)
def test_a_picture_is_as_wide_as_the_text_at_most(name: str, size: tuple[int, int], shown: tuple[int, int]) -> None:
    """A message carries twice the dots that are shown of a picture, as a JPEG or PNG, and says its width and height."""
    kind = {"jpg": "JPEG"}.get(name[-3:], name.rpartition(".")[2].upper())
    content = photograph(size, kind, 40, quality=80)
    picture = read_picture(name, lambda _: content)
    note = f'<p>Dear all,</p><figure><img src="{picture.name}" alt="The hall" width="{size[0]}" height="{size[1]}"/></figure>'

    letter = mailbag.letter(note=note, assets=(picture,))

    (carried,) = letter.pictures
    assert carried.media_type in ("image/jpeg", "image/png")
    with Image.open(io.BytesIO(carried.content)) as there:
        assert max(there.size) <= 1200
    tag = letter.html[letter.html.index("<img") :].partition(">")[0]
    assert f'src="cid:{carried.name}"' in tag
    assert (f'width="{shown[0]}"' in tag, f'height="{shown[1]}"' in tag) == (True, True)
    assert tag.count("width=") == tag.count("height=") == 1
    assert len(carried.content) < 200_000


def test_a_picture_that_mail_programs_do_not_show_is_words_in_brackets() -> None:
    """A drawing in a note is said, and it can be seen that a picture was there."""
    drawing = read_picture("a.svg", lambda _: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    letter = mailbag.letter(note=f'<p>See <img src="{drawing.name}" alt="A plan of the hall"/>.</p>', assets=(drawing,))
    assert letter.pictures == ()
    assert "[A plan of the hall]" in letter.html
    assert "[A plan of the hall]" in letter.text
