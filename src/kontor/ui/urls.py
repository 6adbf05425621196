"""Two small choices that work without scripts, theme and language; and the page of all components."""

from django.urls import path

from kontor.ui.catalogue import catalogue
from kontor.ui.views import language, theme

app_name = "ui"

urlpatterns = [
    path("", catalogue, name="catalogue"),
    path("theme/", theme, name="theme"),
    path("language/", language, name="language"),
]
