"""Quality samples (Stichproben): a share of the answers lies in a supervisor's list after sending, and gets a score."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.release import Found
from kontor.answers.domain.review_rules import answer_key, chosen, rules_for
from kontor.answers.enums import ReviewPurpose, SampleState
from kontor.answers.models import Draft, QualitySample
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.notices import notify_person, withdraw_notice
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import ticket_chain

LONGEST_COMMENT = 4000


def draw_sample(
    ticket: Ticket, message: Message, *, draft: Draft, findings: Sequence[Found] = ()
) -> QualitySample | None:
    """Put the answer that has just been written from the draft into the review list, if a rule draws it. One statement
    when none does."""
    codes = {finding.code for finding in findings}
    rules = rules_for(ReviewPurpose.SAMPLE, ticket, author=draft.author, findings=codes)
    reasons = chosen(rules, answer_key(ticket, draft))
    if not reasons:
        return None
    return QualitySample.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        message=message,
        author=draft.author,
        reasons=reasons,
        drawn_at=clock.now(),
    )


@transaction.atomic(savepoint=False)
def review_sample(sample: QualitySample, *, score: int, comment: str, by: User) -> QualitySample:
    """Score the answer from 1 (poor) to 5 (very good), with a comment. Refused for one's own, twice, and
    when its author has taken the answer back.

    The author gets a notice where the setting lets agents see their samples.
    """
    sample = _locked(sample)
    if sample.author_id == by.pk:
        raise Refused(_("Nobody reviews their own answers."))
    if sample.state == SampleState.REVIEWED:
        raise Refused(_("This answer has been reviewed in the meantime. Nothing was changed."))
    if score not in range(1, 6):
        raise Refused(_("A score is a number from 1 to 5."))
    if len(comment) > LONGEST_COMMENT:
        raise Refused(_("The comment is too long."))
    sample.score, sample.comment, sample.state = score, comment.strip(), SampleState.REVIEWED
    sample.reviewed_by, sample.reviewed_at = by, clock.now()
    sample.save(update_fields=["score", "comment", "state", "reviewed_by", "reviewed_at"])
    if sampling_is_shown(sample.ticket):
        notify_person(sample.author_id, NoticeKind.REVIEWED, ticket=sample.ticket, by=by.name)
    return sample


@transaction.atomic(savepoint=False)
def take_back_review(sample: QualitySample, *, by: User) -> QualitySample:
    """The reviewer's own score goes, and the author's notice of it; the comment stays. Refused for others' scores."""
    sample = _locked(sample)
    if sample.state != SampleState.REVIEWED or sample.reviewed_by_id != by.pk:
        raise Refused(_("This score cannot be taken back: it is not yours, or it is taken back already."))
    assert sample.reviewed_at is not None
    withdraw_notice(sample.author_id, NoticeKind.REVIEWED, ticket=sample.ticket, since=sample.reviewed_at, by=by.name)
    sample.score, sample.state, sample.reviewed_by, sample.reviewed_at = None, SampleState.OPEN, None, None
    sample.save(update_fields=["score", "state", "reviewed_by", "reviewed_at"])
    return sample


def _locked(sample: QualitySample) -> QualitySample:
    """With an answer that is taken back its sample goes."""
    found = QualitySample.objects.select_for_update(of=("self",)).select_related("ticket").filter(pk=sample.pk).first()
    if found is None:
        raise Refused(_("%(name)s has taken this answer back in the meantime.") % {"name": sample.author.name})
    return found


def sampling_is_shown(ticket: Ticket) -> bool:
    """Agents see that their answers are sampled, and the scores."""
    return SHOW_SAMPLING.get(*ticket_chain(ticket))
