"""From which day to which day entries are shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontor.audit.models import AuditEntry
from kontor.ui.periods import DayField

FROM, UNTIL = "filter-from", "filter-until"
"""Filters like those of the columns: links of the list keep them, and an export says that it was narrowed by them."""


class DaysForm(forms.Form):
    """Both days are part of it; each may be left empty. What is no day narrows nothing."""

    only_narrows = True

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET)
        self.fields[FROM] = DayField(label=_("From day"), required=False)
        self.fields[UNTIL] = DayField(label=_("Until day"), required=False)
        self.is_valid()

    @property
    def first(self) -> date | None:
        return self.cleaned_data.get(FROM)

    @property
    def last(self) -> date | None:
        return self.cleaned_data.get(UNTIL)

    def narrow(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.first:
            rows = rows.filter(at__gte=_beginning(self.first))
        if self.last:
            rows = rows.filter(at__lt=_beginning(self.last + timedelta(days=1)))
        return rows


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
