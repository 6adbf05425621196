"""Four eyes (Freigabe): which answers must be released by somebody else, and asking for it.

What is decided on them is in ``clearing.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from kontor.answers.domain.review_rules import Reason, answer_key, chosen, finding_label, rules_for
from kontor.answers.enums import ClearanceState, ReviewPurpose
from kontor.answers.models import Clearance, Draft
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import ClosingCode
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import change_state
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


class Found(Protocol):
    """What is to be known of a finding of the send guard."""

    @property
    def code(self) -> str: ...


def reasons_for_release(ticket: Ticket, draft: Draft, findings: Sequence[Found] = ()) -> list[Reason]:
    """Why this answer must be released, empty when it may go. One statement.

    A rule that takes a share of the answers decides once: sending again, or a new draft, does not throw the dice anew.
    """
    codes = {finding.code for finding in findings}
    rules = rules_for(ReviewPurpose.RELEASE, ticket, author=draft.author, findings=codes)
    return chosen(rules, answer_key(ticket, draft))


def ask_release(
    ticket: Ticket, draft: Draft, reasons: list[Reason], *, final: bool, closing_code: ClosingCode | None, by: User
) -> Clearance:
    """The locked draft of the locked ticket waits for release: it stands still, and nothing is sent."""
    clearance = Clearance.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        draft=draft,
        author=by,
        reasons=reasons,
        final=final,
        closing_code=closing_code,
        asked_at=clock.now(),
    )
    change_state(ticket, TicketState.CLEARANCE, unread=False)
    record(ticket, "clearance_asked", by=by)
    return clearance


def require_not_waiting(draft: Draft) -> None:
    """Refused while the draft waits for release: whoever releases it must see what is sent."""
    if Clearance.objects.filter(draft=draft, state=ClearanceState.WAITING).exists():
        raise Refused(_("This answer waits for release. Take it back before you change it."))


def reasons_in_words(reasons: Iterable[Reason], *, ticket: Ticket, author: User) -> list[str]:
    """Why release was asked for or a sample drawn, each rule a phrase."""
    return list(dict.fromkeys(_in_words(reason, ticket, author) for reason in reasons))


def _in_words(reason: Reason, ticket: Ticket, author: User) -> str:
    said = {
        "category": ticket.category.name,
        "name": author.name,
        "finding": finding_label(str(reason.get("finding", ""))),
    }
    if "finding" in reason:
        return _("Finding of the send guard: %(finding)s") % said
    if "category" in reason and "agent" in reason:
        return _("Answers of %(name)s in the category “%(category)s”") % said
    if "agent" in reason:
        return _("Answers of %(name)s") % said
    if "category" in reason:
        return _("Answers in the category “%(category)s”") % said
    return _("All answers of the tenant")
