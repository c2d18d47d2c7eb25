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
    logo: Asset | None,
    slot: Callable[[str], str],
) -> tuple[str, str]:
    """The HTML part and the plain part of a message in `language`; the latter's lines are not yet broken.

    `slot` gives what stands for `greeting`, `enclosed`, `enclosed_lines`, `unsubscribe` and `unsubscribe_shown`, which
    differ from one recipient to the next. With a `link` nothing is enclosed. A `logo` is shown by `cid:NAME`.
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
        "logo": logo,
        "slot": slot,
    }
    return typeset("mail.html", style, **values), typeset("mail.txt", style, **values)
