from __future__ import annotations

from django.urls import path

from kontor.supervisor.roles import views

app_name = "roles"
urlpatterns = [
    path("", views.roles, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", views.delete, name="delete"),
    path("deleted/", views.deleted, name="deleted"),
    path("restore/", views.restore, name="restore"),
    path("<int:role_id>/", views.edit, name="edit"),
    path("<int:role_id>/<slug:tab>/", views.edit, name="tab"),
]
