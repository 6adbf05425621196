"""Which rules of a tenant hold for an answer, and the dice of those that take a share of them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection

from django.conf import settings
from django.db.models import Q

from kontor.answers.domain.guard import GUARDS
from kontor.answers.enums import OUTSIDE_DRAFTS, DraftKind, ReviewPurpose
from kontor.answers.models import Draft, ReviewRule
from kontor.people.models import User
from kontor.tickets.models import Ticket

Reason = dict[str, object]
"""Of a rule what it names: ``rule``, and ``category``, ``agent``, ``finding`` where they are set."""


def rules_for(
    purpose: ReviewPurpose, ticket: Ticket, *, author: User, findings: Collection[str] = ()
) -> list[ReviewRule]:
    """The ticket's tenant's rules that hold for an answer of this author with these findings. One statement."""
    rows = ReviewRule.objects.filter(purpose=purpose, tenant_id=ticket.tenant_id)
    rows = rows.filter(Q(category=None) | Q(category_id=ticket.category_id))
    rows = rows.filter(Q(agent=None) | Q(agent=author))
    return list(rows.filter(finding__in=["", *findings]).order_by("id"))


def chosen(rules: Collection[ReviewRule], key: str) -> list[Reason]:
    """The rules whose share the dice give to ``key``, as reasons. The same key always falls the same way."""
    return [_reason(rule) for rule in rules if throw(rule.pk, key) < rule.percent]


def answer_key(ticket: Ticket, draft: Draft) -> str:
    """The same for every try at one answer: of the author, to what the customer has written up to now."""
    if draft.kind == DraftKind.NEW:
        return f"draft:{draft.pk}"
    what = draft.kind if draft.kind in OUTSIDE_DRAFTS else "answer"
    return f"{what}:{ticket.pk}:{draft.author_id}:{draft.seen_message_id or 0}"


def throw(rule_id: int, key: str) -> int:
    """A number from 0 to 99 that nobody outside can foresee."""
    text = f"review:{rule_id}:{key}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % 100


def finding_choices() -> list[tuple[str, str]]:
    """What a rule can name of what the send guard finds."""
    return [(guard.code, guard.label) for guard in GUARDS if guard.preference]


def finding_label(code: str) -> str:
    """The finding in words; a code that is known no more stands for itself."""
    return dict(finding_choices()).get(code, code)


def _reason(rule: ReviewRule) -> Reason:
    named = {"category": rule.category_id, "agent": rule.agent_id, "finding": rule.finding}
    return {"rule": rule.pk} | {name: value for name, value in named.items() if value}
