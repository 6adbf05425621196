"""Builds winmail.dat files for the tests."""

from __future__ import annotations

import struct

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"
BODY, TITLE, DATA, BEGIN_FILE, MESSAGE, FILE, CODE_PAGE = 0x800C, 0x8010, 0x800F, 0x9002, 0x9003, 0x9005, 0x9007


def attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def code_page(number: int) -> bytes:
    return attribute(1, CODE_PAGE, struct.pack("<II", number, 0))


def variable(kind: int, name: int, value: bytes) -> bytes:
    """A property of text or bytes."""
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def text(name: int, value: str) -> bytes:
    return variable(0x1F, name, value.encode("utf-16-le") + b"\0\0")


def number(name: int, value: int) -> bytes:
    return struct.pack("<HHI", 0x03, name, value)


def properties(level: int, name: int, *values: bytes) -> bytes:
    return attribute(level, name, struct.pack("<I", len(values)) + b"".join(values))


def file(title: bytes, content: bytes, *values: bytes) -> bytes:
    named = properties(2, FILE, *values) if values else b""
    return (
        attribute(2, BEGIN_FILE, b"\0" * 14) + attribute(2, TITLE, title + b"\0") + attribute(2, DATA, content) + named
    )
