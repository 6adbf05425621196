"""The list of open requests behind the figures of the board."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import Channel
from kontor.org.domain.access import Access
from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.people.models import User
from kontor.people.models.user import UserQuerySet
from kontor.reports.domain.sight import READ
from kontor.supervisor import cells
from kontor.supervisor.board.words import AGE_WORDS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.backlog_rows import late, of_age, warned
from kontor.tickets.enums import OPEN_STATES
from kontor.tickets.models import Ticket
from kontor.ui.listing import Choice, Column, Listing, Text

NOBODY = "0"
PROMISES = {"late": (_("overdue"), late), "warned": (_("due soon"), warned)}


class Where(NamedTuple):
    """The tenant a request stands in."""

    name: str
    code: str
    colour: int


def open_tickets(access: Access) -> QuerySet[Ticket]:
    """What a person may both count on the board and read, wherever it comes from."""
    seen = access.category_ids(READ) & access.category_ids("tickets.read")
    tenant = Tenant.objects.filter(pk=OuterRef("where_id"))
    category = Category.objects.filter(pk=OuterRef("queue_category_id"))
    rows = Ticket.objects.open().filter(queue_category_id__in=seen).select_related("owner")
    return rows.annotate(where_id=Coalesce("lent_to_id", "tenant_id")).annotate(
        where_name=Subquery(tenant.values("name")),
        where_code=Subquery(tenant.values("code")),
        where_colour=Subquery(tenant.values("colour")),
        category_name=Subquery(category.values("name")),
    )


def _tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
    return tenant_choices_with(request.access, READ)


def _categories() -> list[tuple[int, str]]:
    rows = Category.objects.living().select_related("tenant").order_by("tenant__sort_key", "sort_key")
    return [(row.pk, f"{row.tenant.code} · {row.name}") for row in rows]


def _categories_here(request: DeskRequest) -> list[tuple[int, str]]:
    seen = request.access.category_ids(READ)
    return [(key, name) for key, name in _categories() if key in seen]


def _people() -> list[tuple[object, Any]]:
    return _named(User.objects.within_scope(), Ticket.objects.open())


def _people_here(request: DeskRequest) -> list[tuple[object, Any]]:
    return _named(User.objects.within_scope(request.access.tenants_with(READ)), open_tickets(request.access))


def _named(people: UserQuerySet, tickets: QuerySet[Ticket]) -> list[tuple[object, Any]]:
    """These, and whoever has one of the tickets: also somebody of the installation, who belongs to no tenant."""
    owners = tickets.exclude(owner=None).order_by().values("owner")
    rows = User.objects.filter(Q(pk__in=people.living().values("pk")) | Q(pk__in=owners))
    return [(NOBODY, _("nobody")), *rows.order_by("sort_key").values_list("pk", "name")]


def _owned_by(rows: QuerySet[Any], owner: str) -> QuerySet[Any]:
    return rows.filter(owner=None) if owner == NOBODY else rows.filter(owner_id=int(owner))


def _ages() -> list[tuple[int, Any]]:
    return list(enumerate(AGE_WORDS))


def _promises() -> list[tuple[str, Any]]:
    return [(key, label) for key, (label, _rows) in PROMISES.items()]


TICKETS = Listing(
    "open-requests",
    _("Open tickets"),
    columns=(  # all of them fixed: a figure of the board narrows by any of them
        Column(
            "subject",
            _("Ticket"),
            sort="subject",
            fixed=True,
            filter=Text(),
            template="supervisor/board/_subject.html",
        ),
        Column(
            "tenant",
            _("Tenant"),
            "where_name",
            sort="where_name",
            fixed=True,
            filter=Choice("where_id", choices=tenant_choices, choices_for=_tenants_here),
        ),
        Column(
            "category",
            _("Category"),
            "category_name",
            sort="category_name",
            fixed=True,
            filter=Choice("queue_category_id", choices=_categories, choices_for=_categories_here),
        ),
        Column(
            "channel",
            _("Channel"),
            lambda row: row.get_channel_display(),
            sort="channel",
            fixed=True,
            filter=Choice(choices=Channel.choices),
        ),
        Column(
            "state",
            _("State"),
            lambda row: row.get_state_display(),
            sort="state",
            fixed=True,
            filter=Choice(choices=[(state.value, state.label) for state in OPEN_STATES]),
        ),
        Column(
            "owner",
            _("Agent"),
            lambda row: row.owner.name if row.owner else "",
            sort="owner__sort_key",
            fixed=True,
            filter=Choice(choices=_people, choices_for=_people_here, apply_with=_owned_by),
        ),
        Column(
            "age",
            _("Received"),
            "received_at",
            sort="received_at",
            fixed=True,
            filter=Choice(choices=_ages, apply_with=lambda rows, band: of_age(rows, int(band))),
            cell=cells.moment,
            labelled=True,
        ),
        Column(
            "due",
            _("Due"),
            "due_at",
            sort="due_at",
            fixed=True,
            filter=Choice(choices=_promises, apply_with=lambda rows, which: PROMISES[which][1](rows)),
            template="supervisor/board/_due.html",
            labelled=True,
        ),
    ),
    default_sort=("age",),
    link=lambda row: reverse("desk:ticket:show", args=[row.number]),
    colour=lambda row: int(row.where_colour),
)
