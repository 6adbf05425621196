"""Drafts: kept on the server while somebody writes, safe against a second window."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.attached import require_room
from kontor.answers.domain.by_letter import is_letter, letter_offer
from kontor.answers.domain.draft_files import attach_files_of_template
from kontor.answers.domain.latest_draft import latest_draft
from kontor.answers.domain.meanwhile import what_is_seen
from kontor.answers.domain.own_drafts import held_draft, locked_draft
from kontor.answers.domain.release import require_not_waiting
from kontor.answers.domain.send import sender_for
from kontor.answers.domain.suggest import suggest_reply
from kontor.answers.domain.switching import begun_with
from kontor.answers.domain.voice import template_fields, template_of, voice_of_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft, DraftFile
from kontor.channels.models import MailAccount
from kontor.customers.models import PostalAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.people.models import User
from kontor.tickets.domain.blobs import keep
from kontor.tickets.enums import MessageChannel, TicketKind
from kontor.tickets.models import Ticket

LARGEST_FILE = 25 * 1024 * 1024


class Conflict(Refused):
    """The draft was saved in another window since this one was opened. ``draft`` is what stands there now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("This draft was changed in another window. Nothing was overwritten: load it, or keep yours as a copy.")
        )
        self.draft = draft


@dataclass(frozen=True)
class DraftValues:
    """What the editor holds. Lists hold [name, address]. Where it is ``rich``, the text is made from ``html``."""

    to: list[list[str]]
    cc: list[list[str]]
    bcc: list[list[str]]
    subject: str
    text: str
    account: MailAccount | None = None
    html: str = ""
    rich: bool = False
    postal_address: PostalAddress | None = None
    """Where the letter goes; None keeps what the draft has."""


OPENED = "opened"
"""In the options of a draft: when its editor was asked for last. Of several about one ticket, the latest shows."""


def opened_at(draft: Draft) -> str:
    """In the order in which the editors were asked for; empty before that was noted."""
    return str(draft.options.get(OPENED, ""))


def just_opened() -> dict[str, str]:
    """What the options of a draft say whose editor opens now."""
    return {OPENED: clock.now().isoformat()}


def note_opened(draft: Draft) -> Draft:
    """From now on this is the draft that the ticket's page shows to its author. No other window's text is touched.

    Refused when it was sent or thrown away elsewhere.
    """
    row = latest_draft(draft)
    row.options = {**row.options, **just_opened()}
    row.save(update_fields=["options"])
    draft.options = row.options
    return draft


def find_draft(ticket: Ticket, author: User) -> Draft | None:
    """The author's draft of an answer to the ticket, if there is one."""
    return Draft.objects.filter(ticket=ticket, author=author, kind=DraftKind.REPLY).first()


@transaction.atomic(savepoint=False)
def open_draft(ticket: Ticket, *, author: User) -> Draft:
    """The author's draft, begun with the suggested reply if there is none yet."""
    found = find_draft(ticket, author)
    if found:
        return note_opened(found)
    try:
        with transaction.atomic():
            draft = _begin(ticket, author)
    except IntegrityError:
        return Draft.objects.get(ticket=ticket, author=author, kind=DraftKind.REPLY)
    attach_files_of_template(draft, template_of(draft, voice_of_draft(draft, ticket)))
    return draft


def _begin(ticket: Ticket, author: User) -> Draft:
    where = _begins_as_letter(ticket)
    suggestion = suggest_reply(ticket, author=author, by_letter=bool(where))
    begins = suggestion.begins
    rich = bool(where) or not _sends_plain_text(ticket)
    options = begun_with(ticket.category, begins) | what_is_seen(ticket) | just_opened()
    return Draft.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        author=author,
        kind=DraftKind.REPLY,
        channel=MessageChannel.LETTER if where else MessageChannel.MAIL,
        postal_address=where,
        to=suggestion.to,
        cc=suggestion.cc,
        subject=suggestion.subject,
        rich=rich,
        html=begins.html if rich else "",
        text=begins.text,
        baseline=begins.html,
        language=begins.language,
        quoted=suggestion.quoted,
        seen_message_id=suggestion.seen_message_id,
        changed_at=clock.now(),
        **template_fields(begins.template, options, tenant_id=ticket.tenant_id),
    )


def _begins_as_letter(ticket: Ticket) -> PostalAddress | None:
    """What came by letter is answered by letter where it can be: to this address."""
    offer = letter_offer(ticket) if ticket.kind == TicketKind.LETTER else None
    return offer.addresses[0] if offer and offer.possible else None


def _sends_plain_text(ticket: Ticket) -> bool:
    """Whether the account that the suggestion would leave through takes plain text only."""
    try:
        return sender_for(ticket).account.plain_text
    except Refused:
        return False


@transaction.atomic(savepoint=False)
def save_draft(draft: Draft, values: DraftValues, *, version: int, by: User) -> Draft:
    """Keep what was typed. Raises Conflict when the draft was saved elsewhere since ``version``.

    Refused for an account that answers to this ticket may not be sent from, and while it waits for release.
    """
    row = locked_draft(draft, by=by)
    if row.version != version:
        raise Conflict(row)
    require_not_waiting(row)
    if values.account:
        _require_choosable(row, values.account)
    write_values(row, values)
    return row


def write_values(row: Draft, values: DraftValues) -> None:
    """What was typed goes into the locked row, as its next version."""
    row.to, row.cc, row.bcc = values.to, values.cc, values.bcc
    row.subject, row.rich = values.subject[:400], values.rich
    row.html = clean_own(values.html) if values.rich else ""
    row.text = plain_text_from_html(row.html) if values.rich else values.text
    if values.postal_address and is_letter(row):
        row.postal_address = values.postal_address
    row.account, row.account_owner = values.account, values.account.owner if values.account else None
    row.version += 1
    row.changed_at = clock.now()
    row.save()


def _require_choosable(draft: Draft, account: MailAccount) -> None:
    tickets = Ticket.objects.select_related("tenant")
    if account not in sender_for(tickets.get(pk=draft.ticket_id or 0)).choosable():
        raise Refused(
            _("Answers to this ticket cannot be sent from “%(name)s”. Choose another sender.") % {"name": account.name}
        )


@transaction.atomic(savepoint=False)
def mark_seen(draft: Draft, *, message_id: int | None, by: User) -> None:
    """The writer has now seen everything up to this message, and how the ticket is."""
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, author=by).first()
    if row is None:
        return
    require_not_waiting(row)
    row.seen_message_id = message_id
    row.options = {**row.options, **(what_is_seen(row.ticket) if row.ticket else {})}
    row.save(update_fields=["seen_message_id", "options"])


@transaction.atomic(savepoint=False)
def discard_draft(draft: Draft, *, by: User) -> None:
    """Throw the author's own draft away. Refused while it waits for release."""
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, author=by).first()
    if row:
        require_not_waiting(row)
        row.delete()


@transaction.atomic(savepoint=False)
def attach_file(draft: Draft, *, filename: str, content_type: str, content: bytes, by: User) -> DraftFile:
    """Put a file to the draft. Refused when it is empty or too large, alone or together with the others."""
    held_draft(draft, by=by)
    if not content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": filename})
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file “%(name)s” is larger than 25 MB and was not attached.") % {"name": filename})
    require_room(draft, len(content))
    blob = keep(content, tenant_id=draft.tenant_id)
    return DraftFile.objects.create(
        tenant_id=draft.tenant_id,
        lent_to_id=draft.lent_to_id,
        draft=draft,
        blob=blob,
        filename=filename[:255],
        content_type=content_type[:120],
        size=len(content),
    )


@transaction.atomic(savepoint=False)
def detach_file(file: DraftFile, *, by: User) -> None:
    """Take a file off the author's own draft."""
    held_draft(file.draft, by=by)
    DraftFile.objects.filter(pk=file.pk).delete()
