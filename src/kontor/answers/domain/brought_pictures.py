"""The pictures of the tenant's library that its own texts have brought into a draft.

Whoever answers a lent ticket sees and sends these: of the rest of the lender's library they get no picture, whichever
number is typed into a draft or an address.
"""

from __future__ import annotations

from typing import Any

from kontor.answers.domain.latest_draft import latest_draft
from kontor.answers.models import Draft
from kontor.people.models import User
from kontor.texts.domain.pictures import only_pictures, picture_ids
from kontor.tickets.models import Ticket

BROUGHT = "pictures"
"""In the options of a draft: the pictures that former templates and text modules have brought."""


def pictures_brought(draft: Draft) -> set[int]:
    """The library files that the draft's template shows, or a text that was put into it before."""
    return {*draft.options.get(BROUGHT, []), *picture_ids(draft.baseline)}


def pictures_of_writer(ticket: Ticket, writer: User) -> set[int]:
    """Those of all drafts that the person has about the ticket."""
    rows = Draft.objects.filter(ticket=ticket, author=writer).only("options", "baseline")
    return {each for draft in rows for each in pictures_brought(draft)}


def brought_so_far(draft: Draft) -> dict[str, Any]:
    """For the options of a draft that is about to take another template."""
    known = pictures_brought(draft)
    return {BROUGHT: sorted(known)} if known else {}


def note_pictures(draft: Draft, html: str) -> None:
    """A text of the tenant is put into the draft."""
    if not picture_ids(html):
        return
    row = latest_draft(draft)
    row.options = {**row.options, BROUGHT: sorted(pictures_brought(row) | {*picture_ids(html)})}
    row.save(update_fields=["options"])


def html_to_show(draft: Draft) -> str:
    """What stands in the draft; while its ticket is lent, of the library's pictures those alone that were brought."""
    return only_pictures(draft.html, pictures_brought(draft)) if draft.lent_to_id else draft.html
