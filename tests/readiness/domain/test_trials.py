from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from kontor.audit.models import AuditEntry
from kontor.channels.domain.accounts import change_account
from kontor.channels.enums import AfterFetch
from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import CANARY, REQUEST
from kontor.customers.models import Customer
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.domain.category_changes import change_category
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.readiness.domain import sweeping, trial_mails, trials
from kontor.readiness.domain.trial_mails import arrived, clean, send_to_mailbox, write_mail
from kontor.readiness.domain.trials import STEPS, ask_for_trial, go_on
from kontor.readiness.enums import LineState, TrialState
from kontor.readiness.models import Trial
from kontor.routing.domain.learned_models import ask_for_training
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Blob, HistoryEntry, Message, Notice, Ticket
from tests.factories.channels import make_account
from tests.factories.texts import make_template
from tests.readiness.domain.test_looking import found
from tests.readiness.working import fresh, read, run
from tests.servers.dovecot import Dovecot
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

TABLES = (Ticket, Message, HistoryEntry, Customer, OutgoingMail, Notice, Arrival, Blob)


def ask(account: MailAccount, tenant: Tenant, by: User) -> Trial:
    with in_scope(tenant):
        return ask_for_trial(tenant, account, language="en", by=by)


def counts() -> dict[str, int]:
    with everywhere():
        return {model.__name__: model.objects.count() for model in TABLES}


def sentences(trial: Trial) -> dict[str, str]:
    return {key: step["sentence"] for key, step in trial.steps.items()}


def states(trial: Trial) -> list[str]:
    return [trial.steps[key]["state"] for key in STEPS]


def test_a_mail_goes_the_whole_way_and_leaves_no_trace(
    committed_db: str, working: MailAccount, nordlicht: Tenant, billing: Category, ada: User, mail_server: Dovecot
) -> None:
    make_template(nordlicht, "Standard", categories=(billing,))
    before = counts()

    trial = run(ask(working, nordlicht, ada), working)

    assert (trial.state, states(trial)) == (TrialState.PASSED, ["ok"] * len(STEPS))
    assert sentences(trial)["category"] == "It belongs into “Abrechnung”."
    assert sentences(trial)["reply"] == "Suggested by the template “Standard”."
    assert counts() == before
    assert mail_server.mailbox(working.address) == []
    assert waiting_jobs("deliver") == []
    assert waiting_jobs("distribute") == []
    assert (found(nordlicht, "trial").state, found(nordlicht, "sent").state) == (LineState.GREEN, LineState.GREEN)
    with everywhere():
        entry = AuditEntry.objects.get(action="go-live test begun")
    assert (entry.actor_id, entry.tenant_id) == (ada.pk, nordlicht.pk)


def test_what_was_moved_after_fetching_is_removed_there(
    working: MailAccount, nordlicht: Tenant, ada: User, mail_server: Dovecot
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=working.pk).update(after_fetch=AfterFetch.MOVE, done_folder="Fertig")

    trial = run(ask(working, nordlicht, ada), working)

    assert trial.state == TrialState.PASSED
    assert (mail_server.mailbox(working.address), mail_server.mailbox(working.address, "Fertig")) == ([], [])


def test_a_general_account_is_tried_for_a_tenant(
    working: MailAccount, nordlicht: Tenant, alpina: Tenant, ada: User, claims: Category
) -> None:
    with everywhere():
        AccountFallback.objects.all().delete()
        values = {
            field.attname: getattr(working, field.attname)
            for field in MailAccount._meta.concrete_fields
            if field.attname not in ("id", "tenant_id", "owner_key")
        }
        MailAccount.objects.filter(pk=working.pk).update(active=False, deleted_at=clock.now())
        general = MailAccount.objects.create(tenant=None, **values)
        AccountFallback.objects.create(tenant=alpina, account=general, account_owner=0, category=claims)

    elsewhere = run(ask(general, nordlicht, ada), general)
    here = run(ask(general, alpina, ada), general)

    assert (elsewhere.state, here.state) == (TrialState.FAILED, TrialState.PASSED)
    assert sentences(elsewhere)["category"] == "The mail went into a category of another tenant."
    assert "Schaden" not in str(elsewhere.steps)


def test_a_step_that_fails_says_why_and_all_is_cleaned(
    working: MailAccount, nordlicht: Tenant, ada: User, mail_server: Dovecot
) -> None:
    with in_scope(nordlicht):
        AccountFallback.objects.all().delete()
    before = counts()

    trial = run(ask(working, nordlicht, ada), working)

    assert trial.state == TrialState.FAILED
    assert states(trial) == ["ok", "ok", "failed", "skipped", "skipped", "skipped", "skipped", "ok"]
    assert sentences(trial)["category"] == "No rule fits, and the account has no fallback category."
    assert counts() == before
    assert mail_server.mailbox(working.address) == []
    assert found(nordlicht, "trial").state == LineState.WRONG


def test_a_server_that_refuses_fails_the_first_step(nordlicht: Tenant, ada: User) -> None:
    account = make_account(nordlicht, host="127.0.0.1", port=1, smtp_host="127.0.0.1", smtp_port=1)
    trial = ask(account, nordlicht, ada)

    assert go_on(trial.tenant_id, trial.pk)

    trial = fresh(trial)
    assert (trial.state, trial.steps["send"]["state"]) == (TrialState.FAILED, "failed")


def test_a_mail_that_does_not_come_is_given_up(
    working: MailAccount, nordlicht: Tenant, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "PATIENCE", timedelta(0))
    trial = ask(working, nordlicht, ada)
    assert not go_on(trial.tenant_id, trial.pk)

    assert go_on(trial.tenant_id, trial.pk)

    assert fresh(trial).steps["fetch"]["state"] == "failed"


def came_in(account: MailAccount, trial: Trial) -> bool:
    with in_scope(account.owner):
        return arrived(account, REQUEST, trial.nonce) is not None


def ended(account: MailAccount, tenant: Tenant, by: User, state: TrialState, **steps: str) -> Trial:
    """A test that is over, without its mails."""
    trial = ask(account, tenant, by)
    with in_scope(tenant):
        found = {key: {"state": said, "sentence": "So."} for key, said in steps.items()}
        Trial.objects.filter(pk=trial.pk).update(state=state, steps=found, finished_at=clock.now())
    return trial


def test_a_test_before_the_last_change_is_not_green(nordlicht: Tenant, billing: Category, ada: User) -> None:
    ended(make_account(nordlicht), nordlicht, ada, TrialState.PASSED)
    assert found(nordlicht, "trial").state == LineState.GREEN

    with in_scope(nordlicht):
        change_category(billing, name="Rechnungen", version=billing.version, by=ada)

    line = found(nordlicht, "trial")
    assert (line.state, line.place) == (LineState.OPEN, "trial")
    assert line.sentence == "Tested before the last change (“Rechnungen”). Start the go-live test again."
    ended(make_account(nordlicht), nordlicht, ada, TrialState.PASSED)
    assert found(nordlicht, "trial").state == LineState.GREEN


def test_what_is_not_on_the_way_of_a_mail_leaves_the_test_green(
    nordlicht: Tenant, alpina: Tenant, claims: Category, ada: User
) -> None:
    ended(make_account(nordlicht), nordlicht, ada, TrialState.PASSED)

    with everywhere():
        ask_for_training(nordlicht, by=ada)
        change_category(claims, name="Schäden", version=claims.version, by=ada)

    assert found(nordlicht, "trial").state == LineState.GREEN


def test_a_changed_general_account_is_known_to_who_cannot_read_the_installations_log(
    nordlicht: Tenant, ada: User
) -> None:
    general = make_account(None, name="Zentrale")
    ended(general, nordlicht, ada, TrialState.PASSED)
    assert found(nordlicht, "trial").state == LineState.GREEN

    with everywhere():
        change_account(MailAccount.objects.get(pk=general.pk), sender_name="Neu", version=general.version, by=ada)

    assert found(nordlicht, "trial").sentence == (
        "Tested before the last change (“Zentrale”). Start the go-live test again."
    )


def test_a_test_that_failed_stays_wrong_and_says_that_something_was_changed(
    nordlicht: Tenant, billing: Category, ada: User
) -> None:
    ended(make_account(nordlicht), nordlicht, ada, TrialState.FAILED, send="failed")

    with in_scope(nordlicht):
        change_category(billing, name="Rechnungen", version=billing.version, by=ada)

    line = found(nordlicht, "trial")
    assert (line.state, line.sentence) == (
        LineState.WRONG,
        "The go-live test failed: So. “Rechnungen” was changed since then: start it again.",
    )


def test_a_running_test_is_said(nordlicht: Tenant, ada: User) -> None:
    account = make_account(nordlicht)
    ended(account, nordlicht, ada, TrialState.PASSED)

    ask(account, nordlicht, ada)

    line = found(nordlicht, "trial")
    assert (line.state, line.sentence) == (
        LineState.OPEN,
        f"The go-live test is running through {account.address}.",
    )


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
    assert step["sentence"].endswith("Kontor removes it as soon as it can read the mailbox. No request is left.")


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
        dying.setattr(trials, "_finish", _die)
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


def test_a_forged_mark_and_one_for_another_mailbox_become_requests(
    working: MailAccount, nordlicht: Tenant, alpina: Tenant, ada: User, mail_server: Dovecot
) -> None:
    other = make_account(alpina)
    real = write_mail(REQUEST, working, "0" * 32, sender=working, subject="Echt", text="y")
    forged = write_mail(REQUEST, working, "1" * 32, sender=working, subject="Gefälscht", text="y")
    forged = forged.replace(b"1" * 32, b"2" * 32, 1)
    foreign = write_mail(REQUEST, other, "3" * 32, sender=working, subject="Fremd", text="y")

    mail_server.deliver(working.address, real, forged, foreign)
    read(working)

    with everywhere():
        assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["Fremd", "Gefälscht"]
        assert list(Arrival.objects.filter(reason="trial").values_list("outcome", flat=True)) == ["ignored"]


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
        dying.setattr(trial_mails, "_forget", _die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            clean(working.owner, working.pk, nonce="6" * 32)
    assert (counts()["Arrival"], mail_server.mailbox(working.address)) == (1, [])

    assert clean(working.owner, working.pk, nonce="6" * 32)

    assert (counts()["Arrival"], counts()["Blob"]) == (0, 0)


def _die(*rows: object) -> None:
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


def test_one_test_of_a_tenant_at_a_time(nordlicht: Tenant, ada: User) -> None:
    account = make_account(nordlicht)
    ask(account, nordlicht, ada)

    with in_scope(nordlicht), refused("A go-live test of this tenant is running already. Wait until it is over."):
        ask_for_trial(nordlicht, account, language="en", by=ada)


def test_a_tenant_that_cannot_send_is_refused_at_once(nordlicht: Tenant, ada: User) -> None:
    account = make_account(nordlicht, smtp_host="")

    with (
        in_scope(nordlicht),
        refused("No account can send for this tenant. An administrator must set up a sending account."),
    ):
        ask_for_trial(nordlicht, account, language="en", by=ada)


def test_another_tenant_sees_no_protocol(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    ask(make_account(nordlicht), nordlicht, ada)

    with in_scope(alpina):
        assert not Trial.objects.exists()


def test_only_the_newest_protocols_are_kept(nordlicht: Tenant, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "KEPT", 2)
    account = make_account(nordlicht)
    for _ in range(3):
        ask(account, nordlicht, ada)
        with in_scope(nordlicht):
            Trial.objects.filter(finished_at=None).update(finished_at=clock.now())

    with in_scope(nordlicht):
        assert Trial.objects.count() == 2
