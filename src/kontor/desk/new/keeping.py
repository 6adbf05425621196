"""What the editor of a new process holds is kept, whatever is asked of it next."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from kontor.answers.domain.guard import confirm
from kontor.answers.domain.new_process import categories_for_new, save_process
from kontor.answers.models import Draft
from kontor.desk.new.forms import ProcessForm
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.tickets.domain.queries import ticket_by_number
from kontor.tickets.models import Ticket


def open_categories(request: DeskRequest) -> list[Category]:
    """Those in which the person may begin a new process."""
    return [
        category
        for category in categories_for_new(request.access.category_ids("tickets.read"))
        if request.access.may("tickets.create", tenant_id=category.tenant_id)
    ]


def named_process(request: DeskRequest, draft: Draft, value: str) -> tuple[Ticket | None, str]:
    """The ticket with this number in the draft's tenant, or the sentence that says that there is none."""
    if not value.strip():
        return None, ""
    try:
        ticket = ticket_by_number(request.access, value)
    except Http404:
        return None, _("There is no ticket with this number, or you may not see it.")
    if ticket.tenant_id != draft.tenant_id:
        return None, _("This ticket belongs to another tenant.")
    return ticket, ""


def keep(request: DeskRequest, draft: Draft, form: ProcessForm) -> Draft:
    """Saved in a step of its own, so that a conflict can still be answered with what the database holds."""
    ticket, _trouble = named_process(request, draft, form.cleaned_data["process"])
    category, version = form.cleaned_data["category"], form.cleaned_data["version"]
    with transaction.atomic():
        kept = save_process(draft, form.values, category=category, process=ticket, version=version, by=request.user)
        confirmed = request.POST.getlist("confirm")
        return confirm(kept, confirmed, by=request.user) if confirmed else kept
