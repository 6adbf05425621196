"""What is left, and who goes on after a death."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import CANARY, REQUEST
from kontor.intake.enums import Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.people.models import User
from kontor.readiness.domain import sweeping, trial_mails, trials
from kontor.readiness.domain.trial_mails import arrived, clean, send_to_mailbox, write_mail
from kontor.readiness.domain.trials import go_on
from kontor.readiness.enums import TrialState
from kontor.readiness.models import Trial
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival
from tests.readiness.domain.trials.conftest import ask, counts
from tests.readiness.working import fresh, read, run
from tests.servers.dovecot import Dovecot
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope


def came_in(account: MailAccount, trial: Trial) -> bool:
    with in_scope(account.owner):
        return arrived(account, REQUEST, trial.nonce) is not None


def test_with_an_unreachable_server_it_is_said_what_is_left_and_where(
    working: MailAccount, nordlicht: Tenant, ada: User
) -> None:
    """The mail came in; then the category is missing, and the server is gone."""
    trial = ask(working, nordlicht, ada)
    assert not go_on(trial.tenant_id, trial.pk)
    while not came_in(working, trial):
        read(working)
    with in_scope(nordlicht):
        AccountFallback.objects.all().delete()
        MailAccount.objects.filter(pk=working.pk).update(host="127.0.0.1", port=1)

    assert go_on(trial.tenant_id, trial.pk)

    step = fresh(trial).steps["clean"]
    assert step["state"] == "skipped"
    assert step["sentence"].startswith(
        f"The mail “Go-live test of Kontor” is left in the mailbox {working.address}, folder INBOX: "
    )
    assert "127.0.0.1" in step["sentence"]
    assert step["sentence"].endswith("Kontor removes it as soon as it can read the mailbox. No ticket is left.")


def test_a_mail_that_did_not_come_in_is_said_to_be_lost_and_not_removed(
    working: MailAccount, nordlicht: Tenant, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "PATIENCE", timedelta(0))
    trial = ask(working, nordlicht, ada)
    assert not go_on(trial.tenant_id, trial.pk)

    assert go_on(trial.tenant_id, trial.pk)

    step = fresh(trial).steps["clean"]
    assert (step["state"], step["sentence"].partition("Kontor removes")[0]) == (
        "skipped",
        f"The mail “Go-live test of Kontor” was sent to {working.address} and was not found in the folder INBOX. ",
    )


def test_a_test_that_was_killed_after_its_cleaning_still_passes(
    working: MailAccount, nordlicht: Tenant, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = ask(working, nordlicht, ada)
    with monkeypatch.context() as dying:
        dying.setattr(trials, "_finish", dies)
        with pytest.raises(KeyboardInterrupt):
            run(trial, working)
    with in_scope(nordlicht):
        kept = Trial.objects.get(pk=trial.pk)
        kept.steps["clean"]["state"] = "running"
        kept.save(update_fields=["steps"])

    assert run(trial, working).state == TrialState.PASSED


def test_a_killed_worker_is_followed_by_another_that_sends_again(
    working: MailAccount, nordlicht: Tenant, ada: User, mail_server: Dovecot
) -> None:
    trial = ask(working, nordlicht, ada)
    content = write_mail(REQUEST, working, trial.nonce, sender=working, subject="x", text="y")
    send_to_mailbox(working, working, content)
    before = counts()

    done = run(trial, working)

    assert done.state == TrialState.PASSED
    read(working)
    while not clean(working.owner, working.pk, nonce=trial.nonce):
        pass
    assert (counts(), mail_server.mailbox(working.address)) == (before, [])


def test_the_same_mail_twice_is_known_twice_and_removed_twice(
    working: MailAccount, nordlicht: Tenant, mail_server: Dovecot
) -> None:
    mail = write_mail(REQUEST, working, "5" * 32, sender=working, subject="Doppelt", text="y")
    mail_server.deliver(working.address, mail, mail)
    read(working)
    with everywhere():
        assert list(Arrival.objects.values_list("outcome", flat=True)) == ["ignored", "ignored"]

    assert clean(working.owner, working.pk, nonce="5" * 32)

    found = counts()
    assert (found["Arrival"], found["Blob"], found["Ticket"], mail_server.mailbox(working.address)) == (0, 0, 0, [])


def test_a_worker_that_dies_while_it_cleans_is_followed_by_one_that_ends_it(
    working: MailAccount, nordlicht: Tenant, mail_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_server.deliver(working.address, write_mail(CANARY, working, "6" * 32, sender=working, subject="x", text="y"))
    read(working)
    with monkeypatch.context() as dying:
        dying.setattr(trial_mails, "_forget", dies)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            clean(working.owner, working.pk, nonce="6" * 32)
    assert (counts()["Arrival"], mail_server.mailbox(working.address)) == (1, [])

    assert clean(working.owner, working.pk, nonce="6" * 32)

    assert (counts()["Arrival"], counts()["Blob"]) == (0, 0)


def dies(*rows: object) -> None:
    raise KeyboardInterrupt


def test_a_late_mail_is_known_and_swept(working: MailAccount, nordlicht: Tenant, mail_server: Dovecot) -> None:
    late = write_mail(REQUEST, working, "4" * 32, sender=working, subject="Spät", text="y")
    mail_server.deliver(working.address, late)
    read(working)
    with everywhere():
        Arrival.objects.update(stored_at=clock.now() - timedelta(hours=1))

    sweeping.sweep()

    assert [job.arguments for job in waiting_jobs("clean_up")] == [
        {"tenant_id": nordlicht.pk, "account_id": working.pk}
    ]
    assert clean(working.owner, working.pk)
    assert (counts()["Arrival"], counts()["Ticket"], mail_server.mailbox(working.address)) == (0, 0, [])


def test_a_silent_trial_goes_on_and_an_old_one_is_given_up(nordlicht: Tenant, ada: User) -> None:
    account = make_account(nordlicht, host="127.0.0.1", port=1)
    trial = ask(account, nordlicht, ada)
    with in_scope(nordlicht):
        Trial.objects.update(touched_at=clock.now() - timedelta(minutes=2))
    sweeping.sweep()
    assert fresh(trial).finished_at is None

    with in_scope(nordlicht):
        Trial.objects.update(asked_at=clock.now() - timedelta(hours=1), touched_at=clock.now() - timedelta(hours=1))
    sweeping.sweep()

    assert fresh(trial).state == TrialState.FAILED


def test_jobs_of_another_tenant_find_neither_trial_nor_mails(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    account = make_account(nordlicht, host="127.0.0.1", port=1)
    trial = ask(account, nordlicht, ada)
    ignored = {"outcome": Outcome.IGNORED, "reason": trial_mails.REASON}
    left = make_arrival(account, stored_at=clock.now() - timedelta(days=1), **ignored)

    assert go_on(alpina.pk, trial.pk)
    assert clean(alpina.pk, account.pk)

    assert (fresh(trial).begun_at, fresh(trial).finished_at) == (None, None)
    with in_scope(nordlicht):
        assert Arrival.objects.filter(pk=left.pk).exists()
