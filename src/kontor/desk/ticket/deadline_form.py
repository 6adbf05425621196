"""At which moment a deadline is explained."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.kernel import clock
from kontor.ui.moments import MomentField


class MomentForm(forms.Form):
    at = MomentField(
        label=_("As it was at"),
        help_text=_("Nothing that happened later counts. Empty: now."),
        required=False,
    )

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at > clock.now():
            raise forms.ValidationError(_("This lies in the future. Choose a moment that is over."))
        return at
