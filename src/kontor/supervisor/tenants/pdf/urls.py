from __future__ import annotations

from django.urls import path

from kontor.supervisor.tenants.pdf import directory, letterhead, pictures, postage

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
]
