"""A mail goes the whole way, or it is said where it stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.enums import AfterFetch
from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import REQUEST
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.readiness.domain import trials
from kontor.readiness.domain.trial_mails import write_mail
from kontor.readiness.domain.trials import STEPS, go_on
from kontor.readiness.enums import LineState, TrialState
from kontor.readiness.models import Trial
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.texts import make_template
from tests.readiness.domain.looking.conftest import found
from tests.readiness.domain.trials.conftest import ask, counts
from tests.readiness.working import fresh, read, run
from tests.servers.dovecot import Dovecot
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope


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
    assert sentences(trial)["category"] == "It belongs in “Abrechnung”."
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
    assert sentences(trial)["category"] == "No rule matches, and the account has no fallback category."
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
