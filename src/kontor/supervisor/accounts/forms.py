"""The forms of the account's mask, one a tab; a new account is entered with all of them at once."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.account_entries import MOST_WEIGHT, checked_host, default_port
from kontor.channels.enums import AccountKind, Channel, Protocol, Security
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.supervisor.accounts.after_fetch_fields import AfterFetchFields
from kontor.supervisor.accounts.sign_in_fields import (
    SECRET,
    SignInFields,
    clean_sign_in,
    knows_its_servers,
)
from kontor.tenants.models import Tenant
from kontor.ui.fields import TypedPassword

PORT = {"required": False, "min_value": 1, "max_value": 65535}
USUAL = {"placeholder": _("the usual")}


class GeneralForm(forms.Form):
    """What the account is called, for whom it is, and where its mail goes when no rule claims it."""

    kind = forms.ChoiceField(
        label=_("Type"),
        choices=[(kind.value, kind.label) for kind in (AccountKind.REPLY, AccountKind.SECOND_LEVEL)],
        widget=forms.RadioSelect,
        help_text=_(
            "To a reply account come answers to external forwards, and go on to the customer. To a 2nd-level reply "
            "account come answers to external inquiries, and go to the agent who asked."
        ),
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The address people write to."),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("This is not an e-mail address. Write it like name@company.example."),
        },
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("As the lists call it. Left empty, it is called like its address."),
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.none(),
        label=_("Tenant"),
        required=False,
        error_messages={"required": _("Choose the tenant the account belongs to.")},
    )
    fallback = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Fallback category"),
        required=False,
        empty_label=_("None: such mail is held until a person decides"),
        help_text=_("Mail that no rule claims goes into it. For a general account it decides the tenant too."),
    )
    active = forms.BooleanField(
        label=_("In use"), required=False, initial=True, help_text=_("If not, its mail stays on the mail server.")
    )


class ReceivingForm(SignInFields, AfterFetchFields):
    """How the mailbox is read, or the folder."""

    channel = forms.ChoiceField(
        label=_("What comes in"),
        choices=[(channel.value, channel.label) for channel in (Channel.MAIL, Channel.LETTER)],
        initial=Channel.MAIL,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Letters are scans (PDF or TIFF) in a folder or attached to mails. Whoever sends the mails is not taken "
            "for the customer."
        ),
    )
    protocol = forms.ChoiceField(label=_("Protocol"), choices=Protocol.choices)
    host = forms.CharField(label=_("Server"), max_length=253)
    port = forms.IntegerField(label=_("Port"), widget=forms.NumberInput(attrs=dict(USUAL)), **cast(Any, PORT))
    security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    folder = forms.CharField(label=_("Folder"), max_length=200, required=False, help_text=_("Usually INBOX."))
    ca_file = forms.CharField(
        label=_("Own certificate authority (file)"),
        max_length=400,
        required=False,
        help_text=_(
            "For servers whose certificate no public authority has signed: the path of the file on the server."
        ),
    )

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"]
        return host if self.cleaned_data.get("protocol") == Protocol.FOLDER else _server(host)

    def clean(self) -> dict[str, Any]:
        """A usual port follows protocol and encryption; what was not entered stays as it is."""
        entered = super().clean() or {}
        if "channel" in self.fields:
            entered["channel"] = entered.get("channel") or self.initial.get("channel") or Channel.MAIL.value
        if entered.get("protocol") == Protocol.FOLDER:
            return _without_server(entered)
        entered = clean_sign_in(self, entered, new=isinstance(self, NewAccountForm))
        if "host" not in self.errors and not entered.get("host") and not knows_its_servers(entered):
            self.add_error("host", _("Enter the server mail is received from."))
        _keep(self, entered, "after_fetch", "weight_in")
        return _with_usual_port(self, entered, "port", "protocol", "security")


class SendingForm(forms.Form):
    """How mail is sent through the account, and as whom."""

    sender_name = forms.CharField(
        label=_("Display name of the sender"),
        max_length=120,
        required=False,
        help_text=_("Customers see it beside the address."),
    )
    alternative = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Alternative account for sending"),
        required=False,
        empty_label=_("None: answers leave through this account"),
        help_text=_("When mail comes in here but answers shall leave through another account."),
    )
    smtp_host = forms.CharField(
        label=_("Server"), max_length=253, required=False, help_text=_("Empty: this account only receives.")
    )
    smtp_port = forms.IntegerField(label=_("Port"), widget=forms.NumberInput(attrs=dict(USUAL)), **cast(Any, PORT))
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    smtp_without_sign_in = forms.BooleanField(
        label=_("Send without signing in"),
        required=False,
        help_text=_("For a server that takes mail from this machine as it is. It gets no user name and no password."),
    )
    smtp_username = forms.CharField(
        label=_("User name"), max_length=254, required=False, help_text=_("Empty: that of the mailbox.")
    )
    smtp_password = forms.CharField(
        label=_("Password"),
        widget=TypedPassword(),
        **cast(Any, SECRET),
    )
    plain_text = forms.BooleanField(
        label=_("Answers leave as plain text"),
        required=False,
        help_text=_("Without any formatting, layout and pictures; what layout and footer say in words stays."),
    )
    sent_folder = forms.CharField(
        label=_("Folder for copies of sent mails"),
        max_length=200,
        required=False,
        help_text=_("A copy of each answer is put there, in the mailbox itself. Empty: none. IMAP only."),
    )
    weight_out = forms.IntegerField(
        label=_("Weighting (outgoing)"),
        required=False,
        min_value=1,
        max_value=MOST_WEIGHT,
        help_text=_("This many mails leave through this account at a time while other accounts wait. Usually 3."),
    )

    def clean_smtp_host(self) -> str:
        return _server(self.cleaned_data["smtp_host"])

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        _keep(self, entered, "weight_out")
        return _with_usual_port(self, entered, "smtp_port", "", "smtp_security")


class NewAccountForm(GeneralForm, ReceivingForm, SendingForm):
    """All that a new account needs to work at once. Its account for sending is chosen when it is there."""

    field_order = (*GeneralForm.base_fields, *ReceivingForm.base_fields, *SendingForm.base_fields)
    """As the mask shows them: Django would begin with the last class."""
    alternative = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = True


def _server(entered: str) -> str:
    try:
        return checked_host(entered) if entered else entered
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused


def _without_server(entered: dict[str, Any]) -> dict[str, Any]:
    """Of a folder only these are asked."""
    names = ("channel", "protocol", "folder", "after_fetch", "done_folder", "weight_in")
    asked = {name: entered[name] for name in names if entered.get(name) is not None}
    return {name: value for name, value in entered.items() if name not in ReceivingForm.base_fields} | asked


def _with_usual_port(
    form: forms.Form, entered: dict[str, Any], port: str, protocol: str, security: str
) -> dict[str, Any]:
    """What was a folder until now has no port that anybody has chosen: the usual one of mail stands in its row."""
    was = str(form.initial.get(protocol) or "smtp")
    before = (Protocol.IMAP if was == Protocol.FOLDER else was, str(form.initial.get(security)))
    now = (entered.get(protocol) or "smtp", entered.get(security))
    if None not in now and now != before and entered.get(port) == default_port(*before):
        entered[port] = None
    return entered


def _keep(form: forms.Form, entered: dict[str, Any], *names: str) -> None:
    """What stands in the account stays, where nothing was entered that could take its place."""
    for name in names:
        entered[name] = entered.get(name) or form.initial.get(name)
