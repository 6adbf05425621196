"""A mail server that two tenants share takes what they send and reports what it cannot deliver; and it refuses whoever
has the wrong password, until that is corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kontor.channels.domain.accounts import change_account
from kontor.channels.domain.troubles import troubles_of
from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.org.models import Category
from kontor.outbox.domain.pausing import send_anew
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Notice, Ticket
from tests.factories.channels import make_account
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.flows.conftest import answer
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import mailbox_of
from tests.support.processes import until, worker
from tests.support.scoping import everywhere, in_scope

GONE, FULL, FINE, UNKNOWN = "gone@post.example", "full@post.example", "fine@post.example", "nobody@x.mail.example"
LATE = "late@post.example"
MakeInbox = Callable[..., MailAccount]


@pytest.fixture
def strict(world: SmtpSink) -> Iterator[SmtpSink]:
    """The world knows one address no more, and the mailbox of another is full."""
    before = len(world.kept)
    world.refuse |= {GONE: "550 5.1.1 no such user", FULL: "552 5.2.2 mailbox full", LATE: "451 4.3.0 come later"}
    yield world
    world.refuse.clear()
    del world.kept[before:]


@pytest.fixture
def make_inbox(mail_server: Dovecot, postfix_server: Postfix, new_mailbox: Callable[[], str]) -> MakeInbox:
    """Reads a mailbox of its own and sends through the server that all share."""

    def make(tenant: Tenant, category: Category, **values: str) -> MailAccount:
        user = new_mailbox()
        sending = {"smtp_host": "127.0.0.1", "smtp_port": postfix_server.ports["smtps"], "smtp_security": "tls"}
        signed_in = {"smtp_username": user, "smtp_password": PASSWORD, **values}
        account = make_account(tenant, user, **sending, **signed_in, **mailbox_of(mail_server, user))
        with in_scope(tenant):
            set_fallback(account, category, by=None)
        return account

    return make


def test_what_a_shared_server_reports_comes_back_to_the_tenant_that_sent_it(
    committed_db: str,
    make_inbox: MakeInbox,
    strict: SmtpSink,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    anna: User,
    carla: User,
) -> None:
    houses = [
        (nordlicht, make_inbox(nordlicht, billing), billing, anna),
        (alpina, make_inbox(alpina, claims), claims, carla),
    ]
    with worker(committed_db) as running:
        for tenant, account, category, author in houses:
            for address in (GONE, FULL, FINE, UNKNOWN):
                customer = make_customer(tenant, email=address)
                answer(make_ticket(category, customer=customer, account=account, owner=author), "Gern.", by=author)
        until(lambda: _settled(houses), "all is delivered or reported", worker=running)

    with everywhere():
        for tenant, _account, _category, author in houses:
            mails = OutgoingMail.objects.filter(tenant=tenant).order_by("id")
            assert [(mail.state, list(mail.refused)) for mail in mails] == [
                (DeliveryState.BOUNCED, [GONE]),
                (DeliveryState.BOUNCED, [FULL]),
                (DeliveryState.SENT, []),
                (DeliveryState.FAILED, [UNKNOWN]),
            ]
            marked = [mail.message.ticket.delivery_failed for mail in mails.select_related("message__ticket")]
            assert marked == [True, True, False, True]
            told = Notice.objects.filter(tenant=tenant).values_list("user", "details__recipients")
            assert sorted(told) == [(author.pk, address) for address in (FULL, GONE, UNKNOWN)]
        assert Ticket.objects.count() == 8  # no report has opened one
    assert [kept.recipients for kept in strict.kept[-2:]] == [[FINE], [FINE]]


def _settled(houses: list[tuple[Tenant, MailAccount, Category, User]]) -> bool:
    for _tenant, account, _category, _author in houses:
        start(account.owner, account.pk)
    with everywhere():
        return OutgoingMail.objects.filter(state=DeliveryState.BOUNCED).count() == 4


def test_what_waits_for_the_right_password_leaves_as_soon_as_it_is_entered(
    committed_db: str,
    make_inbox: MakeInbox,
    strict: SmtpSink,
    nordlicht: Tenant,
    billing: Category,
    anna: User,
) -> None:
    account = make_inbox(nordlicht, billing, smtp_password="wrong")
    customer = make_customer(nordlicht, email=FINE)
    with worker(committed_db) as running:
        answer(make_ticket(billing, customer=customer, account=account, owner=anna), "Gern.", by=anna)
        until(lambda: _is_refused(account), "the server refuses the password", worker=running)
        with in_scope(nordlicht):
            row = MailAccount.objects.get(pk=account.pk)
            send_anew(change_account(row, version=row.version, by=None, smtp_password=PASSWORD))
        until(lambda: _states(nordlicht) == [DeliveryState.SENT], "the mail is out", seconds=30, worker=running)

    assert strict.kept[-1].recipients == [FINE]


def test_what_waits_for_an_address_that_may_not_send_leaves_when_that_is_corrected(
    committed_db: str,
    make_inbox: MakeInbox,
    strict: SmtpSink,
    nordlicht: Tenant,
    billing: Category,
    anna: User,
) -> None:
    account = make_inbox(nordlicht, billing)
    mailbox = account.address
    customer = make_customer(nordlicht, email=FINE)
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=account.pk).update(address="stranger@x.mail.example")
    with worker(committed_db) as running:
        for _mail in range(2):
            answer(make_ticket(billing, customer=customer, account=account, owner=anna), "Gern.", by=anna)
        until(lambda: _is_refused(account, "sender"), "the server refuses the sender", worker=running)
        assert _states(nordlicht) == [DeliveryState.QUEUED] * 2
        with in_scope(nordlicht):
            row = MailAccount.objects.get(pk=account.pk)
            send_anew(change_account(row, version=row.version, by=None, address=mailbox))
        until(lambda: _states(nordlicht) == [DeliveryState.SENT] * 2, "both are out", seconds=30, worker=running)

    assert [kept.envelope_from for kept in strict.kept[-2:]] == [mailbox] * 2


def test_what_the_server_refuses_as_a_whole_failed_and_what_is_late_is_noted(
    committed_db: str,
    make_inbox: MakeInbox,
    strict: SmtpSink,
    nordlicht: Tenant,
    billing: Category,
    anna: User,
) -> None:
    account = make_inbox(nordlicht, billing)
    with worker(committed_db) as running:
        for address, text in ((FINE, "unwanted words"), (LATE, "Gern.")):
            customer = make_customer(nordlicht, email=address)
            answer(make_ticket(billing, customer=customer, account=account, owner=anna), text, by=anna)
        until(lambda: _is_late(account), "a delay is reported", worker=running)

    with everywhere():
        refused, late = OutgoingMail.objects.order_by("id").select_related("message__ticket")
        assert (refused.state, refused.recipients) == (DeliveryState.FAILED, [FINE])
        assert "550 5.7.1 unwanted content" in refused.last_error
        assert (late.state, list(late.delayed), late.refused) == (DeliveryState.SENT, [LATE], {})
        assert "451 4.3.0 come later" in late.delayed[LATE]
        marked = [mail.message.ticket.delivery_failed for mail in (refused, late)]
        assert marked == [True, False]
        assert Notice.objects.values_list("user", "kind", "details__recipients").get() == (
            anna.pk,
            NoticeKind.DELIVERY_FAILED,
            FINE,
        )
        assert Ticket.objects.count() == 2
        assert late.message.ticket.state == TicketState.CLOSED


def _is_late(account: MailAccount) -> bool:
    start(account.owner, account.pk)
    with everywhere():
        return OutgoingMail.objects.exclude(delayed={}).exists()


def _is_refused(account: MailAccount, kind: str = "sign_in") -> bool:
    with in_scope(account.owner):
        return [trouble.kind for trouble in troubles_of(account)] == [kind]


def _states(tenant: Tenant) -> list[str]:
    with in_scope(tenant):
        return list(OutgoingMail.objects.values_list("state", flat=True))
