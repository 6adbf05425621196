"""The tab "Call Connector App": what the tenant's calls are dialled with, and which number they show."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kontor.calls.domain.telephony import Outgoing, change_telephony, choosable_systems, outgoing, telephony_of
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem, TenantTelephony
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import is_there
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.access import get_tenant
from kontor.supervisor.tenants.trial_calls import trial_context
from kontor.tenants.models import Tenant
from kontor.ui.conflict import Conflict, differences, version_to_show
from kontor.ui.htmx import fragment
from kontor.ui.mask import Mask

DIALLED = {"inputmode": "tel", "autocomplete": "off"}


class ConnectorForm(forms.Form):
    """The row of the tenant; it has a version of its own."""

    system: forms.ModelChoiceField[PhoneSystem] = forms.ModelChoiceField(
        None,
        label=_("Telephone system"),
        required=False,
        empty_label=_("None: the tenant places no calls"),
    )
    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Prefix"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs=DIALLED),
        help_text=_("Dialled before the number."),
    )
    postfix = forms.CharField(
        label=_("Postfix"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs=DIALLED),
        help_text=_("Dialled after the number."),
    )

    def __init__(self, data: Any, *, saved: TenantTelephony) -> None:
        super().__init__(data, initial={"system": saved.system_id, "prefix": saved.prefix, "postfix": saved.postfix})
        self.saved = saved
        field = cast("forms.ModelChoiceField[PhoneSystem]", self.fields["system"])
        field.queryset = choosable_systems(saved.tenant)

    @property
    def version(self) -> int:
        """Of the row as it is now; the template says it in ``telephony_version``."""
        return self.saved.version

    @property
    def entered_version(self) -> int:
        """The version the person had in front of them."""
        posted = str(self.data.get("telephony_version", ""))
        return int(posted) if posted.isdecimal() and len(posted) < 10 else -1

    @property
    def shown_version(self) -> int:
        return version_to_show(self, entered=self.entered_version, saved=self.version)


class ExampleForm(forms.Form):
    """A number to try out what would be dialled."""

    number = forms.CharField(
        label=_("Example number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("As you would write it. Nobody is called."),
    )


def connector_form(request: HttpRequest, tenant: Tenant, data: Any, files: Any) -> ConnectorForm:
    return ConnectorForm(data, saved=telephony_of(tenant))


def save_connector(request: DeskRequest, mask: Mask) -> Conflict | None:
    form = cast(ConnectorForm, mask.form)
    if form.entered_version != form.version:
        return Conflict(differences(form))
    values = form.cleaned_data
    saves(form, lambda: change_telephony(mask.thing, **values, version=form.version, by=request.user))
    return None


def connector_context(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    """The example with what is in the form, saved or not."""
    form = cast(ConnectorForm, mask.form)
    example = ExampleForm({"number": request.GET.get("number", "")})
    tenant: Tenant = mask.thing
    system = form.saved.system
    may_write = request.access.may("tenants.write", tenant_id=tenant.pk)
    may_try = may_write and system is not None and system.connector == Connector.ASTERISK
    return {
        "example_form": example,
        "may_try": may_try,
        **(trial_context(request, tenant) if may_try else {}),
        **_example(mask.thing, form, request.GET.get("number", "")),
    }


@require_GET
def dialled(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """What would be dialled with what stands in the form now."""
    tenant = get_tenant(request, tenant_id, may="tenants.read")
    if not is_there(request):
        raise Http404
    form = ConnectorForm(request.GET, saved=telephony_of(tenant))
    context = _example(tenant, form, request.GET.get("number", ""))
    return fragment(request, "supervisor/tenants/_dialled.html", {"tenant": tenant, **context})


def _example(tenant: Tenant, form: ConnectorForm, number: str) -> dict[str, Any]:
    """``outgoing`` is what would happen, ``outgoing_refused`` why nothing can be dialled."""
    system, prefix, postfix = _entered(form)
    if system is None:
        return {"outgoing": None, "outgoing_refused": "", "has_system": False}
    found: Outgoing | None = None
    refusal = ""
    try:
        found = outgoing(tenant, system, prefix, postfix, number[:40])
    except Refused as refused:
        refusal = str(refused)
    return {"outgoing": found, "outgoing_refused": refusal, "has_system": True}


def _entered(form: ConnectorForm) -> tuple[PhoneSystem | None, str, str]:
    if not form.is_bound:
        return form.saved.system, form.saved.prefix, form.saved.postfix
    form.is_valid()
    values = form.cleaned_data
    return values.get("system"), values.get("prefix", ""), values.get("postfix", "")
