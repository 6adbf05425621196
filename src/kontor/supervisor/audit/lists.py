"""The audit log as a list: its columns, and what it can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from kontor.audit.domain.queries import known_actions, known_kinds
from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.supervisor import cells
from kontor.supervisor.audit.changes import changes_of
from kontor.supervisor.audit.words import action_of, kind_of, label_of
from kontor.ui.listing import Choice, Column, Listing, Text

SINCE = (("1", _("last 24 hours")), ("7", _("last 7 days")), ("30", _("last 30 days")), ("365", _("last 12 months")))


@dataclass(frozen=True, slots=True)
class Words(Text):
    """The words stand in an old or new value, or in the reason."""

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        words = entered.replace("\x00", "")
        texts: QuerySet[Any] = rows.annotate(values_as_text=Cast("changes", TextField()))
        return texts.filter(Q(values_as_text__icontains=words) | Q(reason__icontains=words))


def _since(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    return rows.filter(at__gte=clock.now() - timedelta(days=int(entered)))


def _kinds() -> list[tuple[str, str]]:
    return sorted(((kind, kind_of(kind)) for kind in known_kinds()), key=lambda pair: pair[1])


def _actions() -> list[tuple[str, str]]:
    return sorted(((action, action_of(action)) for action in known_actions()), key=lambda pair: pair[1])


def _person(entry: AuditEntry) -> object:
    return entry.actor.name if entry.actor else "Kontor"


LOG = Listing(
    "audit",
    _("Audit log"),
    columns=(
        Column(
            "at",
            _("When"),
            sort="at",
            filter=Choice(choices=SINCE, apply_with=_since),
            cell=cells.figures,
        ),
        Column("person", _("Who"), _person, sort="actor__sort_key", filter=Text("actor__name"), cell=cells.line),
        Column("tenant", _("Tenant"), "tenant", sort="tenant__sort_key", template="supervisor/audit/_tenant.html"),
        Column(
            "kind",
            _("Kind"),
            lambda entry: kind_of(entry.kind),
            sort="kind",
            filter=Choice("kind", choices=_kinds),
        ),
        Column("label", _("What"), label_of, sort="label", filter=Text()),
        Column(
            "action",
            _("Action"),
            lambda entry: action_of(entry.action),
            sort="action",
            filter=Choice("action", choices=_actions),
        ),
        Column("changes", _("Old → new"), changes_of, filter=Words(), template="supervisor/audit/_changes.html"),
        Column("source", _("From where"), sort="source", filter=Text(), cell=cells.line, visible=False),
        Column("number", _("Number"), sort="number", visible=False, figure=True),
    ),
    default_sort=("-at",),
    colour=lambda entry: entry.tenant.colour if entry.tenant else None,
)
