"""winmail.dat: the files in it, its text, and RTF, compressed or made from HTML."""

from __future__ import annotations

import base64
import struct
from datetime import UTC, datetime

import pytest

from kontor.intake.parsing import ParsedMail, parse_mail
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.rtf import decompressed, read_rtf
from kontor.intake.parsing.tnef import unpack_tnef
from tests.intake.parsing import winmail

HEAD = b"From: a@customer.example\nSubject: x\nMIME-Version: 1.0\n"
# The example of [MS-OXRTFCP] 4.1.1.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(
        " ", ""
    )
)


def mail_with(stream: bytes, *, text: bytes = b"Hallo") -> ParsedMail:
    return parse_mail(
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + text
        + b"\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(stream)
        + b"--b--\n"
    )


def test_its_files_stand_in_its_place() -> None:
    stream = (
        winmail.SIGNATURE
        + winmail.code_page(1252)
        + winmail.file(b"Z\xe4hler.txt", b"4711")
        + winmail.file(
            b"BILD~1.PNG",
            b"\x89PNG",
            winmail.text(0x3707, "Bild für später.png"),
            winmail.text(0x370E, "image/png"),
            winmail.text(0x3712, "bild@customer.example"),
        )
    )

    mail = mail_with(stream)

    assert mail.text == "Hallo"
    assert [(file.filename, file.content_type, file.content, file.content_id) for file in mail.attachments] == [
        ("Zähler.txt", "text/plain", b"4711", ""),
        ("Bild für später.png", "image/png", b"\x89PNG", "bild@customer.example"),
    ]


def test_its_text_is_shown_where_the_mail_has_no_other() -> None:
    html = "<p>Grüße <b>fett</b></p>"
    stream = winmail.SIGNATURE + winmail.properties(
        1, winmail.MESSAGE, winmail.number(0x3FDE, 65001), winmail.variable(0x102, 0x1013, html.encode())
    )

    assert (mail_with(stream, text=b"").html, mail_with(stream, text=b"").text) == (html, "Grüße fett")
    assert (mail_with(stream).html, mail_with(stream).text) == ("", "Hallo")
    assert mail_with(stream).attachments == ()


def test_plain_text_in_the_code_page() -> None:
    stream = winmail.SIGNATURE + winmail.code_page(1251) + winmail.attribute(1, winmail.BODY, "Привет".encode("cp1251"))

    assert mail_with(stream, text=b"").text == "Привет"


def test_rtf_is_read_where_nothing_else_is_there() -> None:
    stream = winmail.SIGNATURE + winmail.properties(1, winmail.MESSAGE, winmail.variable(0x102, 0x1009, HELLO))

    assert mail_with(stream, text=b"").text == "hello world"


def test_a_mail_within_it_is_a_file_that_any_program_opens() -> None:
    sent = struct.pack("<HHQ", 0x40, 0x0039, 134_087_436_000_000_000)
    said = (
        winmail.text(0x0037, "Zählerstand"),
        winmail.text(0x0C1A, "Jäger, Udo"),
        winmail.text(0x0C1F, "udo@customer.example"),
        sent,
        winmail.variable(0x102, 0x1013, b"<p>4711 <img src='cid:z@x'></p>"),
    )
    inner = (
        winmail.SIGNATURE
        + winmail.properties(1, winmail.MESSAGE, *said)
        + winmail.file(b"", b"bild", winmail.text(0x3707, "Zähler 1.png"), winmail.text(0x3712, "z@x"))
    )
    values = (winmail.text(0x3001, "Weitergeleitet"), winmail.variable(0x0D, 0x3701, b"i" * 16 + inner))

    [file] = mail_with(winmail.SIGNATURE + winmail.file(b"", b"", *values)).attachments
    found = parse_mail(file.content)

    assert (file.filename, file.content_type) == ("Weitergeleitet.eml", "message/rfc822")
    assert (found.subject, str(found.sender)) == ("Zählerstand", "Jäger, Udo <udo@customer.example>")
    assert (found.text, found.date) == ("4711", datetime(2025, 11, 27, 19, 0, tzinfo=UTC))
    assert [(each.filename, each.content, each.inline) for each in found.attachments] == [
        ("Zähler 1.png", b"bild", True)
    ]
    assert (found.problems, found.charset_problems) == ((), ())


def test_a_mail_within_it_of_which_nothing_is_known_is_a_file_too() -> None:
    inner = (
        winmail.SIGNATURE + winmail.attribute(1, 0x8004, b"Gr\xfc\xdfe\0") + winmail.attribute(1, winmail.BODY, b"ja")
    )

    [file] = mail_with(winmail.SIGNATURE + winmail.file(b"", inner)).attachments

    assert (file.filename, parse_mail(file.content).subject, parse_mail(file.content).text) == (
        "Grüße.eml",
        "Grüße",
        "ja",
    )


def test_mails_within_mails_lead_down_to_the_last() -> None:
    inner = b"ganz unten"
    for _level in range(6):
        inner = winmail.SIGNATURE + winmail.file(b"", inner)
    found, names = mail_with(inner), []

    while found.attachments:
        [file] = found.attachments
        names.append(file.filename)
        found = parse_mail(file.content)

    assert (names, file.content) == ([*["message.eml"] * 4, "attachment.bin"], b"ganz unten")


def test_named_and_repeated_properties_are_passed_over() -> None:
    named = (
        struct.pack("<HH", 0x1F, 0x8001) + b"g" * 16 + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + b"\0\0"
    )
    named += struct.pack("<II", 1, 4) + "xy".encode("utf-16-le")
    numbered = struct.pack("<HH", 0x03, 0x8002) + b"g" * 16 + struct.pack("<III", 0, 7, 99)
    several = struct.pack("<HHI", 0x1003, 0x1234, 3) + struct.pack("<III", 1, 2, 3)

    stream = winmail.SIGNATURE + winmail.file(
        b"a.bin", b"1", named, numbered, several, winmail.text(0x3707, "richtig.bin")
    )

    assert [file.filename for file in mail_with(stream).attachments] == ["richtig.bin"]


def test_what_is_none_stays_a_file() -> None:
    for content in (b"nothing of that kind", winmail.SIGNATURE, winmail.SIGNATURE + b"\xff" * 40):
        assert [(file.filename, file.content) for file in mail_with(content).attachments] == [("winmail.dat", content)]


def test_every_cut_gives_what_came_through() -> None:
    stream = (
        winmail.SIGNATURE + winmail.file(b"a.txt", b"eins") + winmail.file(b"b.txt", b"zwei", winmail.text(0x3707, "b"))
    )

    for end in range(len(stream)):
        unpacked = unpack_tnef(stream[:end], Notes())
        assert unpacked is None or [file.filename for file in unpacked.files][:1] in (["a.txt"], ["attachment.bin"])


def test_what_could_not_be_read_is_there_as_it_came() -> None:
    odd = winmail.properties(2, winmail.FILE, struct.pack("<HHII", 0x1F, 0x3707, 1, 2**31))
    stream = winmail.SIGNATURE + winmail.file(b"a.txt", b"eins") + odd + winmail.file(b"b.txt", b"zwei")
    many = winmail.SIGNATURE + b"".join(winmail.file(b"%d.txt" % number, b"%d" % number) for number in range(502))

    assert [(file.filename, file.content) for file in mail_with(stream).attachments] == [
        ("a.txt", b"eins"),
        ("b.txt", b"zwei"),
        ("winmail.dat", stream),
    ]
    files = mail_with(many).attachments
    assert [(file.filename, file.content) for file in files[-2:]] == [("499.txt", b"499"), ("winmail.dat", many)]
    assert len(mail_with(stream[:-20]).attachments) == 3


def test_a_length_that_lies_reads_nothing_behind_the_end() -> None:
    lying = winmail.SIGNATURE + winmail.properties(2, winmail.FILE, struct.pack("<HHII", 0x1F, 0x3707, 1, 2**31))
    many = winmail.SIGNATURE + winmail.attribute(1, winmail.MESSAGE, struct.pack("<I", 2**32 - 1) + b"\0" * 50)

    assert unpack_tnef(lying, Notes()) is None
    assert unpack_tnef(many, Notes()) is None


def test_names_and_types_in_it_are_cleaned_as_anywhere() -> None:
    values = (
        winmail.text(0x3707, "../a\nb.pdf"),
        winmail.text(0x370E, "text/html\nX: y"),
        winmail.text(0x3712, "<a\nb>"),
    )

    found = mail_with(winmail.SIGNATURE + winmail.file(b"", b"x", *values)).attachments

    assert [(file.filename, file.content_type, file.content_id) for file in found] == [
        ("a b.pdf", "application/pdf", "a b")
    ]


def test_compressed_rtf() -> None:
    assert decompressed(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompressed(struct.pack("<IIII", 20, 4, 0x414C454D, 0) + b"text and more") == b"text"
    assert decompressed(b"short") == b""
    assert decompressed(b"\0" * 40) == b""


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi Hallo\par Welt\tab!}", "Hallo\nWelt\t!"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}Nur das}", "Nur das"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (rb"{\rtf1\ansi\uc1 Stra\u223?e \{nicht\} \\ weg}", "Straße {nicht} \\ weg"),
        (rb"{\rtf1\ansi\uc2 \u8364 \'80\'80 ohne Ersatz}", "€ ohne Ersatz"),
        (rb"{\rtf1 }}}}und weiter", "und weiter"),
    ],
)
def test_rtf_as_text(rtf: bytes, text: str) -> None:
    assert read_rtf(rtf, Notes()) == (text, "")


def test_rtf_made_from_html_gives_the_html_back() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 Gr\'fc\'dfe "
        rb"{\*\htmltag84 &nbsp;}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}"
    )

    assert read_rtf(rtf, Notes()) == ("", "<p>Grüße &nbsp;</p>")
