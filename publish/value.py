"""The press's values are immutable structs of msgspec, which turns them into bytes too.

A dataclass is written as text and compiled when it is defined, a millisecond for each; a struct takes a thirtieth of
that, and is read, compared and handed to another process faster. Left as dataclasses are services, which keep to one
process, and what is met on the way to knowing that nothing has changed: importing msgspec alone takes longer than that.

Traps: mypy lets `dataclasses.replace` be called with a value, which fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, dataclass_transform

import msgspec

replace = msgspec.structs.replace
"""A copy of a value, some of its fields other than they were."""


class _ValueClass(msgspec.StructMeta):
    """Makes a class of values: msgspec would have it said of each that it is one."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], body: dict[str, Any], *, frozen: bool = True, sparse: bool = False
    ) -> _ValueClass:
        """With `sparse` a value is written without the fields that are as usual."""
        return super().__new__(cls, name, bases, body, frozen=frozen, kw_only=True, omit_defaults=sparse)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Value(msgspec.Struct, metaclass=_ValueClass, frozen=True):
    """A value of the press: fields that never change, equal when they are; all are named where one is made."""

    def as_dict(self) -> dict[str, Any]:
        """The fields by name; values in them stay as they are."""
        return msgspec.structs.asdict(self)


Kind = TypeVar("Kind")


def pack(value: object) -> bytes:
    """A value, or a collection of them, as bytes for `unpack`: MessagePack."""
    return msgspec.msgpack.encode(value)


def unpack(packed: bytes, kind: type[Kind]) -> Kind:
    """What `pack` was given, checked against its type, so that nothing in it can run. Raises ValueError."""
    try:
        return msgspec.msgpack.decode(packed, type=kind)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None


encode = msgspec.json.encode
"""A value, or a collection of them, as JSON on one line."""


def to_json(value: object, indent: int = 2) -> bytes:
    """A value as JSON to be read by people too, with a line break at its end."""
    return msgspec.json.format(encode(value), indent=indent) + b"\n"


def to_lines(value: Value) -> bytes:
    """A value as JSON, with a line for each entry of what it lists: what is new in it is a line among others."""
    return (
        b"{" + b",\n".join(b"%b:%b" % (encode(name), _lines(field)) for name, field in value.as_dict().items()) + b"}\n"
    )


def _lines(field: object) -> bytes:
    if field and isinstance(field, tuple):
        return b"[\n%b\n]" % b",\n".join(map(encode, field))
    if field and isinstance(field, Mapping):
        return b"{\n%b\n}" % b",\n".join(b"%b:%b" % (encode(key), encode(one)) for key, one in field.items())
    return encode(field)


def from_json(text: bytes, kind: type[Kind]) -> Kind:
    """The value that the JSON `text` holds; unknown fields are ignored. Raises ValueError, which says where."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
