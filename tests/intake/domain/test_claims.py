"""A mail that kills the worker itself is found by the claim it leaves behind, and the line goes on."""

from __future__ import annotations

import os
import signal

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain import claims, processing
from kontor.intake.domain.claims import CRASHES, SURELY_LOCKED, begin, waiting_rows
from kontor.intake.domain.deciding import process_again
from kontor.intake.domain.processing import drain
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival, Claim
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.intake.domain.conftest import newest, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def _begin(account: MailAccount, most: int = 50) -> Claim | None:
    return begin(account.owner, waiting_rows(account.owner), most)


def _die(account: MailAccount, frozen: Frozen, *, most: int = 50) -> list[int]:
    """A worker begins what is next and dies; the time goes by after which that is sure. Returns what it had begun."""
    claim = _begin(account, most)
    assert claim
    frozen.move(seconds=SURELY_LOCKED.total_seconds() + 1)
    return claim.arrivals


def _rows() -> list[tuple[str, str, int]]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("state", "reason", "crashes"))


def _claims() -> int:
    with everywhere():
        return Claim.objects.count()


def test_nothing_is_left_over_when_all_went_well(account: MailAccount) -> None:
    store(account, seen(letter("eins")), seen(letter("zwei")))

    drain(account.owner)

    assert _claims() == 0
    assert [row[0] for row in _rows()] == [ArrivalState.DONE] * 2


def test_what_a_living_worker_has_begun_is_left_to_it(account: MailAccount, frozen: Frozen) -> None:
    store(account, seen(letter("eins")))
    _begin(account)

    assert drain(account.owner) == 0
    assert _claims() == 1


def test_after_a_worker_died_its_mails_are_filed_one_by_one(account: MailAccount, frozen: Frozen) -> None:
    store(account, seen(letter("eins")), seen(letter("zwei")))
    _die(account, frozen)
    taken: list[list[int]] = []
    begin = claims.begin

    def noted(*arguments: object) -> Claim | None:
        claim = begin(*arguments)  # type: ignore[arg-type]
        taken.append(claim.arrivals if claim else [])
        return claim

    with pytest.MonkeyPatch.context() as watched:
        watched.setattr(claims, "begin", noted)
        drain(account.owner)

    assert [len(ids) for ids in taken] == [1, 1, 0]
    assert _rows() == [(ArrivalState.DONE, "new", 1)] * 2


def test_a_mail_that_kills_every_worker_is_held_and_all_others_are_filed(account: MailAccount, frozen: Frozen) -> None:
    store(account, seen(letter("tödlich")), seen(letter("harmlos")))
    _die(account, frozen)
    killed = [_die(account, frozen, most=1) for _worker in range(CRASHES - 1)]
    store(account, seen(letter("später")))

    drain(account.owner)

    deadly = killed[0]
    assert killed == [deadly] * (CRASHES - 1)
    assert _rows() == [
        (ArrivalState.HELD, "crash", CRASHES),
        (ArrivalState.DONE, "new", 1),
        (ArrivalState.DONE, "new", 0),
    ]


def test_whoever_may_kill_comes_after_all_others(account: MailAccount, frozen: Frozen) -> None:
    store(account, seen(letter("eins")))
    [suspect] = _die(account, frozen)
    store(account, seen(letter("zwei")))

    claim = _begin(account)

    assert claim and claim.arrivals != [suspect]


def test_a_claim_whose_rows_are_locked_is_a_living_workers_however_old(
    committed_db: str, account: MailAccount, frozen: Frozen
) -> None:
    store(account, seen(letter("eins")))
    claim = _begin(account)
    assert claim
    frozen.move(minutes=10)

    with in_scope(account.owner):
        list(Arrival.objects.select_for_update().filter(pk__in=claim.arrivals))
        [other] = at_once(lambda: _begin(account))

    assert other is None
    assert (_claims(), _rows()[0][2]) == (1, 0)


def test_an_error_is_no_crash(committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    store(account, seen(letter("eins")))
    monkeypatch.setattr(processing, "judge", _fail)

    drain(account.owner)

    assert (_claims(), _rows()) == (0, [(ArrivalState.WAITING, "", 0)])


def _fail(*_arguments: object) -> None:
    raise ValueError("no")


def test_processing_again_forgets_the_crashes(account: MailAccount) -> None:
    store(account, seen(letter("eins")))
    with in_scope(account.owner):
        Arrival.objects.update(state="held", outcome="held", reason="crash", crashes=CRASHES)
        process_again(list(Arrival.objects.all()), by=None)

    drain(account.owner)

    assert (newest().outcome, newest().crashes) == (Outcome.NEW_TICKET, 0)


def test_claims_of_one_tenant_do_not_concern_another(
    account: MailAccount, claims_account: MailAccount, frozen: Frozen
) -> None:
    store(account, seen(letter("eins")))
    store(claims_account, seen(letter("zwei")))
    _begin(account)

    other = _begin(claims_account)

    with in_scope(claims_account.owner):
        assert other and list(Claim.objects.values_list("id", flat=True)) == [other.pk]


@pytest.fixture
def claims_account(alpina: Tenant, claims: Category) -> MailAccount:
    made = make_account(alpina, "schaden@alpina.example")
    with in_scope(made.owner):
        set_fallback(made, claims, by=None)
    return made


def test_a_worker_that_is_killed_in_the_middle_of_a_mail_is_noticed(
    committed_db: str, account: MailAccount, frozen: Frozen
) -> None:
    """Really: a process of its own files the mail and kills itself."""
    store(account, seen(letter("eins")))
    child = os.fork()
    if child == 0:
        from django.db import connections

        connections["default"].connection = None  # the parent's
        processing.judge = _kill  # type: ignore[assignment]
        drain(account.owner)
        os._exit(1)
    _child, status = os.waitpid(child, 0)
    before = (_claims(), _rows())
    frozen.move(seconds=SURELY_LOCKED.total_seconds() + 1)

    drain(account.owner)

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert before == (1, [(ArrivalState.WAITING, "", 0)])
    assert _rows() == [(ArrivalState.DONE, "new", 1)]


def _kill(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
