"""What people change about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from kontor.entrance.forms import NewPasswordForm, password_field
from kontor.people.domain.sign_in import too_many
from kontor.people.models import User

MOST_WRONG = 10


def languages() -> list[tuple[str, Any]]:
    """The languages of the surface, each in its own words, and the browser's choice."""
    own = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [("", _("As the browser says")), *own]


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("So colleagues see you, and customers where a template names you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    signature = forms.CharField(
        label=_("Signature"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[("", _("As the system says")), ("light", _("Light")), ("dark", _("Dark"))],
        required=False,
    )


class OwnPasswordForm(NewPasswordForm):
    """The present password is asked too, so that a screen left open gives nobody the account."""

    present = password_field(
        _("Present password"), autocomplete="current-password", required=_("Enter your present password.")
    )
    field_order = ("present", "password", "again")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not self.is_bound:
            self.fields["present"].widget.attrs["autofocus"] = True

    def clean_present(self) -> str:
        """An attempt counts before it is looked at: beyond so many not even the right password is."""
        if too_many("present_password", str(self.user.pk), most=MOST_WRONG):
            raise forms.ValidationError(gettext("Too many attempts failed. Sign out and use “Forgot password”."))
        if not self.user.check_password(self.cleaned_data["present"]):
            raise forms.ValidationError(gettext("This is not your present password."))
        return str(self.cleaned_data["present"])
