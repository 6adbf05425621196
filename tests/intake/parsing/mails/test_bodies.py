"""The texts and files of real-looking mails."""

from __future__ import annotations

import pytest

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import parse_mail
from tests.intake.parsing.mails.reading import files, problems
from tests.mails import all_names, parsed

PNG = b"\x89PNG\r\n\x1a\n0000"


@pytest.mark.parametrize("name", all_names())
def test_every_mail_is_readable_and_fit_for_the_database(name: str) -> None:
    mail = parsed(name)

    assert mail.is_readable
    for text in (mail.subject, mail.text, mail.html, mail.message_id, *(file.filename for file in mail.attachments)):
        text.encode()
        assert "\0" not in text
    for line in (mail.subject, mail.message_id, *(str(address) for address in (*mail.to, *mail.cc))):
        assert "\n" not in line
        assert "\r" not in line


@pytest.mark.parametrize(
    ("name", "text", "notes"),
    [
        ("gb2312-is-gbk", "您好，我的發票鎔不正确。", ()),
        ("latin1-is-windows", "Der Preis ist „100 €“ – zu viel.", ()),
        ("latin1-is-utf8", "Schöne Grüße aus Köln", ("text: labelled iso-8859-1, read as utf-8",)),
        ("jp-is-shift-jis", "請求書が間違っています。", ("text: labelled iso-2022-jp, read as Shift JIS",)),
        ("jp-vendor", "①②請求書 No. 1", ()),
        ("uft-8", "Schöne Grüße", ("text: labelled uft-8, read as utf-8",)),
        ("x-unknown", "Schöne Grüße", ("text: labelled x-unknown, read as utf-8",)),
        ("no-label-utf8", "Schöne Grüße", ()),
        (
            "no-label-1252",
            "Schöne Grüße aus Köln, bitte prüfen Sie den Zähler.",
            ("text: character set guessed as cp1252",),
        ),
        (
            "no-label-1251",
            "Здравствуйте, проверьте, пожалуйста, мой счёт за ноябрь. Спасибо.",
            ("text: character set guessed as cp1251",),
        ),
        (
            "utf8-damaged",
            "Schöne Grü\ufffde, große Öfen, Übermäßige Kälte",
            ("text: labelled utf-8, but holds other bytes", "text: read as utf-8, 1 characters lost"),
        ),
        ("codec-not-charset", "Hallo Welt-", ()),
        ("utf16-lie", "Guten Tag", ("text: labelled utf-16, but it is not",)),
        ("nul-in-text", "Guten Tag", ()),
    ],
)
def test_characters_of_the_text(name: str, text: str, notes: tuple[str, ...]) -> None:
    mail = parsed(name)

    assert (mail.text, mail.charset_problems) == (text, notes)


def test_all_texts_are_joined_in_order() -> None:
    mail = parsed("text-after-picture")

    assert mail.text == "Vor dem Bild\n\nNach dem Bild\n\n-- \nList footer"
    assert files(mail) == [("bild.png", "image/png", PNG)]


def test_texts_between_html_are_shown_in_both_forms() -> None:
    mail = parsed("html-text-html")

    assert mail.text == "Eins\n\nZwei < 3\n\nDrei"
    assert mail.html == "<p>Eins</p>\n<hr>\n<div>Zwei &lt; 3</div>\n<hr>\n<p>Drei</p>"


def test_pictures_the_html_refers_to_are_inline() -> None:
    mail = parsed("alternative-related")

    assert mail.text == "Hallo Welt"
    assert [(file.filename, file.content_id, file.inline) for file in mail.attachments] == [
        ("image.png", "bild1@customer.example", True),
        ("other.png", "nie@customer.example", False),
    ]


@pytest.mark.parametrize(
    ("html", "kinds", "inline"),
    [
        ('<img src="cid:a@b">', ["image/png"], [True]),
        ('<img src="cid:A%40b">', ["image/jpg"], [True]),
        ('<img src="cid:a@b">', ["image/svg+xml"], [False]),
        ('<img src="cid:a@b">', ["image/tiff"], [False]),
        ('<a href="cid:a@b">Vertrag</a>', ["image/png"], [False]),
        ('<!--[if gte vml 1]><v:imagedata src="cid:a@b"/><![endif]-->', ["image/png"], [False]),
        ("<p>Sie zeigt cid:a@b nicht.</p>", ["image/png"], [False]),
        ("<div>" * 1_001 + '<img src="cid:a@b">', ["image/png"], [False]),
        ('<img src="cid:a@b">', ["image/png", "image/gif", "application/pdf"], [False, True, False]),
    ],
)
def test_what_the_html_does_not_show_stays_a_file(html: str, kinds: list[str], inline: list[bool]) -> None:
    parts = "".join(f"\n--c\nContent-Type: {kind}\nContent-ID: <a@b>\n\nABC" for kind in kinds)
    head = "From: a@customer.example\nContent-Type: multipart/related; boundary=c\n\n"

    mail = parse_mail(f"{head}--c\nContent-Type: text/html\n\n{html}{parts}\n--c--\n".encode())

    assert [file.inline for file in mail.attachments] == inline


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<html><head><style>p {color: red}</style></head><body><div>&nbsp;</div></body></html>", ""),
        ("<html><body></body></html>" + " " * 5_000, "<html"),
        ("<img src='https://shop.example/brief.png'>", "<img"),
        ("<p>.</p>", "<p>.</p>"),
    ],
)
def test_a_form_in_which_nothing_is_to_be_seen_hides_no_other(html: str, shown: str) -> None:
    head = "From: a@customer.example\nContent-Type: multipart/alternative; boundary=c\n\n"

    mail = parse_mail(f"{head}--c\n\nMein Text\n--c\nContent-Type: text/html\n\n{html}\n--c--\n".encode())

    assert (mail.text, mail.html[: len(shown)]) == ("Mein Text", shown)
    assert bool(mail.html) == bool(shown)


def test_html_alone_gives_its_text() -> None:
    assert parsed("html-only").text == "Grüße\n\nZweite Zeile"
    assert parsed("alternative-empty-text").text == "Nur hier"


def test_broken_base64_is_decoded_as_far_as_it_goes() -> None:
    text, footer, nothing = parsed("base64-broken-end"), parsed("base64-footer"), parsed("base64-not-file")

    assert text.text == "Guten Tag, das Ende fehl"
    assert files(footer) == [("a.pdf", "application/pdf", b"%PDF-1.4 Inhalt")]
    assert files(nothing) == [("a.pdf", "application/pdf", b"")]
    assert nothing.text == "Das hier ist einfach Text mit falschem Etikett."
    assert [set(problems(mail)) for mail in (text, footer, nothing)] == [{ProblemKind.BROKEN_BASE64}] * 3


def test_a_mail_that_is_one_file_has_an_attachment_and_no_body() -> None:
    pdf, csv = parsed("only-a-file"), parsed("only-a-text-file")

    assert (pdf.text, files(pdf)) == ("", [("Zählerstand.pdf", "application/pdf", b"%PDF-1.4 Scan")])
    assert (csv.text, files(csv)) == ("", [("daten.csv", "text/plain", b"a;b;c\n")])


def test_nested_mails_are_one_attachment_each() -> None:
    mail = parsed("nested-messages")

    assert mail.text == "Siehe unten"
    assert files(mail) == [
        (
            "Erste Anfrage-März.eml",
            "message/rfc822",
            b"From: x@customer.example\nSubject: =?utf-8?Q?Erste_Anfrage/M=C3=A4rz?=\n\nInhalt eins",
        ),
        ("zwei.eml", "message/rfc822", b"From: y@customer.example\nSubject: Zwei\n\nInhalt zwei"),
    ]


def test_files_in_old_wrappings() -> None:
    assert files(parsed("winmail")) == [("winmail.dat", "application/ms-tnef", b'x\x9f>"rest')]
    uu, yenc = parsed("uuencode"), parsed("yenc")
    assert (uu.text, files(uu)) == ("Vorher\n\nNachher", [("notiz.txt", "text/plain", b"Inhalt der Notiz")])
    assert (yenc.text, files(yenc)) == (
        "Vorher\nNachher",
        [("datei.bin", "application/octet-stream", b"yEnc Inhalt!")],
    )
    assert parsed("uu-word").text == "Hallo\nbegin 644 ist hier nur ein Wort\nEnde"


def test_signed_and_encrypted_mail_is_kept_intact_and_told() -> None:
    found = {name: parsed(name) for name in ("smime-signed", "smime-encrypted", "pgp-encrypted", "pgp-inline")}

    assert [mail.protection for mail in found.values()] == ["signed", "encrypted", "encrypted", "signed"]
    assert found["smime-signed"].text == "Unterschrieben"
    assert [file.filename for file in found["smime-encrypted"].attachments] == ["smime.p7m"]
    assert [file.filename for file in found["pgp-encrypted"].attachments] == ["attachment.pgp", "encrypted.asc"]


def test_an_invitation_is_told_and_kept() -> None:
    mail = parsed("invitation")

    assert (mail.text, mail.has_invitation) == ("Termin am Montag", True)
    assert [file.filename for file in mail.attachments] == ["text.ics"]


def test_flowed_text_has_its_paragraphs_back() -> None:
    assert parsed("flowed").text == "Dies ist ein langer Absatz in zwei Zeilen.\n\n> alte Zeile\nneu\n-- \nAnna"


def test_boundaries() -> None:
    assert parsed("boundary-prefix").text == "innen\n\naussen"
    assert parsed("boundary-missing").text == "Eins\n\nZwei"
    assert parsed("boundary-nowhere").text == "Einfach nur Text"
    assert parsed("everything-empty").text == ""


def test_split_and_encoded_file_names() -> None:
    assert files(parsed("rfc2231")) == [("Zählerstände 2026.pdf", "application/pdf", b"%PDF-")]


def test_reports_are_read_field_by_field() -> None:
    report = parsed("bounce-dsn").report("delivery-status")

    assert report is not None
    assert dict(report.groups[1]) == {
        "final-recipient": "rfc822; weg@customer.example",
        "original-recipient": "rfc822; weg@customer.example",
        "action": "failed",
        "status": "5.1.1",
        "diagnostic-code": "smtp; 550 5.1.1 user unknown",
    }


@pytest.mark.parametrize(
    "text", ["<html> ist ein Wort.", "Bitte <html><body>so</body></html>", "<html>\nwie geht das?\n</html>\nDanke"]
)
def test_who_writes_about_html_writes_text(text: str) -> None:
    mail = parse_mail(f"From: anna@customer.example\n\n{text}\n".encode())

    assert (mail.text, mail.html) == (text, "")
