"""What a new process is begun with, and its editor's fields."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.answers.models import Draft
from kontor.customers.models import Customer
from kontor.desk.compose.addresses import read_addresses
from kontor.desk.compose.forms import ReplyForm
from kontor.desk.ticket.forms import CategoryChoice, CategoryOfTenantChoice
from kontor.kernel.text import normalize_email
from kontor.org.models import Category


class LetterForm(forms.Form):
    """``categories`` are those in which the person may begin a new process."""

    def __init__(self, data: Any = None, *, categories: Collection[Category], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        several = len({category.tenant_id for category in categories}) > 1
        choice = CategoryOfTenantChoice if several else CategoryChoice
        rows = Category.objects.filter(pk__in=[category.pk for category in categories])
        self.fields["category"] = choice(
            label=gettext_lazy("Category"), queryset=rows.select_related("tenant", "main_category")
        )
        self._begin_with("category")

    def _begin_with(self, name: str) -> None:
        """Whoever writes something new may choose or type at once."""
        self.fields[name].widget.attrs["autofocus"] = not self.is_bound


class BeginForm(LetterForm):
    """The same, and to whom the mail goes. ``contact`` has no mail address, and need be written to later or never."""

    def __init__(
        self,
        data: Any = None,
        *,
        categories: Collection[Category],
        initial: Any = None,
        contact: Customer | None = None,
    ) -> None:
        super().__init__(data, categories=categories, initial=initial)
        self.contact = contact
        self.fields["to"] = forms.CharField(
            label=gettext_lazy("To"),
            max_length=400,
            required=contact is None,
            help_text=gettext_lazy("Name or address of a contact, or a new address."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "list": "known-recipients"}),
        )
        if self.initial.get("category"):
            self.fields["category"].widget.attrs["autofocus"] = False
            self._begin_with("to")

    def clean_to(self) -> list[list[str]]:
        pairs = read_addresses(self.cleaned_data["to"])
        category = self.cleaned_data.get("category")
        if not self.cleaned_data["to"] and self.contact and category and category.tenant_id == self.contact.tenant_id:
            return []
        if not pairs or not all(normalize_email(address) for _name, address in pairs):
            raise forms.ValidationError(_("Enter an e-mail address, or choose a contact from the list."))
        return pairs


class ProcessForm(ReplyForm):
    """The editor's fields, and the category. The number of a process is looked up apart: it may be half typed."""

    def __init__(self, data: Any = None, *, draft: Draft, categories: Collection[Category]) -> None:
        super().__init__(data, ticket=draft)
        known = [category.pk for category in categories if category.tenant_id == draft.tenant_id]
        self.fields["category"] = forms.ModelChoiceField(
            label=gettext_lazy("Category"), queryset=Category.objects.filter(pk__in=known).select_related("tenant")
        )
        self.fields["process"] = forms.CharField(label=gettext_lazy("Process number"), required=False, max_length=40)
