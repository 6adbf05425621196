"""The signature of an account's mail: a page of its own beside the mask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.channels.dkim_keys import KeyKind, dns_name, dns_record, kind_of, new_key, read_key, zone_line
from kontor.channels.domain.signatures import remove_signature, set_signature
from kontor.channels.models import MailAccount
from kontor.org.middleware import DeskRequest
from kontor.supervisor.accounts.access import get_account, may_write
from kontor.supervisor.saving import saves
from kontor.ui.htmx import fragment, message, redirect

KEEP, PASTE = "keep", "paste"


class SignatureForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=253,
        help_text=gettext_lazy("That of the account's address, or one above it."),
    )
    selector = forms.CharField(
        label=gettext_lazy("Selector"),
        max_length=63,
        help_text=gettext_lazy("A name for the key in DNS, so that several may stand side by side."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Key"), widget=forms.RadioSelect)
    pasted = forms.CharField(
        label=gettext_lazy("Private key (PEM)"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Only where a key of your own is pasted. It is stored encrypted and never shown again."),
    )

    def __init__(self, *args: Any, has_key: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = [(KEEP, _("Keep the present key"))] if has_key else []
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            *present,
            (KeyKind.RSA.value, _("Make a new key (RSA, understood by every server)")),
            (KeyKind.ED25519.value, _("Make a new key (Ed25519, shorter, not yet understood by all)")),
            (PASTE, _("Paste a key")),
        ]

    @property
    def key(self) -> str:
        """The chosen key; "" for the present one. Refused when what was pasted is none."""
        source = self.cleaned_data["source"]
        if source == KEEP:
            return ""
        return read_key(self.cleaned_data["pasted"]) if source == PASTE else new_key(KeyKind(source))


@require_http_methods(["GET", "POST"])
def signature(request: DeskRequest, account_id: int) -> HttpResponse:
    """What is signed with, and the record for DNS; on POST it is changed."""
    account = get_account(request, account_id, may="accounts.write" if request.method == "POST" else "accounts.read")
    form = SignatureForm(request.POST or None, has_key=bool(account.dkim_key), initial=_initial(account))
    if request.method == "POST" and form.is_valid() and saves(form, lambda: _set(request, account, form)):
        message(request, _("The signature is saved. Others can check it once the record stands in DNS."))
        return redirect(request, _url(account))
    return _page(request, account, form, status=422 if request.method == "POST" else 200)


@require_POST
def remove(request: DeskRequest, account_id: int) -> HttpResponse:
    """Stop signing."""
    account = get_account(request, account_id, may="accounts.write")
    version = request.POST.get("version", "")
    remove_signature(account, version=int(version) if version.isdecimal() and len(version) < 9 else -1, by=request.user)
    message(request, _("Mail of this account is not signed any more."))
    return redirect(request, _url(account))


def _set(request: DeskRequest, account: MailAccount, form: SignatureForm) -> None:
    values = form.cleaned_data
    set_signature(
        account,
        domain=values["domain"],
        selector=values["selector"],
        key=form.key,
        version=values["version"],
        by=request.user,
    )


def _page(request: DeskRequest, account: MailAccount, form: SignatureForm, *, status: int) -> HttpResponse:
    context: dict[str, Any] = {"account": account, "form": form, "may_write": may_write(request, account)}
    if account.dkim_key:
        domain, selector, key = account.dkim_domain, account.dkim_selector, account.dkim_key
        context["record"] = {
            "name": dns_name(domain, selector),
            "value": dns_record(key),
            "zone": zone_line(domain, selector, key),
            "kind": "RSA" if kind_of(key) == KeyKind.RSA else "Ed25519",
        }
    return fragment(request, "supervisor/accounts/signature.html", context, status=status)


def _initial(account: MailAccount) -> dict[str, Any]:
    return {
        "version": account.version,
        "domain": account.dkim_domain or account.address.rpartition("@")[2],
        "selector": account.dkim_selector or "kontor",
        "source": KEEP if account.dkim_key else KeyKind.RSA.value,
    }


def _url(account: MailAccount) -> str:
    return reverse("supervisor:accounts:signature", args=[account.pk])
