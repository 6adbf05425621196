"""The table of numbers and the walk downhill."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from kontor.routing.learning.features import Sample, bucket_of
from kontor.routing.learning.fitting import _emphasis, _slope, fit, probabilities
from kontor.routing.learning.table import Columns, Counts, Table


def dense(table: Table) -> np.ndarray:
    full = np.zeros((table.height, table.width), np.float32)
    full[table.rows, table.columns] = table.values
    return full


def some_table(height: int = 30, width: int = 12) -> Table:
    numbers = np.random.default_rng(5)
    full = numbers.random((height, width)) * (numbers.random((height, width)) < 0.3)
    full[3] = 0
    full[:, 4] = 0
    rows, columns = np.nonzero(full)
    return Table(height, width, rows.astype(np.int32), columns.astype(np.int32), full[rows, columns].astype(np.float32))


def test_counts_hold_mail_after_mail_and_rows_are_a_part_of_them():
    samples = [Sample(text="eins zwei"), Sample(), Sample(text="drei")]
    counts = Counts.of(samples)

    assert len(counts) == 3
    assert counts.starts.tolist() == [0, 3, 3, 4]
    assert counts.rows(1, 3).starts.tolist() == [0, 0, 1]
    assert counts.rows(1, 3).buckets.tolist() == [bucket_of("drei")]


def test_columns_leave_out_what_is_rare_and_keep_what_is_most_frequent():
    counts = Counts.of([Sample(text=text) for text in ("a", "a", "a", "b", "b", "c")])

    assert set(Columns.chosen(counts, least=2, most=9).buckets.tolist()) == {bucket_of("a"), bucket_of("b")}
    assert Columns.chosen(counts, least=2, most=1).buckets.tolist() == [bucket_of("a")]


def test_rows_of_the_table_have_length_one_and_unknown_words_no_column():
    counts = Counts.of([Sample(text="rot blau rot"), Sample(text="rot blau"), Sample(text="gelb")])
    columns = Columns.chosen(counts, least=2, most=9)

    full = dense(columns.table(counts))

    assert np.linalg.norm(full, axis=1) == pytest.approx([1, 1, 0], abs=1e-6)


def test_products_are_those_of_the_full_table():
    table, numbers = some_table(), np.random.default_rng(7)
    weights = numbers.standard_normal((4, table.width)).astype(np.float32)
    errors = numbers.standard_normal((table.height, 4)).astype(np.float32)

    assert table.times(weights) == pytest.approx(dense(table) @ weights.T, abs=1e-5)
    assert table.back(errors) == pytest.approx((dense(table).T @ errors).T, abs=1e-5)


def test_the_gradient_is_that_of_the_loss():
    table = some_table()
    categories = (np.arange(table.height) % 3).astype(np.int32)
    slope = _slope(table, categories, 3, _emphasis(categories, 3))
    point = np.random.default_rng(9).standard_normal(3 * (table.width + 1))

    _loss, gradient = slope(point)

    for place in (0, 7, 12, 20, 38):
        step = np.zeros_like(point)
        step[place] = 1e-2
        difference = (slope(point + step)[0] - slope(point - step)[0]) / 2e-2
        assert difference == pytest.approx(gradient[place], abs=2e-4)


def test_the_minimum_found_is_that_of_scikit_learn():
    linear_model = importlib.import_module("sklearn.linear_model")
    table = some_table(400, 12)
    truth = np.random.default_rng(2).standard_normal((3, 12)) * 4
    categories = (dense(table) @ truth.T).argmax(axis=1).astype(np.int32)
    strength = max(1.5, 8 / max(1.0, table.height / 400) ** 0.5)
    emphasis = _emphasis(categories, 3)

    ours = fit(table, categories, 3)

    theirs = linear_model.LogisticRegression(C=strength, tol=1e-8, max_iter=2000)
    theirs.fit(dense(table), categories, sample_weight=emphasis)
    lead = ours.columns - ours.columns.mean(axis=0)
    assert np.corrcoef(lead.ravel(), theirs.coef_.ravel())[0, 1] > 0.995
    agreeing = ours.scores(table).argmax(axis=1) == theirs.predict(dense(table))
    assert agreeing.mean() > 0.97


def test_probabilities_add_up_and_a_higher_temperature_is_more_modest():
    scores = np.array([[1000.0, 0.0], [0.0, 2.0]], np.float32)

    assert probabilities(scores).sum(axis=1) == pytest.approx([1, 1])
    assert probabilities(scores, 4.0)[1].max() < probabilities(scores)[1].max()


def test_rare_categories_count_for_more_but_their_chances_stay_true():
    """Mails that say nothing are as probably of a category as the category is frequent."""
    categories = np.array([0] * 90 + [1] * 10, np.int32)
    nothing = Table(100, 1, *(np.empty(0, kind) for kind in (np.int32, np.int32, np.float32)))

    weights = fit(nothing, categories, 2)

    assert probabilities(weights.scores(nothing))[0] == pytest.approx([0.9, 0.1], abs=0.02)
