"""The mail of a house: its tickets with what hangs on them, and the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.drafts import DraftValues, attach_file, open_draft, save_draft
from kontor.answers.models import DraftFile
from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.enums import ArrivalState, Outcome, ShadowState
from kontor.intake.models import Arrival, FolderCheck, ShadowDifference, ShadowRun
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail, Storm
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.domain.messages import NewFile, NewMessage, write_message
from kontor.tickets.domain.moving import merge_tickets, move_message
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.presence import show_presence
from kontor.tickets.domain.reactivation import link
from kontor.tickets.enums import Direction, LinkKind, MessageKind, NoticeKind, PresenceMode, TicketState
from kontor.tickets.models import Attachment, Message, MessageMove, Ticket
from tests.factories.answers import make_sent_answer
from tests.factories.tickets import make_ticket, new_message
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House


def fill_tickets(house: House, category: Category, account: MailAccount, customer: Customer) -> None:
    mark, tenant, agent = house.mark, house.tenant, house.agent
    values: dict[str, Any] = {"customer": customer, "account": account, "text": mark("text")}
    merged = values | {"text": mark("mergedtext")}
    mine = make_ticket(category, subject=mark("subject"), owner=agent, **values)
    queued = make_ticket(category, subject=mark("queuedsubject"), **values)
    closed = make_ticket(
        category, subject=mark("closedsubject"), state=TicketState.CLOSED, closed_at=clock.now(), **values
    )
    with in_scope(tenant):
        raw = keep(f"Subject: {mark('rawsubject')}\r\n\r\n{mark('raw')}".encode(), tenant_id=tenant.pk)
        file = NewFile(f"{mark('filename')}.txt", "text/plain", mark("filecontent").encode())
        message = write_message(
            mine,
            new_message(customer, raw=raw, files=[file], html=f"<p>{mark('html')}</p>", subject=mark("messagesubject")),
        )
        write_note(mine, text=mark("note"), by=agent)
        record(mine, "assigned", by=agent, to=mark("historyname"))
        notice = notify_person(agent.pk, NoticeKind.NEW_MESSAGE, ticket=mine, sender=mark("noticesender"))
        show_presence(mine, house.supervisor, PresenceMode.READING)
        link(mine, closed, LinkKind.REACTIVATED_FROM, LinkKind.REACTIVATED_AS)
        draft = open_draft(mine, author=agent)
        save_draft(
            draft,
            DraftValues([["", f"{mark('draftto')}@post.example"]], [], [], mark("draftsubject"), mark("drafttext")),
            version=1,
            by=agent,
        )
        drafted = attach_file(
            draft, filename=f"{mark('draftfile')}.txt", content_type="text/plain", content=b"1", by=agent
        )
        picture = add_picture(draft, filename=f"{mark('picturefile')}.png", content=b"\x89PNG\r\n\x1a\n", by=agent)
        moves = _move_messages(house, mine, queued, make_ticket(category, subject=mark("mergedsubject"), **merged))
        mail = queue_mail(_written(house, mine), account=account)
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.FAILED,
            last_error=mark("deliveryerror"),
            answer=mark("serveranswer"),
            dialogue=[{"server": mark("server"), "lines": [[mark("said"), 250, mark("answered")]]}],
        )
        house.places |= {
            "message_id": message.pk,
            "answer_id": make_sent_answer(
                mine, agent, body=mark("sentbody"), draft={"text": mark("sentdraft")}
            ).message_id,
            "draft_id": draft.pk,
            "outgoing_id": mail.pk,
            "storm_id": Storm.objects.create(
                tenant=house.tenant, automatic_only=True, mails=9, minutes=60, began_at=clock.now()
            ).pk,
            "attachment_id": Attachment.objects.get(message=message).pk,
            "file_id": DraftFile.objects.get(pk=drafted.pk).pk,
            "content_id": picture.content_id,
            "notice_id": notice.pk,
            "ticket_id": mine.pk,
            "move_id": moves.pk,
            "other_number": queued.number,
        }
    house.tickets += [mine, queued, closed]
    house.places["number"] = mine.number
    house.places["other"] = mine.number


def _move_messages(house: House, mine: Ticket, queued: Ticket, merged: Ticket) -> MessageMove:
    """One ticket is merged into the first, a message of which was moved away; it suggests another one."""
    merge_tickets(merged, mine, by=house.supervisor)
    link_all([NewLink(mine, LinkKind.SUGGESTED, queued.number, queued.tenant_id)])
    extra = write_message(mine, new_message(mine.customer, text=house.mark("movedtext")))
    return move_message(extra, queued, by=house.agent)


def _written(house: House, ticket: Ticket) -> Message:
    mark = house.mark
    sent = NewMessage(
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        at=clock.now(),
        author=house.agent,
        to=[[mark("recipientname"), f"{mark('recipient')}@post.example"]],
        subject=mark("answersubject"),
        text=mark("answer"),
    )
    return write_message(ticket, sent)


def fill_ledger(house: House, account: MailAccount) -> None:
    raw = f"From: {house.mark('heldsender')}@post.example\r\nSubject: {house.mark('heldsubject')}\r\n\r\nx".encode()
    with in_scope(house.tenant):
        store_arrivals(account, Batch(1, 1, (FetchedMail("1:1", 1, 1, len(raw), raw),)))
        arrival = Arrival.objects.latest("id")
        Arrival.objects.filter(pk=arrival.pk).update(
            state=ArrivalState.HELD, outcome=Outcome.HELD, reason="no_category"
        )
        FolderCheck.objects.create(
            tenant=house.tenant,
            account=account,
            account_owner=account.owner,
            day=timezone.localdate(),
            checked_at=clock.now(),
            listed=1,
            missing=["1:7"],
        )
        run = ShadowRun.objects.create(
            tenant=house.tenant,
            account=account,
            account_owner=account.owner,
            first_day=timezone.localdate(),
            last_day=timezone.localdate(),
            state=ShadowState.DONE,
            asked_by=house.supervisor,
            asked_at=clock.now(),
            total=1,
            looked_at=1,
        )
        changes = {"subject": [house.mark("readbefore"), house.mark("readnow")]}
        ShadowDifference.objects.create(tenant=house.tenant, run=run, arrival=arrival, changes=changes)
    house.places["arrival_id"] = arrival.pk
    house.places["shadow_id"] = run.pk
