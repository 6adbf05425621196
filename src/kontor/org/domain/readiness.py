"""What a tenant still lacks before mail can come in, be worked on and be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.org.models import AgentGroup, Category, GroupCategory, Membership, SystemGroup
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Step:
    """One thing to set up. ``missing`` is the short word for the list, ``note`` says what it is good for."""

    key: str
    label: str
    missing: str
    note: str
    done: bool


def with_readiness(tenants: QuerySet[Tenant]) -> QuerySet[Any]:
    """The tenants with the counts and facts that readiness is judged by, in the same statement.

    Adds ``system_group_count``, ``group_count``, ``category_count``, ``has_people``, ``has_incoming``,
    ``has_sending``, ``has_no_reply``, ``is_ready``, and ``has_trouble``: an account of its own cannot be read now.
    """
    incoming = MailAccount.objects.fetching().filter(kind=AccountKind.INCOMING)
    return tenants.annotate(
        system_group_count=_count(SystemGroup.objects.living()),
        group_count=_count(AgentGroup.objects.living()),
        category_count=_count(_worked_categories()),
        has_people=Exists(_people()),
        has_incoming=Exists(_usable(incoming)),
        has_sending=Exists(_usable(MailAccount.objects.fetching().exclude(smtp_host=""))),
        has_no_reply=Exists(NoReplyAddress.objects.filter(tenant=OuterRef("pk"))),
        has_trouble=Exists(incoming.filter(tenant=OuterRef("pk"), failing_since__isnull=False)),
    ).annotate(is_ready=_all_done())


def steps(tenant: Any) -> list[Step]:
    """The checklist of a tenant that came from ``with_readiness``, in the order one goes about it."""
    return [
        Step("general", _("Name and colour"), "", _("So that people see at a glance for whom they write."), True),
        Step(
            "system_group",
            _("Choose it on a system group"),
            _("System group missing"),
            _("Only then do agent groups and their categories belong to this tenant."),
            tenant.system_group_count > 0,
        ),
        Step(
            "people",
            _("Agent group with members"),
            _("Agents missing"),
            _("The members of its agent groups can sign in for this tenant."),
            tenant.has_people,
        ),
        Step(
            "categories",
            _("Create categories"),
            _("Category missing"),
            _("Each ticket gets a category; it decides which agent groups work on it."),
            tenant.category_count > 0,
        ),
        Step(
            "incoming",
            _("Set up an incoming account"),
            _("Incoming account missing"),
            _("Mail to the tenant comes in through its own account or through a general one."),
            tenant.has_incoming,
        ),
        Step(
            "sending",
            _("Set up an account for sending"),
            _("Sending account missing"),
            _("Answers leave through it."),
            tenant.has_sending,
        ),
        Step(
            "no_reply",
            _("Name a do-not-reply address"),
            _("Do-not-reply address missing"),
            _("Automatic mail that must not be answered is sent from it."),
            tenant.has_no_reply,
        ),
    ]


def next_step(tenant: Any) -> Step | None:
    """The first step that is not done; None when the tenant is ready."""
    return next((step for step in steps(tenant) if not step.done), None)


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(tenant=OuterRef("pk")).order_by().values("tenant").annotate(number=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("number")[:1], output_field=IntegerField()), 0)


def _worked_categories() -> QuerySet[Category]:
    worked = GroupCategory.objects.filter(category=OuterRef("pk"), agent_group__deleted_at=None)
    return Category.objects.living().filter(Exists(worked))


def _people() -> QuerySet[Membership]:
    return Membership.objects.filter(
        tenant=OuterRef("pk"), agent_group__deleted_at=None, user__deleted_at=None, user__active=True
    )


def _usable(accounts: QuerySet[MailAccount]) -> QuerySet[MailAccount]:
    """The tenant's own, or general ones, which serve every tenant."""
    return accounts.filter(Q(tenant=OuterRef("pk")) | Q(tenant=None))


def _all_done() -> Case:
    return Case(
        When(
            system_group_count__gt=0,
            category_count__gt=0,
            has_people=True,
            has_incoming=True,
            has_sending=True,
            has_no_reply=True,
            then=Value(True),
        ),
        default=Value(False),
        output_field=BooleanField(),
    )
