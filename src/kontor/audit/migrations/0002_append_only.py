"""Rows of the audit log are written once: the database refuses to change or delete them."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION kontor_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION kontor_append_only();
"""
UNDO = """
DROP TRIGGER audit_entry_append_only ON audit_auditentry;
DROP FUNCTION kontor_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
