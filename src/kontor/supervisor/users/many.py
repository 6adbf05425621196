"""Several people changed at once: what is the same for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.people.domain.users import lock_users
from kontor.people.models import User
from kontor.routing.domain.leaving import change_user
from kontor.supervisor.users.access import get_users
from kontor.supervisor.users.forms import RoutingForm, surface_languages
from kontor.supervisor.users.tabs import spoken_languages
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.listing import selected

KEEP, BROWSER = "keep", "browser"
UNCHANGED = (KEEP, gettext_lazy("stays as it is"))


class ManyForm(RoutingForm):
    """What is left as it stands changes nobody; skills and tags are added to those that somebody has."""

    active = forms.ChoiceField(
        label=gettext_lazy("Active"),
        choices=[UNCHANGED, ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        help_text=gettext_lazy("Who is switched off is signed out, and their tickets return to the queue."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the interface"))
    location = forms.CharField(
        label=gettext_lazy("Location"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Empty: it stays as it is."),
    )
    field_order = ("active", "language", "location", "languages", "tags")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, languages=spoken_languages(User(languages=[])), initial={})
        language: Any = self.fields["language"]
        language.choices = [UNCHANGED, *((code or BROWSER, name) for code, name in surface_languages())]
        for name in ("languages", "tags"):
            self.fields[name].help_text = gettext_lazy("In addition to those that each of them has.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.values_for(User(languages=[], tags=[])):
            raise forms.ValidationError(_("Choose what changes."))
        return data

    def values_for(self, user: User) -> dict[str, Any]:
        """What becomes of this person's fields; without those that stay."""
        data = self.cleaned_data
        values: dict[str, Any] = {}
        if data["active"] in ("yes", "no"):
            values["active"] = data["active"] == "yes"
        if data["language"] != KEEP:
            values["language"] = "" if data["language"] == BROWSER else data["language"]
        if data["location"]:
            values["location"] = data["location"]
        for name in ("languages", "tags"):
            if data[name]:
                values[name] = [*getattr(user, name), *(new for new in data[name] if new not in getattr(user, name))]
        return values


@require_POST
def change(request: DeskRequest) -> HttpResponse:
    """Ask what changes for the chosen people, then change all of them or, when one is refused, nobody."""
    users = get_users(request, selected(request))
    form = ManyForm(request.POST if "entered" in request.POST else None)
    if form.is_valid() and _changes(form, users, by=request.user):
        count = len(users)
        message(
            request, ngettext("%(count)s user is changed.", "%(count)s users are changed.", count) % {"count": count}
        )
        return redirect(request, reverse("supervisor:users:list"))
    context = {"form": form, "users": users}
    return fragment(request, "supervisor/users/many.html", context, status=422 if form.is_bound else 200)


def _changes(form: ManyForm, users: Sequence[User], *, by: User) -> bool:
    try:
        with transaction.atomic():
            lock_users(users)
            for user in users:
                change_user(user, form.values_for(user), version=user.version, by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
