from __future__ import annotations

from django.urls import path

from kontor.supervisor.reply_templates import contents, exchange, letters, lists, versions, views

app_name = "reply_templates"
urlpatterns = [
    path("", lists.templates, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("export/", exchange.export_chosen, name="export"),
    path("export/<int:tenant_id>/", exchange.export_all, name="export-all"),
    path("<int:template_id>/", views.edit, name="edit"),
    path("<int:template_id>/letter/preview/", letters.preview, name="letter-preview"),
    path("<int:template_id>/copy/", views.copy, name="copy"),
    path("<int:template_id>/contents/<str:language>/", views.edit, {"tab": "contents"}, name="content"),
    path("<int:template_id>/contents/<str:language>/remove/", contents.remove, name="remove"),
    path("<int:template_id>/contents/<str:language>/preview/", contents.preview, name="preview"),
    path("<int:template_id>/versions/<int:version_number>/", versions.compare_versions, name="compare"),
    path("<int:template_id>/versions/<int:version_number>/restore/", versions.restore, name="restore-version"),
    path("<int:template_id>/<str:tab>/", views.edit, name="tab"),
]
