"""The form of an automatic reply."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.automatic_entries import FORWARDS, AutomaticValues, templates_for_automatic
from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.automatic.access import WRITE
from kontor.supervisor.automatic.recipients import read_recipients, write_recipients
from kontor.texts.models import ReplyTemplate

AUTOMATIC_MASK = "automatic-reply"


class AutomaticForm(forms.Form):
    action = forms.ChoiceField(label=_("What happens"), choices=AutomaticAction.choices)
    template = forms.ModelChoiceField(
        ReplyTemplate.objects.none(),
        label=_("Template"),
        empty_label=None,
        help_text=_("Its sender, or the do-not-reply address if it says so, is who writes."),
        error_messages={"required": _("An automatic reply needs a template.")},
    )
    forward_to = forms.CharField(
        label=_("Forward to"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "data-behaviour": "autosize"}),
        help_text=_("For forwards: addresses outside, one a line, such as Name <name@company.example>."),
    )
    active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def __init__(self, data: Any, *, initial: dict[str, Any] | None = None, tenant_ids: tuple[int, ...]) -> None:
        super().__init__(data, initial=initial)
        field = cast("forms.ModelChoiceField[ReplyTemplate]", self.fields["template"])
        field.queryset = templates_for_automatic(tenant_ids)
        if len(tenant_ids) > 1:
            field.label_from_instance = _with_tenant  # type: ignore[assignment,method-assign]

    def values(self) -> AutomaticValues:
        """For a valid form."""
        entered = self.cleaned_data
        action = AutomaticAction(entered["action"])
        to = read_recipients(entered["forward_to"]) if action in FORWARDS else []
        return AutomaticValues(action, entered["template"], to, entered["active"])


class NewAutomaticForm(AutomaticForm):
    field_order = ("category", "action", "template", "forward_to", "active")
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), empty_label=None, help_text=_("It never changes.")
    )

    def __init__(self, data: Any, *, tenant_ids: tuple[int, ...]) -> None:
        super().__init__(data, tenant_ids=tenant_ids)
        field = cast("forms.ModelChoiceField[Category]", self.fields["category"])
        field.queryset = categories_to_choose(tenant_ids)
        if len(tenant_ids) > 1:
            field.label_from_instance = _with_tenant  # type: ignore[assignment,method-assign]


def _with_tenant(thing: Category | ReplyTemplate) -> str:
    """Several tenants have categories and templates of the same name."""
    return f"{thing.name} ({thing.tenant.code})"


def automatic_form(request: HttpRequest, row: AutomaticReply, data: Any, files: Any) -> AutomaticForm:
    access = cast(DeskRequest, request).access
    if row.pk is None:
        return NewAutomaticForm(data, tenant_ids=access.tenants_with(WRITE))
    start = {"action": row.action, "template": row.template_id, "active": row.active}
    start["forward_to"] = write_recipients(row.forward_to)
    form = AutomaticForm(data, initial=start, tenant_ids=(row.tenant_id,))
    return form
