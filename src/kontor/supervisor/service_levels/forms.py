"""The form of the service level's mask."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.service_levels import FIELDS, TARGETS
from kontor.sla.enums import USUAL_PAUSES, PauseKind
from kontor.sla.models import ServiceLevel
from kontor.supervisor.durations import DurationField
from kontor.supervisor.service_levels.access import WRITE
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

LEVEL_MASK = "service-level"


class LevelForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Tenants and categories choose the service level by it."),
        error_messages={"required": _("A service level needs a name.")},
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    first_response = DurationField(
        label=_("First response"), required=False, help_text=_("From the receipt of a ticket to the first answer.")
    )
    next_response = DurationField(
        label=_("Next response"), required=False, help_text=_("From each further message of the customer to an answer.")
    )
    resolution = DurationField(
        label=_("Resolution"), required=False, help_text=_("From the receipt until the ticket is closed.")
    )
    call_back = DurationField(
        label=_("Call back"),
        required=False,
        help_text=_("From a call that nobody answered until somebody has spoken with the customer."),
    )
    warning_share = forms.IntegerField(
        label=_("Warn from (percent of a target)"),
        min_value=1,
        max_value=100,
        help_text=_("From then on a ticket stands out in lists."),
    )
    pauses = forms.MultipleChoiceField(
        label=_("The clock stands still while"),
        choices=PauseKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    priority_percent = forms.IntegerField(
        label=_("Priority factor (percent)"),
        min_value=10,
        max_value=1000,
        help_text=_(
            "100 is usual. With 200 tickets come as early in their queue as if half as much had been promised, "
            "with 50 as if twice as much. The promise stays the same."
        ),
    )

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        if not any(entered.get(target) for target in TARGETS) and not any(target in self.errors for target in TARGETS):
            raise ValidationError(gettext("A service level promises something: enter at least one target."))
        return entered


class NewLevelForm(LevelForm):
    field_order = ("tenant",)
    tenant = TenantField()


def general_form(request: HttpRequest, level: ServiceLevel, data: Any, files: Any) -> LevelForm:
    access = cast(DeskRequest, request).access
    initial = {field: getattr(level, field) for field in ("name", *FIELDS)}
    if level.pk is None:
        start = {**initial, "pauses": list(USUAL_PAUSES), "tenant": request.GET.get("tenant")}
        new = NewLevelForm(data, initial=start)
        cast("forms.ModelChoiceField[Tenant]", new.fields["tenant"]).queryset = tenants_for(access, WRITE)
        return new
    form = LevelForm(data, initial=initial)
    return form
