"""A house's letters on their way to print, and a batch of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.kernel import clock
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from tests.factories.outgoing_letters import make_rendered_letter
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House


def fill_letters(house: House) -> None:
    """One that failed, one that came back, and one in a batch that is handed over."""
    mark, tenant, ticket = house.mark, house.tenant, house.tickets[0]
    failed, back, member = (
        make_rendered_letter(ticket, house.agent, address=[mark(word), mark(f"{word}street")], final=False)
        for word in ("letterfailed", "letterback", "lettermember")
    )
    with in_scope(tenant):
        batch = PrintBatch.objects.create(
            tenant=tenant,
            number=1,
            day=clock.now().date(),
            state=BatchState.HANDED_OVER,
            letters=1,
            made_at=clock.now(),
            directory=mark("batchdirectory"),
            filename=mark("batchfile"),
            by=house.agent,
        )
        rows = OutgoingLetter.objects
        rows.filter(pk=failed.pk).update(
            state=LetterState.FAILED,
            error_kind="other",
            error_values={"path": mark("letterpath"), "reason": mark("letterreason")},
            directory=mark("letterdirectory"),
            postage=mark("letterpostage"),
            paper=mark("letterpaper"),
            tray=mark("lettertray"),
        )
        rows.filter(pk=back.pk).update(state=LetterState.RETURNED, returned_reason=mark("letterreturned"))
        rows.filter(pk=member.pk).update(state=LetterState.HANDED_OVER, batch=batch)
    house.places |= {"letter_id": failed.pk, "batch_id": batch.pk}
