"""What is kept of how an outgoing message came to be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kontor.answers.domain.guard import Finding
from kontor.answers.models import Draft, SentAnswer
from kontor.people.models import User
from kontor.tickets.models import Message


def keep_how(
    draft: Draft,
    message: Message,
    findings: Sequence[Finding],
    *,
    released_by: User | None,
    until: datetime | None,
    kept: dict[str, Any],
) -> SentAnswer:
    """``kept`` is what it takes to have the draft again (``as_kept``), until ``until``."""
    return SentAnswer.objects.create(
        tenant_id=message.tenant_id,
        lent_to_id=message.lent_to_id,
        message=message,
        kind=draft.kind,
        template_id=draft.template_id,
        template_version=draft.template.version if draft.template else None,
        language=draft.language,
        rich=draft.rich,
        body=draft.html if draft.rich and draft.html else draft.text,
        baseline=draft.baseline,
        quoted_id=draft.quoted_id,
        findings=[finding.as_kept() for finding in findings],
        released_by=released_by,
        undo_until=until,
        draft=kept if until else {},
    )
