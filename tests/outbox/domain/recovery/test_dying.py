"""Who dies in the middle of a talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from kontor.outbox.domain import talks
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.recovery import sweep
from kontor.outbox.domain.talks import ClaimLost, Talk
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Notice
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.recovery.conftest import as_it_is, line_to
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


def die_at(monkeypatch: pytest.MonkeyPatch, name: str, *, before: bool) -> None:
    """The next talk ends with a death before or after this step; the one after that does not."""
    real: Callable[..., None] = getattr(Talk, name)

    def dying(self: Talk, *arguments: Any) -> None:
        monkeypatch.setattr(Talk, name, real)
        if not before:
            real(self, *arguments)
        raise Killed

    monkeypatch.setattr(Talk, name, dying)


def deliver_and_die(mail: OutgoingMail) -> None:
    with pytest.raises(Killed):
        deliver(mail.tenant_id, mail.pk)


@pytest.mark.parametrize("before", [True, False])
def test_who_dies_before_the_last_dot_has_sent_nothing(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    """``before``: the doubt is not yet written down, so the mail goes out again by itself."""
    mail = queue()
    die_at(monkeypatch, "handing_over", before=before)
    deliver_and_die(mail)
    assert smtp_sink.kept == []

    send_queue(line_to(mail))

    assert as_it_is(mail).state == (DeliveryState.SENT if before else DeliveryState.UNCLEAR)
    assert len(smtp_sink.kept) == (1 if before else 0)


def test_who_dies_after_the_server_took_it_does_not_send_twice(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue()
    die_at(monkeypatch, "accepted", before=False)
    deliver_and_die(mail)
    assert (as_it_is(mail).state, as_it_is(mail).phase) == (DeliveryState.SENDING, Phase.ACCEPTED)

    send_queue(line_to(mail))

    after = as_it_is(mail)
    assert (after.state, after.answer, len(smtp_sink.kept)) == (DeliveryState.SENT, "250 2.0.0 kept", 1)
    assert after.message.ticket.state == TicketState.CLOSED


def test_who_dies_between_the_dot_and_the_answer_leaves_doubt_with_evidence(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch, anna: User
) -> None:
    mail = queue()
    die_at(monkeypatch, "accepted", before=True)
    deliver_and_die(mail)

    send_queue(line_to(mail))

    after = as_it_is(mail)
    assert (after.state, after.in_flight, len(smtp_sink.kept)) == (DeliveryState.UNCLEAR, ["kaethe@post.example"], 1)
    assert after.last_error == "Kontor was interrupted before the server's answer was written down."
    (talk,) = after.dialogue
    assert [code for _said, code, _answer in talk["lines"]] == [250, 250, 354]
    assert talk["size"] == len(smtp_sink.kept[0].raw)
    ticket = after.message.ticket
    assert (ticket.state, ticket.delivery_failed) == (TicketState.SENDING, True)
    with everywhere():
        assert list(Notice.objects.filter(user=anna).values_list("kind", flat=True)) == [NoticeKind.DELIVERY_FAILED]
        assert HistoryEntry.objects.filter(ticket=ticket).latest("id").action == "delivery_unclear"


def test_a_refusal_that_was_heard_before_death_is_still_known_after_it(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue(cc=[["", "weg@post.example"], ["", "grau@post.example"]])
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user", "grau@post.example": "450 4.2.0 greylisted"}
    die_at(monkeypatch, "accepted", before=False)
    deliver_and_die(mail)

    send_queue(line_to(mail))

    after = as_it_is(mail)
    assert after.refused == {"weg@post.example": "550 5.1.1 no such user"}
    assert (after.state, after.recipients) == (DeliveryState.QUEUED, ["grau@post.example"])
    assert after.delayed == {"grau@post.example": "450 4.2.0 greylisted"}


def test_a_lost_answer_is_doubt_and_is_not_sent_again(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue()
    smtp_sink.vanish_after_data = True

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR
    frozen.move(days=1)
    sweep(mail.tenant_id)
    run_jobs()

    assert len(smtp_sink.kept) == 1
    assert as_it_is(mail).last_error == "The connection to 127.0.0.1 broke off."
    assert as_it_is(mail).dialogue[-1]["broke_off"] == "The connection to 127.0.0.1 broke off."


def test_who_lost_the_claim_stops_before_the_dot(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was away for long (its database connection broke) must not send what another one sends."""
    mail = queue()
    real = Talk.handing_over

    def taken_over(self: Talk, *arguments: Any) -> None:
        with in_scope(mail.tenant_id):
            OutgoingMail.objects.filter(pk=mail.pk).update(claim=uuid4())
        real(self, *arguments)

    monkeypatch.setattr(Talk, "handing_over", taken_over)

    assert deliver(mail.tenant_id, mail.pk) is None
    assert smtp_sink.kept == []


def test_a_talk_that_was_given_up_too_early_still_tells_its_end(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    claim = uuid4()
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.UNCLEAR, phase=Phase.HANDING_OVER, claim=claim, in_flight=mail.recipients
        )
    talk = Talk(as_it_is(mail), smtp_sink.server())

    talk.accepted("250 ok")

    assert (as_it_is(mail).phase, as_it_is(mail).answer) == (Phase.ACCEPTED, "250 ok")
    with pytest.raises(ClaimLost):
        talk.handing_over([], {}, 1)


def test_the_servers_yes_is_written_down_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    tries: list[int] = []

    def write() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("the server closed the connection")
        return "written"

    monkeypatch.setattr(talks.time, "sleep", lambda _seconds: None)

    assert talks.persistently(write, patience=5) == "written"


def test_bounds_of_the_dialogue(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = as_it_is(queue())
    mail.dialogue = [{"at": str(number)} for number in range(20)]
    talk = Talk(mail, smtp_sink.server())
    for number in range(talks.MOST_LINES + 5):
        talk.answered(f"RCPT TO:<{'x' * 1000}{number}>", 250, "y" * 1000)

    assert len(talk.dialogue) == talks.MOST_TALKS
    assert (len(talk.kept["lines"]), talk.kept["left_out"]) == (talks.MOST_LINES, 5)
    assert max(len(said) + len(answer) for said, _code, answer in talk.kept["lines"]) <= 2 * talks.MOST_LETTERS
