"""The form of an alarm."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.reports.domain.alarms import AlarmValues
from kontor.reports.enums import Measure
from kontor.reports.models import Alarm
from kontor.supervisor.alarms.access import WRITE
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

ALARM_MASK = "alarm"


class AlarmForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Enter a name.")})
    measure = forms.ChoiceField(label=_("Figure"), choices=Measure.choices)
    threshold = forms.IntegerField(
        label=_("Threshold"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("The alarm is raised from this figure on. It is over when the figure is a tenth below."),
    )
    categories = forms.TypedMultipleChoiceField(
        label=_("Categories"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what stands in these counts. With none chosen, all of the tenant counts."),
    )
    by_mail = forms.BooleanField(
        label=_("Also by e-mail"),
        required=False,
        help_text=_("To everybody who may see the board of the tenant and has not muted the alarm."),
    )
    active = forms.BooleanField(label=_("Switched on"), required=False)

    @property
    def values(self) -> AlarmValues:
        """What was entered. For a valid form."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "tenant"}
        return AlarmValues(**{**data, "categories": tuple(data["categories"])})


class NewAlarmForm(AlarmForm):
    field_order = ("tenant", "name")
    tenant = TenantField()


def general_form(request: HttpRequest, alarm: Alarm, data: Any, files: Any) -> AlarmForm:
    access = cast(DeskRequest, request).access
    if alarm.pk is None:
        new = NewAlarmForm(data, initial={"active": True})
        tenants = tenants_for(access, WRITE)
        cast("forms.ModelChoiceField[Tenant]", new.fields["tenant"]).queryset = tenants
        codes = {tenant.pk: tenant.code for tenant in tenants}
        _offer(new, [(each.id, f"{codes[each.tenant_id]} · {each.name}") for each in access.categories(WRITE)])
        return new
    names = ("name", "measure", "threshold", "categories", "by_mail", "active")
    form = AlarmForm(data, initial={name: getattr(alarm, name) for name in names})
    categories = [each for each in access.categories(WRITE) if each.tenant_id == alarm.tenant_id]
    _offer(form, [(each.id, each.name) for each in categories])
    return form


def _offer(form: AlarmForm, choices: list[tuple[int, str]]) -> None:
    cast(forms.TypedMultipleChoiceField, form.fields["categories"]).choices = choices
