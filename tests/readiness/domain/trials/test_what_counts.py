"""How long a test counts."""

from __future__ import annotations

import pytest

from kontor.channels.domain.accounts import change_account
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.domain.category_changes import change_category
from kontor.org.models import Category
from kontor.people.models import User
from kontor.readiness.domain import trials
from kontor.readiness.domain.trials import ask_for_trial
from kontor.readiness.enums import LineState, TrialState
from kontor.readiness.models import Trial
from kontor.routing.domain.learned_models import ask_for_training
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.readiness.domain.looking.conftest import found
from tests.readiness.domain.trials.conftest import ask
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


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
