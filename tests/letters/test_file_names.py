from __future__ import annotations

import pytest

from kontor.kernel.errors import Refused
from kontor.letters.file_names import checked_file_names
from kontor.letters.preferences import FILE_NAMES


@pytest.mark.parametrize("pattern", [FILE_NAMES.default, "[tenant]/[date]/[letter]", "brief", ""])
def test_patterns_of_known_words_are_taken(pattern: str) -> None:
    assert checked_file_names(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("[datum]/[letter]", "“[datum]” is not filled in. Use these words: [date], [ticket], [letter], [tenant]."),
        ("x-[letter", "“[letter” is not filled in. Use these words: [date], [ticket], [letter], [tenant]."),
        ("../[letter]", "“../[letter]” leaves the folder for letters."),
        ("/etc/[letter]", "“/etc/[letter]” leaves the folder for letters."),
    ],
)
def test_other_words_and_ways_out_are_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_file_names(pattern)

    assert str(refused.value).startswith(sentence)
