"""The main job in the browser by keyboard alone: a tenant from "New" to the first answered mail, and nobody else sees a
trace of it. By mouse it is done in ``test_guide.py``."""

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
from tests.flows.hands import Keyboard
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
def browser(django_db_setup: None) -> Iterator[Browser]:
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


def _create_account(hand: Keyboard, tenant: str, address: str, server: Dovecot, sink: SmtpSink, category: str) -> None:
    """The tenant's account, received by IMAP over TLS; its mail falls into the category."""
    page = hand.page
    browsing.go_to(hand, "Incoming accounts", "New")
    hand.write(page.get_by_label("E-mail address"), address)
    hand.choose(page.locator("[name=tenant]"), tenant)
    hand.choose(page.locator("[name=fallback]"), category)
    hand.choose(page.locator("[name=security]"), "TLS from the start")
    hand.choose(page.locator("[name=smtp_security]"), "Unencrypted")
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
        hand.write(page.locator(f"[name={name}]"), value)
    browsing.save(hand)


def _first_sign_in(hand: Keyboard, username: str, tenant: str) -> None:
    """With the password that the administrator has set; an own one is demanded, then the tenant is chosen."""
    page = hand.page
    browsing.sign_in(hand, username)
    if page.locator("input[autocomplete=new-password]").count():
        hand.write(page.locator("input[autocomplete=current-password]"), PASSWORD)
        for field in page.locator("input[autocomplete=new-password]").all():
            hand.write(field, OWN_PASSWORD)
        with page.expect_navigation():
            hand.press(page.get_by_role("button", name="Save", exact=True))
        page.goto("/")
    _choose_by_arrows(hand, tenant)
    hand.press(page.get_by_role("button", name="Continue"))
    page.wait_for_url("**/desk/**")


def _choose_by_arrows(hand: Keyboard, tenant: str) -> None:
    """Among radio buttons Tab stops at the chosen one, and the arrows choose another."""
    choices = hand.page.locator("input[name=tenant]")
    chosen = hand.page.locator("input[name=tenant]:checked")
    hand.reach(chosen if chosen.count() else choices.first)
    for _choice in range(choices.count()):
        if tenant in " ".join(hand.page.locator("label.choice", has=chosen).all_inner_texts()):
            return
        hand.page.keyboard.press("ArrowDown")
    raise AssertionError(f"not offered: {tenant}")


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


def _answer(page: Page, subject: str, text: str) -> None:
    page.goto("/desk/inbox/")
    browsing.started(page)
    for key in "gn":
        page.keyboard.press(key)
    expect(page.locator("#subject")).to_have_text(subject)
    browsing.started(page)
    page.keyboard.press("r")
    expect(page.locator("#editor .tiptap")).to_be_focused()
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
    administrator = Keyboard(window())

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

    # The agent signs in for the tenant and answers.
    agent = Keyboard(window())
    _first_sign_in(agent, "emma", "Seewind Reisen")
    _answer(agent.page, "Wann fährt die Fähre?", "Um acht Uhr.")
    until(lambda: _is_closed("Wann fährt die Fähre?"), "the answer is out", worker=running[1])
    assert sink.kept[0].mail["From"] == f"Seewind Reisen Service <{address}>"
    assert sink.kept[0].recipients == ["kaethe@post.example"]
    text = sink.kept[0].mail.get_body(("plain",))
    assert text is not None
    assert "Um acht Uhr." in text.get_content()

    # Who works for another tenant sees no trace of it.
    other = Keyboard(window())
    browsing.sign_in(other, "carla")
    with everywhere():
        number = Ticket.objects.get(subject="Wann fährt die Fähre?").number
    for path, status in (("/desk/inbox/", 200), ("/desk/contacts/?q=kaethe", 200), (f"/desk/ticket/{number}/", 404)):
        answered = other.page.goto(path)
        assert answered is not None
        assert answered.status == status
        for trace in ("Seewind", "Fähre", "Käthe", "Emma"):
            assert trace not in other.page.content()
