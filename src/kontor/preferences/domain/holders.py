"""Giving a holder values of its own, and what that changes: the same for system, tenant, category and user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.preferences.types import REGISTRY, Holder


def set_values(holder: Holder, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the values; None lets the holder inherit again. The caller saves the holder.

    Refused for a value that the setting does not take. Returns what changed as {key: [old, new]}, None standing for
    inherited. Keys that do not belong to the holder's level are a programming error.
    """
    before = dict(holder.preferences)
    for key, value in values.items():
        preference = REGISTRY[key]
        if value is None:
            preference.inherit_on(holder)
        else:
            preference.set_on(holder, preference.checked(value))
    return {
        key: [before.get(key), holder.preferences.get(key)]
        for key in values
        if before.get(key) != holder.preferences.get(key)
    }
