"""Learning from closed tickets, from the job to the opinion on a mail; and that nothing crosses tenants."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from kontor.intake.parsing.quotes import own_text
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.routing.domain import learned, learned_process
from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.learned import learner_for
from kontor.routing.domain.learned_models import ask_for_training, store_model
from kontor.routing.domain.learned_training import train_tenant
from kontor.routing.enums import LearningEnd
from kontor.routing.learning.classifier import Classifier
from kontor.routing.learning.features import bucket_of
from kontor.routing.models import LearnedModel, Learning
from kontor.tenants.models import Tenant
from tests.factories.learning import make_closed_tickets
from tests.factories.org import make_category
from tests.routing.domain.test_learned_models import trained
from tests.support.jobs import waiting_jobs
from tests.support.processes import environment_for, until, worker
from tests.support.scoping import in_scope
from tests.support.server import ROOT
from tests.support.statements import statements

INVOICE = MailFacts(
    sender="kaethe@post.example",
    subject="Rechnung",
    text="Die Rechnungsnummer stimmt nicht, die Mehrwertsteuer fehlt.",
    language="de",
)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    learned._kept.clear()


@pytest.fixture
def taught(nordlicht: Tenant, billing: Category, moving: Category) -> Tenant:
    """Nordlicht has a model: billing is about invoices, moving about payments."""
    make_closed_tickets([billing, moving], 160)
    assert train_tenant(nordlicht.pk, own_text) == LearningEnd.TRAINED
    return nordlicht


def test_a_model_is_learned_and_asked(taught: Tenant, billing: Category) -> None:
    with in_scope(taught):
        learner = learner_for(taught.pk)
        assert learner is not None
        opinion = learner.opinion(INVOICE, account_id=None)

    assert opinion is not None
    assert opinion.category == billing.pk
    assert opinion.confidence > 0.8
    assert "Rechnungsnummer" in [reason.value for reason in opinion.reasons]


def test_the_model_has_its_figures(taught: Tenant, billing: Category, moving: Category) -> None:
    with in_scope(taught):
        model, learning = LearnedModel.objects.get(), Learning.objects.get()

    assert model.active
    assert model.mails == 160 == sum(model.categories.values())
    assert set(model.categories) == {str(billing.pk), str(moving.pk)}
    assert model.measure["count"] == 32
    assert model.measure["accuracy"] > model.measure["majority"]
    assert (learning.end, learning.usable) == (LearningEnd.TRAINED, 160)
    assert learning.learned_until is not None


def test_too_few_tickets_make_no_model(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    make_closed_tickets([billing, moving], 40)

    assert train_tenant(nordlicht.pk, own_text) == LearningEnd.TOO_FEW

    with in_scope(nordlicht):
        assert LearnedModel.objects.count() == 0
        assert Learning.objects.get().end == LearningEnd.TOO_FEW


def test_one_category_alone_makes_no_model(nordlicht: Tenant, billing: Category) -> None:
    make_closed_tickets([billing], 70)

    assert train_tenant(nordlicht.pk, own_text) == LearningEnd.TOO_FEW


def test_words_of_another_tenant_are_never_in_the_model(
    nordlicht: Tenant, billing: Category, moving: Category, claims: Category, alpina_service: AgentGroup
) -> None:
    """Both write about the same things, each with a word of its own in every mail."""
    make_closed_tickets([billing, moving], 160, mark="nordwort")
    make_closed_tickets([claims, make_category(alpina_service, "Vertrag")], 160, mark="alpenwort")

    train_tenant(nordlicht.pk, own_text)

    with in_scope(nordlicht):
        classifier = Classifier.from_bytes(bytes(LearnedModel.objects.get().content))
    buckets = set(classifier.columns.buckets.tolist())
    assert bucket_of("nordwort") in buckets
    assert bucket_of("alpenwort") not in buckets
    assert set(classifier.categories) == {billing.pk, moving.pk}


def test_a_tenant_has_no_learner_from_another(taught: Tenant, alpina: Tenant) -> None:
    with in_scope(alpina):
        assert learner_for(taught.pk) is None
        assert learner_for(alpina.pk) is None


def test_a_kept_model_is_not_handed_to_another_tenant(taught: Tenant, alpina: Tenant) -> None:
    with in_scope(taught):
        assert learner_for(taught.pk) is not None
    with in_scope(alpina):
        assert learner_for(alpina.pk) is None
        assert learner_for(taught.pk) is None


def test_a_model_is_read_once_a_process(taught: Tenant) -> None:
    with in_scope(taught):
        learner_for(taught.pk)
        with statements() as sent:
            learner_for(taught.pk)

    assert len(sent) == 1
    assert "content" not in sent[0]


def test_the_next_model_is_used_without_a_restart(taught: Tenant, billing: Category) -> None:
    with in_scope(taught):
        before = learner_for(taught.pk)
    train_tenant(taught.pk, own_text)

    with in_scope(taught):
        after = learner_for(taught.pk)

    assert before is not None and after is not None
    assert before.classifier is not after.classifier


def test_a_model_of_another_format_is_passed_over(nordlicht: Tenant, caplog) -> None:
    with in_scope(nordlicht):
        model = store_model(nordlicht.pk, trained(0.9, content=b"from the future"))

        assert learner_for(nordlicht.pk) is None
    assert f"Learned model {model.pk}" in caplog.text


def test_few_models_are_kept_in_memory(nordlicht: Tenant, taught: Tenant, monkeypatch) -> None:
    monkeypatch.setattr(learned, "_MOST_KEPT", 1)
    with in_scope(taught):
        learner_for(taught.pk)
        train_tenant(taught.pk, own_text)
        learner_for(taught.pk)

    assert len(learned._kept) == 1


def test_without_a_model_numpy_is_not_loaded() -> None:
    code = (
        "import django; django.setup();"
        "import kontor.config.urls, kontor.routing.tasks, kontor.intake.tasks, kontor.routing.domain.learned, sys;"
        "print('numpy' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kontor.config.settings"}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True, text=True
    )

    assert found.stdout.strip() == "False"


@pytest.fixture
def process(committed_db: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trainings of this test are processes that work in its database."""
    for name, value in environment_for(committed_db, tmp_path).items():
        monkeypatch.setenv(name, value)


def test_the_job_trains_in_a_process_of_its_own(
    process: None, nordlicht: Tenant, billing: Category, moving: Category, sven: User
) -> None:
    make_closed_tickets([billing, moving], 160)
    with in_scope(nordlicht):
        ask_for_training(nordlicht, by=sven)
    [job] = waiting_jobs("routing.tasks.learn")

    learned_process.learn(**job.arguments)  # by hand, as the worker does: no transaction around it

    with in_scope(nordlicht):
        assert LearnedModel.objects.filter(active=True).count() == 1
        learning = Learning.objects.get()
        assert learning.end == LearningEnd.TRAINED
        assert learning.asked_at < learning.started_at < learning.ended_at


def test_a_killed_training_leaves_the_old_model(
    process: None, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_closed_tickets([billing, moving], 160)
    train_tenant(nordlicht.pk, own_text)
    with in_scope(nordlicht):
        before = LearnedModel.objects.get()

    training = threading.Thread(target=learned_process.learn, args=(nordlicht.pk,))
    training.start()
    until(lambda: bool(_children()), "the training has started")
    time.sleep(0.3)
    for child in _children():
        os.kill(child, signal.SIGKILL)
    training.join(60)

    with in_scope(nordlicht):
        assert list(LearnedModel.objects.filter(active=True)) == [before]
        assert Learning.objects.get().end == LearningEnd.STOPPED
        assert learner_for(nordlicht.pk) is not None


def test_a_training_that_takes_too_long_is_ended(
    process: None, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_closed_tickets([billing, moving], 160)

    learned_process.learn(nordlicht.pk, seconds=0.2)

    with in_scope(nordlicht):
        assert Learning.objects.get().end == LearningEnd.STOPPED
        assert LearnedModel.objects.count() == 0


def test_a_training_that_fails_is_written_down(process: None, nordlicht: Tenant, monkeypatch) -> None:
    monkeypatch.setenv("KONTOR_SECRETS_KEYS", "wrong")

    learned_process.learn(nordlicht.pk)

    with in_scope(nordlicht):
        assert Learning.objects.get().end == LearningEnd.FAILED


def test_a_worker_that_is_told_to_stop_ends_the_training(
    committed_db: str, nordlicht: Tenant, billing: Category, moving: Category, sven: User
) -> None:
    make_closed_tickets([billing, moving], 160)
    with worker(committed_db) as running:
        with in_scope(nordlicht):
            ask_for_training(nordlicht, by=sven)
        until(lambda: bool(_children(running.process.pid)), "the training has started", worker=running)
        [training] = _children(running.process.pid)
        os.kill(training, signal.SIGSTOP)  # it would go on for ever

        running.process.terminate()

        running.process.wait(30)
    assert not psutil.pid_exists(training)


def _children(parent: int | None = None) -> list[int]:
    """The trainings that this process, or that one, has started."""
    return [child.pid for child in psutil.Process(parent).children() if _is_training(child)]


def _is_training(process: psutil.Process) -> bool:
    try:
        return "learn" in process.cmdline()
    except (psutil.ZombieProcess, psutil.NoSuchProcess):  # it has ended since we looked
        return False
