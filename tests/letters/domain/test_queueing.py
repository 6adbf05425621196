"""Letters are put in line and taken out of it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kontor.letters.domain.queueing import DELIVER, enqueue
from kontor.letters.domain.withdrawing import withdraw
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.customers import make_postal_address
from tests.factories.letters import LINES, make_letter_message, make_outgoing_letter
from tests.factories.texts import make_template
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_a_letter_keeps_what_it_was_when_it_was_sent(ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    template = make_template(nordlicht, version=3)
    address = make_postal_address(ticket.customer)
    letter = make_outgoing_letter(ticket, anna, template=template, postal_address=address, final=False)

    assert (letter.state, letter.address, letter.country) == (LetterState.QUEUED, LINES, "DE")
    assert (letter.template_version, letter.postal_address, letter.by, letter.final) == (3, address, anna, False)
    assert len(letter.code) in range(1, 41)
    [job] = waiting_jobs(DELIVER)
    assert job.arguments == {"tenant_id": nordlicht.pk, "letter_id": letter.pk}


def test_a_letter_that_may_be_taken_back_has_its_job_for_later(ticket: Ticket, anna: User, frozen: Frozen) -> None:
    later = frozen.at + timedelta(seconds=30)
    letter = make_outgoing_letter(ticket, anna, at=later)

    due = ProcrastinateJob.objects.filter(task_name=DELIVER).values_list("scheduled_at", flat=True)
    assert (letter.next_attempt_at, list(due)) == (later, [later])


def test_a_sweep_adds_no_second_job_and_a_person_does(ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    letter = make_outgoing_letter(ticket, anna)
    with in_scope(nordlicht):
        enqueue(letter, once=True)
        enqueue(letter, once=True)
        assert len(waiting_jobs(DELIVER)) == 2, "the first and that of the sweep"
        enqueue(letter)
    assert len(waiting_jobs(DELIVER)) == 3


def test_every_letter_has_a_code_of_its_own(billing: Category, ticket: Ticket, anna: User) -> None:
    codes = {make_outgoing_letter(ticket, anna).code for _ in range(3)}

    assert len(codes) == 3


def test_a_letter_that_waits_is_withdrawn_without_a_trace(ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    letter = make_outgoing_letter(ticket, anna)

    with in_scope(nordlicht):
        assert withdraw(letter.message) is True
        assert not OutgoingLetter.objects.exists()


def test_a_message_without_a_letter_has_nothing_to_withdraw(ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    message = make_letter_message(ticket, anna)

    with in_scope(nordlicht):
        assert withdraw(message) is False


@pytest.mark.parametrize(
    "values", [{"state": LetterState.WRITING}, {"state": LetterState.COLLECTED}, {"attempts": 1}], ids=str
)
def test_a_letter_that_a_worker_has_taken_stays(
    ticket: Ticket, anna: User, nordlicht: Tenant, values: dict[str, object]
) -> None:
    letter = make_outgoing_letter(ticket, anna, **values)

    with in_scope(nordlicht), refused("The letter is being made already. It cannot be taken back any more."):
        withdraw(letter.message)
    with in_scope(nordlicht):
        assert OutgoingLetter.objects.filter(pk=letter.pk).exists()
