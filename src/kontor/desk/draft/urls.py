"""/desk/draft/<id>/…: what goes into a draft, whatever it will become: templates, text modules, recipients."""

from __future__ import annotations

from django.urls import path

from kontor.desk.draft import modules, recipients, templates

app_name = "draft"

urlpatterns = [
    path("<int:draft_id>/templates/", templates.offered, name="templates"),
    path("<int:draft_id>/template/", templates.take, name="template"),
    path("<int:draft_id>/modules/", modules.found, name="modules"),
    path("<int:draft_id>/modules/<int:module_id>/", modules.put_in, name="module"),
    path("<int:draft_id>/shortcuts/", modules.shortcuts, name="shortcuts"),
    path("<int:draft_id>/recipients/", recipients.marks, name="recipients"),
]
