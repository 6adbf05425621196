"""Letters of tickets whose content has been erased: nothing empty goes to print, and no batch stops because of one."""

from __future__ import annotations

import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import hand_over
from kontor.letters.domain.reprinting import may_be_reprinted, reprint
from kontor.letters.domain.retrying import may_be_tried, try_again
from kontor.letters.domain.sending_anew import present_address
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.preferences import BATCH_FORM, HANDOVER
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.tally import Tally
from kontor.privacy.domain.their_tickets import erase_ticket, lock_erasable
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.outgoing_letters import fresh, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.letters.domain.test_enclosing import enclose
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def erased(letter: OutgoingLetter, tenant: Tenant, **values: object) -> bool:
    """Close its ticket and erase it if that may be; whether it was."""
    with in_scope(tenant):
        ticket_id = OutgoingLetter.objects.values_list("message__ticket", flat=True).get(pk=letter.pk)
        OutgoingLetter.objects.filter(pk=letter.pk).update(**values or {"final": letter.final})
        Ticket.objects.filter(pk=ticket_id).update(state=TicketState.CLOSED, owner=None, closed_at=clock.now())
        ticket = lock_erasable(ticket_id)
        if ticket is not None:
            erase_ticket(ticket, Tally())
        return ticket is not None


@pytest.mark.usefixtures("letters_root")
def test_what_waits_for_its_batch_is_not_erased(billing: Category, anna: User, nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, HANDOVER, "daily")
    letter = make_rendered_letter(make_ticket(billing, owner=anna), anna)
    run_jobs("deliver")
    assert fresh(letter).state == LetterState.COLLECTED

    assert not erased(letter, nordlicht)
    assert fresh(letter).pdf_id is not None


@pytest.mark.usefixtures("letters_root")
def test_a_letter_without_bytes_leaves_the_batch_and_the_others_go_on(
    billing: Category, anna: User, sven: User, nordlicht: Tenant
) -> None:
    letters_on()
    prefer(nordlicht, HANDOVER, "daily")
    lost, other = (make_rendered_letter(make_ticket(billing, owner=anna), anna) for _ in range(2))
    run_jobs("deliver")
    batch = fresh(other).batch
    assert batch
    with in_scope(nordlicht):
        OutgoingLetter.objects.filter(pk=lost.pk).update(pdf=None)
        hand_over(batch, by=sven)

    write_batch(nordlicht.pk, batch.pk)

    assert (fresh(other).state, fresh(other).batch) == (LetterState.HANDED_OVER, batch)
    assert (fresh(lost).state, fresh(lost).batch) == (LetterState.FAILED, None)


@pytest.mark.usefixtures("letters_root")
@pytest.mark.parametrize(
    ("state", "verb", "allowed"),
    [
        (LetterState.HANDED_OVER, reprint, may_be_reprinted),
        (LetterState.FAILED, try_again, may_be_tried),
        (LetterState.RETURNED, reprint, present_address),
    ],
)
def test_an_erased_letter_is_not_printed_again(
    state: LetterState, verb: object, allowed: object, billing: Category, anna: User, sven: User, nordlicht: Tenant
) -> None:
    assert callable(verb) and callable(allowed)
    letters_on()
    letter = make_rendered_letter(make_ticket(billing, owner=anna), anna)
    run_jobs("deliver")
    assert erased(letter, nordlicht, state=state)

    with in_scope(nordlicht):
        row = OutgoingLetter.objects.get(pk=letter.pk)
        assert not allowed(row)
        with pytest.raises(Refused, match="has been erased"):
            verb(row, by=sven)


@pytest.mark.usefixtures("letters_root")
@pytest.mark.parametrize("form", ["one", "many"])
def test_a_slow_storage_does_not_make_workers_take_the_batch_from_each_other(
    form: str,
    billing: Category,
    anna: User,
    sven: User,
    nordlicht: Tenant,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters_on()
    prefer(nordlicht, HANDOVER, "daily")
    prefer(nordlicht, BATCH_FORM, form)
    letters = [make_rendered_letter(make_ticket(billing, owner=anna), anna) for _ in range(3)]
    for number, letter in enumerate(letters):
        enclose(letter, {"a.pdf": b"%d" % number})
    run_jobs("deliver")
    batch = fresh(letters[0]).batch
    assert batch
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    put = FolderStorage.put
    taken = []

    def slowly(self: FolderStorage, path: str, content: bytes) -> None:
        put(self, path, content)
        if ".enclosure-" in path:
            frozen.move(seconds=61)
            taken.append(write_batch(nordlicht.pk, batch.pk))

    monkeypatch.setattr(FolderStorage, "put", slowly)
    write_batch(nordlicht.pk, batch.pk)

    with in_scope(nordlicht):
        batch.refresh_from_db()
    assert (batch.state, batch.attempts, taken) == (BatchState.HANDED_OVER, 1, [None] * 3)
