"""How rows are chained, and the rows that are there already: in the order in which they were written."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION kontor_audit_content(entry audit_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        entry.salt, entry.label, entry.changes, entry.reason, entry.source)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION kontor_audit_hash(entry audit_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        COALESCE(entry.tenant_id, 0), entry.number, entry.previous_hash, entry.id,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.actor_id, entry.action, entry.kind,
        entry.object_id, entry.content_hash)::text, 'UTF8')), 'hex')
$$;

-- The rows of the chain that have no number yet follow its last row. The lock is the last that a transaction takes
-- (see 0005) and is held until it ends, so that numbers are given in the order of the commits and none is left out.
CREATE FUNCTION kontor_audit_extend(whose bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    scope text := COALESCE(current_setting('kontor.tenants', true), '');
    head audit_chain;
    entry audit_auditentry;
BEGIN
    PERFORM set_config('kontor.tenants', COALESCE(whose, 0)::text, true);
    PERFORM pg_advisory_xact_lock(20517004);
    INSERT INTO audit_chain (tenant_id, length, hash, anchor_number, anchor_hash)
        VALUES (whose, 0, repeat('0', 64), 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM audit_chain WHERE tenant_id IS NOT DISTINCT FROM whose;
    FOR entry IN
        SELECT * FROM audit_auditentry WHERE number IS NULL AND tenant_id IS NOT DISTINCT FROM whose ORDER BY id
    LOOP
        head.length := head.length + 1;
        entry.number := head.length;
        entry.previous_hash := head.hash;
        head.hash := kontor_audit_hash(entry);
        UPDATE audit_auditentry SET number = entry.number, previous_hash = entry.previous_hash, hash = head.hash
            WHERE id = entry.id;
    END LOOP;
    UPDATE audit_chain SET length = head.length, hash = head.hash WHERE id = head.id;
    PERFORM set_config('kontor.tenants', scope, true);
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION kontor_audit_extend(bigint);
DROP FUNCTION kontor_audit_hash(audit_auditentry);
DROP FUNCTION kontor_audit_content(audit_auditentry);
"""
FILL = """
DROP TRIGGER audit_entry_append_only ON audit_auditentry;
DO $$
DECLARE
    whose bigint;
BEGIN
    FOR whose IN SELECT NULL::bigint UNION ALL SELECT id FROM tenants_roster ORDER BY 1 NULLS FIRST LOOP
        PERFORM set_config('kontor.tenants', COALESCE(whose, 0)::text, true);
        UPDATE audit_auditentry SET salt = gen_random_uuid() WHERE content_hash IS NULL;
        UPDATE audit_auditentry SET content_hash = kontor_audit_content(audit_auditentry) WHERE content_hash IS NULL;
        IF FOUND THEN
            PERFORM kontor_audit_extend(whose);
        END IF;
        SET CONSTRAINTS ALL IMMEDIATE;
        SET CONSTRAINTS ALL DEFERRED;
    END LOOP;
    PERFORM set_config('kontor.tenants', '', true);
END $$;
"""
UNDO = """
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION kontor_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chained")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), migrations.RunSQL(FILL, UNDO)]
