"""The form that blocks a caller."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.calls.models import BlockedNumber
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.blocked_numbers.access import BLOCK
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

MASK = "blocked-number"


class BlockedNumberForm(forms.Form):
    tenant = TenantField(help_text=_("Calls to its numbers are rejected."))
    number = forms.CharField(
        label=_("Phone number"),
        max_length=60,
        help_text=_("In any notation; without a country it is one of the tenant's country."),
        error_messages={"required": _("Enter a phone number.")},
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("For colleagues who look at the list later.")
    )


def blocked_number_form(request: HttpRequest, row: BlockedNumber, data: Any, files: Any) -> BlockedNumberForm:
    form = BlockedNumberForm(data)
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(cast(DeskRequest, request).access, BLOCK)
    return form
