"""The forms of the tenant's mask, one a tab."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.tenant_accounts import USES, choosable_accounts, tenant_accounts
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.org.domain.tenants import free_colour
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import TENANT, Holder
from kontor.supervisor.effective.telling import telling
from kontor.supervisor.preference_form import PreferenceForm, preferences_of
from kontor.supervisor.tenants.colours import COLOURS
from kontor.supervisor.tenants.places import countries, time_zones
from kontor.tenants.models import Tenant
from kontor.ui.conflict import version_to_show

FIELDS = ("name", "description", "colour", "language", "country", "time_zone", "active")


class GeneralForm(forms.Form):
    """Name, colour and the rest of what a tenant is."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As customers and agents know the company."),
        error_messages={"required": _("A tenant needs a name.")},
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9]{2,8}$",
        label=_("Short code"),
        min_length=2,
        max_length=8,
        help_text=_(
            "2 to 8 letters or digits, seen wherever the tenant must be recognised at a glance. It never changes."
        ),
        error_messages={
            "required": _("A tenant needs a short code."),
            "invalid": _("Use 2 to 8 letters (A to Z) or digits for the short code."),
        },
    )
    colour = forms.TypedChoiceField(
        label=_("Colour"),
        coerce=int,
        choices=COLOURS,
        widget=forms.RadioSelect,
        help_text=_("Marks tickets, replies and lists of this tenant."),
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    active = forms.BooleanField(
        label=_("In use"),
        required=False,
        help_text=_(
            "If not, nobody can sign in for it and its mail stays on the mail server. "
            "What was to leave in its name waits, for three days at most."
        ),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()


class AccountsForm(forms.Form):
    """The tenant's default accounts, those that are in effect. They have a version of their own."""

    incoming = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Default incoming account"),
        required=False,
        help_text=_("New processes are recorded under it, and answers leave through it when nothing nearer decides."),
    )
    sending = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Default account for sending"),
        required=False,
        help_text=_("For answers to tickets whose own account cannot send."),
    )
    inquiries = forms.ModelChoiceField(
        MailAccount.objects.none(), label=_("System account for external inquiries"), required=False
    )
    forwards = forms.ModelChoiceField(
        MailAccount.objects.none(), label=_("System account for external forwards"), required=False
    )

    def __init__(self, data: Any = None, *, saved: TenantAccounts) -> None:
        super().__init__(data, initial={use: getattr(saved, f"{use}_id") for use in USES})
        self.saved = saved

    @property
    def version(self) -> int:
        """Of the row as it is now; the template says it in ``accounts_version``."""
        return self.saved.version

    @property
    def accounts(self) -> dict[str, MailAccount | None]:
        """What was chosen, by use. For a valid form."""
        return {use: self.cleaned_data[use] for use in USES}

    @property
    def entered_version(self) -> int:
        """The version the person had in front of them."""
        posted = str(self.data.get("accounts_version", ""))
        return int(posted) if posted.isdecimal() and len(posted) < 10 else 0

    @property
    def shown_version(self) -> int:
        return version_to_show(self, entered=self.entered_version, saved=self.version)


class SettingsForm(PreferenceForm):
    """As the guide has it: CC addresses, spelling, service level and business hours, channels; then the others."""

    first = ("answers", "spelling", "sla", "channels")


class NoReplyForm(forms.Form):
    """One more do-not-reply address."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("This is not an e-mail address. Write it like name@company.example."),
        },
    )
    display_name = forms.CharField(label=_("Display name"), max_length=120, required=False)


def general_form(request: HttpRequest, tenant: Tenant, data: Any, files: Any) -> GeneralForm:
    """For a new tenant with a colour that nobody has yet; for a saved one without its short code."""
    if tenant.pk is None:
        return GeneralForm(data, initial={**_start(tenant), "colour": free_colour(), "active": True})
    form = GeneralForm(data, initial=_start(tenant))
    form.fields["code"].disabled = True
    return form


def settings_form(request: HttpRequest, tenant: Tenant, data: Any, files: Any) -> SettingsForm:
    chain = (cast(Holder, system_values()), cast(Holder, tenant))
    own_tab = [*preferences_of(TENANT, "calls"), *preferences_of(TENANT, "letters")]
    shown = [preference for preference in preferences_of(TENANT) if preference not in own_tab]
    return telling(SettingsForm(data, chain=chain, preferences=shown), request)


def accounts_form(request: HttpRequest, tenant: Tenant, data: Any, files: Any) -> AccountsForm:
    form = AccountsForm(data, saved=tenant_accounts(tenant))
    for use in USES:
        field = cast("forms.ModelChoiceField[MailAccount]", form.fields[use])
        field.queryset = choosable_accounts(tenant)
        field.empty_label = str(_("None of its own"))
        field.label_from_instance = attrgetter("label")  # type: ignore[assignment,method-assign]
    return form


def _start(tenant: Tenant) -> dict[str, Any]:
    return {field: getattr(tenant, field) for field in ("code", *FIELDS)}
