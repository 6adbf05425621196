"""Putting a text module into an answer."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, F

from kontor.kernel import clock
from kontor.texts.models import ModuleCategory, TextModule


def offered_module(module_id: int, *, tenant_id: int, only_in: int | None = None) -> TextModule | None:
    """The tenant's living module. Any category's: another one may be looked through on purpose; with ``only_in`` it is
    one of this category or for all."""
    rows = TextModule.objects.living().filter(pk=module_id, tenant_id=tenant_id)
    if only_in is not None:
        elsewhere = ModuleCategory.objects.filter(module=module_id).exclude(category=only_in)
        here = ModuleCategory.objects.filter(module=module_id, category=only_in)
        rows = rows.filter(~Exists(elsewhere) | Exists(here))
    return rows.first()


def texts_of(module_ids: list[int], *, tenant_id: int) -> dict[int, str]:
    """What these modules of the tenant say, by id."""
    rows = TextModule.objects.living().filter(pk__in=module_ids, tenant_id=tenant_id)
    return dict(rows.values_list("pk", "html"))


@transaction.atomic(savepoint=False)
def count_use(module: TextModule) -> None:
    """It was put into an answer: what is used often stands further up."""
    TextModule.objects.filter(pk=module.pk).update(used=F("used") + 1, used_at=clock.now())
