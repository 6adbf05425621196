"""Sign-in, profile, health; the page of components."""

from __future__ import annotations

from tests.architecture.permission_table.lines import (
    NEVER,
    NOT_SO_PROFILE,
    NOWHERE,
    OF_ANNA,
    PUBLIC,
    SIGNED_IN,
    WITH_TENANT,
    Line,
)

LINES = {
    # entrance
    "start": Line(WITH_TENANT, WITH_TENANT),
    "sign-in": Line(PUBLIC, PUBLIC),
    "tenant-choice": Line(SIGNED_IN, SIGNED_IN),
    "password-reset": Line(PUBLIC, PUBLIC),
    "password-new": Line(PUBLIC, PUBLIC),
    "sign-out": Line(NEVER, PUBLIC),
    "eyes-end": Line(NOT_SO_PROFILE, SIGNED_IN),
    "profile": Line(SIGNED_IN, SIGNED_IN),
    "profile-session-end": Line(NOT_SO_PROFILE, SIGNED_IN),
    "profile-sessions-end": Line(NOT_SO_PROFILE, SIGNED_IN),
    "profile-absence": Line(OF_ANNA, OF_ANNA),
    "profile-absence-end": Line(NOT_SO_PROFILE, OF_ANNA),
    "profile-tab": Line(SIGNED_IN, SIGNED_IN, words={"tab": "password"}),
    "state": Line(SIGNED_IN, SIGNED_IN),
    "health": Line(PUBLIC, NEVER),
    "metrics": Line(NOWHERE, NEVER),
    "calls": Line(NEVER, NOWHERE),
    "live": Line("401 ok ok ok ok ok", NEVER),
    # ui
    "ui:catalogue": Line(NOWHERE, NOWHERE),
    "ui:theme": Line(NEVER, PUBLIC),
    "ui:language": Line(NEVER, PUBLIC),
}
