"""Testing the line to an Asterisk, from the button to the last step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from kontor.calls.domain.connection_tests import ask_for_test, run_test, shown_test
from kontor.calls.enums import Connector
from kontor.calls.models import LineTest, PhoneSystem
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system
from tests.servers.lines import unused_port
from tests.servers.telephony.asterisk import Asterisk
from tests.support.client import Browser, HtmxBrowser
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere


@pytest.fixture(autouse=True)
def _on(database: None) -> None:
    connect_calls()


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:phone-systems:{name}", args=args)


def system_at(port: int, **values: str) -> PhoneSystem:
    entered = {"username": "kontor", "secret": "secret", "context": "kontor-out", "host": "127.0.0.1", **values}
    return make_phone_system("Zentrale", connector=Connector.ASTERISK, port=port, **entered)


def test_a_worker_goes_through_the_steps_while_the_page_watches(
    htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant, asterisk: Asterisk
) -> None:
    server = asterisk.server()
    system = system_at(server.port, username=server.username, secret=server.secret)
    browser = htmx_for(ada)

    begun = browser.post(url("test", system.pk)).content.decode()
    assert run_jobs("test_line") == 1
    done = browser.get(url("test-progress", system.pk)).content.decode()

    assert 'hx-trigger="every 1s"' in begun
    assert "hx-trigger" not in done
    assert done.count("step--done") == 5
    assert "Everything works." in done
    assert server.secret not in done


def test_a_system_that_does_not_answer(client_for: Callable[..., Browser], ada: User, nordlicht: Tenant) -> None:
    system = system_at(unused_port())
    with everywhere():
        test = ask_for_test(system, language="de")

    run_test(system.pk, test.pk)
    page = client_for(ada).get(url("tab", system.pk, "connection")).content.decode()

    shown = shown_test(system)
    assert shown is not None
    assert [step.state for step in shown.steps] == ["failed", "skipped", "skipped", "skipped", "skipped"]
    assert "antwortet nicht auf Port" in shown.steps[0].sentence
    assert "The test has failed; the step says why." in page


def test_a_test_that_nobody_begins_says_so(frozen: object, nordlicht: Tenant) -> None:
    system = system_at(5038)
    with everywhere():
        ask_for_test(system, language="en")
        LineTest.objects.update(asked_at=clock.now() - timedelta(seconds=30))

    shown = shown_test(system)

    assert shown is not None
    assert (shown.waits, shown.nobody, shown.over) == (True, True, False)


def test_a_second_run_of_the_same_job_changes_nothing(nordlicht: Tenant) -> None:
    system = system_at(unused_port())
    with everywhere():
        test = ask_for_test(system, language="en")
    run_test(system.pk, test.pk)
    finished = LineTest.objects.get().finished_at

    run_test(system.pk, test.pk)

    assert LineTest.objects.get().finished_at == finished


def test_what_cannot_be_tested_is_refused(nordlicht: Tenant) -> None:
    with everywhere():
        with refused("posts its events by itself"):
            ask_for_test(make_phone_system(), language="en")
        with refused("Enter server, user name and context first"):
            ask_for_test(make_phone_system(connector=Connector.ASTERISK), language="en")
