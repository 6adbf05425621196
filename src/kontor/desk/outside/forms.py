"""What is typed for people outside."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.outside_drafts import OutsideValues, sendable_files
from kontor.desk.compose.addresses import read_addresses
from kontor.desk.compose.forms import LONGEST
from kontor.org.models import ClosingCode
from kontor.tickets.models import Attachment, Ticket

LONGEST_HTML = 2_000_000
MOST_HOURS = 720


class OutsideForm(forms.Form):
    """Nothing is required: a draft may be unfinished. What a mail needs is checked when it is sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.CharField(label=_("To"), required=False, max_length=10_000)
    cc = forms.CharField(label=_("CC"), required=False, max_length=10_000)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=400)
    text = forms.CharField(label=_("Text"), required=False, max_length=LONGEST, strip=False)
    html = forms.CharField(label=_("Text"), required=False, max_length=LONGEST_HTML, strip=False)
    rich = forms.CharField(required=False, max_length=1)
    plain = forms.CharField(required=False, max_length=1)
    quote = forms.BooleanField(label=_("Quote the customer's mail"), required=False)
    along = forms.ModelMultipleChoiceField(Attachment.objects.none(), label=_("Files"), required=False)
    remind_hours = forms.IntegerField(label=_("Remind after hours"), required=False, min_value=0, max_value=MOST_HOURS)
    closing_code = forms.ModelChoiceField(ClosingCode.objects.none(), label=_("Closing code"), required=False)

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        along = cast("forms.ModelMultipleChoiceField[Attachment]", self.fields["along"])
        along.queryset = Attachment.objects.filter(pk__in=[file.pk for file in sendable_files(ticket)])
        codes = cast("forms.ModelChoiceField[ClosingCode]", self.fields["closing_code"])
        codes.queryset = ticket.category.closing_codes.filter(deleted_at=None)

    @property
    def values(self) -> OutsideValues:
        data = self.cleaned_data
        return OutsideValues(
            to=read_addresses(data["to"]),
            cc=read_addresses(data["cc"]),
            subject=data["subject"],
            text=data["text"].replace("\r\n", "\n"),
            html=data["html"],
            rich=data["rich"] == "1" and not data["plain"],
            quote=data["quote"],
            files=tuple(file.pk for file in data["along"]),
            remind_hours=data["remind_hours"],
        )
