"""Mails to people outside are sent as answers are: taken back, released by somebody else, with pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.answers.domain.clearing import release, return_with_comment, withdraw
from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.drafts import attach_file
from kontor.answers.domain.forward import send_forward
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import OutsideValues, open_outside_draft, save_outside_draft
from kontor.answers.domain.reminders import remind
from kontor.answers.domain.review_rules import answer_key
from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.domain.ways_out import written
from kontor.answers.enums import ClearanceState, DraftKind
from kontor.answers.models import Clearance, Draft, SentAnswer
from kontor.answers.preferences import GUARD_BANK, UNDO_SECONDS
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import InquiryState, MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Inquiry, Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.org import make_closing_code
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_ticket, new_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope

EXPERT = ["Elke Elektrik", "elke@experts.example"]
PNG = b"\x89PNG\r\n\x1a\n and some bytes"
KINDS = pytest.mark.parametrize("kind", [DraftKind.INQUIRY, DraftKind.FORWARD])


@pytest.fixture
def mine(nordlicht: Tenant, billing: Category, customer: Any, nordlicht_account: MailAccount, anna: User) -> Ticket:
    make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)
    make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


@pytest.fixture
def waits_ten_seconds(nordlicht: Tenant) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)


def _draft(ticket: Ticket, kind: DraftKind, by: User, **values: Any) -> Draft:
    with in_scope(ticket.tenant_id):
        draft = open_outside_draft(ticket, kind, author=by)
        for name, value in {"to": [EXPERT], **values}.items():
            setattr(draft, name, value)
        draft.save()
        return draft


def _send(draft: Draft, *, by: User, **how: Any) -> Message | Clearance:
    with in_scope(draft.tenant_id):
        draft = Draft.objects.select_related("ticket").get(pk=draft.pk)
        if draft.kind == DraftKind.FORWARD:
            return send_forward(draft, by=by, **how)
        sent = send_inquiry(draft, by=by, **how)
        return sent.message if isinstance(sent, Inquiry) else sent


def _sent(draft: Draft, *, by: User, **how: Any) -> Message:
    message = _send(draft, by=by, **how)
    assert isinstance(message, Message)
    return message


def _held(draft: Draft, *, by: User, **how: Any) -> Clearance:
    clearance = _send(draft, by=by, **how)
    assert isinstance(clearance, Clearance)
    return clearance


def _now(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("owner").get(pk=ticket.pk)


def _columns(draft: Draft) -> dict[str, object]:
    columns = {field.attname: getattr(draft, field.attname) for field in Draft._meta.fields}
    files = list(draft.files.values_list("filename", "content_type", "blob_id", "size", "inline"))
    return {name: value for name, value in columns.items() if name not in {"id", "changed_at"}} | {"files": files}


# Taken back


@KINDS
def test_it_waits_as_long_as_the_tenant_says(
    frozen: Frozen, mine: Ticket, anna: User, waits_ten_seconds: None, kind: DraftKind
) -> None:
    message = _sent(_draft(mine, kind, anna), by=anna)

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
    draft = _draft(mine, kind, anna, options={"remind_hours": 4, "files": []}, cc=[["", "otto@experts.example"]])
    with in_scope(mine.tenant_id):
        attach_file(draft, filename="plan.pdf", content_type="application/pdf", content=b"%PDF", by=anna)
        before = _columns(draft)
    message = _sent(draft, by=anna, **how)

    with in_scope(mine.tenant_id):
        again = take_back_answer(message, by=anna)

        ticket = _now(mine)
        assert _columns(Draft.objects.get(pk=again.pk)) == before
        assert (ticket.state, ticket.owner) == (TicketState.ASSIGNED, anna)
        left = (OutgoingMail, Inquiry, SentAnswer)
        assert [rows.objects.count() for rows in left] == [0, 0, 0]  # type: ignore[attr-defined]
        entry = HistoryEntry.objects.filter(ticket=mine).latest("id")
        assert (entry.action, entry.details["recipients"]) == (
            "outside_taken_back",
            "Elke Elektrik, otto@experts.example",
        )
    _sent(again, by=anna, **how)


def test_a_ticket_that_waits_for_others_goes_on_waiting(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    _sent(_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    second = _sent(_draft(mine, DraftKind.INQUIRY, anna, to=[["", "otto@experts.example"]]), by=anna)

    with in_scope(mine.tenant_id):
        take_back_answer(second, by=anna)

        assert _now(mine).state == TicketState.EXTERNAL_INQUIRED
        assert [inquiry.to for inquiry in Inquiry.objects.all()] == [[EXPERT]]


def test_who_waits_no_more_takes_the_mail_back_too(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    message = _sent(_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    with in_scope(mine.tenant_id):
        take_back_inquiries(mine, by=anna)
        take_back_answer(message, by=anna)

        assert (_now(mine).state, Inquiry.objects.count()) == (TicketState.ASSIGNED, 0)


def test_on_its_way_or_reminded_it_is_not_taken_back(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    gone = _sent(_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.update(state=DeliveryState.SENT, attempts=1)
    reminded = _sent(_draft(mine, DraftKind.INQUIRY, anna), by=anna)

    with in_scope(mine.tenant_id):
        remind(Inquiry.objects.select_related("ticket").get(message=reminded), by=anna)
        with refused("The mail is on its way already."):
            take_back_answer(gone, by=anna)
        with refused("The ticket has gone on in the meantime."):
            take_back_answer(reminded, by=anna)
        assert Inquiry.objects.count() == 2


def test_another_draft_of_the_kind_is_not_overwritten(mine: Ticket, anna: User, waits_ten_seconds: None) -> None:
    message = _sent(_draft(mine, DraftKind.INQUIRY, anna), by=anna)
    _draft(mine, DraftKind.FORWARD, anna)
    with in_scope(mine.tenant_id):
        open_outside_draft(mine, DraftKind.INQUIRY, author=anna)

        with refused("You have begun another answer."):
            take_back_answer(message, by=anna)
        Draft.objects.filter(kind=DraftKind.INQUIRY).delete()
        take_back_answer(message, by=anna)


# Four eyes


@KINDS
def test_under_a_rule_it_waits_and_is_sent_as_its_authors_once_released(
    frozen: Frozen,
    mine: Ticket,
    anna: User,
    sven: User,
    nordlicht: Tenant,
    waits_ten_seconds: None,
    kind: DraftKind,
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    clearance = _held(_draft(mine, kind, anna), by=anna, remind_after=5)

    with in_scope(nordlicht):
        assert (_now(mine).state, OutgoingMail.objects.count()) == (TicketState.CLEARANCE, 0)
        message = release(clearance, by=sven)

        ticket, inquiry = _now(mine), Inquiry.objects.get()
        waits = {DraftKind.INQUIRY: TicketState.EXTERNAL_INQUIRED, DraftKind.FORWARD: TicketState.EXTERNAL_FORWARDED}
        assert (ticket.state, ticket.owner) == (waits[kind], anna)
        assert (message.kind, message.author, inquiry.asked_by) == (kind, anna, anna)
        assert inquiry.remind_at == frozen.at + timedelta(hours=5)
        assert OutgoingMail.objects.get().next_attempt_at == frozen.at
        assert SentAnswer.objects.get(message=message).released_by == sven
        with refused("This answer cannot be taken back."):
            take_back_answer(message, by=anna)


def test_a_released_forward_closes_with_its_authors_code(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, agent=anna)
    code = make_closing_code(mine.category)
    clearance = _held(_draft(mine, DraftKind.FORWARD, anna), by=anna, closing=True, closing_code=code)

    with in_scope(nordlicht):
        release(clearance, by=sven)

        ticket = _now(mine)
        assert (ticket.state, ticket.closing_code) == (TicketState.SENDING, code)
        assert (OutgoingMail.objects.get().final, Inquiry.objects.get().state) == (True, InquiryState.ENDED)


def test_a_finding_asks_for_release_too(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    make_review_rule(nordlicht, finding="bank")
    prefer(nordlicht, GUARD_BANK, "hint")
    plain = {"rich": False, "html": ""}

    harmless = _send(_draft(mine, DraftKind.INQUIRY, anna, text="Stimmt der Zähler?", **plain), by=anna)
    held = _held(_draft(mine, DraftKind.INQUIRY, anna, text="Und DE89 3704 0044 0532 0130 00?", **plain), by=anna)

    assert isinstance(harmless, Message)
    assert [reason["finding"] for reason in held.reasons] == ["bank"]
    with in_scope(nordlicht):
        assert _now(mine).state == TicketState.CLEARANCE


def test_while_it_waits_it_stands_still_and_comes_back_as_it_was(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    draft = _draft(mine, DraftKind.INQUIRY, anna)
    first = _held(draft, by=anna)
    values = OutsideValues(to=[EXPERT], cc=[], subject="Anders", text="Anders.")

    with in_scope(nordlicht):
        with refused("This answer waits for release."):
            save_outside_draft(draft, values, version=draft.version, by=anna)
        return_with_comment(first, comment="Bitte kürzer.", by=sven)
        save_outside_draft(draft, values, version=draft.version, by=anna)
    second = _held(draft, by=anna)
    with in_scope(nordlicht):
        withdraw(second, by=anna)
        states = list(Clearance.objects.order_by("pk").values_list("state", flat=True))

        assert states == [ClearanceState.RETURNED, ClearanceState.WITHDRAWN]
        assert (_now(mine).state, Draft.objects.get(pk=draft.pk).subject) == (TicketState.ASSIGNED, "Anders")


def test_what_came_before_sending_is_seen_and_what_comes_after_stops_the_release(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    draft = _draft(mine, DraftKind.INQUIRY, anna)
    with in_scope(nordlicht):
        append_message(mine, new_message(mine.customer, text="Noch etwas."))
    clearance = _held(draft, by=anna)
    with in_scope(nordlicht):
        append_message(mine, new_message(mine.customer, text="Und noch etwas."))

        with refused("A new message arrived"):
            release(clearance, by=sven)
        return_with_comment(clearance, comment="Bitte lesen.", by=sven)
    again = _held(draft, by=anna)
    with in_scope(nordlicht):
        assert release(again, by=sven).kind == MessageKind.INQUIRY


def test_the_dice_of_a_reply_and_of_an_inquiry_are_two(mine: Ticket, anna: User) -> None:
    inquiry, reply = _draft(mine, DraftKind.INQUIRY, anna), Draft(kind=DraftKind.REPLY, author=anna)

    assert answer_key(mine, inquiry) != answer_key(mine, reply)


# Pictures


@KINDS
def test_pictures_of_the_text_travel_inside_the_mail(mine: Ticket, anna: User, kind: DraftKind) -> None:
    draft = _draft(mine, kind, anna)
    with in_scope(mine.tenant_id):
        shown = add_picture(draft, filename="zaehler.png", content=PNG, by=anna)
        add_picture(draft, filename="weg.png", content=PNG + b"!", by=anna)
        html = f'<p>Bild: <img src="cid:{shown.content_id}" alt="Zähler"> <img src="cid:fremd@x" alt="Rest"></p>'
        Draft.objects.filter(pk=draft.pk).update(html=html, text="Bild:")
        draft = Draft.objects.select_related("ticket").get(pk=draft.pk)
        assert [file.filename for file in written(mine, draft).files] == ["zaehler.png"]
    message = _sent(draft, by=anna)

    with in_scope(mine.tenant_id):
        files = list(message.attachments.values_list("filename", "inline", "content_id"))
    assert files == [("zaehler.png", True, shown.content_id)]
    assert f'src="cid:{shown.content_id}"' in message.html
    assert ("cid:fremd" in message.html, "Rest" in message.html) == (False, True)
