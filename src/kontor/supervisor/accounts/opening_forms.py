"""The forms of the account's mask as a person finds them: what stands in them, what they may choose and change."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, cast

from django import forms
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.account_uses import accounts_for_sending
from kontor.channels.enums import AccountKind, Channel, Grant, Protocol, Provider
from kontor.channels.models import MailAccount
from kontor.letters.domain.switch import is_on
from kontor.org.domain.category_queries import categories_to_choose, tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.accounts.access import fallback_id
from kontor.supervisor.accounts.folder_words import speak_of_folders
from kontor.supervisor.accounts.forms import GeneralForm, NewAccountForm, ReceivingForm, SendingForm
from kontor.supervisor.accounts.sign_in_fields import KEPT, SECRET, SECRET_KEPT
from kontor.tenants.models import Tenant
from kontor.ui.fields import TypedPassword


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
    form.initial.update(tenant=account.tenant_id, fallback=fallback_id(account))
    _offer_places(form, desk_request, account)
    return form


def receiving_form(request: HttpRequest, account: MailAccount, data: Any, files: Any) -> forms.Form:
    form = ReceivingForm(data, initial=_start(account, ReceivingForm))
    form.fields["password"].help_text = KEPT if account.password else ""
    form.fields["oauth_client_secret"].help_text = SECRET_KEPT if account.oauth_client_secret else ""
    if not account.oauth_provider:
        form.initial.update(oauth_provider=Provider.MICROSOFT, oauth_grant=Grant.CODE)
    if account.smtp_host and account.smtp_username and account.smtp_password:
        help_text = _("Needed only where another certificate authority counts: mail leaves under it too.")
        form.fields["smtp_password"] = _secret_of_the_other_tab(_("Password for sending"), help_text)
    _offer_letters(form, account)
    speak_of_folders(form)
    _close_authority(form, cast(DeskRequest, request))
    return form


def sending_form(request: HttpRequest, account: MailAccount, data: Any, files: Any) -> forms.Form:
    form = SendingForm(data, initial={**_start(account, SendingForm), "alternative": account.alternative_id})
    form.fields["smtp_password"].help_text = KEPT if account.smtp_password else _("Empty: that of the mailbox.")
    if account.smtp_host and not account.smtp_username and account.password:
        help_text = _("Needed only where mail leaves over another server with the sign-in of the mailbox.")
        form.fields["password"] = _secret_of_the_other_tab(_("Password of the mailbox"), help_text)
    field = cast("forms.ModelChoiceField[MailAccount]", form.fields["alternative"])
    field.queryset = accounts_for_sending(account)
    field.label_from_instance = attrgetter("label")  # type: ignore[assignment,method-assign]
    return form


def _secret_of_the_other_tab(label: Any, help_text: Any) -> forms.CharField:
    """What goes another way by a change on this tab is asked for here, too: else nobody could make the change."""
    return forms.CharField(label=label, help_text=help_text, widget=TypedPassword(), **cast(Any, SECRET))


def _start(account: MailAccount, form: type[forms.Form]) -> dict[str, Any]:
    """The saved values, without the secrets."""
    left_out = {"password", "smtp_password", "oauth_client_secret", "tenant", "fallback", "alternative"}
    return {name: getattr(account, name) for name in form.base_fields if name not in left_out}


def _asked(request: HttpRequest) -> int | None:
    """The tenant that the address asks for."""
    asked = request.GET.get("tenant", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


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
    categories.queryset = _first_of(account.tenant_id or _asked(request), categories_to_choose(wanted))
    categories.label_from_instance = _category_label  # type: ignore[assignment,method-assign]
    categories.disabled = not request.access.may_anywhere("categories.write")


def _first_of(tenant_id: int | None, categories: QuerySet[Category]) -> QuerySet[Category]:
    """Those of this tenant stand above the many others."""
    if not tenant_id:
        return categories
    others = Case(When(tenant_id=tenant_id, then=0), default=1)
    return categories.order_by(others, "tenant__sort_key", "sort_key")


def _offer_letters(form: forms.Form, account: MailAccount) -> None:
    """Only where letters are switched on, or the account has them from then; they come in, and are not answers."""
    if account.kind == AccountKind.INCOMING and (account.channel == Channel.LETTER or is_on()):
        return
    del form.fields["channel"]
    protocol = cast(forms.ChoiceField, form.fields["protocol"])
    protocol.choices = [(each.value, each.label) for each in Protocol if each != Protocol.FOLDER]


def _close_authority(form: forms.Form, request: DeskRequest) -> None:
    """The file lies on the machine Kontor runs on: a matter of the installation."""
    form.fields["ca_file"].disabled = not request.access.may("accounts.write", tenant_id=0)


def _category_label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"
