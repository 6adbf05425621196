"""The heads of real-looking mails: words, addresses, dates, line breaks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import parse_mail
from tests.intake.parsing.mails.reading import files, problems
from tests.mails import parsed, raw_mail


def test_raw_bytes_in_headers() -> None:
    utf8, latin1 = parsed("raw-utf8-header"), parsed("raw-latin1-header")

    assert (utf8.subject, utf8.sender and utf8.sender.name) == ("Größe ändern", "Jürgen Müller")
    assert utf8.charset_problems == ("From: raw 8-bit characters", "Subject: raw 8-bit characters")
    assert latin1.subject == "Störung – Köln"


def test_surrogates_become_characters_or_are_noted_as_lost() -> None:
    mail = parsed("surrogates")

    assert (mail.subject, mail.text) == ("Hallo \ufffd Welt", "Guten Tag 😀 Ende")
    assert "Subject: utf-8 with surrogates, 1 characters lost" in mail.charset_problems


def test_injected_line_breaks_are_gone() -> None:
    assert parsed("injection-subject").subject == "Frage Bcc: opfer@elsewhere.example"
    assert parsed("injection-message-id").message_id == "<abc@customer.example>"
    assert files(parsed("injection-filename")) == [("rech nungfdp.exe", "application/pdf", b"%PDF-")]


@pytest.mark.parametrize(
    ("name", "sender", "subject"),
    [
        ("words-adjacent", "Müller <mueller@customer.example>", "Grüße"),
        ("words-broken-fold", "Anna Beispiel <anna@customer.example>", "Kündigung bitte"),
        ("words-wrong-letter", "Müller <mueller@customer.example>", "Müller"),
        ("words-quoted", "Müller, Anna <mueller@customer.example>", "Frage zur Rechnung"),
        ("words-comma", "Müller, Anna <mueller@customer.example>", "Frage zur Rechnung"),
        ("words-endless", "Anna Beispiel <anna@customer.example>", "Rechnung für März"),
    ],
)
def test_encoded_words(name: str, sender: str, subject: str) -> None:
    mail = parsed(name)

    assert (str(mail.sender), mail.subject) == (sender, subject)


@pytest.mark.parametrize(
    ("name", "sender", "to"),
    [
        (
            "from-unquoted-specials",
            "Beispiel, Anna [Vertrieb] <anna@customer.example>",
            ["Firma: Service <service@north.example>"],
        ),
        ("from-comment-name", "Anna (Vertrieb) Beispiel <anna@customer.example>", ["service@north.example"]),
        ("from-address-in-parentheses", "Anna Beispiel <anna@customer.example>", ["service@north.example"]),
        ("from-trailing-dot", "Anna <anna@customer.example>", ["service@north.example"]),
        ("from-doubled", "Anna <anna@customer.example>", ["service@north.example"]),
        ("from-nothing", "Anna Beispiel <anna@customer.example>", ["service@north.example"]),
        ("from-idn", "Anna <anna@bücher.example>", ["service@north.example"]),
        (
            "to-empty-first",
            "Anna Beispiel <anna@customer.example>",
            ["service@north.example", "b@customer.example", "c@customer.example"],
        ),
    ],
)
def test_addresses(name: str, sender: str, to: list[str]) -> None:
    mail = parsed(name)

    assert str(mail.sender) == sender
    assert [str(address) for address in mail.to] == to


def test_odd_senders_are_noted() -> None:
    assert problems(parsed("from-doubled")) == [ProblemKind.FROM_REPEATED]
    assert problems(parsed("from-nothing")) == [ProblemKind.FROM_MISSING]
    idn = parsed("from-idn").sender
    assert idn is not None
    assert idn.normalized == "anna@xn--bcher-kva.example"


def test_an_unindented_fold_does_not_end_the_headers() -> None:
    mail = parsed("head-unindented-fold")

    assert (mail.text, problems(mail)) == ("Hallo", [ProblemKind.HEADER_BROKEN])


def test_a_line_that_is_no_header_does_not_end_the_headers() -> None:
    mail = parsed("head-garbage-line")

    assert (str(mail.reply_address), mail.text) == ("anna.privat@customer.example", "Hallo")


def test_without_the_empty_line_no_text_is_lost() -> None:
    assert parsed("head-no-blank-line").text == (
        "Guten Tag, hier ist der Text ohne Leerzeile.\nAchtung: noch eine Zeile\n\nUnd Schluss."
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [(b"", b"\r\n"), (b"", b"\n"), (b"Received: from mx.post.example; Mon, 30 Nov 2026 10:00:00 +0100\r\n", b"\r\n")],
)
def test_returns_alone_end_lines_though_servers_have_written_whole_ends_around_them(above: bytes, below: bytes) -> None:
    mail = parse_mail(above + raw_mail("head-cr-only") + below)

    assert (mail.subject, mail.text) == (parsed("head-cr-only").subject, "Hallo\nWelt")


def test_heads_of_other_shapes() -> None:
    assert str(parsed("head-mbox-line").reply_address) == "anna.privat@customer.example"
    assert parsed("head-cr-only").text == "Hallo\nWelt"
    assert parsed("head-empty").text == "Nur Text"


@pytest.mark.parametrize(
    ("name", "date", "problem"),
    [
        ("date-comment", datetime(2026, 11, 23, 15, 0, tzinfo=UTC), None),
        ("date-odd-zone", datetime(2026, 11, 23, 10, 0, tzinfo=UTC), None),
        ("date-none", None, ProblemKind.DATE_MISSING),
        ("date-nonsense", None, ProblemKind.DATE_UNREADABLE),
        ("date-impossible", None, ProblemKind.DATE_UNREADABLE),
        ("date-future", None, ProblemKind.DATE_IN_FUTURE),
    ],
)
def test_dates(name: str, date: datetime | None, problem: ProblemKind | None) -> None:
    mail = parsed(name)

    assert mail.date == date
    assert problems(mail) == ([problem] if problem else [])


def test_envelope_thread_and_language() -> None:
    envelope, thread = parsed("envelope").envelope, parsed("thread")

    assert envelope.return_path == "anna@customer.example"
    assert envelope.delivered_to == ("rechnung@north.example", "postfach17@north.example")
    assert thread.in_reply_to == "<two@north.example>"
    assert thread.references == ("<one@north.example>", "<two@north.example>")
    assert thread.language_hint == "de"


def test_a_subject_turns_the_direction_of_nothing() -> None:
    mail = parse_mail("Subject: Rechnung \u202efdp.exe\u202c offen\n\nHallo".encode())

    assert mail.subject == "Rechnung fdp.exe offen"
