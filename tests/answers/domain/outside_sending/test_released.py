"""Mails to people outside are released by somebody else; their pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kontor.answers.domain.clearing import release, return_with_comment, withdraw
from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.outside_drafts import OutsideValues, save_outside_draft
from kontor.answers.domain.review_rules import answer_key
from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.domain.ways_out import written
from kontor.answers.enums import ClearanceState, DraftKind
from kontor.answers.models import Clearance, Draft, SentAnswer
from kontor.answers.preferences import GUARD_BANK
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import InquiryState, MessageKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.answers.domain.outside_sending.conftest import EXPERT, KINDS, as_it_is, outside_draft, row_of, sent_out
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.org import make_closing_code
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import new_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n and some bytes"


def held_back(draft: Draft, *, by: User, **how: Any) -> Clearance:
    clearance = sent_out(draft, by=by, **how)
    assert isinstance(clearance, Clearance)
    return clearance


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
    clearance = held_back(outside_draft(mine, kind, anna), by=anna, remind_after=5)

    with in_scope(nordlicht):
        assert (as_it_is(mine).state, OutgoingMail.objects.count()) == (TicketState.CLEARANCE, 0)
        message = release(clearance, by=sven)

        ticket, inquiry = as_it_is(mine), Inquiry.objects.get()
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
    clearance = held_back(outside_draft(mine, DraftKind.FORWARD, anna), by=anna, closing=True, closing_code=code)

    with in_scope(nordlicht):
        release(clearance, by=sven)

        ticket = as_it_is(mine)
        assert (ticket.state, ticket.closing_code) == (TicketState.SENDING, code)
        assert (OutgoingMail.objects.get().final, Inquiry.objects.get().state) == (True, InquiryState.ENDED)


def test_a_finding_asks_for_release_too(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    make_review_rule(nordlicht, finding="bank")
    prefer(nordlicht, GUARD_BANK, "hint")
    plain = {"rich": False, "html": ""}

    harmless = sent_out(outside_draft(mine, DraftKind.INQUIRY, anna, text="Stimmt der Zähler?", **plain), by=anna)
    held = held_back(
        outside_draft(mine, DraftKind.INQUIRY, anna, text="Und DE89 3704 0044 0532 0130 00?", **plain), by=anna
    )

    assert isinstance(harmless, Message)
    assert [reason["finding"] for reason in held.reasons] == ["bank"]
    with in_scope(nordlicht):
        assert as_it_is(mine).state == TicketState.CLEARANCE


def test_while_it_waits_it_stands_still_and_comes_back_as_it_was(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    draft = outside_draft(mine, DraftKind.INQUIRY, anna)
    first = held_back(draft, by=anna)
    values = OutsideValues(to=[EXPERT], cc=[], subject="Anders", text="Anders.")

    with in_scope(nordlicht):
        with refused("This answer waits for release."):
            save_outside_draft(draft, values, version=draft.version, by=anna)
        return_with_comment(first, comment="Bitte kürzer.", by=sven)
        save_outside_draft(draft, values, version=draft.version, by=anna)
    second = held_back(draft, by=anna)
    with in_scope(nordlicht):
        withdraw(second, by=anna)
        states = list(Clearance.objects.order_by("pk").values_list("state", flat=True))

        assert states == [ClearanceState.RETURNED, ClearanceState.WITHDRAWN]
        assert (as_it_is(mine).state, Draft.objects.get(pk=draft.pk).subject) == (TicketState.ASSIGNED, "Anders")


def test_what_came_before_sending_is_seen_and_what_comes_after_stops_the_release(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    draft = outside_draft(mine, DraftKind.INQUIRY, anna)
    with in_scope(nordlicht):
        append_message(mine, new_message(mine.customer, text="Noch etwas."))
    clearance = held_back(draft, by=anna)
    with in_scope(nordlicht):
        append_message(mine, new_message(mine.customer, text="Und noch etwas."))

        with refused("A new message arrived"):
            release(clearance, by=sven)
        return_with_comment(clearance, comment="Bitte lesen.", by=sven)
    again = held_back(draft, by=anna)
    with in_scope(nordlicht):
        assert release(again, by=sven).kind == MessageKind.INQUIRY


def test_the_dice_of_a_reply_and_of_an_inquiry_are_two(mine: Ticket, anna: User) -> None:
    inquiry, reply = outside_draft(mine, DraftKind.INQUIRY, anna), Draft(kind=DraftKind.REPLY, author=anna)

    assert answer_key(mine, inquiry) != answer_key(mine, reply)


# Pictures


@KINDS
def test_pictures_of_the_text_travel_inside_the_mail(mine: Ticket, anna: User, kind: DraftKind) -> None:
    draft = outside_draft(mine, kind, anna)
    with in_scope(mine.tenant_id):
        shown = add_picture(draft, filename="zaehler.png", content=PNG, by=anna)
        add_picture(draft, filename="weg.png", content=PNG + b"!", by=anna)
        html = f'<p>Bild: <img src="cid:{shown.content_id}" alt="Zähler"> <img src="cid:fremd@x" alt="Rest"></p>'
        Draft.objects.filter(pk=draft.pk).update(html=html, text="Bild:")
        draft = Draft.objects.select_related("ticket").get(pk=draft.pk)
        assert [file.filename for file in written(mine, draft).files] == ["zaehler.png"]
    message = row_of(draft, by=anna)

    with in_scope(mine.tenant_id):
        files = list(message.attachments.values_list("filename", "inline", "content_id"))
    assert files == [("zaehler.png", True, shown.content_id)]
    assert f'src="cid:{shown.content_id}"' in message.html
    assert ("cid:fremd" in message.html, "Rest" in message.html) == (False, True)
