"""The block list, and taking several off it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.intake.domain.block_list import listed_blocks, unblock
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.blocks.forms import READ, WRITE
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import allowed, need_anywhere
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected


def _action(entry: BlockEntry) -> str:
    """In a word or two: the column is narrow."""
    return gettext("Ignored") if entry.action == BlockAction.IGNORE else gettext("Spam folder")


BLOCKS = Listing(
    "blocks",
    _("Block list"),
    columns=(
        Column(
            "value",
            _("Address or domain"),
            sort="value",
            filter=Text(),
            fixed=True,
            template="supervisor/blocks/_value.html",
        ),
        Column(
            "action",
            _("What happens"),
            _action,
            sort="action",
            filter=Choice("action", choices=lambda: list(BlockAction.choices)),
        ),
        Column("note", _("Note"), filter=Text(), wide=True),
        Column("made_by", _("Blocked by"), "made_by.name", labelled=True),
        Column("made_at", _("Blocked since"), sort="made_at", cell=cells.moment, labelled=True),
        Column("hits", _("Hits"), sort="hits", figure=True, labelled=True),
        Column("last_hit_at", _("Last hit"), sort="last_hit_at", cell=cells.moment, labelled=True),
        tenant_column(READ),
    ),
    default_sort=("-made_at",),
    colour=lambda entry: int(entry.tenant.colour),
    actions=(
        Action(
            _("Unblock"),
            "supervisor:blocks:remove",
            icon="x",
            permission=WRITE,
            confirm=_("Unblock the chosen senders? Their further mails become tickets again."),
        ),
    ),
)


@require_GET
def blocks(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    context = {
        "new_url": reverse("supervisor:blocks:new") if request.access.may_anywhere(WRITE) else "",
        "empty_title": _("Nobody is blocked"),
        "empty_text": _("Senders can be blocked here, and by agents when they mark a ticket as spam."),
    }
    rows = listed_blocks().filter(tenant_id__in=request.access.tenants_with(READ))
    return BLOCKS.answer(request, rows, "supervisor/blocks/list.html", context)


@require_POST
def remove(request: DeskRequest) -> HttpResponse:
    chosen = allowed(request, listed_blocks().filter(pk__in=selected(request)).order_by("pk"), WRITE)
    for entry in chosen:
        unblock(entry, by=request.user)
    sentence = ngettext("%(count)s sender is unblocked.", "%(count)s senders are unblocked.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:blocks:list"))
