"""Bytes to be tried: seeds, changed in a few places by what doors of their kind trip over."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

SEEDS = Path(__file__).with_name("seeds")

WORDS = (
    b"\n", b"\r", b"\0", b"\t", b" ", b"---\n", b"+++\n", b"```\n", b"[", b"](", b"![", b"<", b">", b"</", b"<!--", b"-->", b"&#0;",
    b"&#x10FFFF;", b"&", b"*", b"_", b"`", b"|", b"\\", b"'", b'"', b"{", b"}", b"{{", b"{%", b":", b": ", b"- ", b"1. ", b"> ", b"#",
    b"[^1]", b"[^1]: ", b"$", b"$$", b"~~~", b"=", b"==", b",", b";", b"@", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe",
    "\u202e".encode(), "\u2028".encode(), "é".encode(), "e\u0301".encode(), "日".encode(), "😀".encode(), "\u0645".encode(),
    b"0", b"-1", b"9" * 40, b"1e999", b"nan", b"true", b"null", b"!!python/name:os.system", b"&a [*a]", b"2026-02-30", b"xmlns=",
    b"<?xml-stylesheet href=''?>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<![CDATA[", b"]]>", b"url(", b"@import ", b"/*", b"*/",
    b"<script>", b"<table>", b"<td>", b"<svg", b"<use href='#a'/>", b"xlink:href=", b"data:image/png;base64,", b"<math>", b"<br>",
    b"IHDR", b"IDAT", b"Exif\0\0", b"\xff\xda", b"\xff\xc2", b"VP8X", b"=?utf-8?q?", b"Content-Type: ", b"boundary=", b"PK\x03\x04",
)  # fmt: skip
"""What has a meaning somewhere."""


def seeds(name: str) -> list[bytes]:
    """The seeds of a target, in the order of their names."""
    return [place.read_bytes() for place in sorted((SEEDS / name).iterdir())]


def changed(name: str) -> st.SearchStrategy[bytes]:
    """A seed of a target with some pieces put in, taken out, doubled, repeated, or taken from another seed."""
    every = seeds(name)
    place = st.integers(0, 2**16)
    piece = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.binary(max_size=4), st.sampled_from(every))
    edit = st.tuples(st.sampled_from(("insert", "insert", "replace", "cut", "double", "repeat")), place, place, piece)
    return st.builds(_edited, st.sampled_from(every), st.lists(edit, max_size=8))


def _edited(content: bytes, edits: list[tuple[str, int, int, bytes]]) -> bytes:
    for what, first, second, piece in edits:
        length = len(content) + 1
        start = first % length
        end = min(start + second % 64, len(content))
        within = content[start : min(start + second % 4096, len(content))]
        content = {
            "insert": content[:start] + piece + content[start:],
            "replace": content[:start] + piece + content[end:],
            "cut": content[:start] + content[end:],
            "double": content[:start] + within + content[start:],
            "repeat": content[:start] + piece * (second % 3000 if len(piece) < 32 else 3) + content[start:],
        }[what]
    return content[: 2**20]
