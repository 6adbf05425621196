"""Of which days a report is, and what it is divided by."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontor.kernel import clock
from kontor.reports.domain.periods import Period, days_of
from kontor.reports.domain.work import By
from kontor.ui.periods import DayField

LONGEST = 400
"""Days that a report may have at most: a year and a month, to compare a month with the one a year before."""

DIVIDED = [
    (By.CATEGORY.value, _("Tenant and category")),
    (By.DAY.value, _("Day")),
    (By.CHANNEL.value, _("Channel")),
    (By.AGENT.value, _("Agent")),
    (By.CODE.value, _("Closing code")),
]


class ReportForm(forms.Form):
    """What is asked for; left out, the last 30 days by tenant and category. Days count only where they are chosen."""

    only_narrows = True

    period = forms.ChoiceField(label=_("Period"), choices=Period.choices)
    by = forms.ChoiceField(label=_("Broken down by"), choices=DIVIDED)
    first = DayField(label=_("First day"), required=False)
    last = DayField(label=_("Last day"), required=False)

    def __init__(self, request: HttpRequest) -> None:
        self.today = timezone.localdate(clock.now())
        asked = request.GET
        begin, end = days_of(Period.LAST_30_DAYS, self.today)
        super().__init__(
            {
                "period": asked.get("period") or Period.LAST_30_DAYS.value,
                "by": asked.get("by") or By.CATEGORY.value,
                "first": asked.get("first") or begin.isoformat(),
                "last": asked.get("last") or end.isoformat(),
            }
        )

    @property
    def has_own_days(self) -> bool:
        return bool(self["period"].value() == Period.DAYS.value)

    @property
    def divided_by(self) -> By:
        """For a valid form."""
        return By(self.cleaned_data["by"])

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day. For a valid form."""
        if self.has_own_days:
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return days_of(Period(self.cleaned_data["period"]), self.today)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.has_own_days:
            for name in ("first", "last"):
                self.errors.pop(name, None)
        first, last = values.get("first"), values.get("last")
        if self.has_own_days and first and last:
            if last < first:
                raise ValidationError({"last": _("The last day is before the first.")})
            if (last - first).days >= LONGEST:
                raise ValidationError({"last": _("A report has at most %(days)s days.") % {"days": LONGEST}})
        return values
