"""Which model is used, which are kept, and when a training is worth its while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.learned_models import (
    LONGEST,
    TrainedModel,
    ask_for_training,
    begin_training,
    end_training,
    is_under_way,
    store_model,
    train_if_worthwhile,
    use_model,
    verdict_on,
)
from kontor.routing.enums import LearnedVerdict, LearningEnd
from kontor.routing.models import LearnedModel, Learning
from kontor.tenants.models import Tenant
from tests.factories.learning import make_closed_tickets
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import in_scope

LEARN = "routing.tasks.learn"


def trained(accuracy: float = 0.8, *, majority: float = 0.3, **values: Any) -> TrainedModel:
    known: dict[str, Any] = {"format": 1, "content": b"weights", "categories": {1: 40, 2: 30}, **values}
    return TrainedModel(measure={"accuracy": accuracy, "majority": majority}, **known)


def in_use() -> list[float]:
    return [model.measure["accuracy"] for model in LearnedModel.objects.filter(active=True)]


def test_the_first_model_is_used(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        model = store_model(nordlicht.pk, trained(0.8))

        assert (model.active, model.verdict, model.mails) == (True, LearnedVerdict.BETTER, 70)
        assert in_use() == [0.8]


def test_a_model_that_is_no_use_is_kept_and_not_used(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        model = store_model(nordlicht.pk, trained(0.5, majority=0.5))

        assert (model.active, model.verdict) == (False, LearnedVerdict.NO_USE)
        assert in_use() == []


def test_a_slightly_worse_model_is_used_as_it_knows_the_newest(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        store_model(nordlicht.pk, trained(0.80))
        store_model(nordlicht.pk, trained(0.76))

        assert in_use() == [0.76]


def test_a_clearly_worse_model_leaves_the_old_one_in_use(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        store_model(nordlicht.pk, trained(0.80))
        worse = store_model(nordlicht.pk, trained(0.74))

        assert worse.verdict == LearnedVerdict.WORSE
        assert in_use() == [0.80]


def test_models_of_other_categories_or_format_are_no_yardstick(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        before = store_model(nordlicht.pk, trained(0.95))

        assert verdict_on(trained(0.6, categories={1: 40, 2: 30, 3: 20}), before) == LearnedVerdict.BETTER
        assert verdict_on(trained(0.6, format=2), before) == LearnedVerdict.BETTER
        assert verdict_on(trained(0.6), before) == LearnedVerdict.WORSE


def test_the_last_three_are_kept_and_the_one_in_use(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        best = store_model(nordlicht.pk, trained(0.9))
        later = [store_model(nordlicht.pk, trained(0.5)) for _ in range(5)]

        assert set(LearnedModel.objects.all()) == {best, *later[-3:]}


def test_the_database_allows_one_model_in_use(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        store_model(nordlicht.pk, trained(0.9))
        other = store_model(nordlicht.pk, trained(0.1))

        with rolled_back(IntegrityError):
            LearnedModel.objects.filter(pk=other.pk).update(active=True)


def test_another_model_can_be_chosen(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        store_model(nordlicht.pk, trained(0.9))
        other = store_model(nordlicht.pk, trained(0.5))

        use_model(other, by=sven)

        assert in_use() == [0.5]
        entry = AuditEntry.objects.get(action="model chosen")
        assert (entry.actor_id, entry.object_id, entry.tenant_id) == (sven.pk, other.pk, nordlicht.pk)
        with refused("This model is in use already."):
            use_model(other, by=sven)


def test_models_of_tenants_know_nothing_of_each_other(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        store_model(nordlicht.pk, trained(0.9))
    with in_scope(alpina):
        model = store_model(alpina.pk, trained(0.4))

        assert model.active
        assert list(LearnedModel.objects.all()) == [model]
    with in_scope(nordlicht):
        assert in_use() == [0.9]


def test_asking_enqueues_a_training_once(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        learning = ask_for_training(nordlicht, by=sven)

        assert [job.arguments for job in waiting_jobs(LEARN)] == [{"tenant_id": nordlicht.pk}]
        assert is_under_way(learning)
        with refused("A training is under way already."):
            ask_for_training(nordlicht, by=sven)


def test_a_training_is_under_way_from_asking_to_its_end(nordlicht: Tenant, sven: User, frozen) -> None:
    with in_scope(nordlicht):
        ask_for_training(nordlicht, by=sven)
        frozen.move(minutes=1)
        begin_training(nordlicht.pk)
        assert is_under_way(Learning.objects.get())

        frozen.move(minutes=1)
        end_training(nordlicht.pk, LearningEnd.STOPPED)

        learning = Learning.objects.get()
        assert (is_under_way(learning), learning.end) == (False, LearningEnd.STOPPED)
        assert (learning.usable, learning.learned_until) == (0, None)


def test_a_training_that_was_lost_does_not_block_for_ever(nordlicht: Tenant, sven: User, frozen) -> None:
    with in_scope(nordlicht):
        ask_for_training(nordlicht, by=sven)
        frozen.move(seconds=2 * LONGEST.total_seconds() + 1)

        ask_for_training(nordlicht, by=sven)


@pytest.fixture
def using(nordlicht: Tenant, billing: Category, moving: Category) -> Tenant:
    """Nordlicht uses what was learned and has enough closed tickets."""
    make_closed_tickets([billing, moving], 60)
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"routing.learned_use": "below"})
    return nordlicht


def test_at_night_it_trains_where_it_is_used_and_there_is_enough(using: Tenant) -> None:
    with in_scope(using):
        assert train_if_worthwhile(using.pk) is True

        assert len(waiting_jobs(LEARN)) == 1
        assert Learning.objects.get().asked_by is None


def test_at_night_it_does_not_train_where_it_is_not_used(using: Tenant) -> None:
    with in_scope(using):
        Tenant.objects.filter(pk=using.pk).update(preferences={})

        assert train_if_worthwhile(using.pk) is False
        assert waiting_jobs(LEARN) == []


def test_at_night_it_does_not_train_with_too_few(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    make_closed_tickets([billing, moving], 59)
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"routing.learned_use": "above"})

        assert train_if_worthwhile(nordlicht.pk) is False


def test_at_night_it_trains_anew_once_enough_was_closed_since(using: Tenant, billing: Category, frozen) -> None:
    with in_scope(using):
        end_training(using.pk, LearningEnd.TRAINED, usable=60, until=clock.now())
        assert train_if_worthwhile(using.pk) is False

    frozen.move(hours=24)
    make_closed_tickets([billing], 20)

    with in_scope(using):
        assert train_if_worthwhile(using.pk) is True


def test_at_night_a_training_under_way_is_left_alone(using: Tenant, sven: User) -> None:
    with in_scope(using):
        ask_for_training(using, by=sven)

        assert train_if_worthwhile(using.pk) is False
        assert len(waiting_jobs(LEARN)) == 1


def test_at_night_a_tenant_that_does_not_work_is_left_alone(using: Tenant) -> None:
    with in_scope(using):
        Tenant.objects.filter(pk=using.pk).update(active=False)

        assert train_if_worthwhile(using.pk) is False


def test_what_is_learned_until_is_kept_when_a_training_fails(nordlicht: Tenant, frozen) -> None:
    until = clock.now() - timedelta(days=1)
    with in_scope(nordlicht):
        end_training(nordlicht.pk, LearningEnd.TRAINED, usable=60, until=until)
        end_training(nordlicht.pk, LearningEnd.FAILED)

        learning = Learning.objects.get()
        assert (learning.usable, learning.learned_until) == (60, until)
