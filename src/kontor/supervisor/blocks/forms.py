"""The form that puts somebody on the block list."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

BLOCK_MASK = "block"
READ, WRITE = "blocks.read", "blocks.write"


class BlockForm(forms.Form):
    tenant = TenantField(help_text=_("The entry counts for its mail only."))
    value = forms.CharField(
        label=_("Address or domain"),
        max_length=320,
        help_text=_("name@company.example, or company.example for everybody there and below."),
        error_messages={"required": _("Enter an address or a domain.")},
    )
    action = forms.ChoiceField(
        label=_("What happens to their mail"),
        choices=BlockAction.choices,
        initial=BlockAction.SPAM,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Why, for colleagues who look at the list later.")
    )


def block_form(request: HttpRequest, entry: BlockEntry, data: Any, files: Any) -> BlockForm:
    form = BlockForm(data, initial={"action": BlockAction.SPAM})
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(cast(DeskRequest, request).access, WRITE)
    return form
