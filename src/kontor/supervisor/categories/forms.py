"""The forms of the category's mask, one a tab."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.categories import CategoryValues
from kontor.org.domain.category_queries import (
    assigned_closing_code_ids,
    assigned_group_ids,
    closing_codes_to_assign,
    groups_to_assign,
    main_category_names,
    tenants_for,
)
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Category, ClosingCode
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import CATEGORY, Holder
from kontor.supervisor.effective.telling import telling
from kontor.supervisor.preference_form import PreferenceForm, preferences_of
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

INTERNAL_NAME_HELP = _(
    "For exports and other programs; it never changes. Left empty, it is made from the display name, as shown in grey."
)


class GeneralForm(forms.Form):
    """Names, description and what may happen in the category. The template orders the fields."""

    name = forms.CharField(
        label=_("Display name"),
        max_length=120,
        help_text=_("As agents and reports show it."),
        error_messages={"required": _("A category needs a display name.")},
    )
    main_category = forms.CharField(
        label=_("Main category"),
        max_length=120,
        required=False,
        help_text=_("A heading over several categories. A new name makes a new main category."),
        widget=forms.TextInput(attrs={"list": "main-categories", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Agents read it when they recategorise a ticket."),
    )
    allowed_for_new_processes = forms.BooleanField(label=_("May be chosen for a new process"), required=False)
    allowed_for_phone_tickets = forms.BooleanField(label=_("May be chosen for phone tickets"), required=False)
    recategorization_source = forms.BooleanField(label=_("Tickets may be moved out of it"), required=False)
    recategorization_destination = forms.BooleanField(label=_("Tickets may be moved into it"), required=False)
    answer_allowed = forms.BooleanField(
        label=_("Tickets may be answered"),
        required=False,
        help_text=_("If not, they can only be closed or moved."),
    )
    auto_routing = forms.BooleanField(
        label=_("Takes part in automatic routing"),
        required=False,
        help_text=_("If not, agents open its tickets from the list; “next ticket” passes them over."),
    )
    bundling = forms.BooleanField(label=_("Bundles the open tickets of one customer"), required=False)

    def values(self) -> CategoryValues:
        """What was entered, without what only a new category is given."""
        entered = {key: value for key, value in self.cleaned_data.items() if key not in ("tenant", "internal_name")}
        return cast(CategoryValues, entered)

    def flags(self) -> Iterable[forms.BoundField]:
        """The fields that are answered by yes or no."""
        return [field for field in self if isinstance(field.field, forms.BooleanField)]


class NewCategoryForm(GeneralForm):
    """With what never changes again: the tenant and the internal name."""

    tenant = TenantField(help_text=_("All agent groups of the category lie in this tenant. It never changes."))
    internal_name = forms.RegexField(
        r"^[a-z0-9_-]+$",
        label=_("Internal name"),
        max_length=80,
        required=False,
        help_text=INTERNAL_NAME_HELP,
        error_messages={
            "invalid": _("Use only lower-case letters, digits, hyphen and underscore for the internal name.")
        },
    )


class GroupsForm(forms.Form):
    groups = forms.ModelMultipleChoiceField(
        AgentGroup.objects.none(),
        label=_("Agent groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their members work the tickets of this category."),
    )


class ClosingCodesForm(forms.Form):
    closing_codes = forms.ModelMultipleChoiceField(
        ClosingCode.objects.none(),
        label=_("Closing codes to choose from"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    required = forms.BooleanField(
        label=_("Closing asks for a closing code"),
        required=False,
        help_text=_("Without one a ticket of this category cannot be closed."),
    )


def general_form(request: HttpRequest, category: Category, data: Any, files: Any) -> GeneralForm:
    if category.pk is None:
        return _new_form(cast(DeskRequest, request), category, data)
    return GeneralForm(data, initial=_start(category))


def groups_form(request: HttpRequest, category: Category, data: Any, files: Any) -> forms.Form:
    form = GroupsForm(data, initial={"groups": assigned_group_ids(category)})
    field = cast("forms.ModelMultipleChoiceField[AgentGroup]", form.fields["groups"])
    field.queryset = groups_to_assign(category.tenant_id)
    field.label_from_instance = group_label  # type: ignore[assignment,method-assign]
    return form


def settings_form(request: HttpRequest, category: Category, data: Any, files: Any) -> PreferenceForm:
    chain = (cast(Holder, system_values()), cast(Holder, category.tenant), cast(Holder, category))
    return telling(PreferenceForm(data, chain=chain, preferences=preferences_of(CATEGORY)), request)


def closing_codes_form(request: HttpRequest, category: Category, data: Any, files: Any) -> forms.Form:
    initial = {"closing_codes": assigned_closing_code_ids(category), "required": category.closing_code_required}
    form = ClosingCodesForm(data, initial=initial)
    field = cast("forms.ModelMultipleChoiceField[ClosingCode]", form.fields["closing_codes"])
    field.queryset = closing_codes_to_assign(category.tenant_id)
    field.label_from_instance = _code_label  # type: ignore[assignment,method-assign]
    return form


def may_write(request: HttpRequest, category: Category) -> bool:
    """The person may change this category; a new one: in some tenant."""
    access = cast(DeskRequest, request).access
    if category.pk is None:
        return access.may_anywhere("categories.write")
    return access.may("categories.write", tenant_id=category.tenant_id)


def _new_form(request: DeskRequest, category: Category, data: Any) -> NewCategoryForm:
    form = NewCategoryForm(data, initial={**_start(category), "tenant": request.GET.get("tenant")})
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(request.access, "categories.write")
    proposal = {
        "hx-get": reverse("supervisor:categories:internal-name"),
        "hx-trigger": "change, keyup changed delay:400ms",
        "hx-include": "[name='tenant'], [name='internal_name']",
        "hx-target": "#internal-name",
        "hx-swap": "outerHTML",
    }
    form.fields["name"].widget.attrs.update(proposal)
    return form


def _start(category: Category) -> dict[str, Any]:
    plain = {name: getattr(category, name) for name in GeneralForm.base_fields if name != "main_category"}
    return {**plain, "main_category": category.main_category.name if category.main_category else ""}


def group_label(group: AgentGroup) -> str:
    return f"{group.name} ({group.supervisor_group.name})"


def _code_label(code: ClosingCode) -> str:
    return f"{code.code} {code.name}"


def main_categories_of(category: Category, form: forms.BaseForm | None) -> list[str]:
    """The names to choose from while typing; for a new category those of the tenant that is chosen first."""
    if category.pk is not None:
        return main_category_names(category.tenant_id)
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"]) if form else None
    tenants = list(field.queryset or []) if field else []
    return main_category_names(tenants[0].pk) if len(tenants) == 1 else []
