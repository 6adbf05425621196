"""What the editor says before sending: that the answer will wait for release or is drawn as a sample; and the comment
with which it was returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from kontor.answers.domain.review_rules import answer_key, throw
from kontor.answers.enums import OUTSIDE_DRAFTS, ClearanceState, ReviewPurpose
from kontor.answers.models import Clearance, Draft, ReviewRule
from kontor.answers.preferences import SHOW_CLEARANCE, SHOW_SAMPLING
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.tickets.models import Ticket

CLOSING_CODE = "closing_code"
"""In the options of a draft that was taken back: the id of the code with which it was sent."""


@dataclass(frozen=True)
class Announced:
    """``release``, ``sample``: will be, as far as its author may know. ``returned`` has ``comment`` and ``by``;
    ``closing_code`` is the id of what was chosen when the draft was sent, or sent for release, and did not go out."""

    release: bool = False
    sample: bool = False
    returned: dict[str, str] | None = None
    closing_code: int | None = None


def with_review(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Each draft also brings the rules that hold whatever the send guard finds, and how it was returned."""
    rules = ReviewRule.objects.filter(tenant_id=OuterRef("tenant_id"), finding="")
    rules = rules.filter(Q(category=None) | Q(category=OuterRef("ticket__category")))
    rules = rules.filter(Q(agent=None) | Q(agent=OuterRef("author"))).order_by("id")
    decided = Clearance.objects.filter(draft=OuterRef("pk")).exclude(decided_at=None).order_by("-decided_at")
    returned = decided.filter(state=ClearanceState.RETURNED)
    facts: dict[str, Any] = {
        "review_rules": ArraySubquery(rules.values(json=JSONObject(pk="pk", purpose="purpose", percent="percent"))),
        "returned": Subquery(returned.values(json=JSONObject(comment="comment", by="decided_by__name"))[:1]),
        "asked_with": Subquery(decided.values("closing_code")[:1]),
    }
    return drafts.annotate(**facts)


def announced(ticket: Ticket, draft: Draft) -> Announced:
    """Of a draft read with ``with_review`` and ``system_preferences``; no statement. No sample is drawn of mails to
    people outside."""
    read = cast(Any, draft)
    system = SystemValues(preferences=read.system_preferences or {})
    chain = (cast(Holder, system), cast(Holder, ticket.tenant), cast(Holder, ticket.category))
    drawn = {
        rule["purpose"] for rule in read.review_rules if throw(rule["pk"], answer_key(ticket, draft)) < rule["percent"]
    }
    return Announced(
        release=ReviewPurpose.RELEASE in drawn and SHOW_CLEARANCE.get(*chain),
        sample=ReviewPurpose.SAMPLE in drawn and draft.kind not in OUTSIDE_DRAFTS and SHOW_SAMPLING.get(*chain),
        returned=read.returned,
        closing_code=read.asked_with or draft.options.get(CLOSING_CODE),
    )
