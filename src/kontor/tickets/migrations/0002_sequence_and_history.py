"""The sequence behind ticket numbers, and a history whose rows are written once."""

from django.db import migrations

MAKE = """
CREATE SEQUENCE tickets_number_seq MAXVALUE 899999999;
CREATE TRIGGER tickets_history_append_only BEFORE UPDATE ON tickets_historyentry
FOR EACH ROW EXECUTE FUNCTION kontor_append_only();
"""
UNDO = """
DROP TRIGGER tickets_history_append_only ON tickets_historyentry;
DROP SEQUENCE tickets_number_seq;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(MAKE, UNDO)]
