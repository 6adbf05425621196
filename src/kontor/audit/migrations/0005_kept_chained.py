"""What the database lets happen to rows of the log and to the heads of their chains, and nothing else.

Chaining comes last in its transaction. At the commit the deferred triggers run in the order of their causes, and keys
that are checked there may wait for another transaction; whoever held the chains' lock by then could block it for good.
So the row's own trigger only touches the row; what that causes stands behind all that was there before.

Triggers tell what the application asks for (depth 1) from what a trigger of the database does (deeper).
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION kontor_audit_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.salt := gen_random_uuid();
    NEW.content_hash := kontor_audit_content(NEW);
    NEW.number := NULL;
    NEW.previous_hash := NULL;
    NEW.hash := NULL;
    NEW.erased_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_begin BEFORE INSERT ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION kontor_audit_begin();

CREATE FUNCTION kontor_audit_queue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := COALESCE(current_setting('kontor.tenants', true), '');
BEGIN
    PERFORM set_config('kontor.tenants', COALESCE(NEW.tenant_id, 0)::text, true);
    UPDATE audit_auditentry SET previous_hash = '' WHERE id = NEW.id AND number IS NULL;
    PERFORM set_config('kontor.tenants', scope, true);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_entry_queue AFTER INSERT ON audit_auditentry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION kontor_audit_queue();

CREATE FUNCTION kontor_audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := COALESCE(current_setting('kontor.tenants', true), '');
BEGIN
    PERFORM set_config('kontor.tenants', COALESCE(NEW.tenant_id, 0)::text, true);
    PERFORM FROM audit_auditentry WHERE id = NEW.id AND number IS NULL;
    IF FOUND THEN
        PERFORM kontor_audit_extend(NEW.tenant_id);
    END IF;
    PERFORM set_config('kontor.tenants', scope, true);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_entry_link AFTER UPDATE ON audit_auditentry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.number IS NULL AND NEW.previous_hash = '') EXECUTE FUNCTION kontor_audit_link();

CREATE FUNCTION kontor_audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND OLD.number IS NULL
        AND to_jsonb(NEW) - '{number,previous_hash,hash}'::text[] = to_jsonb(OLD) - '{number,previous_hash,hash}'::text[]
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.label = ''
        AND NEW.changes = '{}' AND NEW.reason = '' AND NEW.source = '' AND NEW.salt IS NULL
        AND to_jsonb(NEW) - '{label,changes,reason,source,salt,erased_at}'::text[]
            = to_jsonb(OLD) - '{label,changes,reason,source,salt,erased_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.number IS NOT NULL AND OLD.at < now() - interval '30 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION kontor_audit_keep();

-- Rows leave a chain from its beginning only, without a gap; its anchor says how far and with which hash.
CREATE FUNCTION kontor_audit_retire() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := COALESCE(current_setting('kontor.tenants', true), '');
    gone record;
BEGIN
    PERFORM pg_advisory_xact_lock(20517004);
    FOR gone IN
        SELECT tenant_id, min(number) AS first, max(number) AS last, count(*) AS rows,
            (array_agg(hash ORDER BY number DESC))[1] AS hash
        FROM removed GROUP BY tenant_id
    LOOP
        PERFORM set_config('kontor.tenants', COALESCE(gone.tenant_id, 0)::text, true);
        UPDATE audit_chain SET anchor_number = gone.last, anchor_hash = gone.hash
        WHERE tenant_id IS NOT DISTINCT FROM gone.tenant_id
            AND anchor_number = gone.first - 1 AND gone.last - gone.first + 1 = gone.rows;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'rows of % leave from the beginning of their chain', TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    PERFORM set_config('kontor.tenants', scope, true);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_entry_retire AFTER DELETE ON audit_auditentry REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION kontor_audit_retire();

CREATE FUNCTION kontor_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % follow the audit log', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_chain_follow BEFORE INSERT OR UPDATE OR DELETE ON audit_chain
FOR EACH ROW EXECUTE FUNCTION kontor_audit_head();
"""
UNDO = """
DROP TRIGGER audit_chain_follow ON audit_chain;
DROP TRIGGER audit_entry_retire ON audit_auditentry;
DROP TRIGGER audit_entry_keep ON audit_auditentry;
DROP TRIGGER audit_entry_link ON audit_auditentry;
DROP TRIGGER audit_entry_queue ON audit_auditentry;
DROP TRIGGER audit_entry_begin ON audit_auditentry;
DROP FUNCTION kontor_audit_head();
DROP FUNCTION kontor_audit_retire();
DROP FUNCTION kontor_audit_keep();
DROP FUNCTION kontor_audit_link();
DROP FUNCTION kontor_audit_queue();
DROP FUNCTION kontor_audit_begin();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_rows_are_chained")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
