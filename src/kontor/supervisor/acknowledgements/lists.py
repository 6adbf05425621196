"""The list of acknowledgements' texts."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.acknowledgement_texts import remove_text, texts_in_scope
from kontor.answers.models import AcknowledgementText
from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with, tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.acknowledgements.access import READ, WRITE, get_texts
from kontor.supervisor.acknowledgements.forms import EVERY_CATEGORY
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.rules.languages import language_names
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected


def _tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
    return tenant_choices_with(request.access, READ)


def _category(row: AcknowledgementText) -> str:
    return row.category.name if row.category else str(EVERY_CATEGORY)


def _state(row: AcknowledgementText) -> str:
    return gettext("Yes") if row.is_switched_on else gettext("No")  # type: ignore[attr-defined]


TEXTS = Listing(
    "acknowledgements",
    _("Acknowledgements"),
    columns=(
        Column(
            "subject",
            _("Subject"),
            sort="subject",
            filter=Text(),
            fixed=True,
            template="supervisor/acknowledgements/_subject.html",
        ),
        Column("language", _("Language"), lambda row: language_names([row.language])[0], sort="language"),
        Column("category", _("Category"), _category, sort="category__sort_key", filter=Text("category__name")),
        Column(
            "tenant",
            _("Tenant"),
            "tenant.name",
            sort="tenant__sort_key",
            filter=Choice("tenant_id", choices=tenant_choices, choices_for=_tenants_here),
            template="supervisor/_line.html",
        ),
        Column("state", _("Switched on"), _state, labelled=True),
    ),
    default_sort=("tenant", "category"),
    link=lambda row: reverse("supervisor:acknowledgements:edit", args=[row.pk]),
    colour=lambda row: int(row.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:acknowledgements:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen texts? Mails in their language get another text, or none."),
        ),
    ),
)


@require_GET
def texts(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    context = {
        "new_url": reverse("supervisor:acknowledgements:new") if request.access.may_anywhere(WRITE) else "",
        "empty_title": _("No acknowledgement yet"),
        "empty_text": _(
            "Write the text of an acknowledgement first; then switch acknowledgements on in the settings of the tenant "
            "or of single categories."
        ),
    }
    rows = texts_in_scope(with_state=True).filter(tenant__in=tenants_for(request.access, READ))
    return TEXTS.answer(request, rows, "supervisor/acknowledgements/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_texts(request, selected(request), may=WRITE)
    for row in chosen:
        remove_text(row, by=request.user)
    sentence = ngettext("%(count)s text is deleted.", "%(count)s texts are deleted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:acknowledgements:list"))
