from __future__ import annotations

from django.urls import path

from kontor.supervisor.closing_codes import lists, views

app_name = "closing_codes"
urlpatterns = [
    path("", lists.closing_codes, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:closing_code_id>/", views.edit, name="edit"),
]
