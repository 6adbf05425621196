"""The form of the closing code's mask."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import ClosingCode
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

CLOSING_CODE_MASK = "closing-code"


class ClosingCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Short, for exports and reports. Unique within the tenant."),
        error_messages={"required": _("A closing code needs a code.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As agents see it when they close a ticket."),
        error_messages={"required": _("A closing code needs a name.")},
    )


class NewClosingCodeForm(ClosingCodeForm):
    field_order = ("tenant", "code", "name")
    tenant = TenantField()


def general_form(request: HttpRequest, closing_code: ClosingCode, data: Any, files: Any) -> ClosingCodeForm:
    access = cast(DeskRequest, request).access
    if closing_code.pk is None:
        new = NewClosingCodeForm(data)
        field = cast("forms.ModelChoiceField[Tenant]", new.fields["tenant"])
        field.queryset = tenants_for(access, "closing_codes.write")
        return new
    form = ClosingCodeForm(data, initial={"code": closing_code.code, "name": closing_code.name})
    return form
