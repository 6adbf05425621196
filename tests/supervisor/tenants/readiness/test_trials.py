from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import AgentGroup
from kontor.people.models import User
from kontor.readiness.domain.trials import STEPS, ask_for_trial
from kontor.readiness.enums import TrialState
from kontor.readiness.models import Trial
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.client import Browser, HtmxBrowser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]
Htmx = Callable[..., HtmxBrowser]


def url(name: str, tenant: Tenant) -> str:
    return reverse(f"supervisor:tenants:{name}", args=[tenant.pk])


def page(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:tab", args=[tenant.pk, "readiness"])


def test_one_click_begins_a_test_and_shows_its_steps(htmx_for: Htmx, ada: User, nordlicht: Tenant) -> None:
    account = make_account(nordlicht)

    response = htmx_for(ada).post(url("trial", nordlicht), {"account": account.pk})

    assert response.status_code == 200
    newest = response.context["trials"].newest
    assert [step.state for step in newest.steps] == ["open"] * len(STEPS)
    assert response.context["trials"].form is None
    assert "live:trial from:body" in response.content.decode()
    assert "every 10s" in response.content.decode()
    assert [job.arguments["trial_id"] for job in waiting_jobs("go_on")] == [newest.trial.pk]


def test_without_scripts_it_leads_back_to_the_tab(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    account = make_account(nordlicht)

    response = client_for(ada).post(url("trial", nordlicht), {"account": account.pk})

    assert response.headers["Location"] == f"{page(nordlicht)}#go-live-test"


def test_the_protocol_stays_and_another_test_can_begin(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    account = make_account(nordlicht)
    with in_scope(nordlicht):
        trial = ask_for_trial(nordlicht, account, language="en", by=ada)
        steps = {key: {"state": "ok", "sentence": f"<b>{key}</b>", "at": clock.now().isoformat()} for key in STEPS}
        Trial.objects.update(state=TrialState.PASSED, steps=steps, finished_at=clock.now())

    response = client_for(ada).get(page(nordlicht))

    content = response.content.decode()
    assert response.context["trials"].newest.trial == trial
    assert response.context["trials"].form is not None
    assert "&lt;b&gt;send&lt;/b&gt;" in content
    assert "every 10s" not in content


def test_an_account_of_another_tenant_cannot_be_tried(
    htmx_for: Htmx, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_account(nordlicht)
    other = make_account(alpina)

    response = htmx_for(ada).post(url("trial", nordlicht), {"account": other.pk})

    assert response.status_code == 422
    assert "This account is not there any more." in response.content.decode()


def test_a_running_test_refuses_another_one(htmx_for: Htmx, ada: User, nordlicht: Tenant) -> None:
    account = make_account(nordlicht)
    browser = htmx_for(ada)
    browser.post(url("trial", nordlicht), {"account": account.pk})

    assert browser.post(url("trial", nordlicht), {"account": account.pk}).status_code == 409


def test_who_may_only_look_sees_the_protocol_and_no_button(
    client_for: Clients, nordlicht: Tenant, nordlicht_service: AgentGroup, ada: User
) -> None:
    account = make_account(nordlicht)
    with in_scope(nordlicht):
        ask_for_trial(nordlicht, account, language="en", by=ada)
    reader = make_user("Rita Roth")
    make_grant(reader, make_role("Leser", {"supervisor.access", "tenants.read"}), nordlicht_service)
    browser = client_for(reader, nordlicht)

    trials = browser.get(page(nordlicht)).context["trials"]

    assert (trials.form, trials.newest.trial.by) == (None, ada)
    assert browser.post(url("trial", nordlicht), {"account": account.pk}).status_code == 403


def test_older_protocols_take_no_more_statements(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    account, browser = make_account(nordlicht), client_for(ada)
    browser.get(page(nordlicht))

    def another() -> list[str]:
        with in_scope(nordlicht):
            ask_for_trial(nordlicht, account, language="en", by=ada)
            Trial.objects.update(finished_at=clock.now(), state=TrialState.PASSED)
        with statements() as sent:
            browser.get(page(nordlicht))
        return sent

    assert len({len(another()) for _ in range(3)}) == 1
