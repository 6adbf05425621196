"""Delivery reports as real servers write them, odd ones too (RFC 3464)."""

from __future__ import annotations

import pytest

from kontor.intake.parsing import parse_mail
from kontor.intake.parsing.bounces import bounced_recipients

HEAD = "Reporting-MTA: dns; mx.post.example\r\n\r\n"


def _report(fields: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.post.example\r\nSubject: Undelivered\r\nMessage-ID: <r@mx.post.example>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n"
        f"--r\r\nContent-Type: message/delivery-status\r\n\r\n{fields}\r\n--r--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (
            "Final-Recipient: rfc822 (t) ; <k@post.example> (Käthe)\r\nAction: (sorry) failed\r\nStatus: (no) 5.1.1",
            ("k@post.example", "failed", "5.1.1"),
        ),
        (
            "Final-Recipient: RFC822;\r\n k@post.example\r\nAction:\r\n FAILED (for good)\r\nStatus: 5.1.1 (no box)",
            ("k@post.example", "failed", "5.1.1"),
        ),
        (
            "Final-Recipient: utf-8; j\\x{F6}rg@k\\x{F6}ln.example\r\nAction: failed\r\nStatus: 5.1.1",
            ("jörg@xn--kln-sna.example", "failed", "5.1.1"),
        ),
        (
            "Final-Recipient: X400; /S=K/\r\nOriginal-Recipient: rfc822; k@post.example\r\n"
            "Action: failed\r\nStatus: 5.0.0",
            ("k@post.example", "failed", "5.0.0"),
        ),
        ("Final-Recipient: rfc822; k@post.example\r\nStatus: 4.4.7", ("k@post.example", "delayed", "4.4.7")),
        ("Final-Recipient: utf-8; k\\x{110000}\\x{D800}@post.example\r\nAction: failed", None),
    ],
)
def test_the_recipient_of_an_odd_report(fields: str, found: tuple[str, str, str] | None) -> None:
    [one] = bounced_recipients(parse_mail(_report(HEAD + fields)))

    if found is None:
        assert one.action == "failed"
        one.address.encode()
    else:
        assert (one.address, one.action, one.status) == found


def test_whom_a_mail_was_for_before_it_was_passed_on() -> None:
    fields = (
        "Final-Recipient: rfc822; k@elsewhere.example\r\nOriginal-Recipient: rfc822; K@post.example\r\nAction: failed"
    )

    [one] = bounced_recipients(parse_mail(_report(HEAD + fields)))

    assert (one.address, one.original) == ("k@elsewhere.example", "k@post.example")


def _plain(subject: str, text: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.post.example\r\nTo: service@nordlicht.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <r@mx.post.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("subject", "text", "action"),
    [
        (
            "Unzustellbar: Re: Lieferung verzögert sich",
            "An kim@post.example: Die Adresse wurde nicht gefunden.",
            "failed",
        ),
        ("Undeliverable: Re: delayed mail", "To kim@post.example: no such address.", "failed"),
        ("Delivery Status Notification (Delay)", "To kim@post.example: will be retried. Earlier: 550", "delayed"),
        ("Verzögert: Re: Nachricht wurde nicht zugestellt", "An kim@post.example", "delayed"),
        ("Retardé : Re: Question", "Votre message à kim@post.example attend.", "delayed"),
        ("Notification", "Votre message n'a pas encore été remis à kim@post.example.", "delayed"),
        ("Non remis : Retard de livraison", "kim@post.example : adresse introuvable", "failed"),
        ("Consegna ritardata: Domanda", "La consegna a kim@post.example è in ritardo.", "delayed"),
        ("Aviso", "La entrega a kim@post.example se ha retrasado.", "delayed"),
        ("Vertraagd: Vraag", "De bezorging aan kim@post.example is vertraagd.", "delayed"),
        ("Opóźnione: Pytanie", "Dostarczenie do kim@post.example zostało opóźnione.", "delayed"),
    ],
)
def test_a_report_in_words_alone_is_about_a_failure_or_a_delay(subject: str, text: str, action: str) -> None:
    [one] = bounced_recipients(parse_mail(_plain(subject, text)))

    assert (one.address, one.action) == ("kim@post.example", action)
