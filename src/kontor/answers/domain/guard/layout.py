"""Template, layout and letterhead must be of the tenant whose words the answer has."""

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
    foreign = [part for part in parts if part and part.tenant_id != case.voice.tenant.pk]
    if foreign:
        yield Remark(
            _("The template “%(name)s” belongs to another tenant.") % {"name": foreign[0].name},
            _("Choose a template of %(tenant)s.") % {"tenant": case.voice.tenant.name},
            about=str(foreign[0].pk),
            place="template",
        )
