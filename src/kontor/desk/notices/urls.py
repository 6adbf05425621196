"""/desk/notices/: what happened to one's tickets."""

from __future__ import annotations

from django.urls import path

from kontor.desk.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read, name="read"),
]
