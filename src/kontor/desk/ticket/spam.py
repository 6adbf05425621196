"""Marking a ticket as spam, with its sender on the block list if wished, and taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.answers.domain.suggest import latest_from_customer
from kontor.desk.doors import get_ticket
from kontor.desk.ticket.pane import show_again
from kontor.desk.undoing import require_done, say_done
from kontor.desk.workplace import show_list
from kontor.intake.domain.block_list import block, may_block_domain
from kontor.intake.enums import BlockAction
from kontor.kernel.text import normalize_email
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.bulk import mark_many_as_spam, take_many_back_from_spam
from kontor.tickets import rules
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message

NOBODY = ""


class SpamForm(forms.Form):
    """``sender`` is the address that can be blocked, "" when there is none or the person may not.

    Only who sees the block list may choose that further mail is ignored: nobody else would ever see it again.
    """

    block = forms.ChoiceField(label=gettext_lazy("Block the sender"), required=False, widget=forms.RadioSelect)
    action = forms.ChoiceField(
        label=gettext_lazy("Their further mails"), required=False, choices=BlockAction.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, sender: str, may_ignore: bool) -> None:
        super().__init__(data, initial={"block": NOBODY, "action": BlockAction.SPAM})
        domain = sender.rpartition("@")[2]
        choices = [(NOBODY, gettext_lazy("nobody")), (sender, sender)]
        if may_block_domain(domain):
            choices.append((domain, _("everybody at %(domain)s") % {"domain": domain}))
        self.fields["block"].choices = choices  # type: ignore[attr-defined]
        if not sender:
            del self.fields["block"]
        if not sender or not may_ignore:
            del self.fields["action"]

    @property
    def blocked(self) -> str:
        """For a valid form: whom to block."""
        return str(self.cleaned_data.get("block", NOBODY))

    @property
    def chosen_action(self) -> BlockAction:
        return BlockAction(self.cleaned_data.get("action") or BlockAction.SPAM)


@require_http_methods(["GET", "POST"])
def spam(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_mark_as_spam)
    form = _form(request, ticket)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"ticket": ticket, "form": form}
        return fragment(request, "desk/ticket/spam.html", context, partial="dialog", status=status)
    result = mark_many_as_spam([ticket], by=request.user)
    require_done(result)
    if form.blocked:
        block(ticket.tenant, form.blocked, action=form.chosen_action, by=request.user)
        message(request, _("%(sender)s is blocked.") % {"sender": form.blocked})
    say_done(request, result, _("%(number)s is spam now.") % {"number": format_number(ticket.number)})
    return show_list(request)


@require_POST
def not_spam(request: DeskRequest, number: str) -> HttpResponse:
    """Back into the queue of its category."""
    ticket = get_ticket(request, number, may=rules.may_take_back_from_spam)
    result = take_many_back_from_spam([ticket], by=request.user)
    require_done(result)
    say_done(request, result, _("%(number)s is in the queue again.") % {"number": format_number(ticket.number)})
    return show_again(request, ticket)


def sender_to_block(ticket: Ticket) -> str:
    """The normalized address that the customer's latest message came from."""
    latest = latest_from_customer(ticket)
    return normalize_email(latest.from_address) if latest else ""


def _form(request: DeskRequest, ticket: Ticket) -> SpamForm:
    access = request.access
    may_block = access.may("tickets.block", tenant_id=ticket.tenant_id)
    return SpamForm(
        request.POST if request.method == "POST" else None,
        sender=sender_to_block(ticket) if may_block else "",
        may_ignore=access.may("blocks.read", tenant_id=ticket.tenant_id),
    )
