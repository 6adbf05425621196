"""The main job in the browser: a tenant from "New" to the first answered mail, and nobody else sees a trace of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.org.models import AgentGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.people import PASSWORD
from tests.flows import browsing
from tests.servers.dovecot import PASSWORD as MAILBOX_PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink, users_of
from tests.support.chromium import chromium
from tests.support.letters import letter
from tests.support.processes import Worker, until, web, worker
from tests.support.scoping import everywhere

pytestmark = pytest.mark.browser
OWN_PASSWORD = "staple battery horse correct"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def running(committed_db: str) -> Iterator[tuple[str, Worker]]:
    """The address of a web server, and a worker beside it."""
    with web(committed_db) as site, worker(committed_db) as jobs:
        yield site.url, jobs


@pytest.fixture
def window(browser: Browser, running: tuple[str, Worker]) -> Iterator[Callable[[], Page]]:
    """Opens windows of different people."""
    contexts = []

    def open_window() -> Page:
        context = browser.new_context(base_url=running[0], locale="en", viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    yield open_window
    for context in contexts:
        context.close()


def _create_account(page: Page, tenant: str, address: str, server: Dovecot, sink: SmtpSink, category: str) -> None:
    """The tenant's account, received by IMAP over TLS; its mail falls into the category."""
    browsing.go_to(page, "Incoming accounts", "New")
    page.get_by_label("E-mail address").fill(address)
    page.locator("[name=tenant]").select_option(label=tenant)
    fallback = page.locator("[name=fallback]")
    fallback.select_option(value=fallback.locator("option", has_text=category).first.get_attribute("value"))
    for name, value in {
        "host": server.host,
        "port": str(server.ports["imaps"]),
        "username": address,
        "password": MAILBOX_PASSWORD,
        "ca_file": server.ca_file,
        "sender_name": f"{tenant} Service",
        "smtp_host": "127.0.0.1",
        "smtp_port": str(sink.port),
        "smtp_username": address,
        "smtp_password": MAILBOX_PASSWORD,
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=security]").select_option("tls")
    page.locator("[name=smtp_security]").select_option("plain")
    page.locator("[name=port]").fill(str(server.ports["imaps"]))
    page.locator("[name=smtp_port]").fill(str(sink.port))
    browsing.save(page)


def _first_sign_in(page: Page, username: str, tenant: str) -> None:
    """With the password that the administrator has set; an own one is demanded, then the tenant is chosen."""
    browsing.sign_in(page, username)
    if page.locator("input[autocomplete=new-password]").count():
        page.locator("input[autocomplete=current-password]").fill(PASSWORD)
        for field in page.locator("input[autocomplete=new-password]").all():
            field.fill(OWN_PASSWORD)
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        page.goto("/")
    page.locator("label.choice").filter(has_text=tenant).click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/desk/**")


def _sign_in_by_keyboard(page: Page, username: str, tenant: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name or e-mail").focus()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(OWN_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tenant/**")
    page.locator("input[name=tenant]").first.focus()
    for _choice in range(page.locator("input[name=tenant]").count()):
        if tenant in " ".join(page.locator("label.choice", has=page.locator(":checked")).all_inner_texts()):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def _write(server: Dovecot, address: str, subject: str) -> None:
    """A customer's mail lies in the mailbox, and the mailbox is read now."""
    server.deliver(address, letter(subject, to=address))
    with everywhere():
        account = MailAccount.objects.get(address=address)
    start(account.owner, account.pk)


def _waits(subject: str) -> bool:
    with everywhere():
        return Ticket.objects.filter(subject=subject, state=TicketState.QUEUED).exists()


def _is_closed(subject: str) -> bool:
    with everywhere():
        return Ticket.objects.filter(subject=subject, state=TicketState.CLOSED).exists()


def _answer_by_mouse(page: Page, subject: str, text: str) -> None:
    page.goto("/desk/inbox/")
    browsing.started(page)
    page.get_by_role("button", name="Next ticket").click()
    expect(page.locator("#subject")).to_have_text(subject)
    browsing.started(page)
    if not page.locator("#reply-text").count():
        page.get_by_role("button", name="Reply").first.click()
    page.locator("#reply-text").fill(text)
    page.get_by_role("button", name="Send and close").click()
    expect(page.locator(".toast").first).to_contain_text("is on its way")


def _answer_by_keyboard(page: Page, subject: str, text: str) -> None:
    page.goto("/desk/inbox/")
    browsing.started(page)
    for key in "gn":
        page.keyboard.press(key)
    expect(page.locator("#subject")).to_have_text(subject)
    browsing.started(page)
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").first).to_contain_text("is on its way")


def test_a_tenant_from_new_to_the_first_answered_mail(
    running: tuple[str, Worker],
    window: Callable[[], Page],
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    make_sink: Callable[..., SmtpSink],
    alpina: Tenant,
    alpina_service: AgentGroup,
    agent_role: Role,
    ada: User,
    carla: User,
) -> None:
    address = new_mailbox()
    sink = make_sink(users=users_of(address), auth_without_tls=True)
    administrator = window()

    # The administrator sets the tenant up, by the guide.
    browsing.sign_in(administrator, "ada")
    browsing.create_tenant(administrator, "Seewind Reisen", "SEE")
    browsing.create_groups(administrator, "Seewind Reisen", "Seewind")
    browsing.create_category(administrator, "Seewind Reisen", "Buchungen", "Seewind Kundenservice")
    _create_account(administrator, "Seewind Reisen", address, mail_server, sink, "Buchungen")
    groups = ["Seewind Kundenservice", alpina_service.name]
    browsing.create_user(administrator, "Emma Ebert", "emma", groups, agent_role.name)

    # A customer writes; the mail becomes a ticket of the tenant.
    _write(mail_server, address, "Wann fährt die Fähre?")
    until(lambda: _waits("Wann fährt die Fähre?"), "the mail is a ticket", worker=running[1], seconds=60)

    # The agent signs in for the tenant and answers; by mouse.
    agent = window()
    _first_sign_in(agent, "emma", "Seewind Reisen")
    _answer_by_mouse(agent, "Wann fährt die Fähre?", "Um acht Uhr.")
    until(lambda: _is_closed("Wann fährt die Fähre?"), "the answer is out", worker=running[1])
    assert sink.kept[0].mail["From"] == f"Seewind Reisen Service <{address}>"
    assert sink.kept[0].recipients == ["kaethe@post.example"]
    assert "Um acht Uhr." in sink.kept[0].mail.get_content()

    # The same by keyboard only, in a window of its own.
    _write(mail_server, address, "Und zurück?")
    until(lambda: _waits("Und zurück?"), "the second mail is a ticket", worker=running[1], seconds=90)
    keyboard = window()
    _sign_in_by_keyboard(keyboard, "emma", "Seewind Reisen")
    _answer_by_keyboard(keyboard, "Und zurück?", "Um neun Uhr.")
    until(lambda: _is_closed("Und zurück?"), "the second answer is out", worker=running[1])
    assert "Um neun Uhr." in sink.kept[1].mail.get_content()

    # Who works for another tenant sees no trace of it.
    other = window()
    browsing.sign_in(other, "carla")
    with everywhere():
        number = Ticket.objects.get(subject="Und zurück?").number
    for path, status in (("/desk/inbox/", 200), ("/desk/contacts/?q=kaethe", 200), (f"/desk/ticket/{number}/", 404)):
        answered = other.goto(path)
        assert answered is not None
        assert answered.status == status
        for trace in ("Seewind", "Fähre", "zurück?", "Käthe", "Emma"):
            assert trace not in other.content()
