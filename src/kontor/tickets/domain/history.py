"""The history of a ticket: writing a step, and reading it as a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.people.models import User
from kontor.tickets.domain.automatic_reasons import reason_in_words
from kontor.tickets.models import HistoryEntry, Ticket


def record(ticket: Ticket, action: str, *, by: User | None, **details: object) -> None:
    """One step. ``details`` hold ids, names and numbers, never contents of mails. None means the system."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, _values(ticket, action, by, details))


def _values(ticket: Ticket, action: str, by: User | None, details: dict[str, object]) -> list[Any]:
    actor = by.pk if by else None
    return [ticket.tenant_id, ticket.lent_to_id, ticket.pk, clock.now(), actor, action, json.dumps(details)]


_RECORD = """
INSERT INTO tickets_historyentry (tenant_id, lent_to_id, ticket_id, at, actor_id, action, details)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""

Step = tuple[Ticket, User | None, str, dict[str, object]]
"""Ticket, actor, action, details."""


def record_all(steps: Iterable[Step]) -> None:
    """Several steps at once, of one ticket or of many, in their order, in one statement.

    What is said of many tickets alike is sent once.
    """
    said: dict[str, int] = {}
    rows = []
    for ticket, by, action, details in steps:
        which = said.setdefault(json.dumps([action, details]), len(said))
        rows.append((ticket.tenant_id, ticket.lent_to_id, ticket.pk, by.pk if by else None, which))
    if rows:
        columns = [numbers(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_RECORD_ALL, [clock.now(), *columns, f"[{','.join(said)}]"])


_RECORD_ALL = """
INSERT INTO tickets_historyentry (tenant_id, lent_to_id, ticket_id, at, actor_id, action, details)
SELECT tenant_id, lent_to_id, ticket_id, %s, actor_id, said -> which::int ->> 0, said -> which::int -> 1
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
    WITH ORDINALITY AS step(tenant_id, lent_to_id, ticket_id, actor_id, which, place),
    (SELECT %s::jsonb AS said) AS everything
ORDER BY place
"""


OF_THE_LENDER = ("hold_placed", "hold_lifted")
"""Steps that no borrower is told: what the lender has to keep is nobody else's business."""

SENTENCES: dict[str, object] = {
    "received": gettext_lazy("Received by %(account)s"),
    "received_again": gettext_lazy("The same mail was received by %(account)s too"),
    "created": gettext_lazy("Created by %(actor)s"),
    "reactivated": gettext_lazy("Reactivated from %(number)s by %(actor)s"),
    "reactivated_as": gettext_lazy("Reactivated as %(number)s by %(actor)s"),
    "handed_over": gettext_lazy("Handed over from another tenant as %(number)s by %(actor)s"),
    "handed_over_to": gettext_lazy("Handed over to another tenant as %(number)s by %(actor)s"),
    "categorized": gettext_lazy("Category %(category)s: %(reason)s"),
    "message": gettext_lazy("Message received from %(sender)s"),
    "escalated": gettext_lazy("Escalation rule “%(rule)s”, version %(version)s: %(effects)s"),
    "taken": gettext_lazy("Taken by %(actor)s"),
    "taken_next": gettext_lazy("Taken by %(actor)s as the next one. %(because)s"),
    "distributed": gettext_lazy("Given to %(to)s. %(because)s"),
    "returned_untouched": gettext_lazy("Back in the queue: %(owner)s did not open it within %(minutes)s minutes"),
    "assigned": gettext_lazy("Assigned to %(to)s by %(actor)s"),
    "taken_back": gettext_lazy("Taken back from %(owner)s by %(actor)s"),
    "released": gettext_lazy("Given back to the queue by %(actor)s"),
    "returned_sign_out": gettext_lazy("Back in the queue: %(owner)s signed out"),
    "returned_idle": gettext_lazy("Back in the queue: %(owner)s was signed out after a time without activity"),
    "returned_rights": gettext_lazy("Back in the queue: %(owner)s may not work on it any more"),
    "returned_recategorized": gettext_lazy("Back in the queue: %(owner)s does not work this category"),
    "resubmitted": gettext_lazy("On resubmission until %(when)s by %(actor)s"),
    "resubmitted_to": gettext_lazy("On resubmission until %(when)s for %(to)s by %(actor)s"),
    "resubmitted_queue": gettext_lazy("On resubmission until %(when)s for the queue by %(actor)s"),
    "resubmission_due": gettext_lazy("Resubmission was due: with %(to)s"),
    "resubmission_queued": gettext_lazy("Resubmission was due: in the queue"),
    "resubmission_message": gettext_lazy("Resubmission ended: the customer wrote; with %(to)s"),
    "passed_on": gettext_lazy("Forwarded to %(to)s by %(actor)s"),
    "passed_on_waits": gettext_lazy("Forwarded to %(to)s, who is not there, by %(actor)s"),
    "passed_on_category": gettext_lazy("Forwarded to the queue of %(to)s by %(actor)s"),
    "passed_on_arrived": gettext_lazy("With %(to)s, for whom it has waited"),
    "fetched": gettext_lazy("Fetched by %(actor)s before its time"),
    "returned_absent": gettext_lazy("Back in the queue: %(owner)s was not there in time"),
    "returned_gone": gettext_lazy("Back in the queue: %(owner)s does not work here any more"),
    "returned_away": gettext_lazy("Back in the queue: %(owner)s is away and nobody stands in who works this category"),
    "substituted": gettext_lazy("With %(to)s, who stands in for %(owner)s"),
    "substitute_waits": gettext_lazy("Waits for %(to)s, who stands in for %(owner)s"),
    "returned_message": gettext_lazy("Back in the queue: a new message arrived"),
    "reread": gettext_lazy("The mail of %(sender)s was read anew by %(actor)s"),
    "reread_undone": gettext_lazy("%(actor)s took back what was read anew in the mail of %(sender)s"),
    "filed_here": gettext_lazy("%(actor)s put held mail here (%(count)s)"),
    "recategorized": gettext_lazy("Moved from %(old)s to %(new)s by %(actor)s"),
    "tagged": gettext_lazy("Tags set by %(actor)s: %(tags)s"),
    "untagged": gettext_lazy("All tags taken away by %(actor)s"),
    "prioritized": gettext_lazy("Priority set to %(priority)s by %(actor)s"),
    "acknowledged": gettext_lazy("Acknowledgement of receipt sent"),
    "not_acknowledged": gettext_lazy("No acknowledgement of receipt was sent: %(why)s"),
    "automatic": gettext_lazy("Dealt with automatically, with the template “%(template)s”"),
    "not_automatic": gettext_lazy("Not dealt with automatically: %(why)s"),
    "marked_as_spam": gettext_lazy("Marked as spam by %(actor)s"),
    "filed_as_spam": gettext_lazy("Filed as spam: %(why)s"),
    "taken_back_from_spam": gettext_lazy("Taken back from spam by %(actor)s"),
    "note": gettext_lazy("Note by %(actor)s"),
    "draft_taken_over": gettext_lazy("%(actor)s went on with the answer that %(owner)s had begun"),
    "inquiry_taken_over": gettext_lazy("%(actor)s went on with the inquiry that %(owner)s had begun"),
    "forward_taken_over": gettext_lazy("%(actor)s went on with the forward that %(owner)s had begun"),
    "answered": gettext_lazy("Answered by %(actor)s"),
    "answered_letter": gettext_lazy("Answered by letter by %(actor)s"),
    "answered_first": gettext_lazy("Written by %(actor)s"),
    "answered_first_letter": gettext_lazy("Written as a letter by %(actor)s"),
    "clearance_asked": gettext_lazy("Waits for release, asked for by %(actor)s"),
    "clearance_released": gettext_lazy("%(actor)s released the answer of %(author)s"),
    "clearance_returned": gettext_lazy("%(actor)s returned the answer to %(author)s with a comment"),
    "clearance_withdrawn": gettext_lazy("Taken back from release by %(actor)s"),
    "intermediate": gettext_lazy("Intermediate reply by %(actor)s"),
    "intermediate_letter": gettext_lazy("Intermediate reply by letter by %(actor)s"),
    "intermediate_first": gettext_lazy("Written by %(actor)s; the ticket stays open"),
    "intermediate_first_letter": gettext_lazy("Written as a letter by %(actor)s; the ticket stays open"),
    "answer_taken_back": gettext_lazy("Answer taken back by %(actor)s before it left"),
    "outside_taken_back": gettext_lazy("Mail to %(recipients)s taken back by %(actor)s before it left"),
    "sent": gettext_lazy("Sent to %(recipients)s"),
    "letter_handed_over": gettext_lazy("Letter to %(recipients)s handed to print"),
    "letter_confirmed": gettext_lazy("Letter to %(recipients)s printed, says the print service"),
    "letter_recalled": gettext_lazy("Letter to %(recipients)s recalled by %(actor)s"),
    "letter_reprinted": gettext_lazy("Letter to %(recipients)s goes to print again, by %(actor)s"),
    "letter_sent_anew": gettext_lazy("Letter sent anew to %(new)s instead of %(old)s by %(actor)s"),
    "letter_returned": gettext_lazy("Letter to %(recipients)s came back: %(reason)s"),
    "letter_settled": gettext_lazy("Letter to %(recipients)s counts as handed to print, by %(actor)s"),
    "delivery_unclear": gettext_lazy("Unclear whether it was sent to %(recipients)s: %(reason)s"),
    "delivery_known": gettext_lazy("Was sent to %(recipients)s after all: %(reason)s"),
    "delivery_failed": gettext_lazy("Could not be delivered to %(recipients)s: %(reason)s"),
    "closed": gettext_lazy("Closed by %(actor)s"),
    "stays_open": gettext_lazy("Stays open: the customer wrote while the answer was being sent"),
    "closed_sent": gettext_lazy("Closed: the answer is sent"),
    "customer_linked": gettext_lazy("Customer changed by %(actor)s"),
    "resent": gettext_lazy("Sent again to %(new)s instead of %(old)s by %(actor)s"),
    "tried_again": gettext_lazy("Delivery tried again by %(actor)s"),
    "suggested": gettext_lazy("Names %(number)s, but too little speaks for belonging to it"),
    "continues": gettext_lazy("Goes on from %(number)s, which is closed"),
    "continued_by": gettext_lazy("Goes on in %(number)s: the customer wrote again"),
    "duplicated_as": gettext_lazy("Duplicated as %(number)s by %(actor)s"),
    "duplicated_from": gettext_lazy("Duplicate of %(number)s, made by %(actor)s"),
    "cloned_as": gettext_lazy("Cloned with its process as %(number)s by %(actor)s"),
    "cloned_from": gettext_lazy("Cloned with its process from %(number)s by %(actor)s"),
    "copy_undone": gettext_lazy("The copy %(number)s was undone by %(actor)s; it is closed"),
    "undone_as_copy": gettext_lazy("Closed: the copy of %(number)s was undone by %(actor)s"),
    "process_joined": gettext_lazy("Put to the process %(number)s by %(actor)s"),
    "process_split": gettext_lazy("Split from the process %(number)s by %(actor)s"),
    "process_undone": gettext_lazy("The change of the process was undone by %(actor)s"),
    "separated": gettext_lazy("A message was separated as %(number)s by %(actor)s"),
    "separated_from": gettext_lazy("Separated from %(number)s by %(actor)s"),
    "moved_away": gettext_lazy("A message was moved to %(number)s by %(actor)s"),
    "moved_here": gettext_lazy("A message was moved here from %(number)s by %(actor)s"),
    "merged_into": gettext_lazy("Merged into %(number)s by %(actor)s"),
    "merged_from": gettext_lazy("Merged with %(number)s by %(actor)s"),
    "move_undone": gettext_lazy("Undone by %(actor)s: %(number)s"),
    "suggestion_dismissed": gettext_lazy("Does not belong to %(number)s, said %(actor)s"),
    "inquired": gettext_lazy("External inquiry to %(recipients)s by %(actor)s"),
    "forwarded": gettext_lazy("Forwarded to %(recipients)s by %(actor)s; their answer goes to the customer"),
    "forwarded_closing": gettext_lazy("Forwarded to %(recipients)s by %(actor)s, to be closed"),
    "inquiry_answered": gettext_lazy("Answer from outside: %(sender)s"),
    "inquiry_answered_late": gettext_lazy("Answer from outside when nobody waited any more: %(sender)s"),
    "inquiry_taken_back": gettext_lazy("Taken back by %(actor)s; was with %(recipients)s"),
    "inquiry_ended": gettext_lazy("Nobody waits for %(recipients)s any more: the ticket is done"),
    "answer_passed_on": gettext_lazy("The answer of %(sender)s goes to the customer"),
    "answer_not_passed_on": gettext_lazy("The answer of %(sender)s was not sent to the customer: %(why)s"),
    "reminded": gettext_lazy("%(recipients)s reminded"),
    "not_reminded": gettext_lazy("No reminder could be sent: %(reason)s"),
    "reminded_by_hand": gettext_lazy("%(recipients)s reminded by %(actor)s"),
    "reopened": gettext_lazy("Open again: the customer wrote within the time that the category sets"),
    "lent": gettext_lazy("Lent to %(to)s"),
    "loan_closed": gettext_lazy("No longer lent to %(to)s: done"),
    "loan_handed_back": gettext_lazy("Handed back from %(to)s by %(actor)s: %(said)s"),
    "loan_taken_back": gettext_lazy("Taken back from %(to)s by %(actor)s"),
    "loan_backlog": gettext_lazy("Back from %(to)s: the backlog has fallen"),
    "loan_ended": gettext_lazy("Back from %(to)s: the agreement has ended"),
    "undone": gettext_lazy("Undone by %(actor)s"),
    "hold_placed": gettext_lazy("Put on legal hold by %(actor)s"),
    "hold_lifted": gettext_lazy("Legal hold lifted by %(actor)s"),
    "erased": gettext_lazy("The content was erased for good"),
    "partly_erased": gettext_lazy("What a contact has written here, or was written to it, was erased for good"),
    "phone_ticket": gettext_lazy("Phone ticket of the call with %(number)s"),
    "call_attached": gettext_lazy("Call with %(number)s put here by %(actor)s"),
    "call_missed": gettext_lazy("Missed call from %(number)s"),
    "call_back_later": gettext_lazy("To be called back from %(when)s on"),
    "call_placed": gettext_lazy("Call to %(number)s by %(actor)s: %(outcome)s"),
    "spoken": gettext_lazy("%(actor)s spoke with the customer on the phone: %(number)s"),
    "wrapped_up": gettext_lazy("Closed by itself after the wrap-up of the call with %(number)s"),
}


Explains = Callable[[dict[str, Any]], dict[str, object]]
_explained: dict[str, Explains] = {}


def explain_steps(action: str, explains: Explains) -> None:
    """Say how the details of such steps are put into words: codes become parts of the sentence.

    For packages above, which alone know what their codes mean.
    """
    _explained[action] = explains


def sentence(entry: HistoryEntry) -> str:
    """The step in the reader's language."""
    action = f"{entry.action}_first" if entry.details.get("first") else entry.action
    by_channel = SENTENCES.get(f"{action}_{entry.details.get('channel', '')}")
    pattern = str(by_channel or SENTENCES.get(action, entry.action))
    explained = _explained[entry.action](entry.details) if entry.action in _explained else {}
    known = {"actor": entry.actor.name if entry.actor else _("the system"), **entry.details, **explained}
    if "why" in entry.details:
        known["why"] = reason_in_words(str(entry.details["why"]))
    return pattern % _Forgiving(known)


class _Forgiving(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
