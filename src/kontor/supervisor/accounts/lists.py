"""The lists of mail accounts, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.channels.domain.accounts import delete_accounts, restore_account
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.accounts.access import get_accounts, readable_accounts
from kontor.supervisor.accounts.state import STATES, state_of, with_state
from kontor.supervisor.columns import DELETED_AT
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

FOLDER = "supervisor/accounts"
SYSTEM_KINDS = [(kind.value, kind.label) for kind in (AccountKind.REPLY, AccountKind.SECOND_LEVEL)]


def _tenant_name(account: MailAccount) -> object:
    return account.tenant.name if account.tenant else _("general")


def _tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
    return tenant_choices_with(request.access, "accounts.read")


NAME = Column("name", _("Name"), sort=("sort_key", "name"), filter=Text(), fixed=True, template=f"{FOLDER}/_name.html")
ADDRESS = Column("address", _("E-mail address"), sort="address_key", filter=Text(), template=f"{FOLDER}/_address.html")
TENANT = Column(
    "tenant",
    _("Tenant"),
    _tenant_name,
    sort="tenant__sort_key",
    filter=Choice("tenant_id", choices=tenant_choices, choices_for=_tenants_here),
    cell=cells.line,
)
KIND = Column(
    "kind",
    _("Type"),
    lambda account: account.get_kind_display(),
    sort="kind",
    filter=Choice(choices=SYSTEM_KINDS),
)
STATE = Column(
    "state",
    _("State"),
    state_of,
    sort=("failing_since", "active"),
    filter=Choice(choices=STATES, apply_with=with_state),
    template=f"{FOLDER}/_state.html",
)
LAST_MAIL = Column("last_mail", _("Last mail"), "last_mail_at", sort="last_mail_at", cell=cells.moment, labelled=True)
FETCHED = Column("fetched", _("Last success"), "fetched_at", sort="fetched_at", cell=cells.moment, labelled=True)
MORE = (
    Column("host", _("Server"), sort="host", filter=Text(), visible=False),
    Column("smtp_host", _("Server for sending"), sort="smtp_host", filter=Text(), visible=False),
    Column("error", _("Last error"), "error", visible=False, wide=True),
)


def _link(account: MailAccount) -> str:
    return reverse("supervisor:accounts:edit", args=[account.pk])


def _colour(account: MailAccount) -> int | None:
    return account.tenant.colour if account.tenant else None


INCOMING = Listing(
    "incoming-accounts",
    _("Incoming accounts"),
    columns=(NAME, ADDRESS, TENANT, STATE, LAST_MAIL, FETCHED, *MORE),
    link=_link,
    colour=_colour,
    actions=(
        Action(
            _("Delete"),
            "supervisor:accounts:delete",
            deed="accounts",
            icon="trash",
            permission="accounts.write",
            confirm=_("Delete the chosen accounts? They are not read any more; they can be restored."),
        ),
    ),
)
SYSTEM = replace(
    INCOMING,
    key="system-accounts",
    label=_("System accounts"),
    columns=(NAME, KIND, ADDRESS, TENANT, STATE, LAST_MAIL, FETCHED, *MORE),
)
DELETED = Listing(
    "deleted-accounts",
    _("Deleted accounts"),
    columns=(
        NAME,
        replace(KIND, filter=Choice(choices=AccountKind.choices)),
        ADDRESS,
        TENANT,
        DELETED_AT,
    ),
    default_sort=("-deleted",),
    colour=_colour,
    actions=(Action(_("Restore"), "supervisor:accounts:restore", icon="restore", permission="accounts.write"),),
)


@require_GET
def incoming(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "accounts.read")
    context = {
        **_context(request, reverse("supervisor:accounts:new")),
        "empty_title": _("No incoming account yet"),
        "empty_text": _("Customers write to the address of an incoming account. Create the first one."),
    }
    return INCOMING.answer(request, readable_accounts(request, system=False), f"{FOLDER}/list.html", context)


@require_GET
def system(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "accounts.read")
    context = {
        **_context(request, f"{reverse('supervisor:accounts:new')}?type=system"),
        "empty_title": _("No system account yet"),
        "empty_text": _("Answers of people outside come back to a system account: to inquiries and forwards."),
    }
    return SYSTEM.answer(request, readable_accounts(request, system=True), f"{FOLDER}/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "accounts.write")
    context = deleted_context(_("No deleted accounts"))
    return DELETED.answer(request, readable_accounts(request, deleted=True), f"{FOLDER}/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "accounts.write")
    chosen = get_accounts(request, selected(request), may="accounts.write")
    delete_accounts(chosen, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s account is deleted.", "%(count)s accounts are deleted.", count)
    message(request, sentence % {"count": count})
    return redirect(request, _list_of(chosen))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "accounts.write")
    chosen = get_accounts(request, selected(request), may="accounts.write", deleted=True)
    for account in chosen:
        restore_account(account, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s account is restored.", "%(count)s accounts are restored.", count)
    message(request, sentence % {"count": count})
    return redirect(request, _list_of(chosen))


def _context(request: DeskRequest, new_url: str) -> dict[str, Any]:
    may_write = request.access.may_anywhere("accounts.write")
    return {
        "new_url": new_url if may_write else "",
        "restore_url": reverse("supervisor:accounts:deleted") if may_write else "",
    }


def _list_of(accounts: list[MailAccount]) -> str:
    """The list the accounts stand in; that of incoming ones when they are mixed."""
    system_only = bool(accounts) and all(account.kind != AccountKind.INCOMING for account in accounts)
    return reverse("supervisor:accounts:system" if system_only else "supervisor:accounts:list")
