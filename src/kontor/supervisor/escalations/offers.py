"""What the editor offers to choose from, all of one tenant; and how what was chosen is called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kontor.channels.enums import Channel
from kontor.escalations.domain import choices
from kontor.escalations.domain.content import OWNER, SUPERVISORS, TELLING, Content
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.kernel.text import sort_key_german
from kontor.supervisor.escalations.rows import Kind
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.tickets.enums import OPEN_STATES

Choices = list[tuple[str, str]]
Offers = dict[Kind, Choices]


def offers_for(tenant_id: int) -> Offers:
    """By kind, what can be chosen."""
    people = [*_whoever(), *choices.people(tenant_id)]
    return _offers(choices.categories([tenant_id]), choices.groups([tenant_id]), people)


def names_of(kind: Kind, values: Iterable[str], known: Offers) -> list[str]:
    """What these values are called; those that are gone say so."""
    names = dict(known.get(kind, []))
    return [names.get(value) or _("no longer there") for value in values]


def names_for(tenant_ids: Iterable[int], contents: Iterable[Content]) -> Offers:
    """The names of everything that these rules of the tenants name, deleted or not."""
    ids = list(tenant_ids)
    told = {each for content in contents for kind in TELLING for each in content.ids(kind)}
    people = [*_whoever(), *choices.people_named(told)]
    return _offers(choices.categories(ids, deleted=True), choices.groups(ids, deleted=True), people)


def _offers(categories: Choices, groups: Choices, people: Choices) -> Offers:
    return {
        **fixed(),
        ConditionKind.CATEGORY: categories,
        ActionKind.RECATEGORIZE: categories,
        ActionKind.ASSIGN: groups,
        ActionKind.NOTIFY: people,
        ActionKind.MAIL: people,
    }


def fixed() -> Offers:
    """The names that are the same in every tenant."""
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
