"""Testing an account's connections, from the button to the last step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse

from kontor.channels.domain.connection_tests import run_test
from kontor.channels.models import ConnectionTest, MailAccount
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.channels.mails import plain_mail
from tests.factories.channels import make_account
from tests.servers.dovecot import HOST, PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.client import Browser, HtmxBrowser
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere, in_scope


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:accounts:{name}", args=args)


def account_on(tenant: Tenant | None, box: str, mail_server: Dovecot, sink: SmtpSink) -> MailAccount:
    mail, smtp = mail_server.server(box), sink.server()
    return make_account(
        tenant,
        box,
        host=mail.host,
        port=mail.port,
        security=mail.security,
        ca_file=str(mail.ca_file),
        password=PASSWORD,
        smtp_host=smtp.host,
        smtp_port=smtp.port,
        smtp_security=smtp.security,
        smtp_username=box,
        smtp_password=PASSWORD,
    )


def test_a_worker_goes_through_the_steps_while_the_page_watches(
    htmx_for: Callable[..., HtmxBrowser],
    ada: User,
    nordlicht: Tenant,
    mail_server: Dovecot,
    make_sink: Callable[..., SmtpSink],
    new_mailbox: Callable[[], str],
) -> None:
    box = new_mailbox()
    sink = make_sink(mailboxes=mail_server, users={box: PASSWORD}, auth_without_tls=True)
    mail_server.deliver(box, plain_mail("one"))
    account = account_on(nordlicht, box, mail_server, sink)
    browser = htmx_for(ada)

    begun = browser.post(url("test", account.pk)).content.decode()
    assert "Waiting for a worker" in begun
    assert 'hx-trigger="every 1s"' in begun
    assert run_jobs("test_connection") == 1
    ended = browser.get(url("test-progress", account.pk))

    page = ended.content.decode()
    assert [step.state for step in ended.context["test"].steps] == ["ok"] * 9
    assert "The mailbox is as it was." in page
    assert "Everything works." in page
    assert "hx-trigger" not in page


def test_the_step_that_fails_says_why(
    htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant, mail_server: Dovecot
) -> None:
    server = mail_server.server("nobody@kontor.example")
    account = make_account(
        nordlicht, host=server.host, port=server.port, ca_file=str(server.ca_file), password="wrong", smtp_host=""
    )
    browser = htmx_for(ada)

    browser.post(url("test", account.pk))
    run_jobs("test_connection")
    page = browser.get(url("test-progress", account.pk))

    assert [step.state for step in page.context["test"].steps] == ["ok", "ok", "failed", "skipped"]
    assert f"The server {HOST} refused the sign-in. Check user name and password." in page.content.decode()
    assert "The test has failed; the step says why." in page.content.decode()


def test_sentences_are_in_the_language_of_the_person(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        test = ConnectionTest.objects.create(
            tenant=nordlicht,
            account=nordlicht_account,
            account_owner=nordlicht.pk,
            language="de",
            asked_at=clock.now(),
        )
        MailAccount.objects.update(host="no-such-host.invalid", smtp_host="")

    run_test(nordlicht.pk, nordlicht_account.pk, test.pk)

    with in_scope(nordlicht):
        test.refresh_from_db()
    assert test.steps["resolve"]["state"] == "failed"
    assert "no-such-host.invalid" in test.steps["resolve"]["sentence"]
    assert not test.steps["resolve"]["sentence"].startswith("The server")


def test_without_a_worker_the_page_says_so(
    htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = htmx_for(ada)
    browser.post(url("test", nordlicht_account.pk))
    with in_scope(nordlicht):
        ConnectionTest.objects.update(asked_at=clock.now() - timedelta(seconds=11))

    assert "Nobody has begun the test yet." in browser.get(url("test-progress", nordlicht_account.pk)).content.decode()
    with in_scope(nordlicht):
        ConnectionTest.objects.update(asked_at=clock.now() - timedelta(minutes=6))
    page = browser.get(url("test-progress", nordlicht_account.pk)).content.decode()
    assert "The test was not finished." in page
    assert "hx-trigger" not in page


def test_an_older_test_is_forgotten_and_its_job_does_nothing(
    htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = htmx_for(ada)
    browser.post(url("test", nordlicht_account.pk))
    browser.post(url("test", nordlicht_account.pk))

    old, new = waiting_jobs("test_connection")
    run_test(**old.arguments)

    with in_scope(nordlicht):
        [test] = ConnectionTest.objects.all()
    assert (test.pk, test.begun_at) == (new.arguments["test_id"], None)


def test_the_test_of_a_general_account_is_seen_with_scope_0_only(
    htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant, general_account: MailAccount
) -> None:
    htmx_for(ada).post(url("test", general_account.pk))

    with in_scope(nordlicht):
        assert not ConnectionTest.objects.exists()
    with everywhere():
        assert ConnectionTest.objects.count() == 1


def test_without_scripts_one_is_led_to_the_state(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(ada)

    response = browser.post(url("test", nordlicht_account.pk))

    state = url("tab", nordlicht_account.pk, "state")
    assert response["Location"] == f"{state}#connection-test-{nordlicht_account.pk}"
    assert "Waiting for a worker" in browser.get(state).content.decode()


def test_of_a_folder_with_scans_it_is_said_what_is_tested_there(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    folder = make_account(nordlicht, protocol="folder", channel="letter")

    page = client_for(ada).get(url("tab", folder.pk, "state")).content.decode()

    assert ("files can be moved in it" in page, "sends a mail to the account itself" in page) == (True, False)
