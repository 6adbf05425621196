"""Two small choices that work without scripts: theme and language."""

from django.urls import path

from kontor.ui.views import language, theme

app_name = "ui"

urlpatterns = [
    path("theme/", theme, name="theme"),
    path("language/", language, name="language"),
]
