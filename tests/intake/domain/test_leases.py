"""A mailbox is one worker's at a time, and free again when that worker has died."""

from __future__ import annotations

from datetime import timedelta

from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import due_mailboxes
from kontor.intake.domain.leases import KEEPER, LEASE, Hold, LeaseLost, confirm, give_back, is_held, kept, take
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import MailboxLease
from kontor.kernel import clock
from tests.conftest import Frozen
from tests.support.refusal import rolled_back
from tests.support.scoping import in_scope
from tests.support.threads import at_once

FETCH, WATCH = LeasePurpose.FETCH, LeasePurpose.WATCH


def _take(account: MailAccount, purpose: LeasePurpose = FETCH) -> Hold | None:
    with in_scope(account.owner):
        return take(account.owner, account.pk, purpose)


def _confirm(hold: Hold) -> None:
    with in_scope(hold.tenant_id):
        confirm(hold)


def _held(account: MailAccount) -> bool:
    with in_scope(account.owner):
        return is_held(account.pk, FETCH)


def test_a_mailbox_is_taken_once_for_each_purpose(nordlicht_account: MailAccount, frozen: Frozen) -> None:
    taken = [_take(nordlicht_account, purpose) for purpose in (FETCH, FETCH, WATCH)]

    assert [hold.purpose if hold else None for hold in taken] == [FETCH, None, WATCH]


def test_general_accounts_are_taken_in_the_scope_of_the_installation(general_account: MailAccount) -> None:
    assert _take(general_account)
    assert _held(general_account)


def test_after_the_clock_was_set_back_a_mailbox_is_read_as_before(
    nordlicht_account: MailAccount, frozen: Frozen
) -> None:
    """Whoever had it took it a day ahead; its next visit was to be then."""
    with in_scope(nordlicht_account.owner):
        MailAccount.objects.update(fetch_due_at=clock.now() + timedelta(seconds=20))
    assert _take(nordlicht_account)
    assert due_mailboxes() == []

    frozen.move(days=-1)

    assert not _held(nordlicht_account)
    assert [due.account_id for due in due_mailboxes()] == [nordlicht_account.pk]
    assert _take(nordlicht_account)
    assert _take(nordlicht_account) is None


def test_what_is_given_back_is_free(nordlicht_account: MailAccount, frozen: Frozen) -> None:
    hold = _take(nordlicht_account)
    assert hold
    with in_scope(nordlicht_account.owner):
        give_back(hold)

    assert _take(nordlicht_account)


def test_whoever_took_over_from_a_dead_worker_is_not_disturbed_when_it_wakes_up(
    nordlicht_account: MailAccount, frozen: Frozen
) -> None:
    late = _take(nordlicht_account)
    frozen.move(seconds=LEASE.total_seconds() + 1)
    present = _take(nordlicht_account)
    assert late and present

    with rolled_back(LeaseLost):
        _confirm(late)
    with in_scope(nordlicht_account.owner):
        give_back(late)
    _confirm(present)

    assert _held(nordlicht_account)


def test_a_lease_that_ran_out_is_still_ours_while_nobody_wants_it(
    nordlicht_account: MailAccount, frozen: Frozen
) -> None:
    hold = _take(nordlicht_account)
    assert hold
    frozen.move(seconds=LEASE.total_seconds() + 1)
    before = _held(nordlicht_account)

    _confirm(hold)

    assert (before, _held(nordlicht_account)) == (False, True)


def test_what_this_process_holds_is_renewed_while_an_answer_is_awaited(
    nordlicht_account: MailAccount, alpina_account: MailAccount, frozen: Frozen
) -> None:
    holds = [_take(nordlicht_account), _take(alpina_account)]
    assert holds[0] and holds[1]
    with kept(holds[0]):
        for _round in range(10):
            frozen.move(seconds=15)
            KEEPER.renew()

    assert (_held(nordlicht_account), _held(alpina_account)) == (True, False)


def test_what_is_kept_no_more_is_not_renewed(nordlicht_account: MailAccount, frozen: Frozen) -> None:
    hold = _take(nordlicht_account)
    assert hold
    with kept(hold):
        pass
    frozen.move(seconds=LEASE.total_seconds() + 1)

    KEEPER.renew()

    assert not _held(nordlicht_account)


def test_of_many_who_want_a_mailbox_at_the_same_moment_one_gets_it(
    committed_db: str, nordlicht_account: MailAccount
) -> None:
    taken = at_once(*[lambda: _take(nordlicht_account) for _worker in range(6)])

    assert len([hold for hold in taken if isinstance(hold, Hold)]) == 1
    with in_scope(nordlicht_account.owner):
        assert MailboxLease.objects.count() == 1
