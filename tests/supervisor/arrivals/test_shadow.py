from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.intake.enums import ShadowState
from kontor.intake.models import ShadowDifference, ShadowRun
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message
from tests.factories.intake import make_held, make_shadow_run
from tests.factories.org import make_grant, make_group_tree
from tests.factories.people import make_user
from tests.intake.domain.conftest import newest, seen, store
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:arrivals:{name}", args=args)


@pytest.fixture
def message(nordlicht_account: MailAccount, billing: Category) -> Message:
    """A mail that an earlier parser has read badly."""
    with in_scope(nordlicht_account.owner):
        set_fallback(nordlicht_account, billing, by=None)
    store(nordlicht_account, seen(letter("Grüße aus Köln", text="Der ganze Text.")))
    drain(nordlicht_account.owner)
    with everywhere():
        Message.objects.filter(pk=newest().message_id).update(subject="Gr??e aus K?ln", text="")
        return Message.objects.get(pk=newest().message_id)


def _period(tenant: Tenant, back: int = 0) -> dict[str, object]:
    today = timezone.localdate()
    return {"tenant": tenant.pk, "first": today - timedelta(days=back), "last": today, "account": ""}


def _subject(message: Message) -> str:
    with everywhere():
        return Message.objects.get(pk=message.pk).subject


def _difference() -> ShadowDifference:
    with everywhere():
        return ShadowDifference.objects.get()


def test_from_the_period_to_the_repair_and_back(
    client_for: Clients, sven: User, nordlicht: Tenant, message: Message
) -> None:
    browser = client_for(sven, nordlicht)
    begun = browser.post(url("shadow"), _period(nordlicht))
    run_jobs("shadow")
    with everywhere():
        run = ShadowRun.objects.get()
    page = browser.get(url("shadow-run", run.pk))
    chosen = {"selected": _difference().pk}

    browser.post(url("shadow-repair", run.pk), chosen)
    repaired = _subject(message)
    browser.post(url("shadow-take-back", run.pk), chosen)

    assert begun.headers["Location"] == url("shadow-run", run.pk)
    [line] = page.context["found"]
    assert [(pair.label, pair.before, pair.after) for pair in line.pairs] == [
        ("Subject", "Gr??e aus K?ln", "Grüße aus Köln"),
        ("Text", "", line.pairs[1].after),
    ]
    assert line.pairs[1].after.strip() == "Der ganze Text."
    assert (repaired, _subject(message)) == ("Grüße aus Köln", "Gr??e aus K?ln")


@pytest.mark.parametrize("back", [-1, 100])
def test_a_period_that_cannot_be_is_said_in_the_form(
    client_for: Clients, sven: User, nordlicht: Tenant, back: int
) -> None:
    response = client_for(sven, nordlicht).post(url("shadow"), _period(nordlicht, back))

    assert response.status_code == 422
    assert "Choose a period of at most 92 days" in response.content.decode()


def test_an_account_of_the_other_tenant_is_said_in_the_form(
    client_for: Clients, alpina_account: MailAccount, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    """Whoever decides for both is offered the accounts of both."""
    browser = client_for(ada, nordlicht, alpina)

    response = browser.post(url("shadow"), {**_period(nordlicht), "account": alpina_account.pk})

    assert response.status_code == 422
    assert f"The account “{alpina_account.name}” belongs to another tenant." in response.content.decode()


def test_another_tenants_mail_is_neither_asked_for_nor_seen(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    theirs = make_shadow_run(alpina)
    browser = client_for(sven, nordlicht)

    assert browser.post(url("shadow"), _period(alpina)).status_code == 422
    assert list(browser.get(url("shadow")).context["runs"]) == []
    for name in ("shadow-cancel", "shadow-repair", "shadow-take-back"):
        assert browser.post(url(name, theirs.pk)).status_code == 404
    assert browser.get(url("shadow-run", theirs.pk)).status_code == 404


def test_the_content_of_a_request_that_one_may_not_read_is_not_shown_and_not_repaired(
    client_for: Clients, nordlicht: Tenant, message: Message, supervisor_role: Role, sven: User
) -> None:
    client_for(sven, nordlicht).post(url("shadow"), _period(nordlicht))
    run_jobs("shadow")
    stranger = make_user("Udo Unger")
    make_grant(stranger, supervisor_role, make_group_tree(nordlicht))
    browser = client_for(stranger, nordlicht)

    page = browser.get(url("shadow-run", _difference().run_id))
    browser.post(url("shadow-repair", _difference().run_id), {"selected": _difference().pk})

    [line] = page.context["found"]
    assert (line.pairs, line.may_repair) == ([], False)
    assert "Köln" not in page.content.decode()
    assert _subject(message) == "Gr??e aus K?ln"


def test_a_run_is_cancelled(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    run = make_shadow_run(nordlicht, state=ShadowState.RUNNING, total=5)
    browser = client_for(sven, nordlicht)
    before = browser.get(url("shadow-run", run.pk)).content.decode()

    browser.post(url("shadow-cancel", run.pk))

    with everywhere():
        assert ShadowRun.objects.get().state == ShadowState.CANCELLED
    assert "every 2s" in before
    assert "every 2s" not in browser.get(url("shadow-run", run.pk)).content.decode()


def test_whoever_watches_a_run_comes_to_what_it_found_when_it_is_done(
    htmx_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    """What asks every two seconds is a part of the page; what was found stands beside it."""
    running = make_shadow_run(nordlicht, state=ShadowState.RUNNING, total=5)
    done = make_shadow_run(nordlicht, state=ShadowState.DONE, total=5, looked_at=5)
    watching = htmx_for(sven, nordlicht)

    meanwhile, afterwards = (watching.get(url("shadow-run", run.pk) + "?page=1") for run in (running, done))

    assert ("every 2s" in meanwhile.content.decode(), "HX-Redirect" in meanwhile) == (True, False)
    assert afterwards.get("HX-Redirect") == url("shadow-run", done.pk) + "?page=1"


def test_held_mail_that_can_be_read_now_leads_to_its_decision(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    held = make_held(nordlicht_account, reason="unreadable")
    browser = client_for(sven, nordlicht)
    browser.post(url("shadow"), _period(nordlicht))
    run_jobs("shadow")

    page = browser.get(url("shadow-run", _difference().run_id)).content.decode()

    assert url("show", held.pk) in page


def test_the_page_needs_as_many_statements_for_many_differences(
    client_for: Clients, sven: User, nordlicht: Tenant, message: Message, nordlicht_account: MailAccount
) -> None:
    browser = client_for(sven, nordlicht)
    browser.post(url("shadow"), _period(nordlicht))
    run_jobs("shadow")
    page = url("shadow-run", _difference().run_id)
    browser.get(page)
    with statements() as one:
        browser.get(page)
    with everywhere():
        known = ShadowDifference.objects.get()
        for _more in range(2):
            arrival = make_held(nordlicht_account)
            ShadowDifference.objects.create(
                tenant=nordlicht, run_id=known.run_id, arrival=arrival, message=message, changes=known.changes
            )
    with statements() as three:
        browser.get(page)

    assert len(three) == len(one)
