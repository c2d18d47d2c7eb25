"""The message that a handout is mailed with."""

from __future__ import annotations

from collections.abc import Callable

from publish.base.language import direction
from publish.model import Asset, HouseStyle, Publication
from publish.style.galley import typeset


def message(
    publication: Publication,
    style: HouseStyle,
    *,
    language: str,
    title: str,
    standfirst: str,
    title_language: str,
    note: str,
    note_text: str,
    note_language: str,
    link: str,
    online: str,
    logo: Asset | None,
    logo_size: tuple[int, int],
    picture: Asset | None,
    picture_alt: str,
    picture_size: tuple[int, int],
    slot: Callable[[str], str],
) -> tuple[str, str]:
    """The HTML part and the plain part of a message in `language`; the latter's lines are not yet broken.

    `slot` gives what stands for `greeting`, `enclosed`, `enclosed_lines`, `unsubscribe` and `unsubscribe_shown`, which
    differ from one recipient to the next. With a `link` nothing is enclosed; `online` is where it can be read
    besides. A `logo` and a `picture` are named by `cid:NAME`; their sizes are width and height in CSS pixels, as they
    are shown.
    """
    values = {
        "publication": publication,
        "language": language,
        "direction": direction(language),
        "title": title,
        "standfirst": standfirst,
        "title_language": title_language,
        "title_direction": direction(title_language),
        "note": note,
        "note_text": note_text,
        "note_language": note_language,
        "note_direction": direction(note_language),
        "link": link,
        "online": online,
        "logo": logo,
        "logo_size": logo_size,
        "picture": picture,
        "picture_alt": picture_alt,
        "picture_width": picture_size[0],
        "picture_height": picture_size[1],
        "slot": slot,
    }
    return typeset("mail.html", style, **values), typeset("mail.txt", style, **values)
