"""Failed mails are tried again by people, who find them."""

from __future__ import annotations

from kontor.answers.domain.queries import desk_counts
from kontor.org.domain.access import load_access
from kontor.org.models import Category, SupervisorGroup
from kontor.outbox.domain.bounces import Reported, record_report, sent_message
from kontor.outbox.domain.queries import failed_mails
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.domain.results import WAITS
from kontor.outbox.domain.retrying import try_again
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import write_message
from kontor.tickets.domain.moving import move_message
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.conftest import Frozen
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket, new_message
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.delivery.conftest import as_it_is, delivered, ticket_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def test_a_failed_mail_can_be_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 not wanted"
    delivered(mail)
    smtp_sink.answer_data = ""

    with in_scope(mail.tenant_id):
        try_again(mail, by=anna)
    run_jobs("deliver")

    assert as_it_is(mail).state == DeliveryState.SENT
    assert (ticket_of(mail).delivery_failed, len(smtp_sink.kept)) == (False, 1)


def test_after_a_report_only_those_it_names_are_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(cc=[["", "eins@post.example"], ["", "zwei@post.example"]])
    delivered(mail)
    with in_scope(mail.tenant_id):
        message = sent_message([as_it_is(mail).message.message_id])
        assert message is not None
        record_report(message, [Reported(f"{name}@post.example", status="5.1.1") for name in ("eins", "zwei")])
        try_again(mail, by=anna)
    run_jobs("deliver")

    assert smtp_sink.kept[1].recipients == ["eins@post.example", "zwei@post.example"]


def test_a_report_about_one_recipient_does_not_stop_the_mail_to_one_who_was_put_off(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen
) -> None:
    mail = queue(cc=[["", "grau@post.example"]])
    smtp_sink.refuse["grau@post.example"] = "450 4.2.0 greylisted"
    delivered(mail)
    with in_scope(mail.tenant_id):
        record_report(as_it_is(mail).message, [Reported("kaethe@post.example", status="5.1.1")])
    smtp_sink.refuse.clear()
    frozen.move(seconds=WAITS[0].total_seconds())

    assert delivered(mail) == DeliveryState.SENT

    assert smtp_sink.kept[1].recipients == ["grau@post.example"]
    assert list(as_it_is(mail).refused) == ["kaethe@post.example"]
    assert ticket_of(mail).state == TicketState.ASSIGNED


def test_a_report_that_names_nobody_counts_for_all(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue(cc=[["", "eins@post.example"]])
    delivered(mail)

    with in_scope(mail.tenant_id):
        record_report(as_it_is(mail).message, [Reported("")])

    assert sorted(as_it_is(mail).refused) == ["eins@post.example", "kaethe@post.example"]


def test_who_was_refused_before_the_rest_failed_is_tried_again_too(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User
) -> None:
    mail = queue(cc=[["", "weg@post.example"], ["", "grau@post.example"]])
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user", "grau@post.example": "450 4.2.0 greylisted"}
    delivered(mail)
    smtp_sink.refuse = {}
    smtp_sink.answer_data = "554 not wanted"
    frozen.move(seconds=WAITS[0].total_seconds())
    delivered(mail)
    smtp_sink.answer_data = ""

    with in_scope(mail.tenant_id):
        try_again(mail, by=anna)
    run_jobs("deliver")

    assert sorted(smtp_sink.kept[-1].recipients) == ["grau@post.example", "weg@post.example"]
    assert (as_it_is(mail).state, as_it_is(mail).refused) == (DeliveryState.SENT, {})


def test_what_becomes_of_a_mail_is_told_where_its_message_lies_by_now(
    queue: Queue, smtp_sink: SmtpSink, anna: User, billing: Category
) -> None:
    """Between the page and the click a colleague has moved the message: whoever holds the mail has not seen that."""
    smtp_sink.answer_data = "554 not wanted"
    mail = queue()
    delivered(mail)
    seen = as_it_is(mail)
    target = make_ticket(billing, owner=anna)
    with in_scope(mail.tenant_id):
        write_message(seen.message.ticket, new_message(None))
        move_message(Message.objects.get(pk=seen.message_id), target, by=anna)

        try_again(seen, by=anna)
        record_report(seen.message, [Reported("")])

    told = HistoryEntry.objects.filter(action__in=("tried_again", "delivery_failed"))
    with everywhere():
        assert list(told.order_by("id").values_list("ticket_id", "action")) == [
            (seen.message.ticket_id, "delivery_failed"),
            (target.pk, "tried_again"),
            (target.pk, "delivery_failed"),
        ]


def test_a_mail_on_its_way_to_some_is_not_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(cc=[["", "weg@post.example"], ["", "grau@post.example"]])
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user", "grau@post.example": "450 4.2.0 greylisted"}
    delivered(mail)

    with in_scope(mail.tenant_id), refused("This mail is still on its way."):
        try_again(mail, by=anna)


def test_a_mail_that_has_not_failed_is_not_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue()
    delivered(mail)

    with in_scope(mail.tenant_id), refused("This mail has not failed."):
        try_again(mail, by=anna)


def test_failed_mails_are_ones_own_and_those_of_tenants_one_watches(
    queue: Queue, smtp_sink: SmtpSink, anna: User, bela: User, sven: User, nordlicht: Tenant
) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 not wanted"
    delivered(mail)

    with in_scope(nordlicht):
        seen = [list(failed_mails(load_access(user, (nordlicht.pk,)))) for user in (anna, bela, sven)]

        figures = [desk_counts(load_access(user, (nordlicht.pk,))).failed for user in (anna, bela, sven)]

    assert seen == [[mail], [], [mail]]
    assert figures == [1, 0, 1]


def test_failed_mails_are_counted_by_tickets_and_partly_refused_ones_too(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = queue(cc=[["", "weg@post.example"]])
    smtp_sink.refuse["weg@post.example"] = "550 5.1.1 no such user"
    delivered(mail)
    with in_scope(nordlicht):
        again = queue_mail(mail.message, account=mail.account)
        OutgoingMail.objects.filter(pk=again.pk).update(state=DeliveryState.FAILED)
        access = load_access(anna, (nordlicht.pk,))

        assert {one.message.ticket_id for one in failed_mails(access)} == {mail.message.ticket_id}
        assert desk_counts(access).failed == 1


def test_failed_mails_of_tickets_one_may_not_read_are_not_shown(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    mail = queue()
    smtp_sink.answer_data = "554 not wanted"
    delivered(mail)
    elsewhere = make_category(make_agent_group(nordlicht_supervisors))

    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mail.message.ticket_id).update(category=elsewhere, owner=None, state="queued")
        access = load_access(anna, (nordlicht.pk,))

        assert (list(failed_mails(access)), desk_counts(access).failed) == ([], 0)
