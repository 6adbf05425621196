"""The content of a ticket can be erased: the row says since when, and its history lets go of the details."""

from django.db import migrations, models

HISTORY = """
CREATE OR REPLACE FUNCTION tickets_history_lent_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'lent_to_id') IS DISTINCT FROM (to_jsonb(OLD) - 'lent_to_id')
        AND NOT (NEW.details = '{}'::jsonb AND (to_jsonb(NEW) - 'details') = (to_jsonb(OLD) - 'details')) THEN
        RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
"""What has happened is never changed: only who else sees it, and, once, the details go."""

AS_BEFORE = """
CREATE OR REPLACE FUNCTION tickets_history_lent_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'lent_to_id') IS DISTINCT FROM (to_jsonb(OLD) - 'lent_to_id') THEN
        RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0023_letters")]

    operations = [
        migrations.AddField("ticket", "erased_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(HISTORY, AS_BEFORE),
    ]
