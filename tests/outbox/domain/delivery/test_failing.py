"""Failures that pass, and those that do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.outbox.domain import delivery
from kontor.outbox.domain.results import WAITS, apply_failure, locked
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tickets.domain import blobs
from kontor.tickets.domain.blobs import keep
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Notice
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.delivery.conftest import as_it_is, delivered, ticket_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import everywhere, in_scope


def notices_of(user: User) -> list[str]:
    with everywhere():
        return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


@pytest.mark.parametrize("trouble", [{"answer_data": "451 later"}, {"answer_sender": "421 busy"}])
def test_a_temporary_failure_is_tried_again_with_growing_waits(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, trouble: dict[str, str]
) -> None:
    mail = queue()
    for name, answer in trouble.items():
        setattr(smtp_sink, name, answer)

    waits = []
    for _attempt in range(3):
        assert delivered(mail) == DeliveryState.QUEUED
        waits.append((as_it_is(mail).next_attempt_at or frozen.at) - frozen.at)
        frozen.move(seconds=waits[-1].total_seconds())
    for name in trouble:
        setattr(smtp_sink, name, "")

    assert waits == WAITS[:3]
    assert delivered(mail) == DeliveryState.SENT
    assert len(smtp_sink.kept) == 1


def test_a_mail_that_cannot_be_written_is_given_up_at_once(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=mail.account_id).update(
            dkim_domain="nordlicht.example", dkim_selector="kontor", dkim_key="no key"
        )

    assert delivered(mail) == DeliveryState.FAILED

    assert (as_it_is(mail).last_error, smtp_sink.kept) == ("The mail could not be written.", [])


def test_a_mail_whose_file_lies_in_a_folder_that_is_not_mounted_waits(
    queue: Queue,
    smtp_sink: SmtpSink,
    frozen: Frozen,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail, content = queue(), b"a large file"
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    monkeypatch.setattr(blobs, "IN_ROW", 0)
    with in_scope(mail.tenant_id):
        Attachment.objects.create(
            tenant_id=mail.tenant_id,
            message_id=mail.message_id,
            blob=keep(content, tenant_id=mail.tenant_id),
            filename="invoice.bin",
            content_type="application/octet-stream",
            size=len(content),
        )
    settings.MAIL_STORAGE = str(tmp_path / "not mounted")
    assert delivered(mail) == DeliveryState.QUEUED
    assert as_it_is(mail).last_error == "The folder in which large files are kept is not there or does not answer."

    settings.MAIL_STORAGE = str(tmp_path / "kept")
    frozen.move(seconds=WAITS[0].total_seconds())
    assert delivered(mail) == DeliveryState.SENT
    [attached] = smtp_sink.kept[0].mail.iter_attachments()
    assert attached.get_content() == content


def test_a_recipient_whom_the_server_does_not_understand_is_refused_for_good(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue(cc=[["", "copy@post.example"]])
    smtp_sink.refuse["copy@post.example"] = "500 5.5.1 what"

    assert delivered(mail) == DeliveryState.SENT

    assert list(as_it_is(mail).refused) == ["copy@post.example"]


def test_a_mail_that_waits_is_not_sent_before_its_time(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue()
    smtp_sink.answer_data = "451 later"
    delivered(mail)
    frozen.move(seconds=WAITS[0].total_seconds() - 1)

    assert delivered(mail) is None


def test_a_server_that_cannot_be_reached_is_a_temporary_failure(queue: Queue, sending_account: MailAccount) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=sending_account.pk).update(smtp_port=1)

    assert delivered(mail) == DeliveryState.QUEUED

    assert "port 1" in as_it_is(mail).last_error


def test_after_the_last_attempt_it_is_given_up(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User) -> None:
    mail = queue()
    smtp_sink.answer_data = "451 later"
    for wait in WAITS:
        assert delivered(mail) == DeliveryState.QUEUED
        frozen.move(seconds=wait.total_seconds())

    assert delivered(mail) == DeliveryState.FAILED
    assert ticket_of(mail).state == TicketState.ASSIGNED
    assert notices_of(anna) == [NoticeKind.DELIVERY_FAILED]


def test_a_failure_after_its_author_has_left_brings_the_ticket_into_the_queue(
    queue: Queue, smtp_sink: SmtpSink, anna: User
) -> None:
    mail = queue()
    User.objects.filter(pk=anna.pk).update(active=False)
    smtp_sink.answer_data = "554 5.7.1 not wanted"

    assert delivered(mail) == DeliveryState.FAILED

    assert (ticket_of(mail).state, ticket_of(mail).owner_id) == (TicketState.QUEUED, None)


def test_a_permanent_failure_brings_the_ticket_back_to_its_author(
    queue: Queue, smtp_sink: SmtpSink, anna: User
) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 5.7.1 not wanted"

    assert delivered(mail) == DeliveryState.FAILED

    ticket = ticket_of(mail)
    assert (ticket.state, ticket.owner_id, ticket.delivery_failed) == (TicketState.ASSIGNED, anna.pk, True)
    assert notices_of(anna) == [NoticeKind.DELIVERY_FAILED]
    assert "5.7.1 not wanted" in as_it_is(mail).last_error


def test_a_refused_recipient_is_reported_and_the_others_are_served(
    queue: Queue, smtp_sink: SmtpSink, anna: User
) -> None:
    mail = queue(cc=[["", "weg@post.example"]])
    smtp_sink.refuse["weg@post.example"] = "550 5.1.1 no such user"

    assert delivered(mail) == DeliveryState.SENT

    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@post.example"]]
    assert as_it_is(mail).refused == {"weg@post.example": "550 5.1.1 no such user"}
    assert (ticket_of(mail).state, ticket_of(mail).delivery_failed) == (TicketState.ASSIGNED, True)
    assert notices_of(anna) == [NoticeKind.DELIVERY_FAILED]


def test_a_recipient_who_is_put_off_is_tried_again_alone(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue(cc=[["", "grau@post.example"]])
    smtp_sink.refuse["grau@post.example"] = "450 4.2.0 greylisted"
    first = delivered(mail)
    frozen.move(seconds=WAITS[0].total_seconds())
    smtp_sink.refuse.clear()

    assert (first, delivered(mail)) == (DeliveryState.QUEUED, DeliveryState.SENT)

    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@post.example"], ["grau@post.example"]]
    assert smtp_sink.kept[0].mail["Message-ID"] == smtp_sink.kept[1].mail["Message-ID"]
    assert ticket_of(mail).state == TicketState.CLOSED


def test_a_mail_whose_only_recipient_is_refused_has_failed(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    smtp_sink.refuse["kaethe@post.example"] = "550 5.1.1 no such user"

    assert delivered(mail) == DeliveryState.FAILED


def test_a_mail_that_cannot_be_written_fails_for_good(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue()
    monkeypatch.setattr(delivery, "compose_signed", _stumble)

    assert delivered(mail) == DeliveryState.FAILED

    assert (as_it_is(mail).last_error, as_it_is(mail).attempts) == ("The mail could not be written.", 1)
    assert notices_of(anna) == [NoticeKind.DELIVERY_FAILED]


def _stumble(_mail: OutgoingMail) -> bytes:
    raise ValueError("no such header")


@pytest.mark.parametrize(("said", "reason"), [("550 no such user", "550 no such user"), ("", "no reason given")])
def test_why_a_mail_did_not_arrive_stands_in_the_history_of_its_ticket(
    queue: Queue, smtp_sink: SmtpSink, said: str, reason: str
) -> None:
    mail = queue()

    with in_scope(mail.tenant_id):
        apply_failure(locked(mail.pk), DeliveryFailed(said, permanent=True), [])

        step = HistoryEntry.objects.filter(ticket=mail.message.ticket).latest("id")
    assert (step.action, step.details) == (
        "delivery_failed",
        {"recipients": "kaethe@post.example", "reason": reason},
    )
