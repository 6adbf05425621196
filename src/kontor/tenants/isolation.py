"""What keeps tenants apart in the database: policies, and keys that carry the tenant.

Both are written as Django constraints, so that ``makemigrations`` sees them and a table cannot be made without.
The statements are deferred to the end of their migration: by then the tables and keys they name exist.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.utils.functional import cached_property

SETTING = "kontor.tenants"

SCOPE_SQL = (
    f"(SELECT COALESCE(string_to_array(NULLIF(current_setting('{SETTING}', true), ''), ',')::bigint[], '{{}}'))"
    "::bigint[]"
)
"""The ids in force, as a subquery: PostgreSQL works it out once a statement and not once a row."""


class _Deferred(models.BaseConstraint):
    """A constraint whose statements run at the end of the migration that brings it."""

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        raise NotImplementedError

    def undo(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        raise NotImplementedError

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        self._defer(model, schema_editor)
        return ""

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        self._defer(model, schema_editor)
        return ""

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None and schema_editor is not None
        return self.undo(model, schema_editor)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database alone decides."""

    def _defer(self, model: type[models.Model] | None, editor: BaseDatabaseSchemaEditor | None) -> None:
        assert model is not None and editor is not None
        for statement in self.statements(model, editor):
            editor.deferred_sql.append(Statement(statement.replace("%", "%%")))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class TenantPolicy(_Deferred):
    """Row security on the table, forced for its owner too.

    ``using`` and ``check`` are conditions in SQL in which ``{scope}`` stands for the array of tenant ids in force.
    Where they differ, ``using`` counts for reading only and ``check`` for every change.
    """

    OWNED: ClassVar[str] = "tenant_id = ANY ({scope})"
    LENDABLE: ClassVar[str] = "tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})"
    SHARED: ClassVar[str] = "tenant_id IS NULL OR tenant_id = ANY ({scope})"
    INSTALLATION_OR_OWNED: ClassVar[str] = "COALESCE(tenant_id, 0) = ANY ({scope})"
    SELF: ClassVar[str] = "id = ANY ({scope})"

    def __init__(self, *, name: str, using: str, check: str = "") -> None:
        super().__init__(name=name)
        self.using = using
        self.check_condition = check or using

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        table = editor.quote_name(model._meta.db_table)
        policy = editor.quote_name(self.name)
        using = self.using.format(scope=SCOPE_SQL)
        check = self.check_condition.format(scope=SCOPE_SQL)
        secured = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        ]
        if using == check:
            return [*secured, f"CREATE POLICY {policy} ON {table} USING ({using}) WITH CHECK ({check})"]
        return [
            *secured,
            f"CREATE POLICY {policy} ON {table} USING ({check}) WITH CHECK ({check})",
            f"CREATE POLICY {editor.quote_name(self.name + '_read')} ON {table} FOR SELECT USING ({using})",
        ]

    def undo(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        table = editor.quote_name(model._meta.db_table)
        return (
            f"DROP POLICY {editor.quote_name(self.name)} ON {table}; "
            f"DROP POLICY IF EXISTS {editor.quote_name(self.name + '_read')} ON {table}"
        )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        return (
            "kontor.tenants.isolation.TenantPolicy",
            (),
            {"name": self.name, "using": self.using, "check": self.check_condition},
        )


class SameTenant(_Deferred):
    """A foreign key that carries the tenant: (field, tenant) points to (id, tenant) of an owned row.

    A child of one tenant under a parent of another cannot exist, whatever the code does. ``tenant`` names another field
    of the row that holds the parent's tenant: the borrower's, where something of theirs is pointed to.
    """

    def __init__(self, field: str, *, name: str = "", tenant: str = "tenant") -> None:
        super().__init__(name=name or f"%(app_label)s_%(class)s_{field}_tie")
        self.field = field
        self.tenant = tenant

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        field = model._meta.get_field(self.field)
        assert isinstance(field, models.ForeignKey)
        return [_foreign_key(self.name, model, editor, (field.column, f"{self.tenant}_id"), field, ("id", "tenant_id"))]

    def undo(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        return _drop(self.name, model, editor)

    def deconstruct(self) -> tuple[str, tuple[str], dict[str, Any]]:
        given = {"name": self.name} | ({"tenant": self.tenant} if self.tenant != "tenant" else {})
        return ("kontor.tenants.isolation.SameTenant", (self.field,), given)


class OwnOrShared(_Deferred):
    """A foreign key to a row that is the tenant's own or shared by all (tenant NULL).

    The pointing table has a column ``<field>_owner``: the tenant's id, or 0 for a shared row. It points to
    (id, owner_key) of the shared table, so another tenant's row cannot be named.
    """

    def __init__(self, field: str, *, name: str = "") -> None:
        super().__init__(name=name or f"%(app_label)s_%(class)s_{field}_tie")
        self.field = field

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        field = model._meta.get_field(self.field)
        assert isinstance(field, models.ForeignKey)
        owner = f"{self.field}_owner"
        table = editor.quote_name(model._meta.db_table)
        check = editor.quote_name(f"{self.name}_owner")
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({editor.quote_name(field.column)} IS NULL OR "
            f"({owner} IS NOT NULL AND ({owner} = 0 OR {owner} IS NOT DISTINCT FROM tenant_id)))",
            _foreign_key(self.name, model, editor, (field.column, owner), field, ("id", "owner_key")),
        ]

    def undo(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        return f"{_drop(self.name, model, editor)}; {_drop(self.name + '_owner', model, editor)}"

    def deconstruct(self) -> tuple[str, tuple[str], dict[str, Any]]:
        return ("kontor.tenants.isolation.OwnOrShared", (self.field,), {"name": self.name})


class TenantKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key between owned rows. The database's side of it is a ``SameTenant`` or ``OwnOrShared`` constraint."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs

    def get_col(self, alias: str, output_field: Any = None) -> Any:
        """One object for the table's own column, as other fields have it: Django makes a new one for each query, and
        works out anew what it is where the query is ordered."""
        if output_field is None and alias == self.model._meta.db_table:
            return self._own_column
        return super().get_col(alias, output_field)

    @cached_property
    def _own_column(self) -> Any:
        return super().get_col(self.model._meta.db_table)


def _foreign_key(
    name: str,
    model: type[models.Model],
    editor: BaseDatabaseSchemaEditor,
    columns: tuple[str, str],
    field: models.ForeignKey[Any, Any],
    target: tuple[str, str],
) -> str:
    quote = editor.quote_name
    return (
        f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(name)} "
        f"FOREIGN KEY ({', '.join(map(quote, columns))}) "
        f"REFERENCES {quote(field.related_model._meta.db_table)} ({', '.join(map(quote, target))}) "
        "DEFERRABLE INITIALLY DEFERRED"
    )


def _drop(name: str, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
    return f"ALTER TABLE {editor.quote_name(model._meta.db_table)} DROP CONSTRAINT {editor.quote_name(name)}"
