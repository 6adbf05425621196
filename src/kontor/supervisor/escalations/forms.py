"""The form of an escalation rule."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.escalations.domain.content import Content
from kontor.escalations.domain.entries import MOST_MINUTES
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.escalations.models import EscalationRule
from kontor.supervisor.escalations.offers import Choices, Offers, offers_for
from kontor.supervisor.escalations.rows import EntriesField, Row, checked, grown, rows_of

ESCALATION_MASK = "escalation-rule"


class EscalationForm(forms.Form):
    offers: Offers
    newest = ""
    """The key of the row that was just added, with its field's name."""
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("The history of tickets and notices name the rule by it.")
    )
    conditions = EntriesField(ConditionKind, label=_("Conditions"))
    actions = EntriesField(ActionKind, label=_("Actions"))
    again = forms.IntegerField(
        label=_("Act again after, in minutes"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=_("Empty: once for each ticket and version of the rule."),
    )

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Conditions and actions as the editor draws them. What was just added has the focus, else what is to be
        corrected first."""
        focused = self.newest or self._first_wrong
        return [
            {
                "field": name,
                "title": self.fields[name].label,
                "rows": [self._drawn(name, row, focused) for row in self._rows(name)],
                "kinds": cast(EntriesField, self.fields[name]).kinds.choices,
            }
            for name in ("conditions", "actions")
        ]

    def content(self) -> Content:
        """For a valid form."""
        entered = self.cleaned_data
        return Content(entered["conditions"], entered["actions"], entered["again"])

    def grow(self) -> None:
        """Not saved but drawn again, with a row more or less, and without complaints."""
        self.initial = {**self.initial, "name": self["name"].data, "again": self["again"].data}
        for name in ("conditions", "actions"):
            before = self[name].data
            rows = grown(name, cast(EntriesField, self.fields[name]).kinds, before, cast(Any, self.data))
            self.initial[name] = rows
            if len(rows) > len(before):
                self.newest = f"{name}-{rows[-1].key}"
        self.is_bound = False
        self._errors = None

    def _rows(self, name: str) -> list[Row]:
        rows = self[name].value()
        return [checked(row) for row in rows] if self.is_bound and self.errors.get(name) else list(rows)

    @property
    def _first_wrong(self) -> str:
        """The first row that is wrong, with its field's name; none where a field before it is wrong."""
        name = next((name for name in self.fields if name in self.errors), "")
        rows = self._rows(name) if name in ("conditions", "actions") else []
        return next((f"{name}-{row.key}" for row in rows if row.error), "")

    def _drawn(self, name: str, row: Row, focused: str) -> dict[str, Any]:
        choices: Choices = self.offers.get(row.kind, [])
        known = {value for value, _label in choices}
        gone = [value for value in row.chosen if value not in known and row.looks in ("one", "several")]
        prefix = f"{name}-{row.key}"
        return {"row": row, "name": prefix, "choices": choices, "gone": gone, "focused": focused == prefix}


def escalation_form(request: HttpRequest, rule: EscalationRule, data: Any, files: Any) -> EscalationForm:
    content = Content.from_json(rule.content)
    start = {
        "name": rule.name,
        "conditions": rows_of(content.conditions),
        "actions": rows_of(content.actions),
        "again": content.again,
    }
    form = EscalationForm(data, initial=start)
    form.offers = offers_for(rule.tenant_id)
    return form
