"""Why a letter came back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReturnedForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("As it stands on the envelope, for example “moved, address unknown”."),
    )
