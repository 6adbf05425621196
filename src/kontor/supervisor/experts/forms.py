"""The form of an entry of the address book."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.customers.domain.experts import ExpertValues
from kontor.customers.models import Expert
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.experts.access import WRITE
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

EXPERT_MASK = "expert"


class ExpertForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Enter the name of the person or of the office.")},
    )
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    address = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Once in the address book of the tenant."),
        error_messages={"required": _("Without an address nobody can be asked.")},
    )
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    purposes = forms.CharField(
        label=_("Asked about"),
        max_length=1_000,
        required=False,
        help_text=_("Several with commas between them. Agents find the entry by these words too."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    remarks = forms.CharField(label=_("Remarks"), max_length=4_000, required=False, widget=forms.Textarea)
    active = forms.BooleanField(label=_("Offered to agents"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        languages = [("", _("The tenant's language")), *settings.LANGUAGES]
        cast(forms.ChoiceField, self.fields["language"]).choices = languages

    @property
    def values(self) -> ExpertValues:
        """What was entered. For a valid form."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "tenant"}
        return ExpertValues(**{**data, "purposes": tuple(re.split(r"[,;\n]", data["purposes"]))})


class NewExpertForm(ExpertForm):
    field_order = ("tenant", "name")
    tenant = TenantField()


def general_form(request: HttpRequest, expert: Expert, data: Any, files: Any) -> ExpertForm:
    access = cast(DeskRequest, request).access
    if expert.pk is None:
        new = NewExpertForm(data, initial={"active": True})
        field = cast("forms.ModelChoiceField[Tenant]", new.fields["tenant"])
        field.queryset = tenants_for(access, WRITE)
        return new
    names = ("name", "company", "address", "phone", "language", "remarks", "active")
    initial = {name: getattr(expert, name) for name in names}
    form = ExpertForm(data, initial={**initial, "purposes": ", ".join(expert.purposes)})
    return form
