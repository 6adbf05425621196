from __future__ import annotations

from django.urls import path

from kontor.supervisor.hours import lists, preview, views, year

app_name = "hours"
urlpatterns = [
    path("", lists.hours, name="list"),
    path("preview/", preview.preview, name="preview"),
    path("new/", views.new, name="new"),
    path("copy/", lists.copy, name="copy"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:calendar_id>/", views.edit, name="edit"),
    path("<int:calendar_id>/weeks/", views.weeks, name="weeks"),
    path("<int:calendar_id>/weeks/remove/", views.remove_week_view, name="remove_week"),
    path("<int:calendar_id>/exceptions/", views.exceptions, name="exceptions"),
    path("<int:calendar_id>/exceptions/remove/", views.remove_exceptions_view, name="remove_exceptions"),
    path("<int:calendar_id>/year/", year.year, name="year"),
]
