"""A person's own draft, locked for a change."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.answers.domain.latest_draft import there
from kontor.answers.domain.release import require_not_waiting
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.kernel.errors import Refused
from kontor.people.models import User


def locked_draft(draft: Draft, *joined: str, by: User, kind: DraftKind | None = None) -> Draft:
    """The author's draft as it is now. Refused when it was sent or thrown away elsewhere: a second click comes here."""
    rows = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, author=by)
    if joined:
        rows = rows.select_related(*joined)
    return there((rows.filter(kind=kind) if kind else rows).first())


def held_draft(draft: Draft, *, by: User) -> Draft:
    """The same draft, brought up to date and locked, with what was read along with it. Whatever a person does to a
    draft comes one after the other, and never while it goes out.

    Refused as ``locked_draft``, for somebody else's, and while the draft waits for release.
    """
    if draft.author_id != by.pk:
        raise Refused(_("This draft belongs to somebody else."))
    row = locked_draft(draft, by=by)
    require_not_waiting(row)
    for field in Draft._meta.concrete_fields:
        setattr(draft, field.attname, getattr(row, field.attname))
    return draft
