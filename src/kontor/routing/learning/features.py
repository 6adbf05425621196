"""What the classifier looks at in a mail: words, words in a row, and where it comes from. Needs no numpy."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise

BITS = 22
_MASK = (1 << BITS) - 1
LONGEST_TEXT = 20_000
_MOST_WORDS = 2_000
_LONGEST_WORD = 40
_SUBJECT = "s:"
_WORD = re.compile(r"[^\W_]+")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", **dict.fromkeys("123456789", "0")})


@dataclass(frozen=True)
class Sample:
    """A mail as the classifier sees it. ``text`` is what the writer wrote, without quotes."""

    subject: str = ""
    text: str = ""
    domain: str = ""
    account: str = ""
    language: str = ""


@dataclass(frozen=True)
class Reason:
    """Something in a mail that speaks for a category. ``kind`` is word, domain, account or language."""

    kind: str
    value: str


def features_of(sample: Sample) -> Counter[str]:
    """How often each feature occurs. Figures count by their number of digits only, umlauts as ae, oe, ue.

    Words of the subject count as words, and once more as words of the subject.
    """
    subject, text = _tokens(sample.subject), _tokens(sample.text[:LONGEST_TEXT])
    counts = Counter(chain(subject, text))
    counts.update(_SUBJECT + word for word in subject)
    for words in (subject, text):
        counts.update(f"{first} {second}" for first, second in pairwise(words))
    counts.update(_origin(sample))
    return counts


def buckets_of(sample: Sample) -> dict[int, int]:
    """The features hashed into 2 ** ``BITS`` buckets, with their counts. The same in every process."""
    buckets: dict[int, int] = {}
    for feature, count in features_of(sample).items():
        bucket = bucket_of(feature)
        buckets[bucket] = buckets.get(bucket, 0) + count
    return buckets


def bucket_of(feature: str) -> int:
    return zlib.crc32(feature.encode()) & _MASK


def reason_of(feature: str, spelling: dict[str, str]) -> Reason:
    """The feature for a reader, its words as the mail spells them."""
    for prefix, kind in (("@", "domain"), ("a:", "account"), ("l:", "language")):
        if feature.startswith(prefix):
            return Reason(kind, feature.removeprefix(prefix))
    words = feature.removeprefix(_SUBJECT).split(" ")
    return Reason("word", " ".join(spelling.get(word, word) for word in words))


def spelling_of(sample: Sample) -> dict[str, str]:
    """Each word of the mail as it is first written there."""
    spelling: dict[str, str] = {}
    for text in (sample.subject, sample.text[:LONGEST_TEXT]):
        for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
            spelling.setdefault(_folded(word), word)
    return spelling


def _origin(sample: Sample) -> list[str]:
    marked = (("@", sample.domain), ("a:", sample.account), ("l:", sample.language))
    return [prefix + value for prefix, value in marked if value]


def _tokens(text: str) -> list[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold().translate(_FOLD))
    return [word[:_LONGEST_WORD] for word in words[:_MOST_WORDS]]


def _folded(word: str) -> str:
    return word.casefold().translate(_FOLD)[:_LONGEST_WORD]
