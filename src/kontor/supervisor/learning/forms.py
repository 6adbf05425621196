"""The forms of the page: how what was learned is used, and a mail to try it on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.routing.preferences import LEARNED_SURE, LEARNED_USE
from kontor.tenants.models import Tenant
from kontor.ui.mask import switch_off


class UseForm(forms.Form):
    use = forms.ChoiceField(label=LEARNED_USE.label, help_text=LEARNED_USE.help, widget=forms.RadioSelect)
    sure = forms.IntegerField(
        label=LEARNED_SURE.label,
        help_text=LEARNED_SURE.help,
        min_value=LEARNED_SURE.minimum,
        max_value=LEARNED_SURE.maximum,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TryForm(forms.Form):
    """A ticket, or a text that is not stored."""

    number = forms.CharField(
        label=_("Ticket number"), required=False, max_length=20, help_text=_("Or paste a mail below.")
    )
    sender = forms.CharField(label=_("Sender"), required=False, max_length=320)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=1000)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors and not any(str(entered.get(name, "")).strip() for name in ("number", "subject", "text")):
            self.add_error("number", _("Enter the number of a ticket, or a subject or text."))
        return entered


def use_form(tenant: Tenant, data: Any = None, *, may_write: bool = True) -> UseForm:
    start = {"use": LEARNED_USE.get(tenant), "sure": LEARNED_SURE.get(tenant), "version": tenant.version}
    form = UseForm(data, initial=start)
    choices = form.fields["use"]
    assert isinstance(choices, forms.ChoiceField)
    choices.choices = list((LEARNED_USE.choices or {}).items())
    if not may_write:
        switch_off(form)
    return form
