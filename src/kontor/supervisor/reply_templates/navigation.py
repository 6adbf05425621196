"""Where templates stand in the menu, and the tabs of their mask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontor.supervisor.navigation import ANSWERS
from kontor.supervisor.reply_templates.access import READ, WRITE
from kontor.supervisor.reply_templates.content_forms import content_form
from kontor.supervisor.reply_templates.forms import TEMPLATE_MASK, assignment_form, general_form
from kontor.supervisor.reply_templates.letters import letter_context, letter_form, save_letter
from kontor.supervisor.tenants.pdf.access import is_there
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places

FOLDER = "supervisor/reply_templates"


def register() -> None:
    tabs = (
        Tab("general", _("General"), general_form, 10, f"{FOLDER}/_general.html"),
        Tab("contents", pgettext_lazy("tab", "Texts"), content_form, 20, f"{FOLDER}/_contents.html", _is_saved),
        Tab(
            "letter",
            pgettext_lazy("tab", "As a letter"),
            letter_form,
            25,
            f"{FOLDER}/_letter.html",
            _is_assigned,
            when=is_there,
            context=letter_context,
            save=save_letter,
        ),
        Tab("assignment", _("Assignment"), assignment_form, 30, f"{FOLDER}/_assignment.html", _is_assigned),
        Tab("versions", _("Versions"), None, 40, f"{FOLDER}/_versions.html", _is_saved),
        Tab("usage", pgettext_lazy("tab", "Use"), None, 50, f"{FOLDER}/_usage.html", _is_saved),
    )
    for tab in tabs:
        register_tab(TEMPLATE_MASK, tab)
    register_places(
        Place(
            "reply-templates",
            _("Templates"),
            "supervisor:reply_templates:list",
            section="administration",
            group=ANSWERS,
            order=170,
            permission=READ,
            keywords="Vorlagen Antworttemplates templates Briefkopf letterhead footer Fußzeile Layout Stil Signatur",
            icon="template",
        ),
        Place(
            "new-reply-template",
            _("Create template"),
            "supervisor:reply_templates:new",
            section="administration",
            permission=WRITE,
            keywords="Vorlage anlegen create template Neu",
            icon="plus",
            command=True,
        ),
    )


def _is_saved(template: Any) -> bool:
    return template.pk is not None


def _is_assigned(template: Any) -> bool:
    """An include is assigned to no category."""
    return template.pk is not None and not template.part
