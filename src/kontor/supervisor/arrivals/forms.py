"""The form of a decision."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.intake.models import Arrival
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.arrivals.access import categories_for


class TicketForm(forms.Form):
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Category"),
        empty_label=_("Choose a category"),
        error_messages={"required": _("Choose the category of the new request.")},
    )


def ticket_form(request: DeskRequest, arrival: Arrival, data: Any = None) -> TicketForm:
    form = TicketForm(data)
    field = cast("forms.ModelChoiceField[Category]", form.fields["category"])
    field.queryset = categories_for(request, arrival)
    field.label_from_instance = _label  # type: ignore[assignment,method-assign]
    return form


def _label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"
