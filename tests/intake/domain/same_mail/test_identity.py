"""What makes two mails the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.identity import identity_of
from kontor.intake.enums import Outcome
from kontor.intake.parsing import Address, Attachment, ParsedMail
from kontor.intake.parsing.reading import parse_mail
from tests.intake.domain.conftest import Receive, newest
from tests.intake.domain.same_mail.conftest import received_by
from tests.mails import RECEIVED_AT, all_names, raw_mail
from tests.support.letters import letter_with_file


def test_the_way_of_a_mail_is_no_part_of_it() -> None:
    mail = letter_with_file("Vertrag", "a.pdf", b"%PDF", sender="Käthe <kaethe@post.example>")
    ways = [mail, received_by("mx.example", mail), mail.replace(b"\r\n", b"\n"), mail + b"\r\n"]

    assert len({identity_of(parse_mail(way)) for way in ways}) == 1


NOTHING_ABOVE = {
    "head-cr-only",
    "head-first-indented",
    "byte-order-mark",
    "from-bare-word",
    "from-daemon-name",
    "bounce-bare-daemon",
}
"""The head of these is read otherwise when a line stands above it: it is none, or names no sender with an address."""


@pytest.mark.parametrize("name", sorted(set(all_names()) - {"yenc"}))
def test_every_mail_of_the_corpus_is_itself_by_whatever_server(name: str) -> None:
    """Only yEnc is left out, which has line ends as data."""
    mail = raw_mail(name).replace(b"\r\n", b"\n")
    ways = [mail, mail.replace(b"\n", b"\r\n")]
    if name not in NOTHING_ABOVE:
        ways.append(received_by("mx.example", ways[1]))

    assert len({identity_of(parse_mail(way, received_at=RECEIVED_AT)) for way in ways}) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "<other@post.example>"},
        {"sender": Address("", "other@post.example")},
        {"date": datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC)},
        {"date": None},
        {"to": (Address("", "other@nordlicht.example"),)},
        {"cc": (Address("", "other@nordlicht.example"),)},
        {"reply_to": (Address("", "other@post.example"),)},
        {"subject": "b"},
        {"text": "b"},
        {"html": "b"},
        {"attachments": (Attachment("a.pdf", "application/pdf", b"2"),)},
        {"attachments": (Attachment("b.pdf", "application/pdf", b"1"),)},
        {"attachments": ()},
    ],
)
def test_whatever_was_written_is_part_of_it(change: dict[str, object]) -> None:
    mail = ParsedMail(
        raw=b"",
        message_id="<a@b.example>",
        sender=Address("", "kaethe@post.example"),
        date=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        text="a",
        attachments=(Attachment("a.pdf", "application/pdf", b"1"),),
    )

    assert identity_of(replace(mail, **change)) != identity_of(mail)  # type: ignore[arg-type]


def test_parts_do_not_run_into_each_other() -> None:
    mail = ParsedMail(raw=b"", message_id="<a@b.example>")

    assert identity_of(replace(mail, subject="ab", text="c")) != identity_of(replace(mail, subject="a", text="bc"))


def test_mails_without_id_and_date_are_each_their_own(account: MailAccount, receive: Receive) -> None:
    form = b"From: form@shop.example\r\nTo: service@nordlicht.example\r\nSubject: Formular\r\n\r\nHallo\r\n"

    assert identity_of(parse_mail(form)) is None
    assert [receive(account, form).outcome for _time in range(2)] == [Outcome.NEW_TICKET] * 2
    assert newest().outcome == Outcome.NEW_TICKET
