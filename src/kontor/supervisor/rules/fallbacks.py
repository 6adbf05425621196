"""The last rule of all: each account's fallback category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.channels.models import MailAccount
from kontor.kernel.text import whole_number
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.routing.domain.fallback import accounts_with_fallback, set_fallback
from kontor.supervisor.doors import need
from kontor.supervisor.rules.access import sees_general_accounts
from kontor.supervisor.saving import seen_id
from kontor.ui.htmx import message, redirect


@dataclass(frozen=True)
class FallbackRow:
    """An account, the category its unclaimed mail goes into, and the categories it could be."""

    account: MailAccount
    category: Category | None
    choices: list[Category]
    may_write: bool


def fallback_rows(request: DeskRequest) -> list[FallbackRow]:
    """The accounts the person may look at here, the general ones only for the installation."""
    tenants = request.access.tenants_with("categories.read")
    categories = list(categories_to_choose(tenants))
    accounts: list[Any] = list(accounts_with_fallback(tenants, general=sees_general_accounts(request)))
    return [_row(request, account, categories) for account in accounts]


@require_POST
def fallback(request: DeskRequest, account_id: int) -> HttpResponse:
    tenants = request.access.tenants_with("categories.read")
    rows = accounts_with_fallback(request.access.tenants, general=sees_general_accounts(request))
    account = rows.filter(pk=account_id).first()
    if account is None:
        raise Http404
    need(request, "categories.write", tenant_id=account.owner)
    category = _chosen(request.POST.get("category", ""), tenants)
    set_fallback(account, category, by=request.user, seen=seen_id(request))
    if category:
        sentence = _("Mail to %(account)s that no rule claims goes into “%(category)s” now.")
        message(request, sentence % {"account": account.address, "category": category.name})
    else:
        sentence = _("%(account)s has no fallback category now. Mail that no rule claims is held.")
        message(request, sentence % {"account": account.address}, "near")
    return redirect(request, reverse("supervisor:rules:list"))


def _chosen(entered: str, tenants: tuple[int, ...]) -> Category | None:
    if not entered:
        return None
    category = categories_to_choose(tenants).filter(pk=whole_number(entered) or 0).first()
    if category is None:
        raise Http404
    return category


def _row(request: DeskRequest, account: Any, categories: list[Category]) -> FallbackRow:
    choices = [each for each in categories if account.is_general or each.tenant_id == account.tenant_id]
    category = next((each for each in choices if each.pk == account.fallback_id), None)
    may_write = request.access.may("categories.write", tenant_id=account.owner)
    return FallbackRow(account, category, choices, may_write)
