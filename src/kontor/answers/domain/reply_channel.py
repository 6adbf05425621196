"""An answer or a new process goes by mail or by letter: the writer chooses, and nothing that was typed is lost."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.by_letter import letter_offer
from kontor.answers.domain.own_drafts import locked_draft
from kontor.answers.domain.proofreading import ticket_to_be
from kontor.answers.domain.release import require_not_waiting
from kontor.answers.domain.switching import is_untouched, place_template, template_kind
from kontor.answers.domain.voice import template_fields, voice_of_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.customers.models import PostalAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.texts.domain.choosing import Choice, choose_template
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def answer_by_letter(draft: Draft, *, by: User) -> Draft:
    """The draft becomes a letter to the address that letters go to.

    Where nothing has been typed yet it begins with the template for letters; otherwise the text stays and only the
    design is that template's. Recipients of the mail stay in the draft for the way back. Refused where letters are not
    offered for the ticket.
    """
    ticket, row = _draft(draft, by)
    offer = letter_offer(ticket)
    if offer is None:
        raise Refused(_("Letters are switched off here. Answer by e-mail."))
    if not offer.possible:
        raise Refused(offer.reason)
    return _switch(row, MessageChannel.LETTER, postal_address=offer.addresses[0], by=by)


@transaction.atomic(savepoint=False)
def answer_by_mail(draft: Draft, *, by: User) -> Draft:
    """The draft becomes a mail again, to whom it would have gone before."""
    _ticket, row = _draft(draft, by)
    return _switch(row, MessageChannel.MAIL, postal_address=None, by=by)


def _draft(draft: Draft, by: User) -> tuple[Ticket, Draft]:
    row = locked_draft(draft, by=by)
    require_not_waiting(row)
    if row.kind == DraftKind.NEW:
        return ticket_to_be(row), row
    if row.kind != DraftKind.REPLY or row.ticket is None:
        raise Refused(_("Only answers to customers go by letter."))
    return row.ticket, row


def _switch(row: Draft, channel: MessageChannel, *, postal_address: PostalAddress | None, by: User) -> Draft:
    if row.channel == channel:
        return row
    untouched = is_untouched(row)
    row.channel, row.postal_address = channel, postal_address
    row.version += 1
    row.changed_at = clock.now()
    row.save(update_fields=["channel", "postal_address", "version", "changed_at"])
    return _begin_anew(row, by) if untouched else _wear(row)


def _begin_anew(row: Draft, by: User) -> Draft:
    """Where the channel has a template of its own, its text stands there now."""
    found = _suggested(row)
    if found is None or found.template.pk == row.template_id:
        return row
    return place_template(row, found.template, suggested=True, by=by)


def _wear(row: Draft) -> Draft:
    """The design of the template that the channel suggests, with the words that were typed."""
    found = _suggested(row)
    if found:
        kept = template_fields(found.template, row.options, tenant_id=row.tenant_id)
        row.template, row.options = kept["template"], kept["options"]
        row.save(update_fields=["template", "options"])
    return row


def _suggested(row: Draft) -> Choice | None:
    """What the channel begins with in the category of whoever speaks, in the language of the draft."""
    voice = voice_of_draft(row)
    language = row.language or voice.tenant.language
    return choose_template(voice.category, template_kind(row), language=language, otherwise=voice.tenant.language)
