"""Template, layout, letterhead and quoted message must be of the ticket's tenant."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark

PARTS = ("layout", "letterhead", "footer", "style", "signature")


def find_layout(case: Case) -> Iterator[Remark]:
    template = case.draft.template
    if template is None:
        return
    parts = [template, *(getattr(template, part) for part in PARTS)]
    foreign = [part for part in parts if part and part.tenant_id != case.ticket.tenant_id]
    if foreign:
        yield Remark(
            _("The template “%(name)s” belongs to another tenant.") % {"name": foreign[0].name},
            _("Choose a template of %(tenant)s.") % {"tenant": case.ticket.tenant.name},
            about=str(foreign[0].pk),
            place="template",
        )
