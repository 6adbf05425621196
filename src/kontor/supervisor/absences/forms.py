"""The form of somebody's absence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.kernel import clock
from kontor.people.models import Absence, User
from kontor.routing.domain.standing_in import substitutes_among
from kontor.ui.periods import PeriodForm, period_fields


class SubstituteField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """``known`` are the ids of the people one sees; another one stays chosen, without a name."""

    known: frozenset[int] = frozenset()

    def label_from_instance(self, obj: Any) -> str:
        return obj.name if obj.pk in self.known else gettext("somebody of another tenant")


class AbsenceForm(PeriodForm):
    substitute = SubstituteField(
        User.objects.none(),
        label=_("Substitute"),
        required=False,
        empty_label=_("nobody: to the queue"),
        help_text=_("Gets what would come to the person, where it is their work too."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, people: QuerySet[User], absence: Absence | None = None) -> None:
        initial: dict[str, Any] = {"substitute": absence.substitute_id, "note": absence.note} if absence else {}
        if absence:
            initial |= period_fields(absence.since, absence.until)
        super().__init__(data, initial=initial)
        field = self.fields["substitute"]
        assert isinstance(field, SubstituteField)
        field.known = frozenset(people.values_list("pk", flat=True))
        field.queryset = substitutes_among(people, absence)

    @property
    def values(self) -> dict[str, Any]:
        """What was entered. For a valid form."""
        entered = {name: self.cleaned_data[name] for name in ("substitute", "note")}
        return {"since": self.since, "until": self.until, **entered}


class NewAbsenceForm(AbsenceForm):
    """Begins with today: whoever calls in sick is away now."""

    field_order = ("user",)
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person"),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who is away.")},
        widget=forms.Select(attrs={"autofocus": True}),
    )

    def __init__(self, data: Any = None, *, people: QuerySet[User], user_id: int | None = None) -> None:
        super().__init__(data, people=people)
        today = timezone.localdate(clock.now())
        self.initial.update(user=user_id, first=today, last=today)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
