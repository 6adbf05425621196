from __future__ import annotations

from django.urls import path

from kontor.supervisor.service_levels import lists, views

app_name = "service_levels"
urlpatterns = [
    path("", lists.service_levels, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:level_id>/", views.edit, name="edit"),
]
