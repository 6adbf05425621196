from __future__ import annotations

from django.urls import path

from kontor.supervisor.absences import views

app_name = "absences"
urlpatterns = [
    path("", views.absences, name="list"),
    path("new/", views.new, name="new"),
    path("<int:absence_id>/", views.edit, name="edit"),
    path("<int:absence_id>/end/", views.end, name="end"),
]
