from __future__ import annotations

import pytest
from django.utils.translation import override

from kontor.letters.preferences import SCAN_LANGUAGES
from kontor.preferences.types import Preference
from kontor.spelling.preferences import LANGUAGES


@pytest.mark.parametrize("preference", [LANGUAGES, SCAN_LANGUAGES])
@pytest.mark.parametrize(("language", "names"), [("de", ["Deutsch", "Englisch"]), ("en", ["German", "English"])])
def test_languages_are_named_in_the_language_of_the_page(
    preference: Preference[list[str]], language: str, names: list[str]
) -> None:
    offered = preference.choices or {}
    with override(language):
        assert [str(offered[code]) for code in ("de", "en")] == names
