from __future__ import annotations

from django.urls import path

from kontor.supervisor.modules import groups, lists, views

app_name = "modules"
urlpatterns = [
    path("", lists.modules, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new-group"),
    path("groups/delete/", groups.delete_groups, name="delete-groups"),
    path("groups/<int:module_group_id>/", groups.edit_group, name="group"),
    path("<int:module_id>/", views.edit, name="edit"),
]
