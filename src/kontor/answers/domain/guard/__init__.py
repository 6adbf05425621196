"""The send guard: what speaks against sending an answer, all at once, before it leaves.

The order of ``GUARDS`` is the order in which a person reads the findings. Each check is a file with one function. The
server decides on what it reads in the locked draft; the browser only carries which findings somebody has confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.answers import preferences
from kontor.answers.domain.guard.attachment import find_attachment
from kontor.answers.domain.guard.bank import find_bank_number
from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Finding, Remark
from kontor.answers.domain.guard.glyphs import find_glyphs
from kontor.answers.domain.guard.greeting import find_greeting
from kontor.answers.domain.guard.language import find_language
from kontor.answers.domain.guard.layout import find_layout
from kontor.answers.domain.guard.note import find_note
from kontor.answers.domain.guard.other_customer import find_file_of_another
from kontor.answers.domain.guard.other_tenant import find_other_tenant
from kontor.answers.domain.guard.pictures import find_left_out_pictures
from kontor.answers.domain.guard.placeholder import find_placeholder
from kontor.answers.domain.guard.postal import find_postal, find_postal_doubt
from kontor.answers.domain.guard.recipient import find_recipient
from kontor.answers.domain.guard.sender import find_sender
from kontor.answers.domain.guard.spelling import find_misspelt
from kontor.answers.domain.latest_draft import there
from kontor.answers.enums import GuardGrade
from kontor.answers.models import Draft
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.preferences.types import Holder, Preference
from kontor.spelling.preferences import BEFORE_SENDING

MOST_CONFIRMED = 60

__all__ = ["GUARDS", "Case", "Finding", "Guard", "GuardStopped", "confirm", "findings_of", "require_passed"]


@dataclass(frozen=True)
class Guard:
    """A check. Without a preference nobody sets its grade: it always stops.

    ``outside``: it makes sense for a mail to people outside too, who are new to the conversation and speak as they do.
    ``found`` names what is found, where the preference is not called after it.
    """

    code: str
    find: Callable[[Case], Iterator[Remark]]
    preference: Preference[str] | None = None
    outside: bool = True
    found: str | Promise = ""

    @property
    def label(self) -> str:
        """What it finds, for rules that name it."""
        return str(self.found or (self.preference.label if self.preference else self.code))

    def grade(self, chain: tuple[Holder, ...]) -> GuardGrade:
        return GuardGrade(self.preference.get(*chain)) if self.preference else GuardGrade.STOP


GUARDS = (
    Guard("sender", find_sender),
    Guard("layout", find_layout),
    Guard("placeholder", find_placeholder),
    Guard("postal", find_postal, outside=False),
    Guard("postal_doubt", find_postal_doubt, preferences.GUARD_POSTAL_DOUBT, outside=False),
    Guard("glyphs", find_glyphs, preferences.GUARD_GLYPHS, outside=False),
    Guard("pictures", find_left_out_pictures, preferences.GUARD_PICTURES, outside=False),
    Guard("recipient", find_recipient, preferences.GUARD_RECIPIENT, outside=False),
    Guard("greeting", find_greeting, preferences.GUARD_GREETING, outside=False),
    Guard("language", find_language, preferences.GUARD_LANGUAGE, outside=False),
    Guard("other_tenant", find_other_tenant, preferences.GUARD_OTHER_TENANT),
    Guard("attachment", find_attachment, preferences.GUARD_ATTACHMENT),
    Guard("other_customer", find_file_of_another, preferences.GUARD_OTHER_CUSTOMER),
    Guard("bank", find_bank_number, preferences.GUARD_BANK),
    Guard("note", find_note, preferences.GUARD_NOTE),
    Guard("spelling", find_misspelt, BEFORE_SENDING, found=gettext_lazy("Words that no dictionary knows")),
)


class GuardStopped(Refused):
    """Nothing was sent. ``findings`` are all there are, those that do not stop too."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(_("Nothing was sent: please look at what was found in the answer."))
        self.findings = findings


def findings_of(case: Case, chain: tuple[Holder, ...]) -> list[Finding]:
    """Everything that the checks find, with the tenant's grades. What is switched off is not looked for."""
    confirmed = set(case.draft.confirmed)
    found: list[Finding] = []
    for guard in GUARDS:
        if case.is_outside and not guard.outside:
            continue
        grade = guard.grade(chain)
        if grade != GuardGrade.OFF:
            found += (_graded(guard.code, grade, remark, confirmed) for remark in guard.find(case))
    return found


def require_passed(findings: Iterable[Finding]) -> None:
    """Raises GuardStopped when one of them stops the sending."""
    found = list(findings)
    if any(finding.stops for finding in found):
        raise GuardStopped(found)


@transaction.atomic(savepoint=False)
def confirm(draft: Draft, keys: Iterable[str], *, by: User) -> Draft:
    """Remember which findings the author has answered. A key of a finding that no longer stands counts for nothing.

    Refused when the draft was sent or thrown away elsewhere.
    """
    row = there(Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, author=by).first())
    known = [key[:80] for key in keys if isinstance(key, str)]
    row.confirmed = list(dict.fromkeys([*row.confirmed, *known]))[-MOST_CONFIRMED:]
    row.save(update_fields=["confirmed"])
    return row


def _graded(code: str, grade: GuardGrade, remark: Remark, confirmed: set[str]) -> Finding:
    finding = Finding(code, grade, remark)
    return Finding(code, grade, remark, confirmed=grade == GuardGrade.CONFIRM and finding.key in confirmed)
