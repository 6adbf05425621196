"""Calls that belong to no tenant: why, and whose they are to be."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kontor.calls.domain.held import give
from kontor.calls.domain.phone_systems import served
from kontor.calls.models import PhoneSystem
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import WRITE, get_held_call, get_system
from kontor.supervisor.phone_systems.views import tab_url
from kontor.tenants.models import Tenant
from kontor.ui.htmx import message, redirect


class GiveForm(forms.Form):
    """Whose call it is, of the tenants that the telephone system serves."""

    tenant: forms.ModelChoiceField[Tenant] = forms.ModelChoiceField(
        None,
        empty_label=gettext_lazy("Choose a tenant"),
        error_messages={"required": gettext_lazy("Choose whose call it is.")},
    )

    def __init__(self, system: PhoneSystem, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["tenant"].queryset = served(system)  # type: ignore[attr-defined]


@require_POST
def give_call(request: DeskRequest, system_id: int, held_id: int) -> HttpResponse:
    system = get_system(request, system_id, may=WRITE)
    held = get_held_call(system, held_id)
    form = GiveForm(system, request.POST)
    if not form.is_valid():
        raise Refused(str(form.errors["tenant"][0]))
    tenant = form.cleaned_data["tenant"]
    give(held, tenant)
    message(request, _("The call is one of %(tenant)s now.") % {"tenant": tenant.name})
    return redirect(request, tab_url(system, "held"))
