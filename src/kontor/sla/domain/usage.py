"""Where business hours and service levels are used, and the refusal to delete what is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.preferences.domain.references import chosen_by
from kontor.preferences.types import TENANT
from kontor.preferences.uses import InUse, Use, listed
from kontor.sla.models import BusinessCalendar, ServiceLevel

Thing = BusinessCalendar | ServiceLevel
KINDS = {TENANT: gettext_lazy("Tenant"), "category": gettext_lazy("Category")}


def uses_of(thing: Thing) -> list[Use]:
    """The settings that name it, and the living rows that point to it."""
    settings = [Use(each.level, KINDS[each.level], each.name, each.holder_id) for each in chosen_by(thing)]
    return [*settings, *_pointing(thing)]


def refuse_used(things: Sequence[Thing]) -> None:
    """InUse, with everything that uses one of them."""
    found = [(thing, uses) for thing in things if (uses := uses_of(thing))]
    if found:
        sentences = [
            _("“%(name)s” is in use and cannot be deleted (%(uses)s).") % {"name": thing.name, "uses": listed(uses)}
            for thing, uses in found
        ]
        raise InUse(" ".join(sentences), found)


def _pointing(thing: Thing) -> Iterable[Use]:
    """What can be deleted and restored itself needs it; what is over, such as promises, does not."""
    for relation in thing._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or not hasattr(relation.related_model, "deleted_at"):
            continue
        model = relation.related_model
        for row in model._default_manager.filter(**{relation.field.name: thing.pk, "deleted_at": None}):
            kind = getattr(model, "kind_label", model._meta.verbose_name)
            yield Use(model._meta.label_lower, kind or "", str(row), row.pk)
