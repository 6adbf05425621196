"""Trained models: storing one, deciding whether it is used, choosing another; asking for a training and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.live.notify import changed
from kontor.people.models import User
from kontor.routing.domain.learned_examples import LEAST, usable_tickets
from kontor.routing.enums import LearnedOrder, LearnedVerdict, LearningEnd
from kontor.routing.models import LearnedModel, Learning
from kontor.routing.preferences import LEARNED_USE
from kontor.tenants.models import Tenant

LEARN = "kontor.routing.tasks.learn"
KEPT = 3
MARGIN = 0.05
"""A model that much less accurate than the one in use is not put to use."""
WORTHWHILE, SHARE = 20, 50
"""Trained anew at night once there are so many new closed tickets, and a fiftieth of what was learned from."""
LONGEST = timedelta(minutes=30)


@dataclass(frozen=True)
class TrainedModel:
    """What a training has brought: figures as JSON, the classifier as bytes."""

    format: int
    content: bytes
    measure: dict[str, Any]
    categories: dict[int, int]


@transaction.atomic(savepoint=False)
def store_model(tenant_id: int, trained: TrainedModel) -> LearnedModel:
    """Keep the model and use it, unless it is no use or clearly worse than the one in use. The last three are kept."""
    lock_learning(tenant_id)
    active = LearnedModel.objects.filter(tenant_id=tenant_id, active=True).defer("content").first()
    verdict = verdict_on(trained, active)
    model = LearnedModel.objects.create(
        tenant_id=tenant_id,
        trained_at=clock.now(),
        mails=sum(trained.categories.values()),
        categories={str(category): count for category, count in trained.categories.items()},
        measure=trained.measure,
        verdict=verdict,
        format=trained.format,
        content=trained.content,
    )
    if verdict == LearnedVerdict.BETTER:
        _activate(model)
    _forget_old(tenant_id)
    return model


def verdict_on(trained: TrainedModel, active: LearnedModel | None) -> LearnedVerdict:
    """No use is what does no better than the most frequent category alone.

    Models of other categories or another format are no yardstick: their figures say something else.
    """
    accuracy = trained.measure["accuracy"]
    if accuracy <= trained.measure["majority"]:
        return LearnedVerdict.NO_USE
    if active is None or active.format != trained.format or set(active.categories) != set(map(str, trained.categories)):
        return LearnedVerdict.BETTER
    return LearnedVerdict.WORSE if accuracy < active.measure["accuracy"] - MARGIN else LearnedVerdict.BETTER


@transaction.atomic(savepoint=False)
def use_model(model: LearnedModel, *, by: User | None) -> LearnedModel:
    """Use this one of the kept models from now on, whatever its figures."""
    lock_learning(model.tenant_id)
    model = LearnedModel.objects.defer("content").get(pk=model.pk)
    if model.active:
        raise Refused(_("This model is in use already."))
    _activate(model)
    record_change("model chosen", model, by=by, tenant_id=model.tenant_id)
    return model


@transaction.atomic(savepoint=False)
def ask_for_training(tenant: Tenant, *, by: User | None) -> Learning:
    """Train as soon as a worker has time. Refused while a training waits or runs."""
    learning = lock_learning(tenant.pk)
    if is_under_way(learning):
        raise Refused(_("A training is under way already."))
    _enqueue(learning, by)
    record_change("training asked for", tenant, by=by, tenant_id=tenant.pk)
    return learning


@transaction.atomic(savepoint=False)
def train_if_worthwhile(tenant_id: int) -> bool:
    """At night: for a tenant that uses what was learned, once enough tickets were closed since."""
    tenant = Tenant.objects.working().filter(pk=tenant_id).first()
    if tenant is None or LEARNED_USE.get(tenant) == LearnedOrder.OFF:
        return False
    learning = lock_learning(tenant_id)
    if is_under_way(learning) or not _is_worthwhile(learning):
        return False
    _enqueue(learning, None)
    return True


def is_under_way(learning: Learning) -> bool:
    """Asked for and not ended. One that cannot have lived so long is not counted."""
    if learning.asked_at is None or clock.now() - learning.asked_at > 2 * LONGEST:
        return False
    return learning.ended_at is None or learning.ended_at < learning.asked_at


@transaction.atomic(savepoint=False)
def begin_training(tenant_id: int) -> None:
    learning = lock_learning(tenant_id)
    learning.started_at = clock.now()
    learning.save(update_fields=["started_at"])
    changed(tenant_id, "learning", learning.pk)


@transaction.atomic(savepoint=False)
def end_training(tenant_id: int, end: LearningEnd, *, usable: int | None = None, until: datetime | None = None) -> None:
    """Write down how it ended; ``usable`` and ``until`` if it came so far."""
    learning = lock_learning(tenant_id)
    learning.end, learning.ended_at = end, clock.now()
    if usable is not None:
        learning.usable, learning.learned_until = usable, until
    learning.save(update_fields=["end", "ended_at", "usable", "learned_until"])
    changed(tenant_id, "learning", learning.pk)


def lock_learning(tenant_id: int) -> Learning:
    """The tenant's row, locked; made if it is missing."""
    Learning.objects.bulk_create([Learning(tenant_id=tenant_id)], ignore_conflicts=True)
    return Learning.objects.select_for_update(of=("self",)).get(tenant_id=tenant_id)


def _is_worthwhile(learning: Learning) -> bool:
    rows = usable_tickets(learning.tenant_id)
    if learning.learned_until is None:
        return rows.count() >= LEAST
    new = rows.filter(closed_at__gt=learning.learned_until).count()
    return new >= max(WORTHWHILE, learning.usable // SHARE)


def _enqueue(learning: Learning, by: User | None) -> None:
    """One training at a time in the whole installation, after everything that is more urgent."""
    learning.asked_at, learning.asked_by, learning.started_at = clock.now(), by, None
    learning.save(update_fields=["asked_at", "asked_by", "started_at"])
    app.configure_task(LEARN, queue="learning", lock="learning", priority=-10).defer(tenant_id=learning.tenant_id)
    changed(learning.tenant_id, "learning", learning.pk)


def _activate(model: LearnedModel) -> None:
    LearnedModel.objects.filter(tenant_id=model.tenant_id, active=True).update(active=False)
    model.active = True
    model.save(update_fields=["active"])


def _forget_old(tenant_id: int) -> None:
    """The newest three stay, and the one in use."""
    newest = (
        LearnedModel.objects.filter(tenant_id=tenant_id).order_by("-trained_at", "-id").values_list("pk", flat=True)
    )
    LearnedModel.objects.filter(tenant_id=tenant_id, active=False).exclude(pk__in=list(newest[:KEPT])).delete()
