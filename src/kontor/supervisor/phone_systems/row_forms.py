"""The forms of what belongs to a telephone system: a trunk, or a dialled number, added or changed in its tab.

The address says which one is changed (``?row=``); it has a version of its own.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.calls.domain.numbers import phone_categories
from kontor.calls.domain.phone_systems import served
from kontor.calls.models import DialledNumber, PhoneSystem, Trunk
from kontor.org.models import Category
from kontor.supervisor.phone_systems.access import get_number, get_trunk
from kontor.tenants.models import Tenant
from kontor.ui.conflict import version_to_show

DIALLED = {"inputmode": "tel", "size": 10}


class RowForm(forms.Form):
    """``row`` is what is changed; None: one more."""

    def __init__(self, data: Any, *, row: Any, initial: dict[str, Any], system: PhoneSystem) -> None:
        super().__init__(data, initial=initial)
        self.row = row
        tenants = cast("forms.ModelChoiceField[Tenant]", self.fields["tenant"])
        tenants.queryset = served(system)

    @property
    def version(self) -> int:
        """Of the row as it is now; the template says it in ``row_version``."""
        return self.row.version if self.row else 0

    @property
    def entered_version(self) -> int:
        """The version the person had in front of them."""
        posted = str(self.data.get("row_version", ""))
        return int(posted) if posted.isdecimal() and len(posted) < 10 else 0

    @property
    def shown_version(self) -> int:
        return version_to_show(self, entered=self.entered_version, saved=self.version)


class TrunkForm(RowForm):
    pbx_name = forms.CharField(
        label=_("Name in the telephone system"),
        max_length=80,
        help_text=_("With Asterisk the endpoint of the line, or the context of its incoming calls."),
        error_messages={"required": _("A trunk needs the name that it has in the telephone system.")},
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("As lists show it. Empty: as above.")
    )
    tenant: forms.ModelChoiceField[Tenant] = forms.ModelChoiceField(
        None,
        label=_("Tenant"),
        required=False,
        empty_label=_("None: the dialled number decides"),
        help_text=_("Whose calls come in over it, where the dialled number says nothing."),
    )
    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Prefix"), max_length=10, required=False, widget=forms.TextInput(attrs=DIALLED)
    )
    postfix = forms.CharField(label=_("Postfix"), max_length=10, required=False, widget=forms.TextInput(attrs=DIALLED))
    signalled_number = forms.CharField(
        label=_("Signalled number"),
        max_length=40,
        required=False,
        help_text=_("What the called person sees. It is set in the telephone system; here it is only told."),
    )
    active = forms.BooleanField(label=_("In use"), required=False)


class NumberForm(RowForm):
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("That customers dial, in any notation."),
        error_messages={"required": _("Enter the number that customers dial.")},
    )
    tenant: forms.ModelChoiceField[Tenant] = forms.ModelChoiceField(
        None, label=_("Tenant"), help_text=_("Whose calls they are.")
    )
    category: forms.ModelChoiceField[Category] = forms.ModelChoiceField(
        None,
        label=_("Category"),
        required=False,
        empty_label=_("The default category of the tenant"),
        help_text=_("For phone tickets of calls to this number: one of the tenant's that is allowed for them."),
    )

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        tenants = cast("forms.ModelChoiceField[Tenant]", self.fields["tenant"]).queryset
        category = cast("forms.ModelChoiceField[Category]", self.fields["category"])
        category.queryset = phone_categories(tenants or ())
        category.label_from_instance = _category_label  # type: ignore[assignment,method-assign]


def trunk_form(request: HttpRequest, system: PhoneSystem, data: Any, files: Any) -> TrunkForm:
    row = get_trunk(system, asked_id(request)) if asked_id(request) else None
    shown = row or Trunk(active=True)
    names = ("pbx_name", "name", "prefix", "postfix", "signalled_number", "active")
    start = {"tenant": shown.tenant_id, **{name: getattr(shown, name) for name in names}}
    return TrunkForm(data, row=row, initial=start, system=system)


def number_form(request: HttpRequest, system: PhoneSystem, data: Any, files: Any) -> NumberForm:
    row = get_number(system, asked_id(request)) if asked_id(request) else None
    shown = row or DialledNumber()
    start = {"number": shown.number, "tenant": shown.tenant_id, "category": shown.category_id}
    return NumberForm(data, row=row, initial=start, system=system)


def asked_id(request: HttpRequest) -> int:
    """Which one the address names; 0 for none."""
    asked = request.GET.get("row", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def _category_label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"
