"""Pictures that a letter leaves out: they are no files of this answer and not in the library (any more)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.answers.domain.brought_pictures import html_to_show
from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.answers.domain.writing import is_rich
from kontor.texts.domain.pictures import with_pictures
from kontor.tickets.enums import MessageChannel

_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r'\ssrc="([^"]*)"', re.IGNORECASE)


def find_left_out_pictures(case: Case) -> Iterator[Remark]:
    """In the text of a letter; one remark for all of them."""
    if case.draft.channel != MessageChannel.LETTER or not is_rich(case.draft):
        return
    left = _left_out(case)
    if left:
        sentence = ngettext(
            "One picture is left out of the letter: it lies neither in this answer nor in the library.",
            "%(count)s pictures are left out of the letter: they lie neither in this answer nor in the library.",
            len(left),
        )
        yield Remark(
            sentence % {"count": len(left)},
            _("Insert it once more, or confirm that the letter does without it."),
            about=" ".join(left),
        )


def _left_out(case: Case) -> list[str]:
    """Their tags, in order. Of pictures of the library that are there an address by ``cid:`` is left."""
    html = html_to_show(case.draft)
    if not _PICTURE.search(html):
        return []
    shown, library = with_pictures(html, tenant_id=case.voice.tenant.pk)
    known = {f"cid:{file.content_id}" for file in case.files if file.inline}
    known |= {f"cid:{picture.content_id}" for picture in library}
    tags = _PICTURE.findall(shown)
    return [tag for tag in tags if (found := _SOURCE.search(tag)) is None or found[1] not in known]
