from __future__ import annotations

from django.urls import path

from kontor.supervisor.library import lists, views

app_name = "library"
urlpatterns = [
    path("", lists.files, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:library_file_id>/", views.edit, name="edit"),
    path("<int:library_file_id>/content/", views.content, name="content"),
]
