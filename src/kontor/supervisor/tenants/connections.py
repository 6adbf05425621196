"""The test of the default accounts' connections, on the tab where they are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.connection_tests import Shown, shown_test
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.org.middleware import DeskRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES: dict[str, StrOrPromise] = {
    "incoming": _("Default incoming account"),
    "sending": _("Default account for sending"),
}


@dataclass(frozen=True)
class Connection:
    """A default account, what for (an account may be both), and its newest test."""

    account: MailAccount
    uses: list[StrOrPromise]
    test: Shown | None
    may_test: bool


def connections(request: DeskRequest, saved: TenantAccounts) -> list[Connection]:
    """The saved default accounts, each once; only those the person may look at."""
    uses: dict[MailAccount, list[StrOrPromise]] = {}
    for use, name in NAMES.items():
        account: MailAccount | None = getattr(saved, use)
        if account and request.access.may("accounts.read", tenant_id=account.owner):
            uses.setdefault(account, []).append(name)
    return [
        Connection(account, names, shown_test(account), request.access.may("accounts.write", tenant_id=account.owner))
        for account, names in uses.items()
    ]
