from __future__ import annotations

from django.urls import path

from kontor.supervisor.tenant_files import views

app_name = "tenant_files"
urlpatterns = [
    path("", views.files, name="files"),
    path("export/<int:tenant_id>/", views.export_one, name="export"),
    path("schema/", views.schema_file, name="schema"),
    path("compare/", views.compare, name="compare"),
]
