"""Whatever a migration may do, the database is told the same as by Django's own state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from kontor.host.postgres import roles
from kontor.host.stepping import SteppingState
from tests.host.empty import empty_database
from tests.support.databases import connected_to
from tests.support.server import Server

Said = tuple[list[str], list[tuple[Any, ...]]]


def fill(apps: Any, schema_editor: Any) -> None:
    shelves = apps.get_model("things", "Shelf")
    books = shelves.books.rel.related_model  # and nothing has asked for all of them yet
    books.objects.create(title="One", shelf=shelves.objects.create(number=1))


def follow_back(apps: Any, schema_editor: Any) -> None:
    """By a relation that the model asked for does not name itself."""
    for shelf in apps.get_model("things", "Shelf").objects.filter(books__title="One"):
        shelf.books.update(title=f"One of {shelf.books.count()}")
        shelf.books.model.objects.create(title="Two", shelf=shelf).marks.add(shelf.marks.create(word="new"))
    apps.get_model("things", "Shelf").objects.create(number=2).delete()


SHELF = migrations.CreateModel("Shelf", [("number", models.IntegerField(primary_key=True))])
BOOK = migrations.CreateModel(
    "Book",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=20)),
        ("shelf", models.ForeignKey("things.Shelf", models.CASCADE, related_name="books")),
    ],
)
MARK = migrations.CreateModel(
    "Mark",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("word", models.TextField()),
        ("shelf", models.ForeignKey("things.Shelf", models.CASCADE, related_name="marks")),
    ],
)
STEPS = [
    SHELF,
    BOOK,
    MARK,
    migrations.AddField("book", "marks", models.ManyToManyField("things.Mark", related_name="books")),
    migrations.AlterModelOptions("mark", {"verbose_name": "mark"}),  # there are no classes afterwards
    migrations.RunPython(fill),
    migrations.CreateModel(
        "Atlas",
        [("book_ptr", models.OneToOneField("things.Book", models.CASCADE, parent_link=True, primary_key=True))],
        bases=("things.book",),
    ),
    migrations.AddField("book", "before", models.ForeignKey("self", models.SET_NULL, null=True)),
    migrations.RunPython(follow_back),
    migrations.AlterField("shelf", "number", models.BigIntegerField(primary_key=True)),
    migrations.AddConstraint(
        "book", models.CheckConstraint(condition=~models.Q(title=""), name="things_book_has_a_title")
    ),
    migrations.AddIndex("book", models.Index("shelf", "title", name="things_book_by_title")),
    migrations.RenameField("shelf", "number", "place"),
    migrations.DeleteModel("Atlas"),
    migrations.RenameModel("Book", "Volume"),
    migrations.AlterModelTable("Mark", "things_word"),
    migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.AddField("volume", "height", models.IntegerField(default=3)),
            migrations.AlterField("volume", "height", models.BigIntegerField(default=4)),
        ],
        state_operations=[migrations.AddField("volume", "height", models.BigIntegerField(default=4))],
    ),
    migrations.AlterUniqueTogether("volume", {("shelf", "title")}),
    migrations.RemoveIndex("volume", "things_book_by_title"),
    migrations.RemoveField("volume", "before"),
    migrations.AlterModelManagers("volume", [("all_of_them", models.Manager())]),
    migrations.RunSQL("SELECT count(*) FROM things_volume"),
]


@pytest.fixture
def said(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Callable[[ProjectState], Said]:
    """What the owner of an empty database changed in these steps, each a migration of its own, and the rows then."""

    def take(state: ProjectState) -> Said:
        with (
            django_db_blocker.unblock(),
            empty_database(server) as name,
            connected_to(server, name, role=roles.OWNER),
        ):
            with CaptureQueriesContext(connection) as captured:
                for step in STEPS:
                    migration = migrations.Migration("step", "things")
                    migration.operations = [step]
                    with connection.schema_editor() as editor:
                        state = migration.apply(state, editor)
            with connection.cursor() as cursor:
                cursor.execute("SELECT title, shelf_id, height FROM things_volume ORDER BY id")
                return [query["sql"] for query in captured if not query["sql"].startswith("SELECT")], cursor.fetchall()

    return take


def test_the_database_is_told_the_same_as_by_the_state_of_django(said: Callable[[ProjectState], Said]) -> None:
    statements, rows = said(SteppingState())

    assert (statements, rows) == said(ProjectState())
    assert rows == [("One of 1", 1, 3), ("Two", 1, 3)]


def test_a_model_brings_those_it_points_to_and_no_others() -> None:
    state = SteppingState()
    for step in (SHELF, BOOK, MARK):
        step.state_forwards("things", state)

    assert state.apps.get_model("things.Book")._meta.get_field("shelf").related_model is _made(state)["shelf"]
    assert sorted(_made(state)) == ["book", "shelf"]


def test_a_change_is_not_seen_by_the_copy_made_before_it() -> None:
    state = SteppingState()
    for step in (SHELF, BOOK):
        step.state_forwards("things", state)
    state.apps.get_model("things", "Shelf")
    before = state.clone()
    migrations.AddField("book", "height", models.IntegerField()).state_forwards("things", state)

    old, new = (each.apps.get_model("things", "Book") for each in (before, state))

    assert [field.name for field in old._meta.fields] == ["id", "title", "shelf"]
    assert [field.name for field in new._meta.fields] == ["id", "title", "shelf", "height"]


def _made(state: ProjectState) -> dict[str, type[models.Model]]:
    """The models of which there are classes."""
    made: dict[str, type[models.Model]] = state.apps.all_models["things"]
    return made
