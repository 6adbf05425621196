"""The account's mask: creating one, saving tab by tab, and having its mailbox read now."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.channels.domain.accounts import change_account, create_account
from kontor.channels.domain.connection_tests import shown_test
from kontor.channels.domain.troubles import troubles_of
from kontor.channels.enums import AccountKind, Grant, Security
from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.intake.domain.ledger import day_counts
from kontor.org.middleware import DeskRequest
from kontor.outbox.domain.pausing import send_anew
from kontor.readiness.domain.canaries import canary_of
from kontor.routing.domain.fallback import set_fallback
from kontor.supervisor.accounts.access import get_account, may_write
from kontor.supervisor.accounts.signing_in import callback_address
from kontor.supervisor.accounts.state import state_of, unused_channel
from kontor.supervisor.accounts.tabs import ACCOUNT_MASK
from kontor.supervisor.arrivals.links import days_url, ledger_url
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves, seen_id
from kontor.supervisor.tenants.links import tenant_url
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import Mask, open_mask
from kontor.ui.navigation import belongs_to

TEMPLATE = "supervisor/accounts/edit.html"
TROUBLES = 20
"""So many of the last troubles are shown."""


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "accounts.write")
    system = request.GET.get("type") == "system"
    here = reverse("supervisor:accounts:new") + ("?type=system" if system else "")
    account = MailAccount(kind=AccountKind.REPLY if system else AccountKind.INCOMING)
    _stands_in_its_list(request, account)
    mask = open_mask(ACCOUNT_MASK, request, account, "general", url=lambda _key: here)
    form = cast(forms.Form, mask.form)
    if mask.is_posted and form.is_valid():
        made: list[MailAccount] = []
        if saves(form, lambda: made.append(create(request, form))):
            sentence, url = _what_next(made[0])
            return mask.saved(request, sentence, url=url)
    return mask.answer(request, TEMPLATE, {"may_write": True, "system": system, **_sign_in(request, account)})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, account_id: int, tab: str = "general") -> HttpResponse:
    account = get_account(request, account_id, may="accounts.write" if request.method == "POST" else "accounts.read")
    _stands_in_its_list(request, account)
    mask = open_mask(ACCOUNT_MASK, request, account, tab, url=lambda key: _url(account, key))
    if mask.is_posted and mask.form is None:
        return HttpResponseNotAllowed(["GET"])
    if not mask.is_posted or not cast(forms.Form, mask.form).is_valid():
        return mask.answer(request, TEMPLATE, _context(request, mask))
    if conflict := mask.conflict(account.version):
        return mask.answer(request, TEMPLATE, _context(request, mask), conflict=conflict)
    if not saves(mask.form, lambda: _save(request, account, mask)):
        return mask.answer(request, TEMPLATE, _context(request, mask))
    if Security.PLAIN in (_entered(mask).get("security"), _entered(mask).get("smtp_security")):
        message(request, _("Passwords and mails of this account cross the network unencrypted."), "near")
    return mask.saved(request)


@require_POST
def fetch(request: DeskRequest, account_id: int) -> HttpResponse:
    account = get_account(request, account_id, may="accounts.write")
    start(account.owner, account.pk)
    message(
        request, _("The mailbox of %(address)s is read as soon as a worker is free.") % {"address": account.address}
    )
    return redirect(request, _url(account, "state"))


def _stands_in_its_list(request: DeskRequest, account: MailAccount) -> None:
    if account.kind != AccountKind.INCOMING:
        belongs_to(request, "system-accounts")


def _what_next(account: MailAccount) -> tuple[str, str]:
    if account.signs_in_by_token and account.oauth_grant == Grant.CODE:
        return _("“%(name)s” is created. Now sign in for it.") % {"name": account.name}, _url(account, "receiving")
    return _("“%(name)s” is created. Now test its connections.") % {"name": account.name}, _url(account, "state")


def create(request: DeskRequest, form: forms.Form) -> MailAccount:
    entered = dict(form.cleaned_data)
    fallback = entered.pop("fallback")
    kind = entered.pop("kind", AccountKind.INCOMING.value)
    account = create_account(kind=kind, **cast(Any, entered), by=request.user)
    if fallback:
        _set_fallback(request, account, fallback)
    return account


def _save(request: DeskRequest, account: MailAccount, mask: Mask) -> None:
    """A fallback category belongs to the tenant of the account, so it goes before the account moves."""
    form, entered = cast(forms.Form, mask.form), dict(_entered(mask))
    if "fallback" not in entered:
        send_anew(change_account(account, version=mask.version, by=request.user, **cast(Any, entered)))
        return
    fallback, before = entered.pop("fallback"), form.initial.get("fallback")
    seen = seen_id(request)
    moves = entered["tenant"] != account.tenant
    if moves and before:
        set_fallback(account, None, by=request.user, seen=seen)
        before, seen = None, None
    saved = change_account(account, version=mask.version, by=request.user, **cast(Any, entered))
    send_anew(saved)
    had_in_front = before if seen is None else seen
    if (fallback.pk if fallback else 0) != (had_in_front or 0):
        _set_fallback(request, saved, fallback, seen=seen)


def _set_fallback(request: DeskRequest, account: MailAccount, fallback: Any, *, seen: int | None = None) -> None:
    need(request, "categories.write", tenant_id=fallback.tenant_id if fallback else account.owner)
    set_fallback(account, fallback, by=request.user, seen=seen)


def _entered(mask: Mask) -> dict[str, Any]:
    return cast(forms.Form, mask.form).cleaned_data


def _context(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    account: MailAccount = mask.thing
    context: dict[str, Any] = {
        "account": account,
        "may_write": may_write(request, account),
        "mask_colour": account.tenant.colour if account.tenant else None,
        "state": state_of(account),
        "unused": unused_channel(account),
        "history_url": history_url(request, account),
        "tenant_url": tenant_url(request, account.tenant),
        "test": shown_test(account) if mask.tab.key != "general" else None,
    }
    if mask.tab.key == "general":
        context["seen"] = _seen(request, mask)
    if mask.tab.key == "receiving":
        context |= _sign_in(request, account)
    if mask.tab.key == "state":
        context["canary"] = canary_of(account)
        context["troubles"] = troubles_of(account)[:TROUBLES]
        context["counts"] = day_counts(account, timezone.localdate())
        context["ledger_url"] = ledger_url(request, account)
        context["days_url"] = days_url(request, account)
    return context


def _seen(request: DeskRequest, mask: Mask) -> int:
    """The fallback category the form was drawn with; after a conflict the one that is there now, as for the version."""
    asked = seen_id(request) if mask.is_posted and mask.version == mask.shown_version else None
    return asked if asked is not None else cast(forms.Form, mask.form).initial.get("fallback") or 0


def _sign_in(request: DeskRequest, account: MailAccount) -> dict[str, Any]:
    by_person = account.signs_in_by_token and account.oauth_grant == Grant.CODE
    return {"callback": callback_address(request), "by_person": account.pk and by_person}


def _url(account: MailAccount, tab: str) -> str:
    if tab == "general":
        return reverse("supervisor:accounts:edit", args=[account.pk])
    return reverse("supervisor:accounts:tab", args=[account.pk, tab])
