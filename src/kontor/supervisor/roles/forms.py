"""A role: its name, and the rights it is made of, by area."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.people.domain.roles import name_problem
from kontor.people.models import Role
from kontor.people.permissions import PERMISSIONS
from kontor.ui.mask import Tab, register_tab

ROLE_MASK = "role"
DASH = " – "
"""Stands in a right's label between its area and what it allows."""


class RoleForm(forms.Form):
    """Name, description, and one field of check boxes for each area."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Enter a name.")})
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, role: Role, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.role = role
        for area, choices in _by_area().items():
            self.fields[f"rights-{area}"] = forms.MultipleChoiceField(
                label=str(PERMISSIONS[choices[0][0]]).partition(DASH)[0],
                required=False,
                choices=choices,
                initial=[right for right, _label in choices if right in role.permissions],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the verbs take. For a valid form."""
        entered = self.cleaned_data
        rights = [right for name, chosen in entered.items() if name.startswith("rights-") for right in chosen]
        return {"name": entered["name"], "description": entered["description"], "permissions": rights}

    def clean_name(self) -> str:
        problem = name_problem(self.cleaned_data["name"], role_id=self.role.pk)
        if problem:
            raise forms.ValidationError(problem)
        return str(self.cleaned_data["name"])


def role_form(request: HttpRequest, role: Role, data: Any, files: Any) -> RoleForm:
    return RoleForm(data, role=role, initial={"name": role.name, "description": role.description})


def register_tabs() -> None:
    folder = "supervisor/roles"
    general = Tab("general", _("General"), role_form, 10, f"{folder}/_role.html", deed="roles", deed_of_new="roles")
    register_tab(ROLE_MASK, general)
    register_tab(
        ROLE_MASK,
        Tab(
            "holders",
            _("Given to"),
            order=20,
            template=f"{folder}/_holders.html",
            visible=lambda role: role.pk is not None,
            permission="users.read",
        ),
    )


def _by_area() -> dict[str, list[tuple[str, str]]]:
    """The rights of each area, with what they allow."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for right, label in PERMISSIONS.items():
        text = str(label)
        areas.setdefault(right.partition(".")[0], []).append((right, text.partition(DASH)[2] or text))
    return areas
