"""When nobody waits for people outside any more."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tickets.domain.closing import close_ticket, reopen_after_failure
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import InquiryState, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Notice, Ticket
from tests.answers.domain.outside.conftest import asked, steps_of
from tests.factories.tickets import new_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_taken_back_the_ticket_is_on_the_desk_and_nobody_waits(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        take_back_inquiries(mine, by=anna)

        inquiry.refresh_from_db()
        mine.refresh_from_db()
        assert (mine.state, mine.owner, inquiry.state) == (TicketState.ASSIGNED, anna, InquiryState.TAKEN_BACK)
        assert steps_of(mine)[-1] == "inquiry_taken_back"
        with refused("does not wait for anybody"):
            take_back_inquiries(mine, by=anna)


def test_closing_ends_what_is_open(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        close_ticket(mine, by=anna)

        inquiry.refresh_from_db()
        assert (inquiry.state, inquiry.remind_at) == (InquiryState.ENDED, None)
        assert steps_of(mine)[-2:] == ["inquiry_ended", "closed"]


def test_the_customer_writes_meanwhile_and_the_ticket_comes_back_while_the_question_stays_open(
    mine: Ticket, asking: MailAccount, anna: User
) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(mine.customer, text="Und noch etwas."))

        mine.refresh_from_db()
        inquiry.refresh_from_db()
        assert (mine.state, inquiry.state) == (TicketState.ASSIGNED, InquiryState.OPEN)


def test_a_machines_answer_ends_no_waiting(mine: Ticket, asking: MailAccount, anna: User) -> None:
    asked(mine, anna)
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(None, kind=MessageKind.AUTO_REPLY, text="Ich bin im Urlaub."))

        mine.refresh_from_db()
        assert mine.state == TicketState.EXTERNAL_INQUIRED


def test_what_does_not_arrive_comes_back_to_who_asked(mine: Ticket, asking: MailAccount, anna: User) -> None:
    asked(mine, anna)
    with in_scope(mine.tenant_id):
        reopen_after_failure(mine, author=anna, recipients="elke@experts.example", reason="550 unknown")

        mine.refresh_from_db()
        assert (mine.state, mine.owner, mine.delivery_failed) == (TicketState.ASSIGNED, anna, True)
        assert Notice.objects.get(user=anna).kind == NoticeKind.DELIVERY_FAILED
