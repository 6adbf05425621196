"""Settings as form fields: each with what is inherited, where that comes from, and the switch "own value"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import Channel
from kontor.channels.preferences import AVAILABLE, ENABLED_CHANNELS
from kontor.kernel.errors import Refused
from kontor.letters.preferences import LETTERS
from kontor.preferences.domain.references import choices_in, name_of
from kontor.preferences.types import CATEGORY, GROUP, SYSTEM, TENANT, USER, Holder, Preference, declared
from kontor.ui.inheritance import Inherited, is_own

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PACKAGES: dict[str, StrOrPromise] = {
    "org": _("Sign-in and audit log"),
    "people": _("Passwords and states"),
    "sla": _("Service level and business hours"),
    "tickets": _("Tickets"),
    "answers": _("Answers"),
    "texts": _("Texts and files"),
    "spelling": _("Spelling"),
    "routing": _("Categorising and distributing"),
    "channels": _("Channels"),
    "intake": _("Incoming mail"),
    "outbox": _("Outgoing mail"),
    "calls": _("Calls"),
    "letters": _("Letters"),
    "readiness": _("Operational readiness"),
    "privacy": _("Privacy"),
}
"""Under which heading the settings of a package stand."""


@dataclass(frozen=True)
class Told:
    """Who set the value in force and when, as far as one may know; and how many below have values of their own."""

    who: str = ""
    when: datetime | None = None
    places: int = 0
    where_url: str = ""


@dataclass(frozen=True)
class Setting:
    field: BoundField
    inherited: Inherited
    told: Told | None = None


@dataclass(frozen=True)
class Part:
    title: StrOrPromise
    settings: list[Setting]
    key: str = ""
    """For links to it: the package."""


FEW = 4
"""So many parts are seen without links to them."""


class PreferenceForm(forms.Form):
    """The settings of one holder. ``chain`` goes from far to near and ends with the holder.

    ``tells`` says more about each setting, by its key. It is asked when the form is drawn.
    """

    tells: Callable[[], Mapping[str, Told]] | None = None
    first: Sequence[str] = ()
    """The packages with which the form begins, before the others in their order."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        chain: Sequence[Holder],
        preferences: Sequence[Preference[Any]],
    ) -> None:
        self.chain = chain
        self.preferences = {field_name(preference): preference for preference in preferences}
        super().__init__(self._with_inherited(data))
        for name, preference in self.preferences.items():
            self.fields[name] = self._field(preference, preference.get(*chain), required=self._is_own(name))
        self._offer_letters()

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        for name, preference in self.preferences.items():
            if self._is_own(name) and name in entered:
                try:
                    entered[name] = preference.checked(entered[name])
                except Refused as refused:
                    self.add_error(name, str(refused))
        return entered

    @property
    def values(self) -> dict[str, Any]:
        """Each setting's own value, None where it inherits. For a valid form."""
        return {
            preference.key: self.cleaned_data[name] if self._is_own(name) else None
            for name, preference in self.preferences.items()
        }

    @property
    def parts(self) -> Iterator[Part]:
        """The settings under the headings of their packages."""
        for package in self._packages:
            names = [name for name, preference in self.preferences.items() if package_of(preference) == package]
            yield Part(PACKAGES.get(package, package), [self.setting(name) for name in names], key=package)

    @property
    def jumps(self) -> list[tuple[str, StrOrPromise]]:
        """The parts of a long form, to go to; none where all of it is seen."""
        found = [(package, PACKAGES.get(package, package)) for package in self._packages]
        return found if len(found) > FEW else []

    @property
    def _packages(self) -> list[str]:
        found = packages_of(self.preferences.values())
        beginning = [package for package in self.first if package in found]
        return [*beginning, *(package for package in found if package not in beginning)]

    def setting(self, name: str) -> Setting:
        """The field of this name with all that is said about it."""
        return Setting(self[name], self._inherited(name), self.told.get(self.preferences[name].key))

    @cached_property
    def told(self) -> Mapping[str, Told]:
        """What is said about each setting, by its key."""
        return self.tells() if self.tells else {}

    def _field(self, preference: Preference[Any], value: Any, *, required: bool) -> forms.Field:
        if not preference.refers_to:
            return _field(preference, value, required=required)
        choices = choices_in(preference, _tenant_id(self.chain))
        for each in (value, preference.explain(*self.chain).without):
            if each not in dict(choices):
                choices = [*choices, (each, name_of(preference, each))]
        return forms.TypedChoiceField(
            coerce=int,
            empty_value=value,
            required=required,
            choices=choices,
            label=preference.label,
            help_text=preference.help,
            initial=value,
        )

    def _offer_letters(self) -> None:
        """As a channel only where the installation works with letters; what is chosen already stays."""
        name = field_name(ENABLED_CHANNELS)
        chosen = name in self.fields and Channel.LETTER.value in ENABLED_CHANNELS.get(*self.chain)
        if name in self.fields and not chosen and not LETTERS.get(self.chain[0]):
            field = cast(forms.MultipleChoiceField, self.fields[name])
            field.choices = [(channel.value, channel.label) for channel in AVAILABLE if channel != Channel.LETTER]

    def _inherited(self, name: str) -> Inherited:
        preference = self.preferences[name]
        rest = preference.explain(*self.chain[:-1])
        origin, url = _origin(rest.level)
        own = self._is_own(name)
        return Inherited(
            own, in_words(preference, rest.value), origin, url, _reach(preference), changed=own != self._was_own(name)
        )

    def _is_own(self, name: str) -> bool:
        return is_own(self.data, name) if self.is_bound else self._was_own(name)

    def _was_own(self, name: str) -> bool:
        return self.preferences[name].explain(*self.chain).own

    def _with_inherited(self, data: QueryDict | None) -> QueryDict | None:
        """A control that is switched off is not posted; it shows what it inherits, so that a conflict tells of the own
        value that somebody else gave meanwhile."""
        if data is None:
            return None
        filled = data.copy()
        for name, preference in self.preferences.items():
            if not is_own(data, name):
                value = preference.explain(*self.chain).without
                filled.pop(name, None)
                if value is not False:
                    filled.setlist(name, value if isinstance(value, list) else [str(value)])
        return filled


def _tenant_id(chain: Sequence[Holder]) -> int:
    """The tenant to which the nearest holder belongs."""
    holder: Any = chain[-1]
    return int(holder.pk if holder.level == TENANT else holder.tenant_id)


def field_name(preference: Preference[Any]) -> str:
    return preference.key.replace(".", "-")


def package_of(preference: Preference[Any]) -> str:
    return preference.key.partition(".")[0]


def packages_of(preferences: Iterable[Preference[Any]]) -> list[str]:
    """The packages of the settings, in the order of ``PACKAGES``."""
    found = dict.fromkeys(package_of(preference) for preference in preferences)
    return [*(package for package in PACKAGES if package in found), *(key for key in found if key not in PACKAGES)]


def preferences_of(level: str, package: str = "") -> list[Preference[Any]]:
    """What may be set on this level, of one package or of all."""
    found = declared(level)
    return [preference for preference in found if not package or package_of(preference) == package]


def in_words(preference: Preference[Any], value: Any, names: Mapping[tuple[str, int], str] | None = None) -> str:
    """A value as a person reads it. ``names`` are those of what is referred to, where many values are shown."""
    if preference.refers_to and names is not None:
        return names.get((preference.refers_to, value), str(preference.nothing))
    if preference.refers_to:
        return name_of(preference, value)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(_label(preference, item) for item in value) or gettext("nothing")
    return _label(preference, value) or gettext("nothing")


def _label(preference: Preference[Any], value: Any) -> str:
    labels: Mapping[Any, Any] = preference.choices or {}
    return str(labels.get(value, value))


def _field(preference: Preference[Any], value: Any, *, required: bool) -> forms.Field:
    texts: dict[str, Any] = {"label": preference.label, "help_text": preference.help, "initial": value}
    if preference.kind is bool:
        return forms.BooleanField(required=False, **texts)
    if preference.kind is int:
        return forms.IntegerField(
            required=required, min_value=preference.minimum, max_value=preference.maximum, **texts
        )
    if preference.kind is list:
        choices = list((preference.choices or {}).items())
        return forms.MultipleChoiceField(required=False, choices=choices, widget=forms.CheckboxSelectMultiple, **texts)
    if preference.choices:
        return forms.ChoiceField(required=required, choices=list(preference.choices.items()), **texts)
    return forms.CharField(required=False, **texts)


def _origin(level: str | None) -> tuple[str, str]:
    """Who sets the inherited value, and where one can see it."""
    if level == SYSTEM:
        return pgettext("origin of a setting", "the system settings"), reverse("supervisor:system:settings")
    if level == TENANT:
        return pgettext("origin of a setting", "the tenant"), ""
    if level == GROUP:
        return pgettext("origin of a setting", "the agent group"), ""
    return pgettext("origin of a setting", "the delivered default"), ""


def _reach(preference: Preference[Any]) -> str:
    """Where else the setting can have a value of its own."""
    if CATEGORY in preference.levels:
        return gettext("A category can have a value of its own; it holds for the tickets in it.")
    if USER in preference.levels:
        return gettext("A user can have a value of their own.")
    return ""
