"""The form of a new tenant like another one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.kernel.text import normalize_email
from kontor.supervisor.tenants.forms import GeneralForm
from kontor.tenant_files.domain.copying import CHOOSABLE, addresses_of
from kontor.tenant_files.domain.section import Rows
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant

ADDRESS = "address "
NOT_AN_ADDRESS = _("This is not an e-mail address. Write it like name@company.example.")


class LikeForm(forms.Form):
    """Name and short code, what is copied, and a new address for each that belongs to the other tenant."""

    name = deepcopy(GeneralForm.base_fields["name"])
    code = deepcopy(GeneralForm.base_fields["code"])
    choose = forms.MultipleChoiceField(
        label=_("What is copied"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What names something that is not copied is created without it, or left out; the preview says which."
        ),
    )

    def __init__(self, data: Any = None, *, like: Tenant) -> None:
        super().__init__(data)
        choices = _choices(like)
        field = cast(forms.MultipleChoiceField, self.fields["choose"])
        field.choices = choices
        field.initial = [key for key, _title in choices]
        for address in dict.fromkeys(address for _section, address in addresses_of(like)):
            self.fields[f"{ADDRESS}{address}"] = forms.EmailField(
                label=_("Instead of %(address)s") % {"address": address},
                max_length=254,
                required=False,
                error_messages={"invalid": NOT_AN_ADDRESS},
            )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()

    def clean(self) -> dict[str, Any]:
        """Each new address once: it belongs to one account."""
        taken: set[str] = set()
        for name in self.address_names:
            address = normalize_email(self.cleaned_data.get(name) or "")
            if address and address in taken:
                self.add_error(name, ValidationError(gettext("You have entered this address twice.")))
            taken.add(address)
        return self.cleaned_data

    @property
    def address_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith(ADDRESS)]

    def address_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.address_names]

    def values(self) -> dict[str, Any]:
        """For a valid form: what ``plan_like`` and ``copy_like`` want."""
        entered = {name.removeprefix(ADDRESS): self.cleaned_data[name] for name in self.address_names}
        return {
            **{key: self.cleaned_data[key] for key in ("name", "code", "choose")},
            "addresses": {old: new for old, new in entered.items() if new},
        }


def _choices(like: Tenant) -> list[tuple[str, str]]:
    """The sections in which the tenant has something, with how much."""
    state = state_of(like, CHOOSABLE)
    found = []
    for key in CHOOSABLE:
        section, values = BY_KEY[key], state[key]
        if isinstance(section, Rows):
            label = gettext("%(title)s (%(count)s)") % {"title": section.title, "count": len(values)}
            there = bool(values)
        else:
            label, there = str(section.title), any(values.values())
        if there:
            found.append((key, label))
    return found
