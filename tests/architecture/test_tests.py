"""What tests may not do because it fails by chance."""

from __future__ import annotations

from pathlib import Path

from tests.support.server import ROOT


def test_no_test_waits_by_a_text_that_the_page_would_have_to_run() -> None:
    """Our content policy lets the browser run such a text at the first look only: it works until the page is slow."""
    forbidden = "wait_for_" + "function("
    found = [str(path) for path in Path(ROOT, "tests").rglob("*.py") if forbidden in path.read_text()]

    assert found == [], "use becomes() or settled() of tests/support/settled.py, or expect()"
