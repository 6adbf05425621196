"""Where answers use a template: what ``texts`` cannot know of itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.answers.enums import ClearanceState
from kontor.answers.models import AutomaticReply, Clearance, Draft
from kontor.preferences.uses import Use
from kontor.texts.domain.usage import lets_go, tell_of_uses
from kontor.texts.models import ReplyTemplate


@tell_of_uses
def automatic_replies(template: ReplyTemplate) -> list[Use]:
    """The categories that answer or forward with it by themselves."""
    rows = AutomaticReply.objects.filter(template=template, category__deleted_at=None).select_related("category")
    rows = rows.order_by("category__sort_key")
    return [Use("automatic", _("Automatic replies"), row.category.name, row.pk) for row in rows]


@tell_of_uses
def waiting_answers(template: ReplyTemplate) -> list[Use]:
    """Those whose answers wait for release, each once: whoever releases one has seen it with this template."""
    rows = Clearance.objects.filter(draft__template=template, state=ClearanceState.WAITING)
    names = rows.order_by("author__sort_key").values_list("author__name", "author_id").distinct()
    return [Use("draft", _("Answers that wait for release"), name, author_id) for name, author_id in names]


@lets_go
def drafts(template: ReplyTemplate) -> None:
    """What somebody is writing, or has left lying, keeps its text and goes on without a template."""
    Draft.objects.filter(template=template).update(template=None)
