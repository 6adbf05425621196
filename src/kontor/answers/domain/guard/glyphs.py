"""Characters of a letter that no font on the server has: a box would stand in their place."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.customers.domain.postal_addresses import lines_of
from kontor.letters.rendering.coverage import without_font
from kontor.letters.rendering.failures import remark_sentence
from kontor.letters.rendering.sheet import Remark as LetterRemark

MOST_NAMED = 20


def find_glyphs(case: Case) -> Iterator[Remark]:
    """In the address, in the subject and in the text."""
    address = case.postal_address
    if address is None:
        return
    lines = lines_of(address, from_country=case.ticket.tenant.country)
    missing = without_font("\n".join([*lines, case.draft.subject, case.draft.text]))
    if missing:
        named = " ".join(missing[:MOST_NAMED])
        sentence = remark_sentence(LetterRemark("glyphs", {"characters": named}))
        yield Remark(
            sentence, _("Write them differently, or look at the letter."), about="".join(missing), words=missing[0]
        )
