"""The list of telephone systems, and what is done with several at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.calls.domain.phone_systems import delete_systems
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.phone_systems.access import READ, WRITE, get_systems, need_calls
from kontor.supervisor.phone_systems.state import state_of
from kontor.supervisor.uses import answer_deletion
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

FOLDER = "supervisor/phone_systems"
FOR = ((True, gettext_lazy("all tenants")), (False, gettext_lazy("some tenants")))

PHONE_SYSTEMS = Listing(
    "phone-systems",
    gettext_lazy("Telephone systems"),
    columns=(
        Column("name", gettext_lazy("Name"), sort="sort_key", filter=Text("name"), fixed=True),
        Column(
            "connector",
            gettext_lazy("Connector"),
            lambda system: system.get_connector_display(),
            sort="connector",
            filter=Choice(choices=Connector.choices),
        ),
        Column("state", gettext_lazy("State"), value=state_of, template=f"{FOLDER}/_state.html"),
        Column(
            "event",
            gettext_lazy("Last event"),
            "link.event_at",
            sort="link__event_at",
            cell=cells.moment,
        ),
        Column(
            "all_tenants",
            gettext_lazy("For"),
            lambda system: FOR[not system.all_tenants][1],
            sort="all_tenants",
            filter=Choice(choices=FOR),
        ),
        Column("host", gettext_lazy("Server"), sort="host", filter=Text(), visible=False),
    ),
    link="supervisor:phone-systems:edit",
    actions=(
        Action(
            gettext_lazy("Delete"),
            "supervisor:phone-systems:delete",
            deed="phone_systems",
            icon="trash",
            permission=WRITE,
            of_installation=True,
            confirm=gettext_lazy("Delete the chosen telephone systems? Their call records stay."),
        ),
    ),
)


@require_GET
def phone_systems(request: DeskRequest) -> HttpResponse:
    need_calls(request, READ)
    may_write = request.access.may(WRITE, tenant_id=0)
    context = {
        "new_url": reverse("supervisor:phone-systems:new") if may_write else "",
        "empty_title": _("No telephone system yet"),
        "empty_text": _("Calls come from a telephone system: an Asterisk, or a provider that posts them. Create one."),
    }
    rows = PhoneSystem.objects.living().select_related("link")
    return PHONE_SYSTEMS.answer(request, rows, f"{FOLDER}/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_systems(request, selected(request))
    return answer_deletion(
        request,
        lambda: delete_systems(chosen, by=request.user),
        lambda count: (
            ngettext("%(count)s telephone system is deleted.", "%(count)s telephone systems are deleted.", count)
            % {"count": count}
        ),
        back="supervisor:phone-systems:list",
    )
