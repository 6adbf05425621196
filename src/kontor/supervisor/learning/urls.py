from __future__ import annotations

from django.urls import path

from kontor.supervisor.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.tenants, name="list"),
    path("<int:tenant_id>/", views.show, name="show"),
    path("<int:tenant_id>/use/", views.use, name="use"),
    path("<int:tenant_id>/train/", views.train, name="train"),
    path("<int:tenant_id>/ask/", views.ask, name="ask"),
    path("<int:tenant_id>/models/<int:model_id>/", views.choose, name="choose"),
]
