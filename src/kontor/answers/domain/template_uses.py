"""Where answers use a template: what ``texts`` cannot know of itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.answers.models import AutomaticReply, Draft
from kontor.texts.domain.usage import Use, tell_of_uses
from kontor.texts.models import ReplyTemplate


@tell_of_uses
def automatic_replies(template: ReplyTemplate) -> list[Use]:
    """The categories that answer or forward with it by themselves."""
    rows = AutomaticReply.objects.filter(template=template, category__deleted_at=None).select_related("category")
    rows = rows.order_by("category__sort_key")
    return [Use("automatic", _("Automatic replies"), row.category.name, row.pk) for row in rows]


@tell_of_uses
def drafts(template: ReplyTemplate) -> list[Use]:
    """Those who are writing with it, each once."""
    rows = Draft.objects.filter(template=template).order_by("author__sort_key")
    names = rows.values_list("author__name", "author_id").distinct()
    return [Use("draft", _("Drafts"), name, author_id) for name, author_id in names]
