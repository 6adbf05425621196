"""Overflow from end to end, in the browser and with real mail: one tenant floods, another one answers in its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kontor.channels.models import MailAccount
from kontor.escalations.models import Agreement
from kontor.escalations.tasks import let_overflow
from kontor.intake.domain.fetching import start
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.agreements import make_agreement
from tests.factories.texts import make_include
from tests.flows import browsing
from tests.flows.hands import Mouse
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.chromium import chromium
from tests.support.letters import letter
from tests.support.processes import Worker, until, web, worker
from tests.support.scoping import everywhere
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
ANSWER = "Ihr Paket kommt morgen."


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def running(committed_db: str) -> Iterator[tuple[str, Worker]]:
    with web(committed_db) as site, worker(committed_db) as jobs:
        yield site.url, jobs


@pytest.fixture
def window(browser: Browser, running: tuple[str, Worker]) -> Iterator[Callable[[str], Page]]:
    """A window in which this person has signed in."""
    contexts = []

    def open_window(name: str) -> Page:
        context = browser.new_context(base_url=running[0], locale="en", viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        browsing.sign_in(Mouse(page), name)
        return page

    yield open_window
    for context in contexts:
        context.close()


def _flood(account: MailAccount, server: Dovecot, running: Worker, *subjects: str) -> None:
    server.deliver(account.address, *(letter(subject, to=account.address) for subject in subjects))
    start(account.owner, account.pk)
    until(lambda: set(subjects) <= set(_subjects()), "the mails are tickets", worker=running)


def _subjects(**narrowed: object) -> list[str]:
    with everywhere():
        return list(Ticket.objects.filter(**narrowed).order_by("rank_at", "id").values_list("subject", flat=True))


def _ends() -> list[str]:
    with everywhere():
        return list(Loan.objects.exclude(until=None).order_by("id").values_list("ended_by", flat=True))


def _answer_next(page: Page, text: str) -> str:
    """Take the next ticket and answer it; its subject."""
    page.goto("/desk/inbox/")
    browsing.started(page)
    page.get_by_role("button", name="Next ticket").click()
    expect(page.locator("#subject")).to_be_visible()
    subject = page.locator("#subject").inner_text()
    browsing.started(page)
    if not page.locator("#reply-text").count():
        page.get_by_role("button", name="Reply").first.click()
    page.locator("#editor .tiptap").fill(text)
    page.get_by_role("button", name="Send and close").click()
    expect(page.locator(".toast").first).to_contain_text("is on its way")
    return subject


def test_a_tenant_floods_and_another_one_answers_in_its_name(
    running: tuple[str, Worker],
    window: Callable[[str], Page],
    mail_server: Dovecot,
    inbox: MailAccount,
    sink: SmtpSink,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    carla: User,
    sven: User,
    ada: User,
) -> None:
    make_include(nordlicht, IncludePart.FOOTER, "<p>Nordlicht Energie, Kiel</p>")
    make_include(alpina, IncludePart.FOOTER, "<p>Alpina, Bern</p>")
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3, back_below=3, quota=2)
    jobs = running[1]

    # Below the limit nothing happens; then it is too much, and as many go as the quota allows.
    _flood(inbox, mail_server, jobs, "Erste", "Zweite")
    let_overflow.defer(tenant_id=nordlicht.pk)
    _flood(inbox, mail_server, jobs, "Dritte", "Vierte", "Fünfte")
    assert _subjects(lent_to=alpina) == []
    let_overflow.defer(tenant_id=nordlicht.pk)
    until(lambda: len(_subjects(lent_to=alpina)) == 2, "two are lent", worker=jobs)
    lent = _subjects(lent_to=alpina)

    # An agent of the other tenant takes one and answers; the customer sees the lender.
    agent = window("carla")
    answered = _answer_next(agent, ANSWER)
    assert answered == lent[0]
    until(lambda: _subjects(state=TicketState.CLOSED) == [answered], "the answer is out", worker=jobs)
    [kept] = sink.kept
    assert kept.mail["From"] == f"Nordlicht Service <{inbox.address}>"
    assert kept.recipients == ["kaethe@post.example"]
    body = kept.mail.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert (ANSWER in said, "Nordlicht Energie, Kiel" in said, "Alpina" in said) == (True, True, False)
    assert b"Alpina" not in kept.raw

    # The lender's supervisor reads the answer and sees in the agreement why no more is lent.
    supervisor = window("sven")
    supervisor.goto(f"/desk/ticket/{_number(answered)}/")
    expect(supervisor.locator("#content")).to_contain_text("Answered by Carla Conrad")
    becomes(lambda: ANSWER in " ".join(frame.locator("body").inner_text() for frame in supervisor.frames[1:]), True)
    supervisor.goto(f"/supervisor/overflow/{agreement.pk}/")
    expect(supervisor.locator("#content")).to_contain_text("Lent in the last hour: 2 of at most 2.")

    # Nothing else of the lender can be opened.
    for subject in set(_subjects()) - set(lent):
        shown = agent.goto(f"/desk/ticket/{_number(subject)}/")
        assert shown is not None
        assert shown.status == 404

    # The backlog falls: what waits comes home.
    with everywhere():
        Ticket.objects.filter(lent_to=None, state=TicketState.QUEUED).exclude(subject="Fünfte").update(
            state=TicketState.SPAM
        )
    let_overflow.defer(tenant_id=nordlicht.pk)
    until(lambda: LoanEnd.BACKLOG in _ends(), "it is handed back", worker=jobs)
    assert _subjects(lent_to=alpina) == []
    with everywhere():
        assert Agreement.objects.get(pk=agreement.pk).flowing_since is None


def _number(subject: str) -> int:
    with everywhere():
        return Ticket.objects.get(subject=subject).number
