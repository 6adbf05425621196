"""A waiting answer is released."""

from __future__ import annotations

from functools import partial

from django.utils import translation

from kontor.answers.domain.clearing import release, return_with_comment, withdraw
from kontor.answers.domain.send import send_answer
from kontor.answers.enums import ClearanceState
from kontor.answers.models import Clearance, Draft, SentAnswer
from kontor.customers.models import Address
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.outbox.domain.bounces import Reported, record_report
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.leaving import delete_user
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Message, Notice, Ticket
from tests.answers.domain.release.conftest import actions_of
from tests.factories.org import make_closing_code
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import new_message
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def test_a_released_answer_goes_as_its_authors(waiting: Clearance, mine: Ticket, anna: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        message = release(waiting, by=sven)

        mine.refresh_from_db()
        waiting.refresh_from_db()
        assert (message.author, message.kind) == (anna, MessageKind.REPLY)
        assert message.text.startswith("Gern.")
        assert OutgoingMail.objects.get().message == message
        assert mine.state == TicketState.SENDING
        assert (waiting.state, waiting.decided_by, waiting.message) == (ClearanceState.RELEASED, sven, message)
        assert SentAnswer.objects.get().released_by == sven
        assert actions_of(mine)[-3:] == ["clearance_asked", "answered", "clearance_released"]
        assert [(one.user, one.kind) for one in Notice.objects.all()] == [(anna, NoticeKind.RELEASED)]
        assert not Draft.objects.exists()


def test_a_released_answer_that_comes_back_lies_with_its_author(
    waiting: Clearance, mine: Ticket, anna: User, sven: User
) -> None:
    with in_scope(mine.tenant_id):
        message = release(waiting, by=sven)
        OutgoingMail.objects.filter(message=message).update(state=DeliveryState.SENT)
        record_report(message, [Reported("kaethe@post.example", status="5.1.1", diagnostic="550 user unknown")])

        mine.refresh_from_db()
        assert (mine.state, mine.owner, mine.delivery_failed) == (TicketState.ASSIGNED, anna, True)
        told = Notice.objects.filter(kind=NoticeKind.DELIVERY_FAILED)
        assert [one.user for one in told] == [anna]
        assert Address.objects.get(normalized="kaethe@post.example").undeliverable_reason == "550 user unknown"


def test_a_released_intermediate_reply_leaves_the_ticket_with_its_author(
    rule: None, draft: Draft, mine: Ticket, anna: User, sven: User
) -> None:
    with in_scope(mine.tenant_id):
        waiting = send_answer(draft, final=False, by=anna)
        assert isinstance(waiting, Clearance)
        message = release(waiting, by=sven)

        mine.refresh_from_db()
        assert (message.kind, mine.state, mine.owner) == (MessageKind.INTERMEDIATE, TicketState.ASSIGNED, anna)


def test_a_released_intermediate_reply_of_somebody_who_has_left_puts_the_ticket_into_the_queue(
    rule: None, draft: Draft, mine: Ticket, anna: User, sven: User
) -> None:
    with in_scope(mine.tenant_id):
        waiting = send_answer(draft, final=False, by=anna)
        assert isinstance(waiting, Clearance)
    with everywhere():
        delete_user(anna, by=None)

    with in_scope(mine.tenant_id):
        message = release(waiting, by=sven)

        mine.refresh_from_db()
        assert (message.author, mine.state, mine.owner) == (anna, TicketState.QUEUED, None)


def test_the_closing_code_is_that_of_the_author(
    rule: None, draft: Draft, mine: Ticket, billing: Category, anna: User, sven: User
) -> None:
    code = make_closing_code(billing)
    with in_scope(mine.tenant_id):
        waiting = send_answer(draft, closing_code=code, by=anna)
        assert isinstance(waiting, Clearance)
        release(waiting, by=sven)

        mine.refresh_from_db()
        assert mine.closing_code == code


def test_nobody_releases_or_returns_their_own(waiting: Clearance, mine: Ticket, anna: User) -> None:
    with in_scope(mine.tenant_id):
        with refused("Nobody releases their own answers."):
            release(waiting, by=anna)
        with refused("Nobody releases their own answers."):
            return_with_comment(waiting, comment="Passt.", by=anna)

        assert not OutgoingMail.objects.exists()


def test_of_two_who_release_at_once_one_does(committed_db: str, waiting: Clearance, sven: User, ada: User) -> None:
    def go(by: User) -> Message:
        with translation.override("en"), in_scope(waiting.tenant_id):
            return release(Clearance.objects.get(pk=waiting.pk), by=by)

    done = at_once(partial(go, sven), partial(go, ada))

    stopped = [one for one in done if isinstance(one, Refused)]
    assert len(stopped) == 1
    assert str(stopped[0]).endswith("has released this answer in the meantime.")
    with in_scope(waiting.tenant_id):
        assert OutgoingMail.objects.count() == 1


def test_a_new_message_stops_the_release(waiting: Clearance, mine: Ticket, anna: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(mine.customer, text="Hat sich erledigt."))
        with refused("A new message arrived since this was written."):
            release(waiting, by=sven)

        mine.refresh_from_db()
        assert mine.state == TicketState.CLEARANCE
        assert [one.kind for one in Notice.objects.filter(user=anna)] == [NoticeKind.NEW_MESSAGE]
        return_with_comment(waiting, comment="Es kam noch etwas.", by=sven)
        mine.refresh_from_db()
        assert (mine.state, mine.owner) == (TicketState.ASSIGNED, anna)


def test_an_answer_whose_rule_is_gone_waits_until_somebody_decides(
    nordlicht: Tenant, billing: Category, draft: Draft, mine: Ticket, anna: User
) -> None:
    rule = make_review_rule(nordlicht, category=billing)
    with in_scope(nordlicht):
        waiting = send_answer(draft, by=anna)
        assert isinstance(waiting, Clearance)
        rule.delete()
        withdraw(waiting, by=anna)

        assert isinstance(send_answer(draft, by=anna), Message)
