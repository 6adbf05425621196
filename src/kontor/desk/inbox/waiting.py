"""Several chosen tickets at once: put away for a time, and forwarded to a colleague or a category."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.desk.inbox.selection import Choice, allowed, answer, show_choices
from kontor.desk.ticket.waiting_forms import PassOnForm, ResubmitForm
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.bulk import pass_on_many, resubmit_many
from kontor.tickets import rules
from kontor.tickets.models import Ticket
from kontor.ui.dates import relative_time


@require_POST
def resubmit(request: DeskRequest) -> HttpResponse:
    """The dialog that asks when and for whom; with what was entered there, done."""
    tickets = _of_one_tenant(allowed(request, rules.may_resubmit))
    form = ResubmitForm(_entered(request), tickets=tickets, user=request.user)
    if not form.is_valid():
        return _ask(request, tickets, "resubmit", _("Put on resubmission"), form)
    result = resubmit_many(tickets, **form.values, by=request.user)
    sentence = ngettext(
        "%(count)d ticket comes back: %(when)s.", "%(count)d tickets come back: %(when)s.", len(result.done)
    )
    return answer(request, result, sentence, when=relative_time(form.until, form.now))


@require_POST
def pass_on(request: DeskRequest) -> HttpResponse:
    """The dialog that asks to whom and into which category; with what was entered there, done."""
    tickets = _of_one_tenant(allowed(request, rules.may_pass_on))
    form = PassOnForm(_entered(request), tickets=tickets, user=request.user)
    if not form.is_valid():
        return _ask(request, tickets, "pass-on", _("Forward internally"), form)
    result = pass_on_many(tickets, **form.cleaned_data, by=request.user)
    target = form.cleaned_data["to"] or form.cleaned_data["category"]
    sentence = ngettext(
        "%(count)d ticket is forwarded to %(name)s.", "%(count)d tickets are forwarded to %(name)s.", len(result.done)
    )
    return answer(request, result, sentence, name=target.name)


def _entered(request: DeskRequest) -> object:
    """What the dialog says; None when it is only asked for."""
    return request.POST if request.POST.get("entered") else None


def _ask(request: DeskRequest, tickets: list[Ticket], action: str, verb: str, form: Form) -> HttpResponse:
    choice = Choice(reverse(f"desk:inbox:selection-{action}"), verb, form)
    return show_choices(request, tickets, [choice], wrong=form.is_bound)


def _of_one_tenant(tickets: list[Ticket]) -> list[Ticket]:
    """Mornings, colleagues and categories are a tenant's own."""
    if len({ticket.tenant_id for ticket in tickets}) > 1:
        raise Refused(_("Choose tickets of one tenant for this. Nothing was changed."))
    return tickets
