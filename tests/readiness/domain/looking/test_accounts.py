"""Mail accounts: switched on, read, sending, with a fallback."""

from __future__ import annotations

import pytest

from kontor.channels.enums import AccountKind, Channel, Direction, Protocol
from kontor.channels.errors import Kind
from kontor.channels.models import AccountTrouble, ConnectionTest, MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.readiness.domain.looking import look
from kontor.readiness.enums import LineState
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account, make_tenant_accounts
from tests.readiness.domain.looking.conftest import GREEN, OPEN, WRONG, fall_back, fetched, found, looked, state
from tests.support.scoping import everywhere, in_scope


def test_an_account_that_is_not_in_use_is_switched_on_rather_than_another_one_set_up(
    nordlicht: Tenant, billing: Category
) -> None:
    """As a tenant has it that was created like another one."""
    account = make_account(nordlicht, name="Service", active=False)

    lines = [found(nordlicht, key) for key in ("incoming", "sending", "fallback")]

    assert [(line.place, line.row, line.state) for line in lines] == [("account_use", account.pk, OPEN)] * 3
    assert lines[0].sentence.startswith("Not in use: “Service”.")
    make_account(nordlicht, smtp_host="")
    assert found(nordlicht, "sending").place == "account_sending"
    assert found(nordlicht, "fallback").place == "fallback"


def test_every_incoming_account_needs_a_fallback(nordlicht: Tenant, billing: Category) -> None:
    assert state(nordlicht, "fallback") == OPEN
    account = make_account(nordlicht, name="Service")
    assert (state(nordlicht, "fallback"), "“Service”" in found(nordlicht, "fallback").sentence) == (WRONG, True)

    fall_back(account, billing)

    assert state(nordlicht, "fallback") == GREEN


def test_a_general_account_needs_no_fallback_of_every_tenant(
    nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    account = make_account(None)
    fall_back(account, claims)

    assert state(nordlicht, "fallback") == OPEN


def test_an_account_is_green_when_it_was_read_and_has_sent(nordlicht: Tenant) -> None:
    account = make_account(nordlicht)
    assert (state(nordlicht, "fetched"), state(nordlicht, "sent")) == (OPEN, OPEN)

    fetched(account)

    assert (state(nordlicht, "fetched"), state(nordlicht, "sent")) == (GREEN, GREEN)
    assert None not in (found(nordlicht, "fetched").at, found(nordlicht, "sent").at)


@pytest.mark.parametrize(("minutes", "wanted"), [(9, GREEN), (11, WRONG)])
def test_an_account_that_nobody_has_read_for_long_is_not_green(
    nordlicht: Tenant, frozen: Frozen, minutes: int, wanted: LineState
) -> None:
    """No error, but no worker either."""
    late, read = make_account(nordlicht, name="Service"), make_account(nordlicht)
    fetched(late)
    since = clock.now()
    frozen.move(minutes=minutes)
    fetched(read)

    line = found(nordlicht, "fetched")

    assert (line.state, line.at) == (wanted, since)
    if wanted == WRONG:
        assert (line.place, line.row) == ("account_state", late.pk)
        assert line.sentence == "For too long not read: “Service”. Check that a worker is running."


def test_accounts_of_a_tenant_that_is_not_in_use_are_not_read_and_that_is_said(
    nordlicht: Tenant, frozen: Frozen
) -> None:
    make_account(None, name="Zentrale")
    fetched(make_account(nordlicht, name="Service"))
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
        MailAccount.objects.filter(tenant=None).update(fetched_at=clock.now())
    frozen.move(hours=1)

    line = found(nordlicht, "fetched")

    assert (line.state, line.place) == (OPEN, "tenant_use")


def test_scans_that_are_not_taken_because_letters_are_off_are_not_late(nordlicht: Tenant, frozen: Frozen) -> None:
    fetched(make_account(nordlicht, channel=Channel.LETTER, protocol=Protocol.FOLDER))
    frozen.move(hours=1)
    fetched(make_account(nordlicht))

    assert state(nordlicht, "fetched") == GREEN


def test_a_copied_account_is_named_although_a_general_one_serves(nordlicht: Tenant, billing: Category) -> None:
    general = make_account(None, name="Zentrale")
    fetched(general)
    assert "resting" not in {line.key for line in looked(nordlicht).lines}
    copied = make_account(nordlicht, name="Service", active=False)

    line = found(nordlicht, "resting")

    assert (line.state, line.place, line.row, line.needed) == (OPEN, "account_use", copied.pk, False)
    assert line.sentence == (
        "Not in use: “Service”; until then “Zentrale” serves the tenant, which is a general account."
    )
    make_account(nordlicht, name="Vertrieb")
    assert "resting" not in {line.key for line in looked(nordlicht).lines}


def test_a_connection_test_that_sent_counts_as_sent(nordlicht: Tenant) -> None:
    account = make_account(nordlicht)
    with in_scope(nordlicht):
        ConnectionTest.objects.create(
            tenant=nordlicht,
            account=account,
            account_owner=account.owner,
            language="de",
            asked_at=clock.now(),
            steps={"send": {"state": "ok", "sentence": ""}},
        )

    assert state(nordlicht, "sent") == GREEN


def test_an_account_that_fails_says_why(nordlicht: Tenant) -> None:
    account = make_account(nordlicht, name="Service")
    fetched(
        account,
        failing_since=clock.now(),
        error_kind=Kind.REFUSED,
        error_values={"host": "mail.example", "port": 993},
    )
    with in_scope(nordlicht):
        AccountTrouble.objects.create(
            tenant=nordlicht,
            account=account,
            account_owner=account.owner,
            direction=Direction.OUT,
            kind=Kind.REFUSED,
            values={"host": "smtp.example", "port": 465},
            began_at=clock.now(),
            last_at=clock.now(),
        )

    lines = [found(nordlicht, key) for key in ("fetched", "sent")]

    assert [(line.state, line.row) for line in lines] == [(WRONG, account.pk)] * 2
    assert "mail.example" in lines[0].sentence
    assert "smtp.example" in lines[1].sentence


def test_nothing_of_another_tenants_accounts_is_seen(nordlicht: Tenant, alpina: Tenant) -> None:
    account = make_account(alpina, name="Geheim")
    fetched(account, failing_since=clock.now(), error_kind=Kind.REFUSED)
    make_account(nordlicht)

    with everywhere():
        sentences = " ".join(line.sentence for line in look(nordlicht).lines)

    assert "Geheim" not in sentences


def test_system_accounts_may_be_chosen_or_just_there(nordlicht: Tenant) -> None:
    assert (state(nordlicht, "inquiries"), state(nordlicht, "forwards")) == (OPEN, OPEN)
    make_account(nordlicht, kind=AccountKind.SECOND_LEVEL)
    make_tenant_accounts(nordlicht, forwards=make_account(nordlicht))

    assert (state(nordlicht, "inquiries"), state(nordlicht, "forwards")) == (GREEN, GREEN)
