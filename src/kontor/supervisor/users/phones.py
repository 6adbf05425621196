"""The tab "Phones": which extensions the person has at each telephone system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.calls.domain.devices import phones_of, set_phones
from kontor.calls.domain.phone_systems import systems_in_scope
from kontor.calls.models import PhoneDevice, PhoneSystem
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.supervisor.saving import saves
from kontor.supervisor.users.access import need_whole_person
from kontor.ui.mask import Mask

FIELD = "extensions-{}"
SEEN = "seen-{}"


class PhonesForm(forms.Form):
    """A field for each telephone system; with what stood there when it was drawn, hidden."""

    def __init__(self, data: Any, *, systems: Sequence[PhoneSystem], phones: Sequence[PhoneDevice]) -> None:
        super().__init__(data)
        self.systems = systems
        for system in systems:
            had = ", ".join(phone.extension for phone in phones if phone.system_id == system.pk)
            self.fields[FIELD.format(system.pk)] = forms.CharField(
                label=_("Extension at %(system)s") % {"system": system.name},
                max_length=200,
                required=False,
                initial=had,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                help_text=_("Several are separated by commas; the first one rings when the person places a call."),
            )
            self.fields[SEEN.format(system.pk)] = forms.CharField(required=False, initial=had, widget=forms.HiddenInput)

    def extensions(self, system: PhoneSystem, name: str = FIELD) -> list[str]:
        """What was entered for the system. For a valid form."""
        parts = str(self.cleaned_data[name.format(system.pk)]).split(",")
        return [part.strip() for part in parts if part.strip()]

    def seen(self, system: PhoneSystem) -> list[str]:
        return self.extensions(system, SEEN)


def phones_form(request: HttpRequest, user: User, data: Any, files: Any) -> PhonesForm:
    access = cast(DeskRequest, request).access
    systems = list(systems_in_scope(all_of_them="users.write" in access.installation))
    return PhonesForm(data, systems=systems, phones=phones_of(user))


def phones_context(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    """The state of the phones at the systems that are shown."""
    shown = {system.pk for system in cast(PhonesForm, mask.form).systems}
    return {"phones": [phone for phone in phones_of(mask.thing) if phone.system_id in shown]}


def save_phones(request: DeskRequest, mask: Mask) -> None:
    """All systems or none: an extension that is somebody else's leaves everything as it was."""
    need_whole_person(request, mask.thing)
    form = cast(PhonesForm, mask.form)

    def save() -> None:
        for system in form.systems:
            set_phones(mask.thing, system, form.extensions(system), seen=form.seen(system), by=request.user)

    saves(form, save)
