"""The forms of the account's mask, one a tab; a new account is entered with all of them at once."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.account_entries import MOST_WEIGHT, default_port
from kontor.channels.domain.account_uses import accounts_for_sending
from kontor.channels.enums import AccountKind, Channel, Grant, Protocol, Provider, Security
from kontor.channels.models import MailAccount
from kontor.letters.domain.switch import is_on
from kontor.org.domain.category_queries import categories_to_choose, tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.routing.models import AccountFallback
from kontor.supervisor.accounts.access import may_write
from kontor.supervisor.accounts.after_fetch_fields import AfterFetchFields
from kontor.supervisor.accounts.folder_words import speak_of_folders
from kontor.supervisor.accounts.sign_in_fields import (
    KEPT,
    SECRET,
    SECRET_KEPT,
    SignInFields,
    clean_sign_in,
    knows_its_servers,
)
from kontor.tenants.models import Tenant

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

    def clean(self) -> dict[str, Any]:
        """A usual port follows protocol and encryption; what was not entered stays as it is."""
        entered = super().clean() or {}
        if "channel" in self.fields:
            entered["channel"] = entered.get("channel") or self.initial.get("channel") or Channel.MAIL.value
        if entered.get("protocol") == Protocol.FOLDER:
            return _without_server(entered)
        entered = clean_sign_in(self, entered, new=isinstance(self, NewAccountForm))
        if not entered.get("host") and not knows_its_servers(entered):
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
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
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
        help_text=_("So many mails leave through this account at a time while other accounts wait. Usually 3."),
    )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        _keep(self, entered, "weight_out")
        return _with_usual_port(self, entered, "smtp_port", "", "smtp_security")


class NewAccountForm(GeneralForm, ReceivingForm, SendingForm):
    """All that a new account needs to work at once. Its account for sending is chosen when it is there."""

    alternative = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = True


def general_form(request: HttpRequest, account: MailAccount, data: Any, files: Any) -> forms.Form:
    desk_request = cast(DeskRequest, request)
    if account.pk is None:
        form: forms.Form = NewAccountForm(data, initial={**_start(account, NewAccountForm), "tenant": _asked(request)})
        form.initial.update(oauth_provider=Provider.MICROSOFT, oauth_grant=Grant.CODE)
        form.initial.update(port=None, smtp_port=None)
        _offer_places(form, desk_request, account)
        _offer_letters(form, account)
        _close_authority(form, desk_request)
        return form
    form = GeneralForm(data, initial=_start(account, GeneralForm))
    form.initial.update(tenant=account.tenant_id, fallback=_fallback_id(account))
    _offer_places(form, desk_request, account)
    return _closed_unless_allowed(form, desk_request, account)


def receiving_form(request: HttpRequest, account: MailAccount, data: Any, files: Any) -> forms.Form:
    form = ReceivingForm(data, initial=_start(account, ReceivingForm))
    form.fields["password"].help_text = KEPT if account.password else ""
    form.fields["oauth_client_secret"].help_text = SECRET_KEPT if account.oauth_client_secret else ""
    if not account.oauth_provider:
        form.initial.update(oauth_provider=Provider.MICROSOFT, oauth_grant=Grant.CODE)
    _offer_letters(form, account)
    speak_of_folders(form)
    _close_authority(form, cast(DeskRequest, request))
    return _closed_unless_allowed(form, cast(DeskRequest, request), account)


def sending_form(request: HttpRequest, account: MailAccount, data: Any, files: Any) -> forms.Form:
    form = SendingForm(data, initial={**_start(account, SendingForm), "alternative": account.alternative_id})
    form.fields["smtp_password"].help_text = KEPT if account.smtp_password else _("Empty: that of the mailbox.")
    field = cast("forms.ModelChoiceField[MailAccount]", form.fields["alternative"])
    field.queryset = accounts_for_sending(account)
    field.label_from_instance = attrgetter("label")  # type: ignore[assignment,method-assign]
    return _closed_unless_allowed(form, cast(DeskRequest, request), account)


def _start(account: MailAccount, form: type[forms.Form]) -> dict[str, Any]:
    """The saved values, without the secrets."""
    left_out = {"password", "smtp_password", "oauth_client_secret", "tenant", "fallback", "alternative"}
    return {name: getattr(account, name) for name in form.base_fields if name not in left_out}


def _asked(request: HttpRequest) -> int | None:
    """The tenant that the address asks for."""
    asked = request.GET.get("tenant", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _fallback_id(account: MailAccount) -> int | None:
    rows = AccountFallback.objects.filter(account=account, category__deleted_at=None)
    return rows.values_list("category_id", flat=True).first()


def _offer_places(form: forms.Form, request: DeskRequest, account: MailAccount) -> None:
    """The tenants and categories to choose from. General accounts are set up for the installation only."""
    if account.kind == AccountKind.INCOMING:
        del form.fields["kind"]
    installation = request.access.may("accounts.write", tenant_id=0)
    tenant = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    tenant.queryset = tenants_for(request.access, "accounts.write")
    tenant.required = not installation
    tenant.empty_label = str(_("General: for every tenant without its own") if installation else _("Choose a tenant"))
    tenant.disabled = account.pk is not None and not installation
    categories = cast("forms.ModelChoiceField[Category]", form.fields["fallback"])
    own = account.pk is not None and tenant.disabled
    wanted = (account.tenant_id or 0,) if own else request.access.tenants_with("categories.read")
    categories.queryset = categories_to_choose(wanted)
    categories.label_from_instance = _category_label  # type: ignore[assignment,method-assign]
    categories.disabled = not request.access.may_anywhere("categories.write")


def _offer_letters(form: forms.Form, account: MailAccount) -> None:
    """Only where letters are switched on, or the account has them from then; they come in, and are not answers."""
    if account.kind == AccountKind.INCOMING and (account.channel == Channel.LETTER or is_on()):
        return
    del form.fields["channel"]
    protocol = cast(forms.ChoiceField, form.fields["protocol"])
    protocol.choices = [(each.value, each.label) for each in Protocol if each != Protocol.FOLDER]


def _without_server(entered: dict[str, Any]) -> dict[str, Any]:
    """Of a folder only these are asked."""
    names = ("channel", "protocol", "folder", "after_fetch", "done_folder", "weight_in")
    of_receiving = set(ReceivingForm.base_fields) - set(names)
    return {name: value for name, value in entered.items() if name not in of_receiving and value is not None}


def _close_authority(form: forms.Form, request: DeskRequest) -> None:
    """The file lies on the machine Kontor runs on: a matter of the installation."""
    form.fields["ca_file"].disabled = not request.access.may("accounts.write", tenant_id=0)


def _closed_unless_allowed(form: forms.Form, request: DeskRequest, account: MailAccount) -> forms.Form:
    """Who may only look sees the same fields, switched off."""
    if not may_write(request, account):
        for field in form.fields.values():
            field.disabled = True
    return form


def _with_usual_port(
    form: forms.Form, entered: dict[str, Any], port: str, protocol: str, security: str
) -> dict[str, Any]:
    before = (str(form.initial.get(protocol) or "smtp"), str(form.initial.get(security)))
    now = (entered.get(protocol) or "smtp", entered.get(security))
    if None not in now and now != before and entered.get(port) == default_port(*before):
        entered[port] = None
    return entered


def _keep(form: forms.Form, entered: dict[str, Any], *names: str) -> None:
    """What stands in the account stays, where nothing was entered that could take its place."""
    for name in names:
        entered[name] = entered.get(name) or form.initial.get(name)


def _category_label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"
