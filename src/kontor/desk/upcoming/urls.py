"""/desk/upcoming/: what one would be given next."""

from __future__ import annotations

from django.urls import path

from kontor.desk.upcoming import views

app_name = "upcoming"

urlpatterns = [path("", views.upcoming, name="list")]
