from django.contrib.staticfiles.views import serve
from django.urls import include, path, re_path

from tests.ui.site import views

urlpatterns = [
    path("ui/", include("kontor.ui.urls")),
    path("", views.companies, name="list"),
    path("delete/", views.delete, name="delete"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("rows/", views.rows, name="rows"),
    path("long/", views.long_choice, name="long"),
    path("refuse/", views.refuse, name="refuse"),
    path("stream/", views.stream, name="stream"),
    path("ticket/<int:number>/", views.rows, name="ticket"),
    path("edit/<int:number>/<str:tab>/", views.edit, name="edit"),
    path("made/companies/", views.companies, name="made"),
    path("made/companies/new/", views.new, name="new"),
    path("made/companies/<int:number>/", views.edit, {"tab": "general"}, name="made-one"),
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
]
