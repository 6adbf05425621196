from __future__ import annotations

from django.urls import path

from kontor.supervisor.users import lists, many, reach, rights, views

app_name = "users"
urlpatterns = [
    path("", lists.users, name="list"),
    path("new/", views.new, name="new"),
    path("change/", many.change, name="change"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:user_id>/", views.edit, name="edit"),
    path("<int:user_id>/rights/give/", rights.give, name="role-give"),
    path("<int:user_id>/rights/<int:grant_id>/take/", rights.take, name="role-take"),
    path("<int:user_id>/look/", reach.look, name="look"),
    path("<int:user_id>/sessions/end/", rights.end_one, name="session-end"),
    path("<int:user_id>/sessions/end-all/", rights.end_all, name="sessions-end"),
    path("<int:user_id>/<slug:tab>/", views.edit, name="tab"),
]
