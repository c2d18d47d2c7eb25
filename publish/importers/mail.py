"""Mails and mailboxes, newsletters above all; and pages saved as MHTML, which are mails in form."""

from __future__ import annotations

import email
import email.errors
import email.policy
import hashlib
import re
from email.message import EmailMessage
from html import escape
from typing import Any

from publish.importers import days, text, tree, web
from publish.importers.values import Bundle, Harvest, Piece

_MERGE = re.compile(
    r"\*\|[A-Z_:]+(?:\|[^*]*)?\|\*|\{\{\s*(?:contact|subscriber|person)\.[\w.]+\s*\}\}|%%[\w ]+%%"
    r"|\[\[?(?:FNAME|FIRST_?NAME|EMAIL)\]?\]|%(?:recipient|UNSUBSCRIBE)[\w.]*%|-unsubscribe-",
    re.I,
)
_FOOT = re.compile(
    r"unsubscribe|update (?:your|subscription) preferences|manage (?:your )?(?:preferences"
    r"|subscription)|view (?:this|it|the) (?:email|message|newsletter)? ?(?:in|online)|"
    r"view in (?:your )?browser|forward to a friend|you (?:are receiving|received|got) this|why did i"
    r" get this|add us to your address book|our mailing address is|"
    r"abmelden|abbestellen|im browser (?:ansehen|öffnen)|se désinscrire|désabonner|voir (?:ce mail|cet e-mail|dans)",
    re.I,
)
_MOST_MAILS = 5000


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The article of each mail."""
    if content.lstrip().startswith(b"From ") and not re.match(rb"From: ", content.lstrip()):
        mails = [part for part in re.split(rb"(?m)^From [^\n]*\d{4}\r?\n", content) if part.strip()][:_MOST_MAILS]
        harvest = Harvest()
        for n, part in enumerate(mails):
            found = _one(f"{name}#{n + 1}", re.sub(rb"(?m)^>(>*From )", rb"\1", part), bundle)
            harvest.pieces += found.pieces
            harvest.remarks += found.remarks
            harvest.contact = harvest.contact or found.contact
        return harvest
    return _one(name, content, bundle)


class _Lenient(email.policy.EmailPolicy):
    """The library's own reading of headers, and the header as it is written where that falls over it.

    `From: "A" <a@` with a line's end in it raises IndexError (CPython's `_header_value_parser.get_domain`).
    """

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return super().header_fetch_parse(name, value)
        except (AttributeError, LookupError, TypeError, ValueError, email.errors.MessageError):
            return " ".join(value.split())


def _one(name: str, content: bytes, bundle: Bundle) -> Harvest:
    message: Any = email.message_from_bytes(content, policy=_Lenient())
    piece = Piece(source=name, body=None, digest=hashlib.sha256(content).hexdigest()[:16])
    saved = "saved by" in str(message.get("From", "")).lower() or "Snapshot-Content-Location" in message
    html, plain = _parts(message, piece)
    if saved:
        location = str(message.get("Snapshot-Content-Location", ""))
        if found := re.match(r"https?://[^/]+", location):
            piece.site, piece.addresses = found[0], (location,)
        return web.of_html(html, piece, bundle)
    piece.title = re.sub(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", "", str(message.get("Subject", "")).strip(), flags=re.I)
    piece.published = days.day(str(message.get("Date", "")))
    sender = message.get("From")
    names = [address.display_name for address in getattr(sender, "addresses", ()) if address.display_name]
    piece.byline = tuple(names)
    if html:
        piece.body = _newsletter(html, piece)
    else:
        piece.body = text.body_of(_without_signature(plain, piece), piece)
    if piece.published is None:
        piece.published = bundle.days.get(name.partition("#")[0])
        piece.remark("look", "no date is stated; the day of the file was taken", str(piece.published))
    return Harvest(pieces=[piece])


def _parts(message: EmailMessage, piece: Piece) -> tuple[str, str]:
    """The HTML and the plain text of a mail; its pictures go to the piece, its other attachments into the report."""
    html = plain = ""
    frames: dict[str, str] = {}
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        content = _content(part)
        attached = part.get_content_disposition() == "attachment"
        words = content if isinstance(content, str) and not attached else ""
        if kind == "text/html" and words and not html:
            html = words
        elif kind == "text/html" and (identity := str(part.get("Content-ID", "")).strip("<> ")):
            frames[identity] = str(part.get("Content-Location", "")).strip()
        elif kind == "text/plain" and words:
            plain = plain or words
        elif kind.startswith("image/") and isinstance(content, bytes):
            _keep_picture(part, content, piece)
        elif attached or part.get_filename():
            piece.remark("look", f"an attachment is not in the article: {part.get_filename() or kind}")
    for identity, location in frames.items():
        html = html.replace(f"cid:{identity}", escape(location))
    return html, plain


def _content(part: EmailMessage) -> Any:
    """What a part holds: text where it is text, in whatever character set it claims, else bytes."""
    payload = part.get_payload(decode=True)
    if part.get_content_maintype() == "text" and not part.get_param("charset") and isinstance(payload, bytes):
        return web.decoded(payload)
    try:
        return part.get_content()
    except (LookupError, KeyError, ValueError):
        is_text = isinstance(payload, bytes) and part.get_content_type().startswith("text/")
        return payload.decode("utf-8", "replace") if is_text else payload  # type: ignore[union-attr]


def _keep_picture(part: EmailMessage, content: bytes, piece: Piece) -> None:
    identity = str(part.get("Content-ID", "")).strip("<> ")
    keys = [
        key for key in (f"cid:{identity}" if identity else "", str(part.get("Content-Location", "")).strip()) if key
    ]
    piece.pictures.update(dict.fromkeys(keys, content))
    if not keys:
        name = part.get_filename() or part.get_content_type()
        piece.remark("look", f"an attached picture is not in the text: {name}")


def _newsletter(html: str, piece: Piece) -> Any:
    """The text of a newsletter: its layout unwrapped, what only mails need left out."""
    body = tree.parse(html)
    _preheader(body, piece)
    for table in body.iter("table"):
        if table.get("border", "0") in ("", "0") and len(table.xpath(".//td | .//th")) == 1:
            table.set("role", "presentation")
    _signs(body, piece)
    merged: list[str] = []
    for element in body.iter():
        for key in ("text", "tail"):
            value = getattr(element, key)
            if value and _MERGE.search(value) and isinstance(element.tag, str):
                merged += _MERGE.findall(value)
                setattr(element, key, re.sub(r"\s+([,!.])", r"\1", _MERGE.sub("", value)))
    for link in list(body.iter("a")):
        if _MERGE.search(link.get("href", "")):
            merged.append(link.get("href", ""))
            tree.remove(link) if _FOOT.search(tree.text_of(link)) else tree.unwrap(link)
    if merged:
        piece.remark(
            "done", "places for readers' names and the like were left out", ", ".join(dict.fromkeys(merged))[:100]
        )
    _feet(body, piece)
    title = next((h for h in body.iter("h1") if tree.text_of(h)), None)
    if title is not None and not piece.title:
        piece.title = tree.text_of(title)
    return body


_NETWORKS = re.compile(
    r"//(?:www\.|m\.)?(facebook|twitter|x|instagram|linkedin|youtube|tiktok|threads|bsky|mastodon|pinterest|whatsapp)\.\w"
)


def _signs(body: Any, piece: Piece) -> None:
    """Leave out the small pictures that lead to an organisation's pages in social networks."""
    gone = []
    for link in list(body.iter("a")):
        found = _NETWORKS.search(link.get("href", ""))
        pictures = list(link.iter("img"))
        small = all(re.fullmatch(r"\d{1,2}", picture.get("width", "").removesuffix("px")) for picture in pictures)
        if found and pictures and small and not tree.text_of(link):
            gone.append(found[1])
            tree.remove(link)
    if gone:
        piece.remark("done", "signs of social networks were left out", ", ".join(dict.fromkeys(gone)))


def _preheader(body: Any, piece: Piece) -> None:
    for element in list(body.iter("div", "span", "td", "p")):
        style = element.get("style", "").replace(" ", "").lower()
        marks = element.get("class", "").lower()
        hidden = (
            "display:none" in style
            or "max-height:0" in style
            or "font-size:1px" in style
            or "opacity:0" in style
            or "preheader" in marks
            or "mcnpreview" in marks
        )
        if (
            hidden
            and element.getparent() is not None
            and len(tree.text_of(element).split()) < 80
            and not ("preheader" in marks and element.tag == "td" and element.find(".//h1") is not None)
        ):
            if said := tree.text_of(element):
                piece.remark("done", f"the preheader was left out: {said[:100]}")
            tree.remove(element)


def _feet(body: Any, piece: Piece) -> None:
    """Leave out the smallest blocks that speak of the mailing itself."""
    gone: list[str] = []
    for element in list(body.iter("td", "p", "div", "a", "span", "em", "li", "center")):
        if element.getparent() is None or not any(above is body for above in element.iterancestors()):
            continue
        said = tree.text_of(element)
        if not said or len(said.split()) > 60 or not _FOOT.search(said):
            continue
        inner = [
            child for child in element.iterdescendants("td", "p", "div", "li") if _FOOT.search(tree.text_of(child))
        ]
        if inner:
            continue
        if (
            element.tag == "a"
            and element.getparent().tag in ("p", "td", "div", "li", "center", "em", "span")
            and len(tree.text_of(element.getparent()).split()) <= 60
        ):
            continue
        gone.append(said)
        tree.remove(element)
    if gone:
        piece.remark(
            "done", "words about the mailing itself were left out", " | ".join(said[:60] for said in gone)[:160]
        )


def _without_signature(plain: str, piece: Piece) -> str:
    lines = plain.replace("\r\n", "\n").split("\n")
    for n, line in enumerate(lines):
        if line == "-- ":
            piece.remark("done", "the signature was left out", " ".join(" ".join(lines[n + 1 : n + 4]).split())[:80])
            lines = lines[:n]
            break
    quoted = [line for line in lines if line.startswith(">")]
    if quoted:
        piece.remark("look", f"{len(quoted)} lines quoted from another mail stand in the text")
    return "\n".join(lines)
