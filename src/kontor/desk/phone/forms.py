"""The forms of the agent's phone: what number, which tenant, which category, which ticket, who."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kontor.calls.models import Call
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.tenants.models import Tenant


class DialForm(forms.Form):
    """``tenant`` is asked only where the person works for several, and no ticket or contact says it."""

    number = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=80,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.none(), label=gettext_lazy("Tenant"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, tenant_ids: list[int], data: Any = None, *, number: str = "", decided: bool = False) -> None:
        super().__init__(data, initial={"number": number})
        if decided:
            del self.fields["tenant"]
            return
        self.fields["tenant"].queryset = Tenant.objects.filter(pk__in=tenant_ids).order_by("sort_key")  # type: ignore[attr-defined]
        if len(tenant_ids) == 1:
            self.fields["tenant"].widget = forms.HiddenInput()
            self.initial["tenant"] = tenant_ids[0]


class CategoryForm(forms.Form):
    """Those of the call's tenant that are allowed for phone tickets and that the person works in."""

    category = forms.ModelChoiceField(Category.objects.none(), label=gettext_lazy("Category"), empty_label=None)

    def __init__(self, request: DeskRequest, call: Call, data: Any = None) -> None:
        super().__init__(data)
        own = Category.objects.filter(pk__in=request.access.category_ids("tickets.read"))
        allowed = own.filter(tenant_id=call.tenant_id, deleted_at=None, allowed_for_phone_tickets=True)
        self.fields["category"].queryset = allowed.order_by("sort_key")  # type: ignore[attr-defined]


class AttachForm(forms.Form):
    ticket = forms.CharField(
        label=gettext_lazy("Ticket number"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class NewCustomerForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
