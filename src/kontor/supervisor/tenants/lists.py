"""The list of tenants, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q, QuerySet, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.calls.domain.looking_again import look_again_for
from kontor.channels.enums import Channel
from kontor.channels.preferences import AVAILABLE, ENABLED_CHANNELS
from kontor.letters.preferences import LETTERS
from kontor.org.domain.readiness import next_step, with_readiness
from kontor.org.domain.tenants import delete_tenants, restore_tenant
from kontor.org.middleware import DeskRequest
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.supervisor.columns import CHANGED_AT, DELETED_AT
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context
from kontor.supervisor.tenants.access import get_tenants
from kontor.tenants.models import Tenant
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Number, Text, selected

READY = (("yes", _("ready")), ("no", _("something is missing")))
IN_USE = (("True", _("Yes")), ("False", _("No")))


def _channels(tenant: Any) -> list[Channel]:
    system = SystemValues(preferences=tenant.system_preferences or {})
    enabled = ENABLED_CHANNELS.get(cast(Holder, system), cast(Holder, tenant))
    shown = [channel for channel in AVAILABLE if channel != Channel.LETTER or LETTERS.get(cast(Holder, system))]
    return [channel for channel in shown if channel.value in enabled]


def _with_step(tenant: Any) -> str:
    """What is missing first, in short, or that an account cannot be read; empty when all is well."""
    step = next_step(tenant)
    if step:
        return step.missing
    return gettext("Account in trouble") if tenant.has_trouble else ""


def _by_readiness(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    is_well = Q(is_ready=True, has_trouble=False)
    return rows.filter(is_well if entered == "yes" else ~is_well)


NAME = Column(
    "name",
    _("Name"),
    sort=("sort_key", "name"),
    filter=Text("name"),
    fixed=True,
    template="supervisor/tenants/_name.html",
)
TENANTS = Listing(
    "tenants",
    _("Tenants"),
    columns=(
        NAME,
        Column("code", _("Short code"), sort="code", filter=Text(), visible=False),
        Column("description", _("Description"), sort="description", filter=Text(), wide=True),
        Column("channels", _("Channels"), value=_channels, template="supervisor/tenants/_channels.html"),
        Column("groups", _("Groups"), "group_count", sort="group_count", filter=Number("group_count"), figure=True),
        Column(
            "categories",
            _("Categories"),
            "category_count",
            sort="category_count",
            filter=Number("category_count"),
            figure=True,
        ),
        Column(
            "readiness",
            _("Readiness"),
            value=_with_step,
            sort="is_ready",
            filter=Choice(choices=READY, apply_with=_by_readiness),
            template="supervisor/tenants/_readiness.html",
        ),
        Column(
            "active",
            _("In use"),
            lambda tenant: IN_USE[not tenant.active][1],
            sort="active",
            filter=Choice(choices=IN_USE),
            visible=False,
            labelled=True,
        ),
        CHANGED_AT,
    ),
    link="supervisor:tenants:edit",
    colour=lambda tenant: int(tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:tenants:delete",
            deed="tenants",
            icon="trash",
            permission="tenants.write",
            confirm=_("Delete the chosen tenants? Their mail is not fetched any more; they can be restored."),
        ),
    ),
)
DELETED = Listing(
    "deleted-tenants",
    _("Deleted tenants"),
    columns=(
        NAME,
        Column("description", _("Description"), sort="description", filter=Text(), wide=True),
        DELETED_AT,
    ),
    default_sort=("-deleted",),
    colour=lambda tenant: int(tenant.colour),
    actions=(Action(_("Restore"), "supervisor:tenants:restore", icon="restore", permission="tenants.write"),),
)


@require_GET
def tenants(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "tenants.read")
    system = SystemValues.objects.filter(pk=1).values("preferences")
    readable = Tenant.objects.living().filter(pk__in=request.access.tenants_with("tenants.read"))
    rows = with_readiness(readable).annotate(system_preferences=Subquery(system))
    may_create = request.access.may("tenants.write", tenant_id=0)
    may_restore = request.access.may_anywhere("tenants.write")
    context = {
        "new_url": reverse("supervisor:tenants:new") if may_create else "",
        "restore_url": reverse("supervisor:tenants:deleted") if may_restore else "",
        "empty_title": _("No tenant yet"),
        "empty_text": _("A tenant is a company that is answered for. Create the first one."),
        "action_url": reverse("supervisor:tenants:assistant-start") if may_create else "",
        "action": _("Create a tenant step by step"),
    }
    return TENANTS.answer(request, rows, "supervisor/tenants/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "tenants.write")
    writable = request.access.tenants_with("tenants.write")
    rows = Tenant.objects.exclude(deleted_at=None).filter(pk__in=writable)
    context = deleted_context(_("No deleted tenants"))
    return DELETED.answer(request, rows, "supervisor/tenants/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_tenants(request, selected(request), may="tenants.write")
    delete_tenants(chosen, by=request.user)
    count = len(chosen)
    message(
        request, ngettext("%(count)s tenant is deleted.", "%(count)s tenants are deleted.", count) % {"count": count}
    )
    return redirect(request, reverse("supervisor:tenants:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_tenants(request, selected(request), may="tenants.write", deleted=True)
    for tenant in chosen:
        look_again_for(restore_tenant(tenant, by=request.user))
    count = len(chosen)
    message(
        request, ngettext("%(count)s tenant is restored.", "%(count)s tenants are restored.", count) % {"count": count}
    )
    return redirect(request, reverse("supervisor:tenants:list"))
