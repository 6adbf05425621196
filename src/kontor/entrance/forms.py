"""What is typed at the entrance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.people.domain.availability import BY_HAND, break_reasons
from kontor.people.domain.passwords import weakness
from kontor.people.enums import Availability, Module
from kontor.people.models import BreakReason, User

LONGEST = 256
"""Longer passwords are not looked at: hashing them would keep the server busy."""


def password_field(label: Any, *, autocomplete: str, required: Any = "", help_text: Any = "") -> forms.CharField:
    """A field for a password; what was typed is not shown again."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": required or _("Enter the password.")},
    )


class SignInForm(forms.Form):
    name = forms.CharField(
        label=_("User name or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Enter your user name or your e-mail address.")},
    )
    password = password_field(_("Password"), autocomplete="current-password", required=_("Enter your password."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if not self.is_bound:
            self.fields["name"].widget.attrs["autofocus"] = True


class AskForPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter a complete e-mail address, for example name@company.example."),
        },
    )


class NewPasswordForm(forms.Form):
    """A new password, twice. ``user`` is whose it will be."""

    password = password_field(_("New password"), autocomplete="new-password", required=_("Enter a new password."))
    again = password_field(
        _("New password once more"), autocomplete="new-password", required=_("Enter the new password once more.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        password, again = values.get("password"), values.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ. Enter the new one twice."))
        problem = weakness(password, self.user) if password else ""
        if problem:
            self.add_error("password", problem)
        return values


class StateForm(forms.Form):
    """What somebody is from now on; without a module for all of them, with a reason for a break only."""

    state = forms.TypedChoiceField(choices=[(each.value, each.label) for each in BY_HAND], coerce=Availability)
    module = forms.TypedChoiceField(
        choices=[("", ""), *Module.choices], coerce=Module, required=False, empty_value=None
    )
    reason = forms.ModelChoiceField(BreakReason.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = break_reasons()  # type: ignore[attr-defined]
