"""/desk/reviews/: how one's own answers were scored."""

from __future__ import annotations

from django.urls import path

from kontor.desk.reviews import views

app_name = "reviews"

urlpatterns = [path("", views.reviews, name="list")]
