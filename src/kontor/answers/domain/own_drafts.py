"""A person's own draft, locked for a change."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.kernel.errors import Refused
from kontor.people.models import User


def locked_draft(draft: Draft, *joined: str, by: User, kind: DraftKind | None = None) -> Draft:
    """The author's draft as it is now. Refused when it was sent or thrown away elsewhere: a second click comes here."""
    rows = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, author=by)
    if joined:
        rows = rows.select_related(*joined)
    found = (rows.filter(kind=kind) if kind else rows).first()
    if found is None:
        raise Refused(_("This draft was sent or thrown away elsewhere."))
    return found
