"""What the editor offers to choose from, all of one tenant; and how what was chosen is called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kontor.channels.enums import Channel
from kontor.escalations.domain.content import OWNER, SUPERVISORS
from kontor.escalations.domain.people import people_to_tell
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.kernel.text import sort_key_german
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.supervisor.escalations.rows import Kind
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.tickets.enums import OPEN_STATES

Choices = list[tuple[str, str]]
Offers = dict[Kind, Choices]


def offers_for(tenant_id: int) -> Offers:
    """By kind, what can be chosen."""
    categories = [(str(row.pk), row.name) for row in Category.objects.living().filter(tenant_id=tenant_id)]
    groups = [(str(row.pk), row.name) for row in AgentGroup.objects.living().filter(tenant_id=tenant_id)]
    people = [*_whoever(), *((str(person.pk), person.name) for person in people_to_tell(tenant_id))]
    return {**_fixed(), ConditionKind.CATEGORY: categories, ActionKind.RECATEGORIZE: categories} | {
        ActionKind.NOTIFY: people,
        ActionKind.MAIL: people,
        ActionKind.ASSIGN: groups,
    }


def names_of(kind: Kind, values: Iterable[str], known: Offers) -> list[str]:
    """What these values are called; those that are gone say so."""
    names = dict(known.get(kind, []))
    return [names.get(value) or _("no longer there") for value in values]


def names_for(tenant_ids: Iterable[int]) -> Offers:
    """The names of everything in these tenants, deleted or not: for versions that say what was."""
    ids = list(tenant_ids)
    categories = [(str(pk), name) for pk, name in Category.objects.filter(tenant_id__in=ids).values_list("pk", "name")]
    groups = [(str(pk), name) for pk, name in AgentGroup.objects.filter(tenant_id__in=ids).values_list("pk", "name")]
    people = [*_whoever(), *((str(pk), name) for pk, name in User.objects.values_list("pk", "name"))]
    return {**_fixed(), ConditionKind.CATEGORY: categories, ActionKind.RECATEGORIZE: categories} | {
        ActionKind.NOTIFY: people,
        ActionKind.MAIL: people,
        ActionKind.ASSIGN: groups,
    }


def _fixed() -> Offers:
    named = sorted(
        zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True), key=lambda pair: sort_key_german(pair[1])
    )
    return {
        ConditionKind.STATE: [(state.value, str(state.label)) for state in OPEN_STATES],
        ConditionKind.CHANNEL: [(channel.value, str(channel.label)) for channel in Channel],
        ConditionKind.LANGUAGE: named,
    }


def _whoever() -> Choices:
    return [(OWNER, _("whose desk it lies on")), (SUPERVISORS, _("supervisors of the tenant"))]
