"""The reply editor's fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.drafts import DraftValues
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import PostalAddress
from kontor.desk.compose.addresses import read_addresses
from kontor.tickets.models import Ticket

LONGEST = 500_000
LONGEST_HTML = 2_000_000


class ReplyForm(forms.Form):
    """``rich``: what counts is ``html``; where no script ran (``plain``) it is always ``text``.

    Nothing is required: a draft may be unfinished. What an answer needs is checked when it is sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.CharField(label=_("To"), required=False, max_length=10_000)
    cc = forms.CharField(label=_("CC"), required=False, max_length=10_000)
    bcc = forms.CharField(label=_("BCC"), required=False, max_length=10_000)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=400)
    text = forms.CharField(label=_("Answer"), required=False, max_length=LONGEST, strip=False)
    html = forms.CharField(label=_("Answer"), required=False, max_length=LONGEST_HTML, strip=False)
    rich = forms.CharField(required=False, max_length=1)
    plain = forms.CharField(required=False, max_length=1)
    postal = forms.ModelChoiceField(label=_("Address"), queryset=PostalAddress.objects.none(), required=False)
    account = forms.ModelChoiceField(label=_("From"), queryset=MailAccount.objects.none(), required=False)

    def __init__(self, data: Any = None, *, ticket: Ticket | Draft) -> None:
        super().__init__(data)
        rows = MailAccount.objects.filter(owner_key__in=[0, ticket.tenant_id])
        self.fields["account"].queryset = rows  # type: ignore[attr-defined]
        customer = ticket.customer_id
        if customer:
            living = PostalAddress.objects.living().filter(customer=customer)
            self.fields["postal"].queryset = living  # type: ignore[attr-defined]

    @property
    def values(self) -> DraftValues:
        data = self.cleaned_data
        return DraftValues(
            to=read_addresses(data["to"]),
            cc=read_addresses(data["cc"]),
            bcc=read_addresses(data["bcc"]),
            subject=data["subject"],
            text=data["text"].replace("\r\n", "\n"),
            account=data["account"],
            html=data["html"],
            rich=data["rich"] == "1" and not data["plain"],
            postal_address=data["postal"],
        )
