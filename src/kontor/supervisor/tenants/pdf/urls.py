from __future__ import annotations

from django.urls import path

from kontor.supervisor.tenants.pdf import directory, editor, letterhead, pictures, postage, stylesheets, versions

app_name = "pdf"
urlpatterns = [
    path("directory/", directory.attempt, name="directory"),
    path("letterhead/", letterhead.letterhead, name="letterhead"),
    path("pictures/add/", pictures.add, name="picture-add"),
    path("pictures/<int:asset_id>/", pictures.content, name="picture-content"),
    path("pictures/<int:asset_id>/replace/", pictures.replace, name="picture-replace"),
    path("pictures/<int:asset_id>/delete/", pictures.delete, name="picture-delete"),
    path("pictures/<int:asset_id>/restore/", pictures.restore, name="picture-restore"),
    path("postage/add/", postage.add, name="postage-add"),
    path("postage/<int:postage_id>/", postage.change, name="postage-change"),
    path("postage/<int:postage_id>/remove/", postage.remove, name="postage-remove"),
    path("stylesheets/new/", stylesheets.new, name="stylesheet-new"),
    path("stylesheets/<int:stylesheet_id>/", editor.edit, name="stylesheet"),
    path("stylesheets/<int:stylesheet_id>/preview/", editor.preview, name="stylesheet-preview"),
    path("stylesheets/<int:stylesheet_id>/default/", stylesheets.default, name="stylesheet-default"),
    path("stylesheets/<int:stylesheet_id>/reset/", stylesheets.reset, name="stylesheet-reset"),
    path("stylesheets/<int:stylesheet_id>/delete/", stylesheets.delete, name="stylesheet-delete"),
    path("stylesheets/<int:stylesheet_id>/restore/", stylesheets.restore, name="stylesheet-restore"),
    path("stylesheets/<int:stylesheet_id>/versions/<int:version_number>/", versions.compare, name="stylesheet-compare"),
    path(
        "stylesheets/<int:stylesheet_id>/versions/<int:version_number>/restore/",
        versions.take_back,
        name="stylesheet-take-back",
    ),
    path("letterhead/preview/", letterhead.preview, name="letterhead-preview"),
]
