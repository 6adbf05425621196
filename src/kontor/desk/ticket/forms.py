"""What is asked before a ticket is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.access import Access
from kontor.org.models import Category, ClosingCode
from kontor.people.domain.absences import away
from kontor.people.models import User
from kontor.routing.domain.assign import colleagues_for
from kontor.routing.domain.recategorize import destinations
from kontor.tickets.domain.closing import asks_for_closing_code
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.models import Ticket


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Only colleagues see notes; they are never sent."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True, "data-behaviour": "autosize"}),
    )


class CategoryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Shows main category and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.main_category.name} › {obj.name}" if obj.main_category else str(obj.name)


class CategoryOfTenantChoice(CategoryChoice):
    """Shows the tenant too, as categories of several are offered."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.tenant.name} › {super().label_from_instance(obj)}"


class RecategorizeForm(forms.Form):
    category = CategoryChoice(
        label=_("New category"), queryset=Category.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        self.fields["category"].queryset = destinations(ticket)  # type: ignore[attr-defined]


class AgentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Says who is away by plan: nothing can be given to them."""

    @cached_property
    def away(self) -> frozenset[int]:
        return away(person.pk for person in self.queryset or ())

    def label_from_instance(self, obj: Any) -> str:
        return gettext("%(name)s (away)") % {"name": obj.name} if obj.pk in self.away else str(obj.name)


class AssignForm(forms.Form):
    to = AgentChoice(label=_("Agent"), queryset=User.objects.none())

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        ids = [user.pk for user in colleagues_for([ticket.place_category_id])]
        self.fields["to"].queryset = User.objects.filter(pk__in=ids)  # type: ignore[attr-defined]


class DuplicateForm(forms.Form):
    with_notes = forms.BooleanField(label=_("Copy the notes too"), required=False)


class CloseForm(forms.Form):
    closing_code = forms.ModelChoiceField(
        label=_("Closing code"), queryset=ClosingCode.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        field = self.fields["closing_code"]
        field.queryset = ticket.category.closing_codes.filter(deleted_at=None)  # type: ignore[attr-defined]
        field.required = asks_for_closing_code(ticket)


class TargetForm(forms.Form):
    """Asks for a ticket: chosen from a list, or its number typed."""

    words = forms.CharField(
        label=_("Ticket"),
        help_text=_("Number, words of the subject, or name or address of the customer."),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    target = forms.CharField(max_length=20, required=False)
    use_required_attribute = False

    def __init__(self, data: Any = None, *, url: str = "") -> None:
        super().__init__(data)
        self.fields["words"].required = not (data and data.get("target"))
        self.fields["words"].widget.attrs |= {
            "hx-get": url,
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#targets",
            "hx-swap": "outerHTML",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = parse_number(cleaned.get("target", "")) or parse_number(cleaned.get("words", ""))
        if number is None and not self.errors:
            self.add_error("words", _("Choose a ticket, or type its number."))
        return cleaned | {"number": number}


class HandOverForm(forms.Form):
    category = CategoryOfTenantChoice(label=_("Category of the other tenant"), queryset=Category.objects.none())
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The history of both tickets keeps it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, ticket: Ticket, access: Access) -> None:
        super().__init__(data)
        tenants = [pk for pk in access.tenants_with("tickets.hand_over") if pk != ticket.tenant_id]
        rows = Category.objects.living().filter(tenant_id__in=tenants, allowed_for_new_processes=True)
        self.fields["category"].queryset = rows.select_related("tenant", "main_category").order_by(  # type: ignore[attr-defined]
            "tenant__sort_key", "sort_key"
        )
