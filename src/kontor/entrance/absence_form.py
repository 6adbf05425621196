"""The form of one's own absence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.people.models import Absence, User
from kontor.routing.domain.standing_in import substitutes_among, workers_of
from kontor.ui.periods import PeriodForm, period_fields


class AbsenceForm(PeriodForm):
    """``tenants`` are those whose people can be chosen; who is chosen already stays."""

    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Substitute"),
        required=False,
        empty_label=_("nobody: to the queue"),
        help_text=_("Gets what would come to you, where it is their work too."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, help_text=_("Your supervisors can read it.")
    )

    def __init__(
        self, data: Any = None, *, user: User, tenants: tuple[int, ...], absence: Absence | None = None
    ) -> None:
        initial: dict[str, Any] = {"substitute": absence.substitute_id, "note": absence.note} if absence else {}
        if absence:
            initial |= period_fields(absence.since, absence.until)
        super().__init__(data, initial=initial)
        people = workers_of(tenants).exclude(pk=user.pk)
        self.fields["substitute"].queryset = substitutes_among(people, absence)  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What was entered. For a valid form."""
        entered = {name: self.cleaned_data[name] for name in ("substitute", "note")}
        return {"since": self.since, "until": self.until, **entered}
