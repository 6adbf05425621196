"""How an account proves who it is, as it is entered: a password, or a token of a sign-in service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import Grant, Provider, SignIn
from kontor.channels.providers import PRESETS
from kontor.ui.fields import TypedPassword

SECRET = {"max_length": 400, "required": False, "strip": False}
KEPT = _("A password is saved, encrypted. Leave this empty to keep it.")
SECRET_KEPT = _("A secret is saved, encrypted. Leave this empty to keep it.")


LENIENT = (
    "host",
    "auth",
    "username",
    "password",
    "oauth_provider",
    "oauth_client_id",
    "oauth_grant",
    "oauth_authorize_url",
    "oauth_token_url",
    "oauth_scopes",
    "after_fetch",
)
"""Which of these are needed depends on what is chosen in the others."""


class SignInFields(forms.Form):
    """Of the fields, those of the way that is not chosen change nothing."""

    use_required_attribute = False

    auth = forms.ChoiceField(
        label=_("Sign-in by"),
        choices=SignIn.choices,
        initial=SignIn.PASSWORD,
        widget=forms.RadioSelect,
        help_text=_("Microsoft 365 and Google take no passwords for mailboxes any more; choose OAuth 2.0 for them."),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=254,
        help_text=_("Often the e-mail address itself."),
    )
    password = forms.CharField(
        label=_("Password"),
        widget=TypedPassword(),
        **SECRET,  # type: ignore[arg-type]
    )
    oauth_provider = forms.ChoiceField(
        label=_("Sign-in service"),
        choices=Provider.choices,
        initial=Provider.MICROSOFT,
        help_text=_("For Microsoft 365 and Google an empty server is filled in, for receiving and for sending."),
    )
    oauth_directory = forms.CharField(
        label=_("Directory (tenant) at Microsoft"),
        max_length=120,
        required=False,
        help_text=_("The directory id, or a domain of it. Empty: whatever the person who signs in belongs to."),
    )
    oauth_client_id = forms.CharField(
        label=_("Application id (client id)"),
        max_length=200,
        help_text=_("Under which you have registered Kontor with the sign-in service."),
    )
    oauth_client_secret = forms.CharField(
        label=_("Secret of the application"),
        widget=TypedPassword(),
        **SECRET,  # type: ignore[arg-type]
    )
    oauth_grant = forms.ChoiceField(
        label=_("Who agrees"), choices=Grant.choices, initial=Grant.CODE, widget=forms.RadioSelect
    )
    oauth_authorize_url = forms.CharField(label=_("Address for signing in"), max_length=400)
    oauth_token_url = forms.CharField(label=_("Address for tokens"), max_length=400)
    oauth_scopes = forms.CharField(
        label=_("Scopes"),
        max_length=600,
        help_text=_("Separated by spaces, as the service names them."),
    )

    def full_clean(self) -> None:
        """Nothing is demanded here that the chosen way does without; ``clean_sign_in`` says what it needs."""
        demanded = [self.fields[name] for name in LENIENT if name in self.fields and self.fields[name].required]
        for field in demanded:
            field.required = False
        super().full_clean()
        for field in demanded:
            field.required = True


def clean_sign_in(form: forms.Form, entered: dict[str, Any], *, new: bool) -> dict[str, Any]:
    """What is missing is said at its field; what belongs to the other way is left as it is saved."""
    entered["auth"] = entered.get("auth") or form.initial.get("auth") or SignIn.PASSWORD
    if entered["auth"] == SignIn.PASSWORD:
        if new and not entered.get("password"):
            form.add_error("password", _("Enter the password of the mailbox."))
        if not entered.get("username"):
            form.add_error("username", _("Enter the user name of the mailbox."))
        return {name: value for name, value in entered.items() if not name.startswith("oauth_")}
    if not entered.get("oauth_client_id"):
        form.add_error("oauth_client_id", _("Enter the id under which Kontor is registered."))
    entered["oauth_provider"] = entered.get("oauth_provider") or form.initial.get("oauth_provider") or Provider.OTHER
    entered["oauth_grant"] = entered.get("oauth_grant") or form.initial.get("oauth_grant") or Grant.CODE
    return entered


def knows_its_servers(entered: dict[str, Any]) -> bool:
    """The servers need not be entered, because everybody's are the same there."""
    return entered.get("auth") == SignIn.OAUTH2 and entered.get("oauth_provider") in PRESETS
