"""People outside who do not answer are reminded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kontor.answers.domain.forward import send_forward
from kontor.answers.domain.reminders import remind, remind_due
from kontor.answers.enums import DraftKind
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.outbox.domain.composing import compose
from kontor.outbox.domain.retrying import correct_and_resend
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.enums import MessageKind, NoticeKind
from kontor.tickets.models import Inquiry, Message, Notice, Ticket
from kontor.tickets.preferences import MOST_REMINDERS, REMIND_INQUIRIES_AFTER
from tests.answers.domain.outside.conftest import EXPERT, asked, outside_draft, steps_of
from tests.factories.channels import make_account
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def reminders(ticket: Ticket) -> list[Message]:
    with in_scope(ticket.tenant_id):
        return list(Message.objects.filter(ticket=ticket, kind=MessageKind.REMINDER).order_by("id"))


def test_who_does_not_answer_is_reminded_as_often_as_the_settings_say(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, frozen: Any
) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {REMIND_INQUIRIES_AFTER.key: 24, MOST_REMINDERS.key: 2}
        nordlicht.save(update_fields=["preferences"])
        mine.refresh_from_db()
    inquiry = asked(mine, anna)

    counts = []
    for hours in (23, 2, 23, 2, 48):
        frozen.move(hours=hours)
        counts.append(remind_due(nordlicht.pk))

    assert counts == [0, 1, 0, 1, 0]
    first = reminders(mine)[0]
    assert first.in_reply_to == inquiry.message.message_id
    assert first.subject == f"Erinnerung: {inquiry.message.subject}"
    with in_scope(nordlicht):
        assert OutgoingMail.objects.get(message=first).automatic
        inquiry.refresh_from_db()
        assert (inquiry.reminders, inquiry.remind_at) == (2, None)
        assert inquiry.overdue_at is not None and inquiry.overdue_at < clock.now()
        assert Notice.objects.filter(user=anna, kind=NoticeKind.INQUIRY_OVERDUE).count() == 2


def test_a_reminder_names_the_day_by_the_tenants_clock(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, frozen: Any
) -> None:
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(time_zone="America/New_York")
        mine.refresh_from_db()
    frozen.at = datetime(2026, 11, 30, 3, tzinfo=UTC)  # 22:00 of the day before in New York
    inquiry = asked(mine, anna)
    frozen.move(days=3)

    with in_scope(nordlicht):
        remind(inquiry, by=anna)

    assert "am 29. November 2026" in reminders(mine)[0].text


def test_without_hours_nobody_is_reminded_and_nothing_is_overdue(
    mine: Ticket, asking: MailAccount, anna: User, frozen: Any
) -> None:
    inquiry = asked(mine, anna, remind_after=0)
    frozen.move(days=30)

    assert remind_due(mine.tenant_id) == 0
    assert inquiry.overdue_at is None


@pytest.mark.parametrize("off", [{"active": False}, {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_tenant_that_does_not_work_reminds_nobody(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, frozen: Any, off: dict[str, Any]
) -> None:
    """Its mailboxes are not read either: perhaps the answer lies there."""
    asked(mine, anna)
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(**off)
    frozen.move(days=30)

    while_off = remind_due(nordlicht.pk)
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(active=True, deleted_at=None)

    assert (while_off, remind_due(nordlicht.pk)) == (0, 1)


def test_without_reminders_who_asked_is_told_all_the_same(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, frozen: Any
) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {MOST_REMINDERS.key: 0}
        nordlicht.save(update_fields=["preferences"])
        mine.refresh_from_db()
    asked(mine, anna, remind_after=24)
    frozen.move(hours=25)

    assert (remind_due(nordlicht.pk), remind_due(nordlicht.pk)) == (0, 0)
    with in_scope(nordlicht):
        assert Notice.objects.get(user=anna).kind == NoticeKind.INQUIRY_OVERDUE


def test_somebody_reminds_by_hand(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        message = remind(inquiry, by=anna)

        assert message.author == anna
        assert not OutgoingMail.objects.get(message=message).automatic
        assert steps_of(mine)[-1] == "reminded_by_hand"
        take_back_inquiries(mine, by=anna)
        with refused("does not wait for anybody"):
            remind(inquiry, by=anna)


def test_two_clicks_remind_once(mine: Ticket, asking: MailAccount, anna: User, frozen: Any) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        remind(inquiry, by=anna)
        with refused("They were reminded a moment ago."):
            remind(inquiry, by=anna)
        frozen.move(minutes=3)
        remind(inquiry, by=anna)

    assert len(reminders(mine)) == 2


def test_nobody_is_reminded_of_what_never_arrived(mine: Ticket, asking: MailAccount, anna: User, frozen: Any) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.filter(message=inquiry.message).update(
            state=DeliveryState.BOUNCED, refused={"elke@experts.example": "550"}
        )
    frozen.move(days=3)

    assert remind_due(mine.tenant_id) == 0
    with in_scope(mine.tenant_id):
        assert "not_reminded" in steps_of(mine)


def test_an_error_at_one_reminder_keeps_none_of_the_others_back(
    committed_db: str, mine: Ticket, asking: MailAccount, anna: User, frozen: Any
) -> None:
    broken, sound = asked(mine, anna), asked(mine, anna, to=[["", "otto@experts.example"]])
    with in_scope(mine.tenant_id):
        Inquiry.objects.filter(pk=broken.pk).update(to=[["an entry without an address"]])
    frozen.move(days=3)

    with pytest.raises(ExceptionGroup, match="1 of 2 reminders") as raised:
        remind_due(mine.tenant_id)

    assert [type(error) for error in raised.value.exceptions] == [ValueError]
    assert [message.to for message in reminders(mine)] == [[["", "otto@experts.example"]]]
    with in_scope(mine.tenant_id):
        counts = dict(Inquiry.objects.values_list("pk", "reminders"))
        assert counts == {broken.pk: 0, sound.pk: 1}


def test_a_reminder_goes_to_the_corrected_address(mine: Ticket, asking: MailAccount, anna: User, frozen: Any) -> None:
    inquiry = asked(mine, anna)
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.filter(message=inquiry.message).update(
            corrected={"elke@experts.example": "elke.e@experts.example"}
        )
    frozen.move(days=3)

    assert remind_due(mine.tenant_id) == 1
    assert reminders(mine)[0].to == [["Elke Elektrik", "elke.e@experts.example"]]


def test_a_question_to_a_corrected_address_is_answered_to_the_same_account(
    mine: Ticket, nordlicht: Tenant, anna: User
) -> None:
    receiving = make_account(nordlicht, "antworten@nordlicht.example", kind=AccountKind.SECOND_LEVEL, smtp_host="")
    inquiry = asked(mine, anna)
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(message=inquiry.message).update(state=DeliveryState.FAILED)
        first = OutgoingMail.objects.get(message=inquiry.message)

        again = correct_and_resend(first, old="elke@experts.example", new="e.elektrik@post.example", by=anna)

        assert (again.reply_account, b"Reply-To: " in compose(again)) == (receiving, True)
        inquiry.refresh_from_db()
        assert inquiry.to == [["Elke Elektrik", "e.elektrik@post.example"]]


def test_nothing_goes_outside_to_ourselves(mine: Ticket, forwarding: MailAccount, anna: User) -> None:
    """Kontor passes over what comes from itself: a request that closes so would be lost."""
    with in_scope(mine.tenant_id):
        draft = outside_draft(mine, DraftKind.FORWARD, anna, to=[EXPERT, ["", "Weiterleitung@nordlicht.example"]])
        with refused("is one of our own addresses."):
            send_forward(draft, closing=True, by=anna)
