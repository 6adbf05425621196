"""Administration and supervision: one area a folder, one line an area."""

from __future__ import annotations

from django.urls import include, path

from kontor.supervisor import views
from kontor.supervisor.recomputations.views import show

app_name = "supervisor"
urlpatterns = [
    path("", views.index, name="index"),
    path("absences/", include("kontor.supervisor.absences.urls")),
    path("alarms/", include("kontor.supervisor.alarms.urls")),
    path("calls/", include("kontor.supervisor.calls.urls")),
    path("letters/", include("kontor.supervisor.letters.urls")),
    path("board/", include("kontor.supervisor.board.urls")),
    path("reports/", include("kontor.supervisor.reports.urls")),
    path("tenants/", include("kontor.supervisor.tenants.urls")),
    path("tenant-files/", include("kontor.supervisor.tenant_files.urls")),
    path("groups/", include("kontor.supervisor.groups.urls")),
    path("users/", include("kontor.supervisor.users.urls")),
    path("roles/", include("kontor.supervisor.roles.urls")),
    path("categories/", include("kontor.supervisor.categories.urls")),
    path("closing-codes/", include("kontor.supervisor.closing_codes.urls")),
    path("hours/", include("kontor.supervisor.hours.urls")),
    path("service-levels/", include("kontor.supervisor.service_levels.urls")),
    path("acknowledgements/", views.acknowledgements, name="acknowledgements"),
    path("reply-templates/", include("kontor.supervisor.reply_templates.urls")),
    path("modules/", include("kontor.supervisor.modules.urls")),
    path("greetings/", include("kontor.supervisor.greetings.urls")),
    path("library/", include("kontor.supervisor.library.urls")),
    path("automatic/", include("kontor.supervisor.automatic.urls")),
    path("reviews/", include("kontor.supervisor.reviews.urls")),
    path("quality/", include("kontor.supervisor.quality.urls")),
    path("words/", include("kontor.supervisor.words.urls")),
    path("rules/", include("kontor.supervisor.rules.urls")),
    path("distribution/", include("kontor.supervisor.distribution.urls")),
    path("learning/", include("kontor.supervisor.learning.urls")),
    path("escalations/", include("kontor.supervisor.escalations.urls")),
    path("replays/", include("kontor.supervisor.replays.urls")),
    path("recomputations/<int:recomputation_id>/", show, name="recomputation"),
    path("accounts/", include("kontor.supervisor.accounts.urls")),
    path("arrivals/", include("kontor.supervisor.arrivals.urls")),
    path("overflow/", include("kontor.supervisor.overflow.urls")),
    path("phone-systems/", include("kontor.supervisor.phone_systems.urls")),
    path("outgoing/", include("kontor.supervisor.outgoing.urls")),
    path("blocked-numbers/", include("kontor.supervisor.blocked_numbers.urls")),
    path("blocks/", include("kontor.supervisor.blocks.urls")),
    path("experts/", include("kontor.supervisor.experts.urls")),
    path("system/", include("kontor.supervisor.system.urls")),
    path("effective/", include("kontor.supervisor.effective.urls")),
    path("break-reasons/", include("kontor.supervisor.breaks.urls")),
    path("privacy/", include("kontor.supervisor.privacy.urls")),
    path("audit/", include("kontor.supervisor.audit.urls")),
]
