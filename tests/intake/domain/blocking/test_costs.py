"""What the list costs, and workers at the same moment."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.tenants.models import Tenant
from tests.intake.domain.blocking.conftest import as_it_is, put_on_list
from tests.intake.domain.conftest import seen, store
from tests.support.letters import letter
from tests.support.statements import statements
from tests.support.threads import at_once


def _cost(account: MailAccount, count: int, domain: str) -> int:
    store(account, *(seen(letter(sender=f"{domain}{number}@{domain}.example")) for number in range(count)))
    with statements() as sent:
        drain(account.owner)
    return len(sent)


def test_list_costs_one_statement_a_batch_and_more_only_where_it_hits(account: MailAccount, nordlicht: Tenant) -> None:
    put_on_list(nordlicht, "bad.example")
    _cost(account, 1, "first")

    # two for the hits, less two: nobody asks what is to be answered to spam by itself, or to whom it is given
    assert _cost(account, 20, "bad") - _cost(account, 20, "good") == 0


def test_hits_of_workers_at_the_same_moment_are_all_counted(
    committed_db: str, account: MailAccount, nordlicht: Tenant
) -> None:
    entries = [put_on_list(nordlicht, f"bad{number}.example") for number in range(4)]
    for _round in range(10):
        mails = [seen(letter(sender=f"x@bad{number}.example")) for number in (0, 1, 2, 3, 3, 2, 1, 0)]
        store(account, *mails)

    at_once(*[lambda: drain(account.owner, most=20)] * 6)
    drain(account.owner)

    assert [as_it_is(entry).hits for entry in entries] == [20] * 4


def test_blocking_one_sender_twice_at_the_same_moment_makes_one_entry(committed_db: str, nordlicht: Tenant) -> None:
    results = at_once(*[lambda: put_on_list(nordlicht, "spam.example").pk] * 5)

    assert len(set(map(str, results))) == 1
