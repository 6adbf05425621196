"""Who looks after letters is told once that nothing goes to print, and once that it does again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.letters.domain.delivery import deliver
from kontor.letters.domain.recalling import recall_letter
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintAlarm
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.outgoing_letters import fresh, make_batch, make_failed_letter, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(db: None, frozen: Frozen) -> None:
    letters_on()


@pytest.fixture
def sending(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna, state=TicketState.SENDING)


def told(person: User, tenant: Tenant) -> list[str]:
    """The oldest first."""
    with in_scope(tenant):
        return [line.text for line in reversed(latest_notices(person))]


def set_to(row: Any, **values: object) -> None:
    with everywhere():
        type(row).objects.filter(pk=row.pk).update(**values)


def waits(letter: OutgoingLetter, root: Path) -> OutgoingLetter:
    """The directory is not there at two attempts, one after the other."""
    root.rename(root.with_name("away"))
    for _ in range(2):
        deliver(letter.tenant_id, letter.pk)
        set_to(letter, next_attempt_at=clock.now())
    return fresh(letter)


def test_a_directory_that_fails_is_told_once_and_once_that_it_works(
    sending: Ticket, anna: User, bela: User, sven: User, nordlicht: Tenant, letters_root: Path, frozen: Frozen
) -> None:
    letter = waits(make_rendered_letter(sending, anna), letters_root)
    for _ in range(3):
        sweep(nordlicht.pk)
    failing = f"Letters cannot be written to {letter.directory}; they wait"
    assert told(sven, nordlicht) == [failing]
    assert told(bela, nordlicht) == []

    letters_root.with_name("away").rename(letters_root)
    frozen.at += timedelta(minutes=1)
    deliver(nordlicht.pk, letter.pk)
    for _ in range(3):
        sweep(nordlicht.pk)

    assert fresh(letter).state == LetterState.HANDED_OVER
    assert told(sven, nordlicht) == [failing, f"Letters can be written to {letter.directory} again"]


def test_one_failure_that_passes_is_no_alarm(
    sending: Ticket, anna: User, sven: User, nordlicht: Tenant, letters_root: Path
) -> None:
    letter = make_rendered_letter(sending, anna)
    letters_root.rename(letters_root.with_name("away"))
    deliver(nordlicht.pk, letter.pk)
    letters_root.with_name("away").rename(letters_root)
    sweep(nordlicht.pk)

    assert fresh(letter).error_kind == "gone"
    assert told(sven, nordlicht) == []


def test_a_letter_that_was_given_up_is_no_alarm_once_others_were_written(
    sending: Ticket, anna: User, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    lost = make_failed_letter(sending, anna, claimed_at=frozen.at)
    other = make_rendered_letter(sending, anna)
    frozen.at += timedelta(minutes=1)
    run_jobs("deliver")
    assert (fresh(lost).state, fresh(other).state) == (LetterState.FAILED, LetterState.HANDED_OVER)
    sweep(nordlicht.pk)

    assert told(sven, nordlicht) == []


def test_what_is_wrong_with_one_letter_is_no_alarm(
    sending: Ticket, anna: User, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    make_failed_letter(sending, anna, claimed_at=frozen.at, error_kind="stylesheet")
    sweep(nordlicht.pk)

    assert told(sven, nordlicht) == []


def test_when_all_were_recalled_the_alarm_ends_without_a_word(
    sending: Ticket, anna: User, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    lost = make_failed_letter(sending, anna, claimed_at=frozen.at)
    sweep(nordlicht.pk)
    assert len(told(sven, nordlicht)) == 1
    with in_scope(nordlicht):
        recall_letter(lost, by=sven)
    sweep(nordlicht.pk)

    assert len(told(sven, nordlicht)) == 1
    with everywhere():
        assert not PrintAlarm.objects.exists()


@pytest.mark.parametrize(
    ("state", "attempts", "alarm"),
    [
        (BatchState.FAILED, 1, True),
        (BatchState.WRITING, 2, True),
        (BatchState.WRITING, 1, False),
        (BatchState.HANDED_OVER, 2, False),
    ],
)
def test_a_batch_that_fails_is_told(
    sven: User, nordlicht: Tenant, state: BatchState, attempts: int, alarm: bool
) -> None:
    batch = make_batch(nordlicht, state=state, attempts=attempts, error_kind="gone", next_attempt_at=None)
    for _ in range(2):
        sweep(nordlicht.pk)

    expected = [f"Print batch {batch.number} cannot be handed to print"] if alarm else []
    assert told(sven, nordlicht) == expected


def test_a_batch_that_is_handed_over_after_all_is_told_and_one_that_was_recalled_is_not(
    sven: User, nordlicht: Tenant
) -> None:
    mended, recalled = (make_batch(nordlicht, state=BatchState.FAILED, error_kind="gone") for _ in range(2))
    sweep(nordlicht.pk)
    before = told(sven, nordlicht)
    set_to(mended, state=BatchState.HANDED_OVER, error_kind="")
    set_to(recalled, state=BatchState.RECALLED, error_kind="")
    sweep(nordlicht.pk)

    works = f"Print batch {mended.number} has been handed to print after all"
    assert told(sven, nordlicht) == [*before, works]
    assert len(before) == 2


def test_nobody_of_another_tenant_is_told(sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_batch(alpina, state=BatchState.FAILED, error_kind="gone")
    for tenant in (nordlicht, alpina):
        sweep(tenant.pk)

    assert told(sven, nordlicht) == []
    with everywhere():
        assert list(PrintAlarm.objects.values_list("tenant_id", flat=True)) == [alpina.pk]
