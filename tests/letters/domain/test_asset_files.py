from __future__ import annotations

import struct
import zlib

import pytest

from kontor.kernel.errors import Refused
from kontor.letters.domain.asset_files import JPEG, LARGEST, PNG, SVG, checked_picture
from tests.factories.stationery import PNG as SMALL_PNG

SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, before: str = "") -> bytes:
    return f"{before}<svg {SPACE}>\n{inside}</svg>".encode()


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


def jpeg(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08"
        + struct.pack(">HH", height, width)
        + b"\x01\x01\x11\x00"
    )


def test_the_bytes_say_what_a_picture_is() -> None:
    assert checked_picture(SMALL_PNG, "logo.txt") == PNG
    assert checked_picture(jpeg(800, 600), "logo.png") == JPEG
    assert checked_picture(svg('<path d="M0 0h1"/>'), "logo.png") == SVG


@pytest.mark.parametrize(
    "inside",
    [
        '<g fill="url(#shade)"><use xlink:href="#mark"/></g>',
        "<style>.a { fill: url(#shade); stroke: #123 }</style>",
        '<text font-family="Liberation Sans">Nordlicht</text>',
        "<metadata><x:y xmlns:x='urn:editor' x:label='1'/></metadata>",
    ],
)
def test_a_drawing_is_taken(inside: str) -> None:
    assert checked_picture(svg(inside), "logo.svg") == SVG


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<x:script xmlns:x="http://www.w3.org/1999/xhtml">a()</x:script>', "<script>"),
        ('<x:include xmlns:x="http://www.w3.org/2001/XInclude"/>', "<include>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<image href="#a"/>', "<image>"),
        ('<rect onclick="x()"/>', "onclick"),
        ('<use xlink:href="http://evil.example/a.svg#b"/>', "href=http://evil.example/a.svg#b"),
        ('<a href="javascript:x()"/>', "href=javascript:x()"),
        ('<rect fill="url(https://evil.example/x)"/>', "fill=url(https://evil.example/x)"),
        ('<rect style="background:url(//evil.example)"/>', "style=background:url(//evil.example)"),
        ("<style>@import 'a.css';</style>", "<style>"),
        ("<style>a { b: url('file:///etc/passwd') }</style>", "<style>"),
        ("<animate attributeName='href'/>", "<animate>"),
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused_with_the_place(inside: str, named: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_picture(svg(inside), "logo.svg")

    assert str(refused.value) == (
        f"“logo.svg” holds “{named}” in line 2. An SVG for letters may only draw: take that out."
    )


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<?xml-stylesheet href="http://evil.example/x.css"?>',
    ],
)
def test_entities_and_foreign_stylesheets_are_refused(before: str) -> None:
    with pytest.raises(Refused, match="may only draw"):
        checked_picture(svg("", before), "logo.svg")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file “logo.svg” is empty"),
        (b"GIF89a....", "is not a picture for letters"),
        (b"<html><svg></svg></html>", "is not a picture for letters"),
        (b"<svg><path></svg>", "is not a valid SVG: it breaks off in line 1"),
        (png(20_000, 20_000), "has 20000 × 20000 pixels"),
        (b"\x89PNG\r\n\x1a\n", "is damaged"),
        (b"\xff\xd8\xff\xd9", "is damaged"),
        (png(1, 1) + bytes(LARGEST), "is larger than 2 MB"),
    ],
)
def test_what_cannot_be_shown_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence.replace("(", r"\(")):
        checked_picture(content, "logo.svg")
