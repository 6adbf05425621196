"""A placeholder that nothing was found for stays in the text as ``${…}``: it must not reach the customer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.texts.domain.filling import unresolved


def find_placeholder(case: Case) -> Iterator[Remark]:
    fields = {
        "subject": case.draft.subject,
        "text": f"{case.draft.html}\n{case.words}" if case.draft.rich else case.words,
    }
    for place, text in fields.items():
        for name in dict.fromkeys(unresolved(text)):
            yield Remark(
                _("The placeholder “%(name)s” has no value here.") % {"name": name},
                _("Write what belongs there, or take it out."),
                about=name,
                place=place,
                words=f"${{{name}",
            )
