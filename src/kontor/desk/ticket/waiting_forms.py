"""What is asked before a ticket is put away for a time, or forwarded to a colleague."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.desk.ticket.forms import AgentChoice, CategoryChoice
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.domain.sessions import signed_in
from kontor.people.models import User
from kontor.routing.domain.assign import colleagues_for, colleagues_in
from kontor.routing.domain.recategorize import destinations_of
from kontor.sla.domain.mornings import Mornings, in_a_week, monday_morning, tomorrow_morning
from kontor.sla.domain.tenant_mornings import mornings_of
from kontor.tickets.models import Ticket
from kontor.ui.dates import relative_time
from kontor.ui.moments import MomentField

ME, QUEUE = "me", "queue"

Rule = Callable[[datetime, Mornings], datetime]
TIMES: dict[str, tuple[Any, Rule]] = {
    "hour": (gettext_lazy("In 1 hour"), lambda now, _mornings: now + timedelta(hours=1)),
    "tomorrow": (gettext_lazy("Tomorrow morning"), tomorrow_morning),
    "monday": (gettext_lazy("Monday morning"), monday_morning),
    "week": (gettext_lazy("In a week"), in_a_week),
}
"""The times one chooses by name; mornings lie inside the tenant's business hours."""


class ResubmitForm(forms.Form):
    """For tickets of one tenant. ``until`` and ``person`` are what a valid form asks for."""

    when = forms.ChoiceField(label=gettext_lazy("When"), widget=forms.RadioSelect, initial="tomorrow")
    at = MomentField(
        label=gettext_lazy("Another time"),
        help_text=gettext_lazy("What stands here counts instead of the choice above."),
        required=False,
    )
    to = forms.ChoiceField(label=gettext_lazy("For whom"), initial=ME)
    waits_for_customer = forms.BooleanField(
        label=gettext_lazy("It waits for the customer"),
        help_text=gettext_lazy(
            "The clock stands still if the service level allows it. The customer's next mail ends the waiting."
        ),
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, tickets: Sequence[Ticket], user: User) -> None:
        super().__init__(data)
        self.user, self.now = user, clock.now()
        self.mornings = mornings_of(tickets[0].tenant)
        colleagues = colleagues_for(sorted({ticket.place_category_id for ticket in tickets}))
        self.colleagues = {str(one.pk): one for one in colleagues if one.pk != user.pk}
        self.fields["when"].choices = [(key, self._label(key)) for key in self._offered()]  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (ME, _("for me")),
            (QUEUE, _("for the queue")),
            *((key, one.name) for key, one in self.colleagues.items()),
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What `resubmit_ticket` takes."""
        chosen = {name: self.cleaned_data[name] for name in ("reason", "waits_for_customer")}
        return {"until": self.until, "to": self.person, **chosen}

    @property
    def until(self) -> datetime:
        typed: datetime | None = self.cleaned_data["at"]
        return typed or self._time(self.cleaned_data["when"])

    @property
    def person(self) -> User | None:
        chosen = self.cleaned_data["to"]
        return self.user if chosen == ME else self.colleagues.get(chosen)

    def _offered(self) -> list[str]:
        """Of names that mean the same time the first: tomorrow morning is Monday morning on a Saturday."""
        if self.is_bound:
            return list(TIMES)
        first: dict[datetime, str] = {}
        for key in TIMES:
            first.setdefault(self._time(key), key)
        return list(first.values())

    def _time(self, key: str) -> datetime:
        return TIMES[key][1](self.now, self.mornings)

    def _label(self, key: str) -> str:
        return f"{TIMES[key][0]} ({relative_time(self._time(key), self.now)})"


class ColleagueChoice(AgentChoice):
    """Says also who is not there."""

    there: frozenset[int] = frozenset()

    def label_from_instance(self, obj: Any) -> str:
        if obj.pk in self.there or obj.pk in self.away:
            return super().label_from_instance(obj)
        return _("%(name)s (not there)") % {"name": obj.name}


class PassOnForm(forms.Form):
    """For tickets of one tenant."""

    to = ColleagueChoice(
        label=gettext_lazy("Colleague"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody: into the queue"),
    )
    category = CategoryChoice(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("as it is"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Only colleagues see notes; they are never sent."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-behaviour": "autosize"}),
    )

    def __init__(self, data: Any = None, *, tickets: Sequence[Ticket], user: User) -> None:
        super().__init__(data)
        tenant_id = tickets[0].place_tenant_id
        colleague: Any = self.fields["to"]
        colleague.queryset = colleagues_in(tenant_id).exclude(pk=user.pk)
        ids = list(colleague.queryset.values_list("pk", flat=True))
        colleague.there = signed_in(ids, tenant_id)
        self.fields["category"].queryset = destinations_of(tickets)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["to"] and not cleaned["category"]:
            self.add_error("to", _("Choose a colleague, a category, or both."))
        return cleaned
