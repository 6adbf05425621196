"""The address book, its deleted entries, and what is done with several at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.customers.domain.experts import delete_experts, listed_experts, restore_expert
from kontor.customers.models import Expert
from kontor.org.middleware import DeskRequest
from kontor.supervisor.columns import name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.experts.access import READ, WRITE, get_experts
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, Text, selected


def _purposes(expert: Expert) -> str:
    return ", ".join(expert.purposes)


def _offered(expert: Expert) -> str:
    return gettext("Yes") if expert.active else gettext("No")


NAME = name_column()
COMPANY = Column("company", _("Company"), sort="company", filter=Text())
ADDRESS = Column("address", _("E-mail"), sort="address_key", filter=Text("address_key"), wide=True)
TENANT = tenant_column(READ)
EXPERTS = Listing(
    "experts",
    _("Address book"),
    columns=(
        NAME,
        COMPANY,
        Column("purposes", _("Asked about"), _purposes, filter=Text("purposes"), wide=True),
        ADDRESS,
        Column("active", _("Offered"), _offered, sort="active", labelled=True),
        TENANT,
    ),
    default_sort=("name", "tenant"),
    link="supervisor:experts:edit",
    colour=lambda expert: int(expert.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:experts:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen entries? Inquiries that are open go on waiting; entries can be restored."),
        ),
    ),
)
DELETED = deleted_list("experts", _("Deleted entries of the address book"), NAME, COMPANY, ADDRESS, TENANT, write=WRITE)


@require_GET
def experts(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title = _("Nobody in the address book yet")
    text = _("Agents choose from it whom to ask outside, or to whom to forward.")
    context = living_context(request, "experts", WRITE, title=title, text=text)
    rows = listed_experts(request.access.tenants_with(READ))
    return EXPERTS.answer(request, rows, "supervisor/experts/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = listed_experts(request.access.tenants_with(WRITE), deleted=True)
    context = deleted_context(_("No deleted entries"))
    return DELETED.answer(request, rows, "supervisor/experts/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_experts(request, selected(request))
    delete_experts(chosen, by=request.user)
    sentence = ngettext("%(count)s entry is deleted.", "%(count)s entries are deleted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:experts:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_experts(request, selected(request), deleted=True)
    for expert in chosen:
        restore_expert(expert, by=request.user)
    sentence = ngettext("%(count)s entry is restored.", "%(count)s entries are restored.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:experts:list"))
