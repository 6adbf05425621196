from __future__ import annotations

from django.urls import path

from kontor.supervisor.experts import lists, views

app_name = "experts"
urlpatterns = [
    path("", lists.experts, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:expert_id>/", views.edit, name="edit"),
]
