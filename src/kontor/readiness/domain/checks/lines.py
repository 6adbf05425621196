"""A line of the checklist, and what all checks of a tenant look at together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.org.domain.readiness import Step, steps, with_readiness
from kontor.org.models import Category, GroupCategory
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.readiness.enums import LineState, Topic
from kontor.tenants.models import Tenant

NAMED = 3


@dataclass(frozen=True)
class Line:
    """One thing that is looked at. ``sentence`` says how it is.

    ``place`` is where something can be done about it, a word of the screens; ``row`` the row that is meant there, and
    ``word`` the part of it, such as a language. ``at`` is when it was seen to be so, where that counts. What is
    ``needed`` was not begun yet, and nothing goes without it.
    """

    key: str
    topic: Topic
    state: LineState
    sentence: str
    place: str = ""
    row: int | None = None
    word: str = ""
    at: datetime | None = None
    needed: bool = False

    @property
    def hinders(self) -> bool:
        """Mail cannot be answered, or not all of it."""
        return self.needed or self.state == LineState.WRONG


@dataclass(frozen=True)
class Named:
    """A row by its name: what a line lists."""

    id: int
    name: str


class Facts:
    """What several checks of one tenant look at, each read once."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    @cached_property
    def system(self) -> Holder:
        return cast(Holder, system_values())

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The short list, as the list of tenants shows it."""
        row = with_readiness(Tenant.objects.filter(pk=self.tenant.pk)).get()
        return {step.key: step for step in steps(row)}

    @cached_property
    def categories(self) -> list[Any]:
        """The living categories in their order, with ``is_worked``: a living agent group has it."""
        worked = GroupCategory.objects.filter(category=OuterRef("pk"), agent_group__deleted_at=None)
        rows = Category.objects.living().filter(tenant=self.tenant).annotate(is_worked=Exists(worked))
        return list(rows.only("id", "name", "preferences", "answer_allowed", "tenant_id").order_by("sort_key"))

    @cached_property
    def accounts(self) -> list[MailAccount]:
        """The tenant's own accounts in use, and the general ones, which serve every tenant."""
        rows = MailAccount.objects.living().filter(Q(tenant=self.tenant) | Q(tenant=None), active=True)
        return list(rows.order_by("-owner_key", "sort_key"))

    @cached_property
    def own_accounts(self) -> list[MailAccount]:
        """Those the tenant answers for: its own; the general ones where it has none."""
        own = [account for account in self.accounts if not account.is_general]
        return own or self.accounts

    @property
    def has_general_accounts_only(self) -> bool:
        return bool(self.accounts) and all(account.is_general for account in self.accounts)

    @cached_property
    def resting_accounts(self) -> list[MailAccount]:
        """The tenant's own incoming accounts that are there and not in use: copied, or switched off."""
        rows = MailAccount.objects.living().filter(tenant=self.tenant, kind=AccountKind.INCOMING, active=False)
        return list(rows.order_by("sort_key"))

    @cached_property
    def defaults(self) -> TenantAccounts | None:
        return TenantAccounts.objects.filter(tenant=self.tenant).first()


def line(
    key: str,
    topic: Topic,
    state: LineState,
    sentence: str,
    *,
    place: str = "",
    rows: Sequence[Named] = (),
    word: str = "",
    at: datetime | None = None,
) -> Line:
    """A line whose button goes to the first of the rows it is about."""
    return Line(key, topic, state, sentence, place, rows[0].id if rows else None, word, at)


def missing(key: str, topic: Topic, sentence: str, *, place: str, rows: Sequence[Named] = ()) -> Line:
    """Nobody has begun with what nothing goes without: that is not wrong, only open."""
    return Line(key, topic, LineState.OPEN, sentence, place, rows[0].id if rows else None, needed=True)


def listed(names: Collection[str]) -> str:
    """The first names, and how many there are besides."""
    shown = ", ".join(_("“%(name)s”") % {"name": name} for name in list(names)[:NAMED])
    more = len(names) - NAMED
    return _("%(names)s and %(count)s more") % {"names": shown, "count": more} if more > 0 else shown
