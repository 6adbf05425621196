"""The forms of a telephone system's mask, one a tab."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.calls.domain.phone_systems import served_tenants
from kontor.calls.enums import Connector, DialFormat, PushFormat
from kontor.calls.models import PhoneSystem
from kontor.supervisor.tenants.places import countries
from kontor.tenants.models import Tenant
from kontor.ui.fields import TypedPassword

KEPT = _("Leave it empty to keep the saved one.")


class GeneralForm(forms.Form):
    """What the telephone system is called, for whom it is, and how it wants numbers dialled."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("A telephone system needs a name.")}
    )
    connector = forms.ChoiceField(
        label=_("Connector"),
        choices=Connector.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Kontor signs in to an Asterisk and can place, hold and transfer calls there. Any other telephone system "
            "or provider that can post what happens to a web address uses the call interface."
        ),
    )
    all_tenants = forms.BooleanField(label=_("For all tenants"), required=False)
    tenants = forms.MultipleChoiceField(
        label=_("Only for these tenants"), required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        help_text=_("Numbers without a country code are read as numbers of this country."),
    )
    area_code = forms.CharField(
        label=_("Area code"),
        max_length=10,
        required=False,
        help_text=_("Where the telephone system reports numbers of its own town without one, for instance 040."),
    )
    outside_line = forms.CharField(
        label=_("Digits for an outside line"),
        max_length=6,
        required=False,
        help_text=_("Dialled before every number outside, and left out of what is shown. Often none, or 0."),
    )
    dial_format = forms.ChoiceField(label=_("Numbers are dialled as"), choices=DialFormat.choices)
    active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("If not, it is not connected and its events are refused.")
    )

    @property
    def values(self) -> dict[str, Any]:
        """What the verb takes. For a valid form."""
        values = dict(self.cleaned_data)
        chosen = {int(key) for key in values["tenants"]}
        values["tenants"] = list(Tenant.objects.living().filter(pk__in=chosen))
        return values


class AsteriskForm(forms.Form):
    """How Kontor signs in to an Asterisk."""

    host = forms.CharField(label=_("Server"), max_length=253, required=False)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    tls = forms.BooleanField(
        label=_("Encrypted (TLS)"),
        required=False,
        help_text=_("Without encryption everybody on the way can read the password and place calls."),
    )
    ca_file = forms.CharField(
        label=_("Own certificate authority (file)"),
        max_length=400,
        required=False,
        help_text=_(
            "For servers whose certificate no public authority has signed: the path of the file on the server."
        ),
    )
    username = forms.CharField(
        label=_("User name"), max_length=120, required=False, help_text=_("That of manager.conf in the Asterisk.")
    )
    secret = forms.CharField(
        label=_("Password"),
        max_length=200,
        required=False,
        strip=False,
        widget=TypedPassword(),
    )
    technology = forms.CharField(
        label=_("Technology of the phones"),
        max_length=20,
        help_text=_("Extension 201 is reached as PJSIP/201."),
    )
    context = forms.CharField(
        label=_("Context for outgoing calls"),
        max_length=80,
        required=False,
        help_text=_("The part of the dial plan that Kontor dials in: prefix, number and postfix arrive there."),
    )

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PushForm(forms.Form):
    """What a telephone system posts. Calls are placed at the phones there."""

    push_format = forms.ChoiceField(label=_("Format of the events"), choices=PushFormat.choices)
    signing_secret = forms.CharField(
        label=_("Secret of the signature"),
        max_length=200,
        required=False,
        strip=False,
        widget=TypedPassword(),
    )
    unsigned = forms.BooleanField(label=_("Forget the secret: events come without a signature"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def general_form(request: HttpRequest, system: PhoneSystem, data: Any, files: Any) -> GeneralForm:
    start = {name: getattr(system, name) for name in GeneralForm.base_fields if name != "tenants"}
    if system.pk is not None and not system.all_tenants:
        start["tenants"] = [str(tenant.pk) for tenant in served_tenants(system)]
    form = GeneralForm(data, initial=start)
    form.fields["tenants"].choices = [  # type: ignore[attr-defined]
        (str(tenant.pk), tenant.name) for tenant in Tenant.objects.living().order_by("sort_key")
    ]
    return form


def connection_form(request: HttpRequest, system: PhoneSystem, data: Any, files: Any) -> AsteriskForm | PushForm:
    """Its fields are those of the connector."""
    return _asterisk(system, data) if system.connector == Connector.ASTERISK else _push(system, data)


def _asterisk(system: PhoneSystem, data: Any) -> AsteriskForm:
    form = AsteriskForm(data, initial=_start(system, AsteriskForm, "secret"))
    form.fields["secret"].help_text = KEPT if system.secret else ""
    return form


def _push(system: PhoneSystem, data: Any) -> PushForm:
    form = PushForm(data, initial=_start(system, PushForm, "signing_secret", "unsigned"))
    if system.signing_secret:
        form.fields["signing_secret"].help_text = KEPT
    else:
        form.fields["signing_secret"].help_text = _("With it, only signed events are believed. Empty: the token alone.")
        del form.fields["unsigned"]
    return form


def _start(system: PhoneSystem, form: type[forms.Form], *without: str) -> dict[str, Any]:
    """The saved values, without the secrets."""
    return {name: getattr(system, name) for name in form.base_fields if name not in without}
