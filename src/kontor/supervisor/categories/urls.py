from __future__ import annotations

from django.urls import path

from kontor.supervisor.categories import lists, views

app_name = "categories"
urlpatterns = [
    path("", lists.categories, name="list"),
    path("new/", views.new, name="new"),
    path("new/internal-name/", views.internal_name, name="internal-name"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:category_id>/", views.edit, name="edit"),
    path("<int:category_id>/<slug:tab>/", views.edit, name="tab"),
]
