"""What the classifier looks at in a mail."""

from __future__ import annotations

import subprocess
import sys

from kontor.routing.learning.features import (
    BITS,
    Reason,
    Sample,
    bucket_of,
    buckets_of,
    features_of,
    reason_of,
    spelling_of,
)


def test_words_pairs_and_words_of_the_subject_are_features():
    found = features_of(Sample(subject="Rechnung offen", text="Die Rechnung fehlt"))

    assert dict(found) == {
        "rechnung": 2,
        "offen": 1,
        "die": 1,
        "fehlt": 1,
        "s:rechnung": 1,
        "s:offen": 1,
        "rechnung offen": 1,
        "die rechnung": 1,
        "rechnung fehlt": 1,
    }


def test_where_a_mail_comes_from_is_a_feature():
    found = features_of(Sample(domain="post.example", account="7", language="de"))

    assert dict(found) == {"@post.example": 1, "a:7": 1, "l:de": 1}


def test_umlauts_and_their_spellings_are_the_same_word():
    assert features_of(Sample(text="KÜNDIGUNG")) == features_of(Sample(text="kuendigung"))


def test_numbers_count_by_their_digits():
    assert features_of(Sample(text="Kundennummer 48213")) == features_of(Sample(text="kundennummer 99170"))


def test_only_the_beginning_of_an_endless_text_is_read():
    endless = features_of(Sample(text="wort " * 1_000_000))

    assert endless["wort"] == 2_000


def test_a_word_without_blanks_is_cut():
    assert max(map(len, features_of(Sample(text="x" * 100_000)))) == 40


def test_buckets_are_the_same_in_every_process():
    code = "from kontor.routing.learning.features import bucket_of; print(bucket_of('kuendigung'))"
    found = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()
        for _ in range(2)
    }

    assert found == {str(bucket_of("kuendigung"))}


def test_buckets_lie_within_their_number_and_keep_the_counts():
    buckets = buckets_of(Sample(text="ja ja nein"))

    assert all(0 <= bucket < 1 << BITS for bucket in buckets)
    assert buckets[bucket_of("ja")] == 2


def test_a_reason_is_spelled_as_the_mail_spells_it():
    spelling = spelling_of(Sample(subject="Kündigung", text="meine KÜNDIGUNG zum Mai"))

    assert reason_of("s:kuendigung", spelling) == Reason("word", "Kündigung")
    assert reason_of("meine kuendigung", spelling) == Reason("word", "meine Kündigung")
    assert reason_of("@post.example", spelling) == Reason("domain", "post.example")
    assert reason_of("l:de", spelling) == Reason("language", "de")
    assert reason_of("a:7", spelling) == Reason("account", "7")
