from __future__ import annotations

from django.urls import path

from kontor.supervisor.automatic import lists, views

app_name = "automatic"
urlpatterns = [
    path("", lists.replies, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("<int:automatic_id>/", views.edit, name="edit"),
]
