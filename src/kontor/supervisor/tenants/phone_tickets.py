"""The tab "Telefonticket Konfiguration": how calls of the tenant become phone tickets."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from kontor.calls import preferences
from kontor.calls.domain.subjects import check_subject, example_subject
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import TENANT, Holder, Preference
from kontor.supervisor.effective.telling import telling
from kontor.supervisor.phone_systems.access import is_there
from kontor.supervisor.preference_form import PreferenceForm, Setting, field_name, preferences_of
from kontor.supervisor.tenants.access import get_tenant
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment
from kontor.ui.mask import Mask

CREATION = (
    (preferences.TICKET_IN, preferences.MOMENT_IN),
    (preferences.TICKET_OUT, preferences.MOMENT_OUT),
    (preferences.TICKET_MISSED, None),
)
SUBJECT = field_name(preferences.SUBJECT)


class PhoneTicketForm(PreferenceForm):
    """The settings of calls of a tenant. What only a tenant can set needs no switch "own value": it has one when
    somebody has chosen something else than the delivered default, which goes on to hold where nobody has."""

    def __init__(self, data: QueryDict | None, *, chain: tuple[Holder, ...]) -> None:
        chosen = preferences_of(TENANT, "calls")
        if data is not None:
            data = data.copy()
            for preference in chosen:
                if _is_tenants_alone(preference):
                    data[f"{field_name(preference)}-own"] = "1"
        super().__init__(data, chain=chain, preferences=chosen)
        for preference, _moment in CREATION:
            self.fields[field_name(preference)].widget = forms.RadioSelect(
                choices=self.fields[field_name(preference)].choices  # type: ignore[attr-defined]
            )
        for preference in self.preferences.values():
            if preference.choices and _is_tenants_alone(preference):
                self.fields[field_name(preference)].required = True
        self.fields[field_name(preferences.CONSENT_NOTE)].widget = forms.Textarea(attrs={"rows": 2})
        self.fields[field_name(preferences.CATEGORY)].required = False

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        try:
            check_subject(entered.get(SUBJECT) or "")
        except Refused as refused:
            self.add_error(SUBJECT, str(refused))
        return entered

    @property
    def values(self) -> dict[str, Any]:
        found = super().values
        for preference in filter(_is_tenants_alone, self.preferences.values()):
            in_force = preference.explain(*self.chain)
            untouched = found[preference.key] == in_force.value and not in_force.own
            if untouched or (found[preference.key] != in_force.value and found[preference.key] == preference.default):
                found[preference.key] = None
        return found

    @property
    def creation(self) -> list[Setting]:
        """For incoming, outgoing and missed calls: whether, and when."""
        return [self.setting(field_name(each)) for pair in CREATION for each in pair if each]

    @property
    def inherited_too(self) -> list[Setting]:
        """The settings that the installation can set for all tenants."""
        names = [name for name, preference in self.preferences.items() if not _is_tenants_alone(preference)]
        return [self.setting(name) for name in names]


def phone_ticket_form(request: HttpRequest, tenant: Tenant, data: Any, files: Any) -> PhoneTicketForm:
    return telling(PhoneTicketForm(data, chain=(cast(Holder, system_values()), cast(Holder, tenant))), request)


def phone_ticket_context(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    form = cast(PhoneTicketForm, mask.form)
    tenant: Tenant = mask.thing
    return {
        "named": {
            name: form.setting(field_name(preference))
            for name, preference in (
                ("category", preferences.CATEGORY),
                ("subject", preferences.SUBJECT),
                ("attach", preferences.ATTACH),
                ("closing_code", preferences.CLOSING_CODE),
                ("close_after", preferences.CLOSE_AFTER_WRAP_UP),
                ("consent", preferences.CONSENT_NOTE),
                ("call_back", preferences.CALL_BACK),
                ("call_back_after", preferences.CALL_BACK_AFTER),
            )
        },
        "phone_categories": list(categories_to_choose((tenant.pk,))),
        **_example(tenant, str(form[SUBJECT].value() or "")),
    }


@require_GET
def subject(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """What the subject that stands in the form becomes."""
    tenant = get_tenant(request, tenant_id, may="tenants.read")
    if not is_there(request):
        raise Http404
    context = _example(tenant, request.GET.get(SUBJECT, "")[:200])
    return fragment(request, "supervisor/tenants/_subject_example.html", {"tenant": tenant, **context})


def _example(tenant: Tenant, template: str) -> dict[str, str]:
    try:
        made = example_subject(template, language=tenant.language, time_zone=tenant.time_zone, at=clock.now())
    except Refused as refused:
        return {"subject_example": "", "subject_refused": str(refused)}
    return {"subject_example": made, "subject_refused": ""}


def _is_tenants_alone(preference: Preference[Any]) -> bool:
    return preference.levels == frozenset({TENANT})
