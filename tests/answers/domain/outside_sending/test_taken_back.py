"""Mails to people outside are taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.answers.domain.drafts import attach_file
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.domain.reminders import remind
from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft, SentAnswer
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Inquiry, Ticket
from tests.answers.domain.outside_sending.conftest import EXPERT, KINDS, as_it_is, outside_draft, row_of
from tests.conftest import Frozen
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def columns_of(draft: Draft) -> dict[str, object]:
    columns = {field.attname: getattr(draft, field.attname) for field in Draft._meta.fields}
    files = list(draft.files.values_list("filename", "content_type", "blob_id", "size", "inline"))
    return {name: value for name, value in columns.items() if name not in {"id", "changed_at"}} | {"files": files}


# Taken back


@KINDS
def test_it_waits_as_long_as_the_tenant_says(
    frozen: Frozen, mine: Ticket, anna: User, waits_ten_seconds: None, kind: DraftKind
) -> None:
    message = row_of(outside_draft(mine, kind, anna), by=anna)

    with in_scope(mine.tenant_id):
        sent = SentAnswer.objects.get(message=message)
        later = frozen.at + timedelta(seconds=10)
        assert (OutgoingMail.objects.get().next_attempt_at, sent.undo_until, sent.kind) == (later, later, kind)


@pytest.mark.parametrize(
    ("kind", "how"),
    [(DraftKind.INQUIRY, {"remind_after": 4}), (DraftKind.FORWARD, {}), (DraftKind.FORWARD, {"closing": True})],
)
def test_taken_back_it_is_as_if_nobody_had_been_asked(
    mine: Ticket, anna: User, waits_ten_seconds: None, kind: DraftKind, how: dict[str, Any]
) -> None:
    draft = outside_draft(mine, kind, anna, options={"remind_hours": 4, "files": []}, cc=[["", "otto@experts.example"]])
    with in_scope(mine.tenant_id):
        attach_file(draft, filename="plan.pdf", content_type="application/pdf", content=b"%PDF", by=anna)
        before = columns_of(draft)
    message = row_of(draft, by=anna, **how)

    with in_scope(mine.tenant_id):
        again = take_back_answer(message, by=anna)

        ticket = as_it_is(mine)
        assert columns_of(Draft.objects.get(pk=again.pk)) == before
        assert (ticket.state, ticket.owner) == (TicketState.ASSIGNED, anna)
        left = (OutgoingMail, Inquiry, SentAnswer)
        assert [rows.objects.count() for rows in left] == [0, 0, 0]  # type: ignore[attr-defined]
        entry = HistoryEntry.objects.filter(ticket=mine).latest("id")
        assert (entry.action, entry.details["recipients"]) == (
            "outside_taken_back",
            "Elke Elektrik, otto@experts.example",
        )
    row_of(again, by=anna, **how)


def test_a_ticket_that_waits_for_others_goes_on_waiting(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    row_of(outside_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    second = row_of(outside_draft(mine, DraftKind.INQUIRY, anna, to=[["", "otto@experts.example"]]), by=anna)

    with in_scope(mine.tenant_id):
        take_back_answer(second, by=anna)

        assert as_it_is(mine).state == TicketState.EXTERNAL_INQUIRED
        assert [inquiry.to for inquiry in Inquiry.objects.all()] == [[EXPERT]]


def test_who_waits_no_more_takes_the_mail_back_too(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    message = row_of(outside_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    with in_scope(mine.tenant_id):
        take_back_inquiries(mine, by=anna)
        take_back_answer(message, by=anna)

        assert (as_it_is(mine).state, Inquiry.objects.count()) == (TicketState.ASSIGNED, 0)


def test_on_its_way_or_reminded_it_is_not_taken_back(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    gone = row_of(outside_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.update(state=DeliveryState.SENT, attempts=1)
    reminded = row_of(outside_draft(mine, DraftKind.INQUIRY, anna), by=anna)

    with in_scope(mine.tenant_id):
        remind(Inquiry.objects.select_related("ticket").get(message=reminded), by=anna)
        with refused("The mail is on its way already."):
            take_back_answer(gone, by=anna)
        with refused("The ticket has gone on in the meantime."):
            take_back_answer(reminded, by=anna)
        assert Inquiry.objects.count() == 2


def test_another_draft_of_the_kind_is_not_overwritten(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    message = row_of(outside_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    outside_draft(mine, DraftKind.FORWARD, anna)
    with in_scope(mine.tenant_id):
        open_outside_draft(mine, DraftKind.INQUIRY, author=anna)

        with refused("You have begun another answer."):
            take_back_answer(message, by=anna)
        Draft.objects.filter(kind=DraftKind.INQUIRY).delete()
        take_back_answer(message, by=anna)
