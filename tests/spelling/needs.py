"""Tests that need the dictionaries of the system; on CI their absence is an error."""

from __future__ import annotations

import os

import pytest

from kontor.spelling import engine

needs_dictionaries = pytest.mark.skipif(
    bool(engine.missing()) and os.environ.get("CI") != "true", reason=f"No dictionaries: {engine.INSTALL}"
)
