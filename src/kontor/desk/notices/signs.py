"""The sign beside a notice: what happened, at a glance."""

from __future__ import annotations

from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice

SIGNS: dict[str, str] = {
    NoticeKind.CALL_MISSED: "phone",
    NoticeKind.MOVED_HERE: "swap",
    "loan_ended": "swap",
    NoticeKind.ASSIGNED: "person",
    "assigned_by_rule": "person",
    "standing_in": "person",
    "standing_in_many": "person",
    NoticeKind.TAKEN_BACK: "undo",
    NoticeKind.RESUBMITTED: "resubmit",
    NoticeKind.PASSED_ON: "forward",
    NoticeKind.RETURNED: "draft",
    "returned_standing_in": "draft",
    NoticeKind.RELEASED: "check",
    NoticeKind.REVIEWED: "check",
    NoticeKind.INQUIRY_ANSWERED: "inquiry",
    "answer_passed_on": "inquiry",
    "inquiry_answered_late": "inquiry",
    NoticeKind.INQUIRY_OVERDUE: "overdue",
    NoticeKind.DELIVERY_FAILED: "mail-failed",
    "delivery_failed_of": "mail-failed",
    "delivery_failed_automatic": "mail-failed",
    "delivery_unclear": "mail-failed",
    "delivery_unclear_of": "mail-failed",
    "delivery_unclear_automatic": "mail-failed",
    "batch_letter": "warning",
    NoticeKind.ESCALATED: "exclamation",
    "escalated_many": "exclamation",
    NoticeKind.ACCOUNT_WORKS: "done",
    "sending_works": "done",
    "batch_works": "done",
    "printing_works": "done",
    "alarm_over": "done",
}
"""By the sentence that it says. What else belongs to a ticket is a message, what else does not is trouble."""


def sign_of(notice: Notice) -> str:
    """The icon's name."""
    said = notice.details.get("sentence", notice.kind)
    return SIGNS.get(said, "mail" if notice.ticket_id else "warning")
