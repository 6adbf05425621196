"""The forms of a decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.intake.models import Arrival
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.arrivals.access import categories_for
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.models import Ticket

Choices = list[tuple[int, str]]


class TicketForm(forms.Form):
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Category"),
        empty_label=_("Choose a category"),
        error_messages={"required": _("Choose the category of the new ticket.")},
    )


def ticket_form(request: DeskRequest, arrival: Arrival, data: Any = None) -> TicketForm:
    form = TicketForm(data)
    field = cast("forms.ModelChoiceField[Category]", form.fields["category"])
    field.queryset = categories_for(request, arrival)
    field.label_from_instance = _label  # type: ignore[assignment,method-assign]
    return form


def _label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"


class SearchForm(forms.Form):
    """Which request is meant: its number, the address of its sender, or words of its subject."""

    words = forms.CharField(
        label=_("Number, sender or subject of the ticket"), max_length=200, required=False, strip=True
    )


class PlaceForm(forms.Form):
    """The request that was chosen, by its number."""

    number = forms.CharField(
        label=_("Ticket"),
        max_length=20,
        error_messages={"required": _("Choose the ticket that the mail belongs to.")},
    )

    def __init__(self, data: Any, *, tickets: list[Ticket]) -> None:
        super().__init__(data)
        self.tickets = {ticket.number: ticket for ticket in tickets}

    def clean_number(self) -> Ticket:
        number = parse_number(self.cleaned_data["number"])
        if number not in self.tickets:
            raise forms.ValidationError(_("There is no open ticket with this number here."))
        return self.tickets[number]


class PeriodForm(forms.Form):
    """Which mail is to be read anew."""

    tenant = forms.TypedChoiceField(label=_("Tenant"), coerce=int)
    account = forms.TypedChoiceField(label=_("Account"), coerce=int, required=False, empty_value=None)
    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(
        self, data: Any, *, tenants: list[tuple[int, str]], accounts: list[tuple[int, str]], today: date
    ) -> None:
        super().__init__(data, initial={"first": today - timedelta(days=6), "last": today})
        cast("forms.ChoiceField", self.fields["tenant"]).choices = tenants
        every = ("", _("all accounts"))
        cast("forms.ChoiceField", self.fields["account"]).choices = [every, *accounts]
