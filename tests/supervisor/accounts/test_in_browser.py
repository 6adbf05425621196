"""The masks of accounts and received mail in a real browser: axe finds nothing, the test of a connection moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect

from kontor.channels.domain.connection_tests import ask_for_test
from kontor.channels.domain.troubles import note_trouble
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.channels.mails import plain_mail
from tests.factories.channels import make_account, make_tenant_accounts
from tests.factories.intake import make_arrival, make_held
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.supervisor.accounts.test_signing_in import by_token as by_token_of
from tests.supervisor.accounts.test_testing import account_on
from tests.support.axe import faults_wide_and_narrow
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.processes import Web
from tests.support.scoping import everywhere
from tests.support.settled import becomes

pytestmark = pytest.mark.browser


def signed_in(window: Chromium, site: Web, browser: Browser, **options: object) -> BrowserContext:
    context = window.new_context(base_url=site.url, locale="en", **options)  # type: ignore[arg-type]
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": site.url} for name, morsel in browser.cookies.items()]
    )
    return context


def test_pages_break_no_rule(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    general_account: MailAccount,
    billing: Category,
) -> None:
    failing = make_account(
        nordlicht,
        "kundenservice-mit-langem-namen@nordlicht.example",
        security="plain",
        failing_since=clock.now(),
        error_kind="sign_in",
        error_values={"host": "imap.mail.example"},
    )
    make_tenant_accounts(nordlicht, incoming=failing, sending=general_account)
    with everywhere():
        ask_for_test(failing, language="en")
    by_token = by_token_of(nordlicht)
    with everywhere():
        note_trouble(failing, ConnectionFailed(Kind.SIGN_IN, host="imap.mail.example"))
        note_trouble(failing, ConnectionFailed(Kind.LOST, host="imap.mail.example"))
    make_arrival(failing)
    held = make_held(failing, subject="Zählerstand " * 12)
    accounts, arrivals = "supervisor:accounts", "supervisor:arrivals"
    pages = [
        reverse(f"{accounts}:list") + "?filter=1",
        reverse(f"{accounts}:system"),
        reverse(f"{accounts}:new"),
        reverse(f"{accounts}:new") + "?type=system",
        *(reverse(f"{accounts}:tab", args=[failing.pk, tab]) for tab in ("general", "receiving", "sending", "state")),
        *(reverse(f"{accounts}:tab", args=[by_token.pk, tab]) for tab in ("receiving", "state")),
        reverse(f"{accounts}:edit", args=[general_account.pk]),
        reverse("supervisor:tenants:tab", args=[nordlicht.pk, "accounts"]),
        reverse(f"{arrivals}:list") + "?filter=1",
        reverse(f"{arrivals}:held"),
        reverse(f"{arrivals}:show", args=[held.pk]),
    ]
    cookies = client_for(ada, nordlicht)
    troubles: dict[str, object] = {}
    context = signed_in(window, site, cookies, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    for url in pages:
        page.goto(url)
        if faults := faults_wide_and_narrow(page):
            troubles[url] = faults
    context.close()

    assert troubles == {}


def test_only_what_the_chosen_way_needs_is_asked(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    context = signed_in(window, site, client_for(ada, nordlicht))
    page = context.new_page()
    page.goto(reverse("supervisor:accounts:new"))
    page.wait_for_selector("html[data-started]")
    password, application = page.locator("#id_password"), page.locator("#id_oauth_client_id")
    directory, tokens = page.locator("#id_oauth_directory"), page.locator("#id_oauth_token_url")

    def shown() -> list[bool]:
        return [field.is_visible() for field in (password, application, directory, tokens)]

    becomes(shown, [True, False, False, False])
    page.get_by_label("OAuth 2.0").check()
    becomes(shown, [False, True, True, False])
    page.get_by_label("Sign-in service").select_option("other")
    becomes(shown, [False, True, False, True])
    page.get_by_label("Sign-in service").select_option("google")
    becomes(shown, [False, True, False, False])
    page.get_by_label("E-mail address").fill("hilfe@nordlicht.example")
    application.fill("4711")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Now sign in for it.")).to_be_visible()

    expect(page.get_by_role("link", name="Sign in with Google")).to_be_visible()
    expect(page.locator("#id_host")).to_have_value("imap.gmail.com")
    context.close()


def test_the_test_of_a_connection_moves_on_the_page(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    mail_server: Dovecot,
    make_sink: Callable[..., SmtpSink],
    new_mailbox: Callable[[], str],
) -> None:
    box = new_mailbox()
    mail_server.deliver(box, plain_mail("one"))
    sink = make_sink(mailboxes=mail_server, users={box: PASSWORD}, auth_without_tls=True)
    account = account_on(nordlicht, box, mail_server, sink)
    context = signed_in(window, site, client_for(ada, nordlicht))
    page = context.new_page()
    page.goto(reverse("supervisor:accounts:tab", args=[account.pk, "receiving"]))
    test = page.get_by_role("region", name="Connection")

    page.get_by_role("button", name="Test connection").click()
    expect(test.get_by_text("Waiting for a worker")).to_be_visible()
    run_jobs("test_connection")

    expect(test.get_by_role("status")).to_have_text("Everything works.")
    expect(test.get_by_role("img", name="done")).to_have_count(9)
    assert page.url.endswith("/receiving/")
    context.close()


def test_the_default_accounts_are_tested_on_the_tenants_mask(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    general_account: MailAccount,
    mail_server: Dovecot,
    make_sink: Callable[..., SmtpSink],
    new_mailbox: Callable[[], str],
) -> None:
    box = new_mailbox()
    sink = make_sink(mailboxes=mail_server, users={box: PASSWORD}, auth_without_tls=True)
    account = account_on(nordlicht, box, mail_server, sink)
    make_tenant_accounts(nordlicht, incoming=account, sending=general_account)
    context = signed_in(window, site, client_for(ada, nordlicht), viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "accounts"]))
    test = page.get_by_role("region", name=f"Connection of {box}")
    other = page.get_by_role("region", name="Connection of info@kontor.example")

    test.get_by_role("button", name="Test connection").press("Enter")
    expect(test.get_by_text("Waiting for a worker")).to_be_visible()
    run_jobs("test_connection")

    expect(test.get_by_role("status")).to_have_text("Everything works.")
    expect(test.get_by_role("img", name="done")).to_have_count(9)
    expect(other.get_by_role("status")).to_be_empty()
    context.close()
