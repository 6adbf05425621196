"""Tags and priority of a ticket, set by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kontor.desk.doors import get_ticket
from kontor.desk.ticket.actions import show_dialog
from kontor.desk.ticket.pane import show_changed
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.marking import MOST_PRIORITY, mark_ticket, tags_for
from kontor.tickets import rules
from kontor.tickets.models import Ticket


class MarkForm(forms.Form):
    """``seen`` is how the ticket was when the dialog was opened; what was changed since is shown instead."""

    priority = forms.IntegerField(
        label=_("Priority"),
        help_text=_(
            "0 is the usual one. The higher it is, the earlier the ticket has its turn in the queue; at most 9."
        ),
        min_value=0,
        max_value=MOST_PRIORITY,
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    tags = forms.MultipleChoiceField(
        label=_("Tags"),
        help_text=_("From the queue, only people who have all of these tags are given the ticket."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        self._stamp = f"{ticket.priority} {'|'.join(ticket.tags)}"
        super().__init__(data, initial={"priority": ticket.priority, "tags": ticket.tags, "seen": self._stamp})
        choices = tags_for(ticket)
        self.fields["tags"].choices = [(tag, tag) for tag in choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["tags"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self._stamp:
            raise forms.ValidationError(
                gettext("Tags or priority were changed in the meantime. Close this and look at the ticket again.")
            )
        return cleaned


@require_http_methods(["GET", "POST"])
def mark(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_mark)
    form = MarkForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        chosen = form.cleaned_data
        mark_ticket(ticket, priority=chosen["priority"], tags=chosen.get("tags", []), by=request.user)
        return show_changed(request, ticket)
    return show_dialog(request, "mark", ticket, form)
