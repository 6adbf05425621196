from __future__ import annotations

from django.urls import path

from kontor.supervisor.groups import members, removal, tree, views

app_name = "groups"
urlpatterns = [
    path("", tree.show, name="tree"),
    path("deleted/", removal.deleted, name="deleted"),
    path("system/new/", views.new, {"level": "system"}, name="new-system-group"),
    path("<slug:level>/new/", views.new, name="new"),
    path("agent/<int:group_id>/members/", members.add, name="add-members"),
    path("agent/<int:group_id>/members/out/", members.take_out, name="take-out-members"),
    path("<slug:level>/<int:group_id>/", views.edit, name="edit"),
    path("<slug:level>/<int:group_id>/delete/", removal.delete, name="delete"),
    path("<slug:level>/<int:group_id>/restore/", removal.restore, name="restore"),
]
