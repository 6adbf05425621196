from __future__ import annotations

from django.urls import path

from kontor.supervisor.acknowledgements import lists, views

app_name = "acknowledgements"
urlpatterns = [
    path("", lists.texts, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("<int:acknowledgement_id>/", views.edit, name="edit"),
]
