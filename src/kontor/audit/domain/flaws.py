"""What is wrong with a chain, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kontor.audit.domain.chains import Problem
from kontor.audit.enums import Flaw

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: dict[Flaw, StrOrPromise] = {
    Flaw.NO_HEAD: _("The head of the chain is missing, although there are entries up to %(last)s."),
    Flaw.CHANGED: _("Entry %(number)s was changed afterwards: time, person, action, object or place."),
    Flaw.CONTENT_CHANGED: _("Entry %(number)s was changed afterwards: its name, values, reason or origin."),
    Flaw.REMOVED: _("Entries are missing: %(number)s to %(last)s."),
    Flaw.REMOVED_AT_THE_END: _("Entries are missing at the end: %(number)s to %(last)s."),
    Flaw.OUT_OF_PLACE: _("Entry %(number)s does not follow the entry before it: one of them was replaced."),
    Flaw.BEYOND_THE_END: _("Entries stand behind the end of the chain: %(number)s to %(last)s."),
    Flaw.END_DIFFERS: _("The end of the chain is not its entry %(number)s: one of them was changed."),
    Flaw.UNCHAINED: _("An entry was put in past the chain (row %(entry)s)."),
    Flaw.ERASED_UNSEEN: _("Entry %(number)s has lost its content, and no entry says that it was erased."),
    Flaw.ANCHOR_UNSEEN: _("Entries %(number)s to %(last)s are gone, and no entry says that their time was over."),
    Flaw.NOT_AS_NOTED: _("Entry %(number)s is not the one that was noted: the chain was written anew."),
}


def in_words(problem: Problem) -> str:
    values = {"number": problem.number, "last": problem.last, "entry": problem.entry_id}
    return str(SENTENCES[problem.flaw]) % values
