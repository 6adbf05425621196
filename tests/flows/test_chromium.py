"""A test that starts a browser goes on in its own database."""

from __future__ import annotations

import pytest
from django.db import connection

from kontor.people.models import Role
from tests.support.chromium import chromium


@pytest.mark.browser
def test_a_browser_changes_nothing_about_the_database(request: pytest.FixtureRequest, django_db_setup: None) -> None:
    with chromium():
        everybodys = connection.settings_dict["NAME"]
    own = request.getfixturevalue("committed_db").rpartition("/")[2]

    with chromium():
        names = connection.settings_dict["NAME"], Role.objects.count()

    assert names == (own, 0)
    assert own != everybodys
