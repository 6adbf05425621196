from __future__ import annotations

from django.urls import path

from kontor.supervisor.greetings import views

app_name = "greetings"
urlpatterns = [
    path("", views.tenants, name="list"),
    path("<int:tenant_id>/", views.tenant, name="tenant"),
    path("<int:tenant_id>/<str:language>/", views.edit, name="edit"),
    path("<int:tenant_id>/<str:language>/examples/", views.examples, name="examples"),
]
