"""Acknowledgements are reply templates; the masks of tenant and category name those that count there."""

from __future__ import annotations

from kontor.supervisor.acknowledgements.tabs import register_tabs


def register() -> None:
    register_tabs()
