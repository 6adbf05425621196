"""Everything one meets before, beside and after work: sign-in, tenant choice, profile, health."""

from __future__ import annotations

from django.urls import path

from kontor.entrance.views import (
    absences,
    calls,
    eyes,
    health,
    metrics,
    password,
    profile,
    sign_in,
    start,
    state,
    tenant_choice,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/tenant/", tenant_choice.tenant_choice, name="tenant-choice"),
    path("sign-in/password/", password.password_reset, name="password-reset"),
    path("sign-in/password/<str:token>/", password.password_new, name="password-new"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("eyes/end/", eyes.end, name="eyes-end"),
    path("profile/", profile.profile, name="profile"),
    path("profile/sessions/end/", profile.end_one, name="profile-session-end"),
    path("profile/sessions/end-all/", profile.end_all, name="profile-sessions-end"),
    path("profile/absences/<int:absence_id>/", absences.edit, name="profile-absence"),
    path("profile/absences/<int:absence_id>/end/", absences.end, name="profile-absence-end"),
    path("profile/<slug:tab>/", profile.profile, name="profile-tab"),
    path("state/", state.state, name="state"),
    path("calls/<str:token>/", calls.calls, name="calls"),
    path("health/", health.health, name="health"),
    path("metrics/", metrics.show_metrics, name="metrics"),
]
