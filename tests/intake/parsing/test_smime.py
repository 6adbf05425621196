"""Mail that is signed in the form that hides it from whoever does not know S/MIME."""

from __future__ import annotations

import base64

from kontor.intake.parsing import ParsedMail, parse_mail
from kontor.intake.parsing.smime import signed_content

HEAD = b"From: a@customer.example\nSubject: x\nMIME-Version: 1.0\n"
INNER = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Gr\xc3\xbc\xc3\x9fe\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF\r\n--b--\r\n"
)
SIGNED, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")


def element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def open_ended(tag: int, content: bytes) -> bytes:
    return bytes((tag, 0x80)) + content + b"\0\0"


def definite(content: bytes) -> bytes:
    """Signed data as DER wants it, without certificates and signers."""
    wrapped = element(0x30, DATA + element(0xA0, element(0x04, content)))
    signed = element(0x30, element(0x02, b"\1") + element(0x31, b"") + wrapped + element(0x31, b""))
    return element(0x30, SIGNED + element(0xA0, signed))


def streamed(content: bytes) -> bytes:
    """The same as programs send it that do not know its length before: open ends, the content in pieces."""
    pieces = b"".join(element(0x04, content[at : at + 50]) for at in range(0, len(content), 50))
    wrapped = open_ended(0x30, DATA + open_ended(0xA0, open_ended(0x24, pieces)))
    signed = open_ended(0x30, element(0x02, b"\1") + open_ended(0x31, element(0x30, b"")) + wrapped)
    return open_ended(0x30, SIGNED + open_ended(0xA0, signed))


def mail_with(data: bytes, parameters: bytes = b"; smime-type=signed-data") -> ParsedMail:
    return parse_mail(
        HEAD
        + b"Content-Type: application/pkcs7-mime; name=smime.p7m"
        + parameters
        + b"\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(data)
    )


def test_the_content_comes_out_in_both_forms() -> None:
    assert signed_content(definite(INNER)) == INNER
    assert signed_content(streamed(INNER)) == INNER


def test_the_mail_is_shown_and_the_signed_file_kept() -> None:
    for data in (definite(INNER), streamed(INNER)):
        mail = mail_with(data, b"")

        assert (mail.text, mail.protection) == ("Grüße", "signed")
        assert [(file.filename, file.content) for file in mail.attachments] == [("smime.p7m", data), ("a.pdf", b"%PDF")]


def test_what_is_encrypted_stays_closed() -> None:
    data = element(0x30, ENVELOPED + element(0xA0, element(0x30, INNER)))

    assert (mail_with(data).text, mail_with(data, b"").protection) == ("", "encrypted")


def test_every_cut_and_every_flip_is_survived() -> None:
    for data in (definite(INNER), streamed(INNER)):
        for at in range(len(data)):
            signed_content(data[:at])
            signed_content(data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :])


def test_wrapping_without_end_is_opened_a_few_times() -> None:
    raw = INNER
    for _ in range(10):
        raw = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(
            definite(raw)
        )

    mail = parse_mail(HEAD.replace(b"\n", b"\r\n") + raw)

    assert (mail.is_readable, mail.text, mail.protection) == (True, "", "signed")
    assert len(mail.attachments) == 4


def test_lengths_that_lie_cost_nothing() -> None:
    deep = b"\x30\x80" * 5_000
    assert signed_content(b"\x30\x84\xff\xff\xff\xff" + SIGNED) is None
    assert signed_content(b"\x30\x80" + SIGNED + deep) is None
    assert signed_content(b"\x30\x80" + SIGNED + b"\xa0\x80\x30\x80" + deep) is None
