"""The forms of the three levels of groups."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.group_tree import AnyGroup
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, SupervisorGroup, SystemGroup
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant


class GroupForm(forms.Form):
    """Name and description; what the group hangs on is the field ``place``."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("A group needs a name.")})
    place: forms.ModelChoiceField[Any]
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("name", "place", "description")


class SystemGroupForm(GroupForm):
    place = forms.ModelChoiceField(
        Tenant.objects.none(),
        label=_("Tenant"),
        help_text=_("Everything below belongs to it at once: supervisor groups, agent groups and their categories."),
        error_messages={"required": _("Choose the tenant this group works for.")},
    )


class SupervisorGroupForm(GroupForm):
    place = forms.ModelChoiceField(
        SystemGroup.objects.none(),
        label=_("System group"),
        error_messages={"required": _("Choose the system group it belongs to.")},
    )


class AgentGroupForm(GroupForm):
    place = forms.ModelChoiceField(
        SupervisorGroup.objects.none(),
        label=_("Supervisor group"),
        error_messages={"required": _("Choose the supervisor group it belongs to.")},
    )
    capacity = forms.IntegerField(
        label=CAPACITY.label,
        required=False,
        min_value=CAPACITY.minimum,
        max_value=CAPACITY.maximum,
        help_text=_("For its members. Empty: as the system settings say. Of several groups the smallest counts."),
    )


FORMS: dict[str, type[GroupForm]] = {
    "system": SystemGroupForm,
    "supervisor": SupervisorGroupForm,
    "agent": AgentGroupForm,
}
PLACES = {"system": "tenant", "supervisor": "system_group", "agent": "supervisor_group"}


def group_form(level: str, request: HttpRequest, group: AnyGroup, data: Any, files: Any) -> GroupForm:
    """A new group starts at the place the address names; a saved one offers the places it may move to."""
    start = {"name": group.name, "description": group.description, "place": getattr(group, f"{PLACES[level]}_id")}
    if isinstance(group, AgentGroup):
        start["capacity"] = group.preferences.get(CAPACITY.key)
    if group.pk is None:
        start["place"] = request.GET.get("tenant" if level == "system" else "parent")
    form = FORMS[level](data, initial=start)
    field = cast("forms.ModelChoiceField[Any]", form.fields["place"])
    field.queryset = _places(level, cast(DeskRequest, request), group)
    if level != "system":
        field.label_from_instance = lambda place: f"{place.name} ({place.tenant.code})"  # type: ignore[method-assign,assignment]
    return form


def _places(level: str, request: DeskRequest, group: AnyGroup) -> QuerySet[Any]:
    writable = request.access.tenants_with("groups.write")
    if level == "system":
        return Tenant.objects.living().filter(pk__in=writable)
    parents = SystemGroup.objects.living() if level == "supervisor" else SupervisorGroup.objects.living()
    tenants = writable if group.pk is None else (group.tenant_id,)
    return parents.filter(tenant__in=tenants).select_related("tenant").order_by("tenant__sort_key", "sort_key")
