"""The pages of letters that came in, as they are printed with their ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.letters.models import ScannedPage
from kontor.letters.rendering.sheet import Asset
from kontor.tickets.models import Message

MOST = 40
"""Pages in one print: they are large, and the renderer's memory has a limit."""


@dataclass(frozen=True)
class PrintedScans:
    """The pages by message, and how many more of each there are."""

    pages: dict[int, list[ScannedPage]] = field(default_factory=dict)
    left_out: dict[int, int] = field(default_factory=dict)

    def html(self, message: Message) -> str:
        shown = "".join(
            f'<p><img src="asset:{_name(row)}" alt="{escape(_("Page %(number)s") % {"number": row.number})}"></p>'
            for row in self.pages.get(message.pk, [])
        )
        more = self.left_out.get(message.pk, 0)
        said = ngettext("%(count)s more page is not printed.", "%(count)s more pages are not printed.", more)
        return shown + (f"<p>{escape(said % {'count': more})}</p>" if more else "")

    def assets(self) -> Iterable[Asset]:
        for rows in self.pages.values():
            for row in rows:
                yield Asset(_name(row), row.content_type, row.blob.content)


def scans_of(messages: Sequence[Message]) -> PrintedScans:
    """The first pages in the order of the messages. One statement."""
    found = PrintedScans()
    rows = ScannedPage.objects.filter(scan__message__in=messages).select_related("blob", "scan")
    for at, row in enumerate(rows.order_by("scan__message__at", "scan_id", "number")):
        message_id = row.scan.message_id
        if at < MOST:
            found.pages.setdefault(message_id, []).append(row)
        else:
            found.left_out[message_id] = found.left_out.get(message_id, 0) + 1
    return found


def _name(row: ScannedPage) -> str:
    return f"page-{row.pk}"
