"""As what a new process left whose draft is gone: asked by a window that has not heard of its sending."""

from __future__ import annotations

from kontor.people.models import User
from kontor.tickets.enums import Direction
from kontor.tickets.models import Message

DRAFT = "draft"
"""In a message's evidence: the id of the draft of a new process that it was."""


def note_draft(message: Message, draft_id: int) -> None:
    message.evidence = {**message.evidence, DRAFT: draft_id}
    message.save(update_fields=["evidence"])


def sent_as(draft_id: int, *, author: User) -> Message | None:
    """The message that the person's draft became."""
    rows = Message.objects.filter(author=author, direction=Direction.OUT, **{f"evidence__{DRAFT}": draft_id})
    return rows.select_related("ticket").order_by("-id").first()
