"""What a contact is entered with."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.customers.domain.queries import one_by_address, one_by_number
from kontor.customers.models import Customer
from kontor.kernel.errors import Refused
from kontor.kernel.telephone import lookup_key, read
from kontor.kernel.text import normalize_email
from kontor.tenants.models import Tenant

SPOKEN = [("", gettext_lazy("not known")), ("de", gettext_lazy("German")), ("en", gettext_lazy("English"))]


class NewContactForm(forms.Form):
    """``tenants`` are those for which the person may enter contacts: of one alone nothing is asked."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, error_messages={"required": gettext_lazy("Enter a name.")}
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.none(),
        label=gettext_lazy("Tenant"),
        empty_label=gettext_lazy("Choose a tenant"),
        help_text=gettext_lazy("It never changes."),
        error_messages={"required": gettext_lazy("Choose a tenant.")},
    )
    email = forms.CharField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone number"), max_length=60, required=False)
    number = forms.CharField(label=gettext_lazy("Customer number"), max_length=60, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=SPOKEN, required=False)

    def __init__(self, data: Any = None, *, tenants: Collection[int], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["name"].widget.attrs["autofocus"] = not self.is_bound
        rows = Tenant.objects.filter(pk__in=tenants).order_by("sort_key")
        if len(tenants) > 1:
            self.fields["tenant"].queryset = rows  # type: ignore[attr-defined]
            self._only: Tenant | None = None
        else:
            del self.fields["tenant"]
            self._only = rows.get()

    @property
    def whose(self) -> Tenant | None:
        """Whose contact it becomes, once that is said."""
        return self._only or getattr(self, "cleaned_data", {}).get("tenant")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email and not normalize_email(email):
            raise forms.ValidationError(_("“%(value)s” is not an address that can be used.") % {"value": email})
        return email

    def clean(self) -> dict[str, Any]:
        """A phone number is read as the tenant's country writes it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("phone") and self.whose:
            try:
                read(data["phone"], self.whose.country)
            except Refused as refusal:
                self.add_error("phone", str(refusal))
        return data

    def known(self) -> list[Customer]:
        """The contacts of the tenant that have one of the addresses already."""
        if self.whose is None:
            return []
        email, phone = self.cleaned_data.get("email", ""), self.cleaned_data.get("phone", "")
        key = lookup_key(phone, self.whose.country) if phone else ""
        found = (
            one_by_address(email, self.whose.pk) if email else None,
            one_by_number(key, self.whose.pk) if key else None,
        )
        return list(dict.fromkeys(customer for customer in found if customer))
