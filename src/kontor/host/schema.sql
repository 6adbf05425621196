-- *not* creating schema, since initdb creates it

CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE FUNCTION public.kontor_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.kontor_audit_begin() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.salt := gen_random_uuid();
    NEW.content_hash := kontor_audit_content(NEW);
    NEW.number := NULL;
    NEW.previous_hash := NULL;
    NEW.hash := NULL;
    NEW.erased_at := NULL;
    RETURN NEW;
END $$;

CREATE TABLE public.audit_auditentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    action character varying(40) NOT NULL,
    kind character varying(80) NOT NULL,
    object_id bigint,
    label character varying(200) NOT NULL,
    changes jsonb NOT NULL,
    actor_id bigint,
    tenant_id bigint,
    content_hash character varying(64),
    erased_at timestamp with time zone,
    hash character varying(64),
    number bigint,
    previous_hash character varying(64),
    reason character varying(500) DEFAULT ''::character varying NOT NULL,
    salt uuid,
    source character varying(120) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE ONLY public.audit_auditentry FORCE ROW LEVEL SECURITY;

CREATE FUNCTION public.kontor_audit_content(entry public.audit_auditentry) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        entry.salt, entry.label, entry.changes, entry.reason, entry.source)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION public.kontor_audit_extend(whose bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.kontor_audit_hash(entry public.audit_auditentry) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        COALESCE(entry.tenant_id, 0), entry.number, entry.previous_hash, entry.id,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.actor_id, entry.action, entry.kind,
        entry.object_id, entry.content_hash)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION public.kontor_audit_head() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % follow the audit log', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.kontor_audit_keep() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.kontor_audit_link() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.kontor_audit_queue() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    scope text := COALESCE(current_setting('kontor.tenants', true), '');
BEGIN
    PERFORM set_config('kontor.tenants', COALESCE(NEW.tenant_id, 0)::text, true);
    UPDATE audit_auditentry SET previous_hash = '' WHERE id = NEW.id AND number IS NULL;
    PERFORM set_config('kontor.tenants', scope, true);
    RETURN NULL;
END $$;

CREATE FUNCTION public.kontor_audit_retire() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.tickets_history_lent_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (to_jsonb(NEW) - 'lent_to_id') IS DISTINCT FROM (to_jsonb(OLD) - 'lent_to_id')
        AND NOT (NEW.details = '{}'::jsonb AND (to_jsonb(NEW) - 'details') = (to_jsonb(OLD) - 'details')) THEN
        RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE public.answers_automaticbudget (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    key character varying(254) NOT NULL,
    used integer NOT NULL,
    until timestamp with time zone NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT answers_automaticbudget_used_check CHECK ((used >= 0))
);

ALTER TABLE ONLY public.answers_automaticbudget FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_automaticbudget ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_automaticbudget_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_automaticreply (
    id bigint NOT NULL,
    action character varying(14) NOT NULL,
    forward_to jsonb NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    category_id bigint NOT NULL,
    template_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT answers_automaticreply_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.answers_automaticreply FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_automaticreply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_automaticreply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_clearance (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    reasons jsonb NOT NULL,
    final boolean NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    comment text NOT NULL,
    author_id bigint NOT NULL,
    closing_code_id bigint,
    decided_by_id bigint,
    draft_id bigint,
    lent_to_id bigint,
    message_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE ONLY public.answers_clearance FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_clearance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_clearance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_draft (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    account_owner bigint,
    "to" jsonb NOT NULL,
    cc jsonb NOT NULL,
    bcc jsonb NOT NULL,
    subject character varying(400) NOT NULL,
    text text NOT NULL,
    seen_message_id bigint,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    account_id bigint,
    author_id bigint NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint,
    baseline text NOT NULL,
    category_id bigint,
    confirmed jsonb NOT NULL,
    customer_id bigint,
    html text NOT NULL,
    language character varying(8) NOT NULL,
    options jsonb NOT NULL,
    process_id bigint,
    quoted_id bigint,
    rich boolean NOT NULL,
    template_id bigint,
    channel character varying(10) NOT NULL,
    postal_address_id bigint,
    CONSTRAINT answers_draft_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT answers_draft_of_something CHECK (((ticket_id IS NOT NULL) OR ((category_id IS NOT NULL) AND ((kind)::text = 'new'::text)))),
    CONSTRAINT answers_draft_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.answers_draft FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_draftfile (
    id bigint NOT NULL,
    filename character varying(255) NOT NULL,
    content_type character varying(120) NOT NULL,
    size bigint NOT NULL,
    blob_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    content_id character varying(255) NOT NULL,
    inline boolean NOT NULL
);

ALTER TABLE ONLY public.answers_draftfile FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_draftfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_draftfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_qualitysample (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    reasons jsonb NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    score smallint,
    comment text NOT NULL,
    reviewed_at timestamp with time zone,
    author_id bigint NOT NULL,
    lent_to_id bigint,
    message_id bigint NOT NULL,
    reviewed_by_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT answers_qualitysample_score_check CHECK ((score >= 0)),
    CONSTRAINT answers_sample_score CHECK (((score IS NULL) OR ((score >= 1) AND (score <= 5))))
);

ALTER TABLE ONLY public.answers_qualitysample FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_qualitysample ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_qualitysample_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_reviewrule (
    id bigint NOT NULL,
    purpose character varying(10) NOT NULL,
    finding character varying(40) NOT NULL,
    percent smallint NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    agent_id bigint,
    category_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT answers_reviewrule_percent CHECK (((percent >= 1) AND (percent <= 100))),
    CONSTRAINT answers_reviewrule_percent_check CHECK ((percent >= 0)),
    CONSTRAINT answers_reviewrule_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.answers_reviewrule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_reviewrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_reviewrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answers_sentanswer (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    template_version integer,
    language character varying(8) NOT NULL,
    rich boolean NOT NULL,
    body text NOT NULL,
    baseline text NOT NULL,
    findings jsonb NOT NULL,
    undo_until timestamp with time zone,
    lent_to_id bigint,
    message_id bigint NOT NULL,
    quoted_id bigint,
    released_by_id bigint,
    template_id bigint,
    tenant_id bigint NOT NULL,
    draft jsonb NOT NULL,
    CONSTRAINT answers_sentanswer_template_version_check CHECK ((template_version >= 0))
);

ALTER TABLE ONLY public.answers_sentanswer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.answers_sentanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_sentanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.audit_auditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_auditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_chain (
    id bigint NOT NULL,
    length bigint NOT NULL,
    hash character varying(64) NOT NULL,
    anchor_number bigint NOT NULL,
    anchor_hash character varying(64) NOT NULL,
    tenant_id bigint
);

ALTER TABLE ONLY public.audit_chain FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_chain ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_chain_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_blockednumber (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    normalized character varying(40) NOT NULL,
    reason character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    called_at timestamp with time zone,
    by_id bigint,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.calls_blockednumber FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_blockednumber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_blockednumber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_call (
    id bigint NOT NULL,
    key character varying(200) NOT NULL,
    direction character varying(4) NOT NULL,
    state character varying(10) NOT NULL,
    outcome character varying(10) NOT NULL,
    remote character varying(80) NOT NULL,
    remote_normal character varying(40) NOT NULL,
    anonymous boolean NOT NULL,
    dialled character varying(80) NOT NULL,
    dialled_normal character varying(40) NOT NULL,
    shown_number character varying(40) NOT NULL,
    prefix character varying(10) NOT NULL,
    postfix character varying(10) NOT NULL,
    trunk character varying(80) NOT NULL,
    queue character varying(80) NOT NULL,
    extension character varying(40) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    ring_seconds integer NOT NULL,
    talk_seconds integer NOT NULL,
    wrap_up_seconds integer NOT NULL,
    wrap_up_until timestamp with time zone,
    wrapped_up_at timestamp with time zone,
    cause smallint,
    failure_kind character varying(30) NOT NULL,
    failure_values jsonb NOT NULL,
    question character varying(6) NOT NULL,
    ticket_settled boolean NOT NULL,
    note text NOT NULL,
    recording_url character varying(500) NOT NULL,
    recording_until timestamp with time zone,
    is_test boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    agent_id bigint,
    customer_id bigint,
    lent_to_id bigint,
    placed_by_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint,
    system_id bigint NOT NULL,
    made_ticket boolean NOT NULL,
    ticket_knows character varying(8) NOT NULL,
    CONSTRAINT calls_call_cause_check CHECK ((cause >= 0)),
    CONSTRAINT calls_call_ended CHECK (((ended_at IS NULL) OR ((state)::text = 'ended'::text))),
    CONSTRAINT calls_call_ring_seconds_check CHECK ((ring_seconds >= 0)),
    CONSTRAINT calls_call_talk_seconds_check CHECK ((talk_seconds >= 0)),
    CONSTRAINT calls_call_version_check CHECK ((version >= 0)),
    CONSTRAINT calls_call_wrap_up_seconds_check CHECK ((wrap_up_seconds >= 0))
);

ALTER TABLE ONLY public.calls_call FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_call ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_callparty (
    id bigint NOT NULL,
    extension character varying(40) NOT NULL,
    state character varying(8) NOT NULL,
    rang_at timestamp with time zone,
    answered_at timestamp with time zone,
    left_at timestamp with time zone,
    call_id bigint NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    user_id bigint
);

ALTER TABLE ONLY public.calls_callparty FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_callparty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_callparty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_diallednumber (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    normalized character varying(40) NOT NULL,
    version integer NOT NULL,
    category_id bigint,
    tenant_id bigint NOT NULL,
    system_id bigint NOT NULL,
    CONSTRAINT calls_diallednumber_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.calls_diallednumber FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_diallednumber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_diallednumber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_heldcall (
    id bigint NOT NULL,
    call_key character varying(200) NOT NULL,
    because character varying(20) NOT NULL,
    direction character varying(4) NOT NULL,
    caller character varying(80) NOT NULL,
    dialled character varying(80) NOT NULL,
    trunk character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    tenant_id bigint,
    system_id bigint NOT NULL,
    CONSTRAINT calls_heldcall_of_nobody CHECK ((tenant_id IS NULL))
);

ALTER TABLE ONLY public.calls_heldcall FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_heldcall ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_heldcall_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_linetest (
    id bigint NOT NULL,
    language character varying(8) NOT NULL,
    steps jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    finished_at timestamp with time zone,
    system_id bigint NOT NULL
);

ALTER TABLE public.calls_linetest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_linetest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_phonedevice (
    id bigint NOT NULL,
    extension character varying(40) NOT NULL,
    state character varying(12) NOT NULL,
    state_at timestamp with time zone,
    version integer NOT NULL,
    user_id bigint NOT NULL,
    system_id bigint NOT NULL,
    CONSTRAINT calls_phonedevice_version_check CHECK ((version >= 0))
);

ALTER TABLE public.calls_phonedevice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_phonedevice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_phonelink (
    id bigint NOT NULL,
    state character varying(12) NOT NULL,
    holder character varying(80) NOT NULL,
    leased_until timestamp with time zone,
    connected_at timestamp with time zone,
    alive_at timestamp with time zone,
    event_at timestamp with time zone,
    error_kind character varying(30) NOT NULL,
    error_values jsonb NOT NULL,
    error_at timestamp with time zone,
    attempts integer NOT NULL,
    next_try_at timestamp with time zone,
    refused integer NOT NULL,
    system_id bigint NOT NULL,
    CONSTRAINT calls_phonelink_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT calls_phonelink_refused_check CHECK ((refused >= 0))
);

ALTER TABLE public.calls_phonelink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_phonelink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_phonesystem (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    connector character varying(10) NOT NULL,
    host character varying(253) NOT NULL,
    port integer NOT NULL,
    tls boolean NOT NULL,
    ca_file character varying(400) NOT NULL,
    username character varying(120) NOT NULL,
    secret text NOT NULL,
    technology character varying(20) NOT NULL,
    context character varying(80) NOT NULL,
    push_format character varying(10) NOT NULL,
    token_hash character varying(64) NOT NULL,
    signing_secret text NOT NULL,
    country character varying(2) NOT NULL,
    area_code character varying(10) NOT NULL,
    outside_line character varying(6) NOT NULL,
    dial_format character varying(10) NOT NULL,
    all_tenants boolean NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT calls_phonesystem_port_check CHECK ((port >= 0)),
    CONSTRAINT calls_phonesystem_version_check CHECK ((version >= 0))
);

ALTER TABLE public.calls_phonesystem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_phonesystem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_receivedevent (
    id bigint NOT NULL,
    fingerprint character varying(64) NOT NULL,
    call_key character varying(200) NOT NULL,
    kind character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    content jsonb NOT NULL,
    system_id bigint NOT NULL,
    tenant_id bigint,
    settled boolean DEFAULT false NOT NULL,
    tried_at timestamp with time zone
);

ALTER TABLE ONLY public.calls_receivedevent FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_receivedevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_receivedevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_refusedevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(30) NOT NULL,
    "values" jsonb NOT NULL,
    body character varying(4000) NOT NULL,
    address inet,
    system_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT calls_refusedevent_of_nobody CHECK ((tenant_id IS NULL))
);

ALTER TABLE ONLY public.calls_refusedevent FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_refusedevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_refusedevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_systemtenant (
    id bigint NOT NULL,
    system_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.calls_systemtenant FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_systemtenant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_systemtenant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_tenanttelephony (
    id bigint NOT NULL,
    prefix character varying(10) NOT NULL,
    postfix character varying(10) NOT NULL,
    version integer NOT NULL,
    system_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT calls_tenanttelephony_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.calls_tenanttelephony FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_tenanttelephony ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_tenanttelephony_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_trunk (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    pbx_name character varying(80) NOT NULL,
    prefix character varying(10) NOT NULL,
    postfix character varying(10) NOT NULL,
    signalled_number character varying(40) NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL,
    system_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT calls_trunk_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.calls_trunk FORCE ROW LEVEL SECURITY;

ALTER TABLE public.calls_trunk ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_trunk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.channels_accounttrouble (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    direction character varying(3) NOT NULL,
    kind character varying(30) NOT NULL,
    "values" jsonb NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    ended_at timestamp with time zone,
    account_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT channels_accounttrouble_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT channels_accounttrouble_count_check CHECK ((count >= 0))
);

ALTER TABLE ONLY public.channels_accounttrouble FORCE ROW LEVEL SECURITY;

ALTER TABLE public.channels_accounttrouble ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_accounttrouble_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.channels_connectiontest (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    language character varying(8) NOT NULL,
    steps jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    finished_at timestamp with time zone,
    account_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT channels_connectiontest_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id))))))
);

ALTER TABLE ONLY public.channels_connectiontest FORCE ROW LEVEL SECURITY;

ALTER TABLE public.channels_connectiontest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_connectiontest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.channels_mailaccount (
    id bigint NOT NULL,
    owner_key bigint GENERATED ALWAYS AS (COALESCE(tenant_id, (0)::bigint)) STORED,
    kind character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    address character varying(254) NOT NULL,
    address_key character varying(254) NOT NULL,
    sender_name character varying(120) NOT NULL,
    channel character varying(10) NOT NULL,
    protocol character varying(10) NOT NULL,
    host character varying(253) NOT NULL,
    port integer NOT NULL,
    security character varying(10) NOT NULL,
    username character varying(254) NOT NULL,
    password text NOT NULL,
    folder character varying(200) NOT NULL,
    smtp_host character varying(253) NOT NULL,
    smtp_port integer NOT NULL,
    smtp_security character varying(10) NOT NULL,
    smtp_username character varying(254) NOT NULL,
    smtp_password text NOT NULL,
    ca_file character varying(400) NOT NULL,
    weight_in smallint NOT NULL,
    weight_out smallint NOT NULL,
    alternative_owner bigint,
    active boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    uidvalidity bigint NOT NULL,
    last_uid bigint NOT NULL,
    fetched_at timestamp with time zone,
    fetch_due_at timestamp with time zone,
    last_mail_at timestamp with time zone,
    failing_since timestamp with time zone,
    error_count integer NOT NULL,
    alternative_id bigint,
    tenant_id bigint,
    smtp_without_sign_in boolean NOT NULL,
    after_fetch character varying(10) NOT NULL,
    alarmed_at timestamp with time zone,
    auth character varying(10) NOT NULL,
    delete_after_days smallint,
    dkim_domain character varying(253) NOT NULL,
    dkim_key text NOT NULL,
    dkim_selector character varying(63) NOT NULL,
    done_folder character varying(200) NOT NULL,
    error_kind character varying(30) NOT NULL,
    error_values jsonb NOT NULL,
    last_sent_at timestamp with time zone,
    oauth_access_token text NOT NULL,
    oauth_authorize_url character varying(400) NOT NULL,
    oauth_client_id character varying(200) NOT NULL,
    oauth_client_secret text NOT NULL,
    oauth_directory character varying(120) NOT NULL,
    oauth_grant character varying(10) NOT NULL,
    oauth_pending text NOT NULL,
    oauth_provider character varying(10) NOT NULL,
    oauth_refresh_token text NOT NULL,
    oauth_scopes character varying(600) NOT NULL,
    oauth_token_url character varying(400) NOT NULL,
    sent_folder character varying(200) NOT NULL,
    token_expires_at timestamp with time zone,
    token_leased_until timestamp with time zone,
    token_refreshed_at timestamp with time zone,
    trusted_authserv character varying(400) NOT NULL,
    plain_text boolean NOT NULL,
    CONSTRAINT channels_mailaccount_alternative_tie_owner CHECK (((alternative_id IS NULL) OR ((alternative_owner IS NOT NULL) AND ((alternative_owner = 0) OR (NOT (alternative_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT channels_mailaccount_delete_after_days_check CHECK ((delete_after_days >= 0)),
    CONSTRAINT channels_mailaccount_error_count_check CHECK ((error_count >= 0)),
    CONSTRAINT channels_mailaccount_port_check CHECK ((port >= 0)),
    CONSTRAINT channels_mailaccount_smtp_port_check CHECK ((smtp_port >= 0)),
    CONSTRAINT channels_mailaccount_version_check CHECK ((version >= 0)),
    CONSTRAINT channels_mailaccount_weight_in_check CHECK ((weight_in >= 0)),
    CONSTRAINT channels_mailaccount_weight_out_check CHECK ((weight_out >= 0))
);

ALTER TABLE ONLY public.channels_mailaccount FORCE ROW LEVEL SECURITY;

ALTER TABLE public.channels_mailaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_mailaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.channels_noreplyaddress (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    address_key character varying(254) NOT NULL,
    display_name character varying(120) NOT NULL,
    is_default boolean NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.channels_noreplyaddress FORCE ROW LEVEL SECURITY;

ALTER TABLE public.channels_noreplyaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_noreplyaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.channels_tenantaccounts (
    id bigint NOT NULL,
    incoming_owner bigint,
    sending_owner bigint,
    inquiries_owner bigint,
    forwards_owner bigint,
    version integer NOT NULL,
    forwards_id bigint,
    incoming_id bigint,
    inquiries_id bigint,
    sending_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT channels_tenantaccounts_forwards_tie_owner CHECK (((forwards_id IS NULL) OR ((forwards_owner IS NOT NULL) AND ((forwards_owner = 0) OR (NOT (forwards_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT channels_tenantaccounts_incoming_tie_owner CHECK (((incoming_id IS NULL) OR ((incoming_owner IS NOT NULL) AND ((incoming_owner = 0) OR (NOT (incoming_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT channels_tenantaccounts_inquiries_tie_owner CHECK (((inquiries_id IS NULL) OR ((inquiries_owner IS NOT NULL) AND ((inquiries_owner = 0) OR (NOT (inquiries_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT channels_tenantaccounts_sending_tie_owner CHECK (((sending_id IS NULL) OR ((sending_owner IS NOT NULL) AND ((sending_owner = 0) OR (NOT (sending_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT channels_tenantaccounts_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.channels_tenantaccounts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.channels_tenantaccounts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_tenantaccounts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_address (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    value character varying(254) NOT NULL,
    normalized character varying(254) NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    undeliverable_reason character varying(300) NOT NULL,
    undeliverable_since timestamp with time zone
);

ALTER TABLE ONLY public.customers_address FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customers_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customer (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    sort_key character varying(400) NOT NULL,
    number character varying(60) NOT NULL,
    language character varying(8) NOT NULL,
    remarks text NOT NULL,
    show_remote_images boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    salutation character varying(10) NOT NULL,
    erased_at timestamp with time zone,
    held_at timestamp with time zone,
    CONSTRAINT customers_customer_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.customers_customer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customers_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customerlink (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    first_id bigint NOT NULL,
    lent_to_id bigint,
    second_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT customers_link_ordered CHECK ((first_id < second_id))
);

ALTER TABLE ONLY public.customers_customerlink FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customers_customerlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customerlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_expert (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    sort_key character varying(400) NOT NULL,
    company character varying(200) NOT NULL,
    address character varying(254) NOT NULL,
    address_key character varying(254) NOT NULL,
    phone character varying(60) NOT NULL,
    language character varying(8) NOT NULL,
    purposes character varying(60)[] NOT NULL,
    remarks text NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    CONSTRAINT customers_expert_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.customers_expert FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customers_expert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_expert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_postaladdress (
    id bigint NOT NULL,
    company character varying(120) NOT NULL,
    name character varying(120) NOT NULL,
    additional character varying(120) NOT NULL,
    street character varying(200) NOT NULL,
    postcode character varying(20) NOT NULL,
    city character varying(120) NOT NULL,
    region character varying(120) NOT NULL,
    country character varying(2) NOT NULL,
    is_default boolean NOT NULL,
    undeliverable_since timestamp with time zone,
    undeliverable_reason character varying(300) NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    customer_id bigint NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT customers_postaladdress_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.customers_postaladdress FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customers_postaladdress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_postaladdress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.escalations_agreement (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    source_categories bigint[] NOT NULL,
    measure character varying(12) NOT NULL,
    threshold integer NOT NULL,
    forecast_open integer,
    back_below integer,
    after integer NOT NULL,
    quota integer,
    sees_notes boolean NOT NULL,
    sees_history boolean NOT NULL,
    signs character varying(8) NOT NULL,
    active boolean NOT NULL,
    terms integer NOT NULL,
    lender_confirmed integer,
    lender_confirmed_at timestamp with time zone,
    borrower_confirmed integer,
    borrower_confirmed_at timestamp with time zone,
    flowing_since timestamp with time zone,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    accepts_id bigint,
    borrower_confirmed_by_id bigint,
    category_id bigint NOT NULL,
    lender_confirmed_by_id bigint,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    lender_name character varying(120) NOT NULL,
    lender_code character varying(8) NOT NULL,
    borrower_name character varying(120) NOT NULL,
    borrower_code character varying(8) NOT NULL,
    category_name character varying(120) NOT NULL,
    lender_colour smallint NOT NULL,
    borrower_colour smallint NOT NULL,
    accepts_name character varying(120) NOT NULL,
    CONSTRAINT escalations_agreement_after_check CHECK ((after >= 0)),
    CONSTRAINT escalations_agreement_back_below_check CHECK ((back_below >= 0)),
    CONSTRAINT escalations_agreement_between_two CHECK (((lent_to_id IS NOT NULL) AND (NOT ((lent_to_id = tenant_id) AND (lent_to_id IS NOT NULL))))),
    CONSTRAINT escalations_agreement_borrower_colour_check CHECK ((borrower_colour >= 0)),
    CONSTRAINT escalations_agreement_borrower_confirmed_check CHECK ((borrower_confirmed >= 0)),
    CONSTRAINT escalations_agreement_forecast_open_check CHECK ((forecast_open >= 0)),
    CONSTRAINT escalations_agreement_lender_colour_check CHECK ((lender_colour >= 0)),
    CONSTRAINT escalations_agreement_lender_confirmed_check CHECK ((lender_confirmed >= 0)),
    CONSTRAINT escalations_agreement_quota_check CHECK ((quota >= 0)),
    CONSTRAINT escalations_agreement_terms_check CHECK ((terms >= 0)),
    CONSTRAINT escalations_agreement_threshold_check CHECK ((threshold >= 0)),
    CONSTRAINT escalations_agreement_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.escalations_agreement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.escalations_agreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.escalations_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.escalations_escalationrule (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    "position" integer NOT NULL,
    active boolean NOT NULL,
    content jsonb NOT NULL,
    number integer NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    CONSTRAINT escalations_escalationrule_number_check CHECK ((number >= 0)),
    CONSTRAINT escalations_escalationrule_position_check CHECK (("position" >= 0)),
    CONSTRAINT escalations_escalationrule_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.escalations_escalationrule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.escalations_escalationrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.escalations_escalationrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.escalations_escalationversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    name character varying(120) NOT NULL,
    content jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    rule_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT escalations_escalationversion_number_check CHECK ((number >= 0))
);

ALTER TABLE ONLY public.escalations_escalationversion FORCE ROW LEVEL SECURITY;

ALTER TABLE public.escalations_escalationversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.escalations_escalationversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.escalations_firing (
    id bigint NOT NULL,
    occurrence integer NOT NULL,
    at timestamp with time zone NOT NULL,
    effects jsonb NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT escalations_firing_occurrence_check CHECK ((occurrence >= 0))
);

ALTER TABLE ONLY public.escalations_firing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.escalations_firing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.escalations_firing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.escalations_noticemail (
    id bigint NOT NULL,
    sent_at timestamp with time zone,
    firing_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE ONLY public.escalations_noticemail FORCE ROW LEVEL SECURITY;

ALTER TABLE public.escalations_noticemail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.escalations_noticemail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.escalations_replay (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    subject bigint,
    content jsonb NOT NULL,
    state character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    days smallint NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    result jsonb NOT NULL,
    by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT escalations_replay_days_check CHECK ((days >= 0)),
    CONSTRAINT escalations_replay_done_check CHECK ((done >= 0)),
    CONSTRAINT escalations_replay_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY public.escalations_replay FORCE ROW LEVEL SECURITY;

ALTER TABLE public.escalations_replay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.escalations_replay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_arrival (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    key character varying(200) NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    outcome character varying(20) NOT NULL,
    reason character varying(60) NOT NULL,
    details jsonb NOT NULL,
    attempts smallint NOT NULL,
    processed_at timestamp with time zone,
    account_id bigint NOT NULL,
    message_id bigint,
    raw_id bigint,
    tenant_id bigint,
    ticket_id bigint,
    crashes smallint NOT NULL,
    CONSTRAINT intake_arrival_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT intake_arrival_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT intake_arrival_crashes_check CHECK ((crashes >= 0))
);

ALTER TABLE ONLY public.intake_arrival FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_arrival ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_arrival_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_blockentry (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    value character varying(254) NOT NULL,
    action character varying(10) NOT NULL,
    note character varying(200) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    hits integer NOT NULL,
    last_hit_at timestamp with time zone,
    made_by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT intake_blockentry_hits_check CHECK ((hits >= 0))
);

ALTER TABLE ONLY public.intake_blockentry FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_blockentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_blockentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_claim (
    id bigint NOT NULL,
    arrivals bigint[] NOT NULL,
    began_at timestamp with time zone NOT NULL,
    tenant_id bigint
);

ALTER TABLE ONLY public.intake_claim FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_claim ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_claim_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_foldercheck (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    day date NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    listed integer NOT NULL,
    known integer NOT NULL,
    missing jsonb NOT NULL,
    found integer NOT NULL,
    trouble character varying(30) NOT NULL,
    account_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT intake_foldercheck_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT intake_foldercheck_found_check CHECK ((found >= 0)),
    CONSTRAINT intake_foldercheck_known_check CHECK ((known >= 0)),
    CONSTRAINT intake_foldercheck_listed_check CHECK ((listed >= 0))
);

ALTER TABLE ONLY public.intake_foldercheck FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_foldercheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_foldercheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_mailboxlease (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    purpose character varying(10) NOT NULL,
    token uuid NOT NULL,
    holder character varying(120) NOT NULL,
    until timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT intake_mailboxlease_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id))))))
);

ALTER TABLE ONLY public.intake_mailboxlease FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_mailboxlease ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_mailboxlease_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_shadowdifference (
    id bigint NOT NULL,
    changes jsonb NOT NULL,
    kept jsonb NOT NULL,
    repaired_at timestamp with time zone,
    arrival_id bigint NOT NULL,
    message_id bigint,
    repaired_by_id bigint,
    tenant_id bigint NOT NULL,
    run_id bigint NOT NULL
);

ALTER TABLE ONLY public.intake_shadowdifference FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_shadowdifference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_shadowdifference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intake_shadowrun (
    id bigint NOT NULL,
    account_owner bigint,
    first_day date NOT NULL,
    last_day date NOT NULL,
    state character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    total integer NOT NULL,
    looked_at integer NOT NULL,
    "position" bigint NOT NULL,
    account_id bigint,
    asked_by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT intake_shadowrun_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT intake_shadowrun_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT intake_shadowrun_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY public.intake_shadowrun FORCE ROW LEVEL SECURITY;

ALTER TABLE public.intake_shadowrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_shadowrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_letterasset (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    filename character varying(255) NOT NULL,
    content_type character varying(120) NOT NULL,
    size bigint NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    blob_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT letters_letterasset_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.letters_letterasset FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_letterasset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_letterasset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_lettertemplate (
    id bigint NOT NULL,
    output_directory character varying(200) NOT NULL,
    information boolean NOT NULL,
    enclosures text NOT NULL,
    version integer NOT NULL,
    template_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    stylesheet_id bigint,
    CONSTRAINT letters_lettertemplate_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.letters_lettertemplate FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_lettertemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_lettertemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_outgoingletter (
    id bigint NOT NULL,
    address jsonb NOT NULL,
    country character varying(2) NOT NULL,
    template_version integer,
    stylesheet_version integer,
    code character varying(40) NOT NULL,
    state character varying(10) NOT NULL,
    final boolean NOT NULL,
    sha256 character varying(64) NOT NULL,
    pages integer NOT NULL,
    sheets integer NOT NULL,
    grams integer NOT NULL,
    postage character varying(60) NOT NULL,
    price numeric(8,2),
    paper character varying(120) NOT NULL,
    tray character varying(120) NOT NULL,
    duplex boolean NOT NULL,
    page_size character varying(10) NOT NULL,
    pdf_kind character varying(10) NOT NULL,
    remarks jsonb NOT NULL,
    directory character varying(200) NOT NULL,
    filename character varying(200) NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamp with time zone,
    claim uuid,
    claimed_at timestamp with time zone,
    error_kind character varying(30) NOT NULL,
    error_values jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    handed_over_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    recalled_at timestamp with time zone,
    returned_at timestamp with time zone,
    returned_reason character varying(200) NOT NULL,
    version integer NOT NULL,
    by_id bigint,
    lent_to_id bigint,
    message_id bigint NOT NULL,
    pdf_id bigint,
    postal_address_id bigint,
    reprint_of_id bigint,
    template_id bigint,
    tenant_id bigint NOT NULL,
    batch_id bigint,
    stylesheet_id bigint,
    language character varying(8) NOT NULL,
    written_at timestamp with time zone,
    listed jsonb NOT NULL,
    currency character varying(3) NOT NULL,
    CONSTRAINT letters_outgoingletter_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT letters_outgoingletter_grams_check CHECK ((grams >= 0)),
    CONSTRAINT letters_outgoingletter_pages_check CHECK ((pages >= 0)),
    CONSTRAINT letters_outgoingletter_sheets_check CHECK ((sheets >= 0)),
    CONSTRAINT letters_outgoingletter_stylesheet_version_check CHECK ((stylesheet_version >= 0)),
    CONSTRAINT letters_outgoingletter_template_version_check CHECK ((template_version >= 0)),
    CONSTRAINT letters_outgoingletter_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.letters_outgoingletter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_outgoingletter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_outgoingletter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_postageclass (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    most_grams integer NOT NULL,
    most_sheets integer,
    price numeric(8,2),
    tenant_id bigint NOT NULL,
    abroad boolean NOT NULL,
    CONSTRAINT letters_postageclass_most_grams_check CHECK ((most_grams >= 0)),
    CONSTRAINT letters_postageclass_most_sheets_check CHECK ((most_sheets >= 0))
);

ALTER TABLE ONLY public.letters_postageclass FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_postageclass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_postageclass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_printalarm (
    id bigint NOT NULL,
    directory character varying(200) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    batch_id bigint,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.letters_printalarm FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_printalarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_printalarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_printbatch (
    id bigint NOT NULL,
    number integer NOT NULL,
    day date NOT NULL,
    state character varying(10) NOT NULL,
    form character varying(4) NOT NULL,
    letters integer NOT NULL,
    pages integer NOT NULL,
    sheets integer NOT NULL,
    grams integer NOT NULL,
    price numeric(10,2),
    directory character varying(200) NOT NULL,
    filename character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    done integer NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamp with time zone,
    claim uuid,
    claimed_at timestamp with time zone,
    error_kind character varying(30) NOT NULL,
    error_values jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    handed_over_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    recalled_at timestamp with time zone,
    version integer NOT NULL,
    by_id bigint,
    tenant_id bigint NOT NULL,
    written_at timestamp with time zone,
    currency character varying(3) NOT NULL,
    own_directory character varying(200) NOT NULL,
    CONSTRAINT letters_printbatch_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT letters_printbatch_done_check CHECK ((done >= 0)),
    CONSTRAINT letters_printbatch_grams_check CHECK ((grams >= 0)),
    CONSTRAINT letters_printbatch_letters_check CHECK ((letters >= 0)),
    CONSTRAINT letters_printbatch_number_check CHECK ((number >= 0)),
    CONSTRAINT letters_printbatch_pages_check CHECK ((pages >= 0)),
    CONSTRAINT letters_printbatch_sheets_check CHECK ((sheets >= 0)),
    CONSTRAINT letters_printbatch_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.letters_printbatch FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_printbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_printbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_scan (
    id bigint NOT NULL,
    arrival bigint NOT NULL,
    state character varying(10) NOT NULL,
    text text NOT NULL,
    text_source character varying(10) NOT NULL,
    pages integer NOT NULL,
    codes jsonb NOT NULL,
    remarks jsonb NOT NULL,
    attempts integer NOT NULL,
    claimed_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    lent_to_id bigint,
    letter_id bigint,
    message_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT letters_scan_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT letters_scan_pages_check CHECK ((pages >= 0))
);

ALTER TABLE ONLY public.letters_scan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_scan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_scan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_scannedpage (
    id bigint NOT NULL,
    number integer NOT NULL,
    content_type character varying(40) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    text text NOT NULL,
    blob_id bigint NOT NULL,
    lent_to_id bigint,
    scan_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT letters_scannedpage_height_check CHECK ((height >= 0)),
    CONSTRAINT letters_scannedpage_number_check CHECK ((number >= 0)),
    CONSTRAINT letters_scannedpage_width_check CHECK ((width >= 0))
);

ALTER TABLE ONLY public.letters_scannedpage FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_scannedpage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_scannedpage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_stationery (
    id bigint NOT NULL,
    sender text NOT NULL,
    return_line character varying(200) NOT NULL,
    contact text NOT NULL,
    footer jsonb NOT NULL,
    bank text NOT NULL,
    legal text NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    logo_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT letters_stationery_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.letters_stationery FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_stationery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_stationery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_stylesheet (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    css text NOT NULL,
    supplied character varying(40) NOT NULL,
    is_default boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    broken_at timestamp with time zone,
    broken_kind character varying(30) NOT NULL,
    broken_values jsonb NOT NULL,
    good_css text NOT NULL,
    good_version integer,
    CONSTRAINT letters_stylesheet_good_version_check CHECK ((good_version >= 0)),
    CONSTRAINT letters_stylesheet_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.letters_stylesheet FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_stylesheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_stylesheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters_stylesheetversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    name character varying(120) NOT NULL,
    css text NOT NULL,
    by_id bigint,
    stylesheet_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT letters_stylesheetversion_number_check CHECK ((number >= 0))
);

ALTER TABLE ONLY public.letters_stylesheetversion FORCE ROW LEVEL SECURITY;

ALTER TABLE public.letters_stylesheetversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.letters_stylesheetversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_agentgroup (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    supervisor_group_id bigint NOT NULL,
    preferences jsonb NOT NULL,
    CONSTRAINT org_agentgroup_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.org_agentgroup FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_agentgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_agentgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_category (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    internal_name character varying(80) NOT NULL,
    description text NOT NULL,
    allowed_for_new_processes boolean NOT NULL,
    allowed_for_phone_tickets boolean NOT NULL,
    recategorization_source boolean NOT NULL,
    recategorization_destination boolean NOT NULL,
    answer_allowed boolean NOT NULL,
    auto_routing boolean NOT NULL,
    bundling boolean NOT NULL,
    closing_code_required boolean NOT NULL,
    preferences jsonb NOT NULL,
    ever_held_ticket boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    main_category_id bigint,
    CONSTRAINT org_category_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.org_category FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_categoryclosingcode (
    id bigint NOT NULL,
    category_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    closing_code_id bigint NOT NULL
);

ALTER TABLE ONLY public.org_categoryclosingcode FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_categoryclosingcode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_categoryclosingcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_closingcode (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    version integer NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    CONSTRAINT org_closingcode_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.org_closingcode FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_closingcode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_closingcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_grant (
    id bigint NOT NULL,
    owner_key bigint GENERATED ALWAYS AS (COALESCE(tenant_id, (0)::bigint)) STORED,
    agent_group_id bigint,
    role_id bigint NOT NULL,
    tenant_id bigint,
    user_id bigint NOT NULL,
    supervisor_group_id bigint,
    system_group_id bigint,
    CONSTRAINT org_grant_one_place CHECK ((((agent_group_id IS NULL) AND (supervisor_group_id IS NULL) AND (system_group_id IS NULL) AND (tenant_id IS NULL)) OR ((agent_group_id IS NULL) AND (supervisor_group_id IS NULL) AND (system_group_id IS NOT NULL) AND (tenant_id IS NOT NULL)) OR ((agent_group_id IS NULL) AND (supervisor_group_id IS NOT NULL) AND (system_group_id IS NULL) AND (tenant_id IS NOT NULL)) OR ((agent_group_id IS NOT NULL) AND (supervisor_group_id IS NULL) AND (system_group_id IS NULL) AND (tenant_id IS NOT NULL))))
);

ALTER TABLE ONLY public.org_grant FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_groupcategory (
    id bigint NOT NULL,
    agent_group_id bigint NOT NULL,
    category_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.org_groupcategory FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_groupcategory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_groupcategory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_maincategory (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.org_maincategory FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_maincategory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_maincategory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_membership (
    id bigint NOT NULL,
    agent_group_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE ONLY public.org_membership FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_supervisorgroup (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    system_group_id bigint NOT NULL,
    CONSTRAINT org_supervisorgroup_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.org_supervisorgroup FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_supervisorgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_supervisorgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_systemgroup (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    CONSTRAINT org_systemgroup_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.org_systemgroup FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_systemgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_systemgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.org_tenantsetup (
    id bigint NOT NULL,
    step character varying(40) NOT NULL,
    skipped jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.org_tenantsetup FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_tenantsetup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.org_tenantsetup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_outgoingmail (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    state character varying(10) NOT NULL,
    recipients jsonb NOT NULL,
    refused jsonb NOT NULL,
    final boolean NOT NULL,
    automatic boolean NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamp with time zone,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    last_error text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    lent_to_id bigint,
    message_id bigint NOT NULL,
    no_reply_id bigint,
    tenant_id bigint NOT NULL,
    answer text NOT NULL,
    claim uuid,
    copied_at timestamp with time zone,
    corrected jsonb NOT NULL,
    delayed jsonb NOT NULL,
    dialogue jsonb NOT NULL,
    in_flight jsonb NOT NULL,
    phase character varying(12) NOT NULL,
    phase_at timestamp with time zone,
    reply_account_id bigint,
    reply_account_owner bigint,
    CONSTRAINT outbox_outgoingmail_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT outbox_outgoingmail_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT outbox_outgoingmail_reply_account_tie_owner CHECK (((reply_account_id IS NULL) OR ((reply_account_owner IS NOT NULL) AND ((reply_account_owner = 0) OR (NOT (reply_account_owner IS DISTINCT FROM tenant_id))))))
);

ALTER TABLE ONLY public.outbox_outgoingmail FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox_outgoingmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbox_outgoingmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_storm (
    id bigint NOT NULL,
    automatic_only boolean NOT NULL,
    mails integer NOT NULL,
    minutes integer NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    discarded boolean NOT NULL,
    ended_by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT outbox_storm_mails_check CHECK ((mails >= 0)),
    CONSTRAINT outbox_storm_minutes_check CHECK ((minutes >= 0))
);

ALTER TABLE ONLY public.outbox_storm FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox_storm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbox_storm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_absence (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    note character varying(200) NOT NULL,
    begun_at timestamp with time zone,
    version integer NOT NULL,
    by_id bigint,
    substitute_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT people_absence_by_another CHECK (((substitute_id IS NULL) OR (NOT ((substitute_id = user_id) AND (substitute_id IS NOT NULL))))),
    CONSTRAINT people_absence_forward CHECK ((until > since)),
    CONSTRAINT people_absence_version_check CHECK ((version >= 0))
);

ALTER TABLE public.people_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_agentstate (
    id bigint NOT NULL,
    module character varying(8) NOT NULL,
    availability character varying(8) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    user_id bigint NOT NULL,
    reason_id bigint,
    given_at timestamp with time zone,
    resumes character varying(8) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT people_agentstate_reason CHECK (((reason_id IS NULL) OR ((availability)::text = 'pause'::text) OR ((resumes)::text = 'pause'::text)))
);

ALTER TABLE public.people_agentstate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_agentstate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_breakreason (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    sort_key character varying(160) NOT NULL,
    version integer NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT people_breakreason_version_check CHECK ((version >= 0))
);

ALTER TABLE public.people_breakreason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_breakreason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_role (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    sort_key character varying(160) NOT NULL,
    description text NOT NULL,
    permissions character varying(80)[] NOT NULL,
    version integer NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT people_role_version_check CHECK ((version >= 0))
);

ALTER TABLE public.people_role ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL,
    tenants bigint[] NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    address inet,
    browser character varying(200) NOT NULL,
    user_id bigint
);

CREATE TABLE public.people_signinattempt (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.people_signinattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_signinattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_statechange (
    id bigint NOT NULL,
    module character varying(8) NOT NULL,
    availability character varying(8) NOT NULL,
    reason character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    by_id bigint
);

ALTER TABLE public.people_statechange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_statechange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    username character varying(80) NOT NULL,
    username_key character varying(80) NOT NULL,
    email character varying(254) NOT NULL,
    email_key character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    signature text NOT NULL,
    language character varying(8) NOT NULL,
    theme character varying(8) NOT NULL,
    location character varying(80) NOT NULL,
    languages character varying(8)[] NOT NULL,
    tags character varying(40)[] NOT NULL,
    preferences jsonb NOT NULL,
    active boolean NOT NULL,
    must_change_password boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT people_user_version_check CHECK ((version >= 0))
);

ALTER TABLE public.people_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.preferences_systemvalues (
    id bigint NOT NULL,
    preferences jsonb NOT NULL,
    version integer NOT NULL,
    CONSTRAINT preferences_systemvalues_version_check CHECK ((version >= 0))
);

ALTER TABLE public.preferences_systemvalues ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.preferences_systemvalues_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_disclosure (
    id bigint NOT NULL,
    contact bigint NOT NULL,
    state character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone,
    until timestamp with time zone,
    sha256 character varying(64) NOT NULL,
    counts jsonb NOT NULL,
    trouble character varying(20) NOT NULL,
    asked_by_id bigint,
    content_id bigint,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.privacy_disclosure FORCE ROW LEVEL SECURITY;

ALTER TABLE public.privacy_disclosure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_disclosure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_erasure (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    contact bigint,
    state character varying(10) NOT NULL,
    reason character varying(300) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    ended_at timestamp with time zone,
    waits_for jsonb NOT NULL,
    counts jsonb NOT NULL,
    files jsonb NOT NULL,
    "left" jsonb NOT NULL,
    "position" bigint NOT NULL,
    certificate jsonb,
    sha256 character varying(64) NOT NULL,
    asked_by_id bigint,
    tenant_id bigint,
    lengths jsonb NOT NULL,
    CONSTRAINT privacy_erasure_contact_of_tenant CHECK ((((kind)::text = 'retention'::text) OR (tenant_id IS NOT NULL)))
);

ALTER TABLE ONLY public.privacy_erasure FORCE ROW LEVEL SECURITY;

ALTER TABLE public.privacy_erasure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_hold (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    customer_id bigint,
    lifted_by_id bigint,
    placed_by_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint,
    CONSTRAINT privacy_hold_of_one CHECK ((((customer_id IS NULL) AND (ticket_id IS NOT NULL)) OR ((customer_id IS NOT NULL) AND (ticket_id IS NULL))))
);

ALTER TABLE ONLY public.privacy_hold FORCE ROW LEVEL SECURITY;

ALTER TABLE public.privacy_hold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.readiness_canary (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    nonce character varying(32) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    came_at timestamp with time zone,
    seconds integer,
    failing_since timestamp with time zone,
    error text NOT NULL,
    account_id bigint NOT NULL,
    tenant_id bigint,
    CONSTRAINT readiness_canary_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT readiness_canary_seconds_check CHECK ((seconds >= 0))
);

ALTER TABLE ONLY public.readiness_canary FORCE ROW LEVEL SECURITY;

ALTER TABLE public.readiness_canary ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.readiness_canary_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.readiness_lettertrial (
    id bigint NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    stylesheet_trouble text NOT NULL,
    directory_trouble text NOT NULL,
    tenant_id bigint NOT NULL,
    directory text DEFAULT ''::text NOT NULL,
    sheet character varying(64) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE ONLY public.readiness_lettertrial FORCE ROW LEVEL SECURITY;

ALTER TABLE public.readiness_lettertrial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.readiness_lettertrial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.readiness_trial (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    address character varying(254) NOT NULL,
    language character varying(8) NOT NULL,
    nonce character varying(32) NOT NULL,
    state character varying(8) NOT NULL,
    steps jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    touched_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    account_id bigint NOT NULL,
    by_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT readiness_trial_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id))))))
);

ALTER TABLE ONLY public.readiness_trial FORCE ROW LEVEL SECURITY;

ALTER TABLE public.readiness_trial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.readiness_trial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.reports_alarm (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    measure character varying(12) NOT NULL,
    threshold integer NOT NULL,
    categories bigint[] NOT NULL,
    by_mail boolean NOT NULL,
    active boolean NOT NULL,
    raised_at timestamp with time zone,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    CONSTRAINT reports_alarm_threshold_check CHECK ((threshold >= 0)),
    CONSTRAINT reports_alarm_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.reports_alarm FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reports_alarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.reports_alarmmute (
    id bigint NOT NULL,
    until timestamp with time zone,
    alarm_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE ONLY public.reports_alarmmute FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reports_alarmmute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_alarmmute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.reports_backlogsample (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    open integer NOT NULL,
    waiting integer NOT NULL,
    warned integer NOT NULL,
    late integer NOT NULL,
    oldest_at timestamp with time zone,
    categories jsonb NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT reports_backlogsample_late_check CHECK ((late >= 0)),
    CONSTRAINT reports_backlogsample_open_check CHECK ((open >= 0)),
    CONSTRAINT reports_backlogsample_waiting_check CHECK ((waiting >= 0)),
    CONSTRAINT reports_backlogsample_warned_check CHECK ((warned >= 0))
);

ALTER TABLE ONLY public.reports_backlogsample FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reports_backlogsample ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_backlogsample_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_accountfallback (
    id bigint NOT NULL,
    account_owner bigint NOT NULL,
    account_id bigint NOT NULL,
    category_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT routing_accountfallback_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id))))))
);

ALTER TABLE ONLY public.routing_accountfallback FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_accountfallback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_accountfallback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_categoryrule (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    name character varying(120) NOT NULL,
    account_owner bigint,
    active boolean NOT NULL,
    version integer NOT NULL,
    account_id bigint,
    category_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    conditions jsonb NOT NULL,
    threshold smallint NOT NULL,
    CONSTRAINT routing_categoryrule_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT routing_categoryrule_position_check CHECK (("position" >= 0)),
    CONSTRAINT routing_categoryrule_threshold_check CHECK ((threshold >= 0)),
    CONSTRAINT routing_categoryrule_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.routing_categoryrule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_categoryrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_categoryrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_dryrun (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    days smallint NOT NULL,
    against integer NOT NULL,
    content jsonb NOT NULL,
    total integer NOT NULL,
    last_ticket bigint,
    counts jsonb NOT NULL,
    changes jsonb NOT NULL,
    by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT routing_dryrun_against_check CHECK ((against >= 0)),
    CONSTRAINT routing_dryrun_days_check CHECK ((days >= 0)),
    CONSTRAINT routing_dryrun_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY public.routing_dryrun FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_dryrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_dryrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_keywordset (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    lines jsonb NOT NULL,
    stems boolean NOT NULL,
    version integer NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT routing_keywordset_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.routing_keywordset FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_keywordset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_keywordset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_learnedmodel (
    id bigint NOT NULL,
    trained_at timestamp with time zone NOT NULL,
    mails integer NOT NULL,
    categories jsonb NOT NULL,
    measure jsonb NOT NULL,
    verdict character varying(10) NOT NULL,
    active boolean NOT NULL,
    format smallint NOT NULL,
    content bytea NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT routing_learnedmodel_format_check CHECK ((format >= 0)),
    CONSTRAINT routing_learnedmodel_mails_check CHECK ((mails >= 0))
);

ALTER TABLE ONLY public.routing_learnedmodel FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_learnedmodel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_learnedmodel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_learning (
    id bigint NOT NULL,
    asked_at timestamp with time zone,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    "end" character varying(10) NOT NULL,
    usable integer NOT NULL,
    learned_until timestamp with time zone,
    asked_by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT routing_learning_usable_check CHECK ((usable >= 0))
);

ALTER TABLE ONLY public.routing_learning FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_learning ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_learning_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_loan (
    id bigint NOT NULL,
    agreement_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    ended_by character varying(12) NOT NULL,
    signs character varying(8) NOT NULL,
    sees_notes boolean NOT NULL,
    sees_history boolean NOT NULL,
    lender_name character varying(120) NOT NULL,
    lender_code character varying(8) NOT NULL,
    lender_colour smallint NOT NULL,
    category_id bigint NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    borrower_name character varying(120) DEFAULT ''::character varying NOT NULL,
    borrower_code character varying(8) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT routing_loan_between_two CHECK (((lent_to_id IS NOT NULL) AND (NOT ((lent_to_id = tenant_id) AND (lent_to_id IS NOT NULL))))),
    CONSTRAINT routing_loan_lender_colour_check CHECK ((lender_colour >= 0))
);

ALTER TABLE ONLY public.routing_loan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_loan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_loan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.routing_ruleversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    content jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    note character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    active boolean NOT NULL,
    activated_at timestamp with time zone,
    activated_by_id bigint,
    by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT routing_ruleversion_number_check CHECK ((number >= 0))
);

ALTER TABLE ONLY public.routing_ruleversion FORCE ROW LEVEL SECURITY;

ALTER TABLE public.routing_ruleversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_ruleversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sla_businesscalendar (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    time_zone character varying(64) NOT NULL,
    CONSTRAINT sla_businesscalendar_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.sla_businesscalendar FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sla_businesscalendar ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_businesscalendar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sla_calendarexception (
    id bigint NOT NULL,
    day date NOT NULL,
    name character varying(120) NOT NULL,
    hours jsonb NOT NULL,
    calendar_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.sla_calendarexception FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sla_calendarexception ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_calendarexception_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sla_calendarpast (
    id bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    content jsonb NOT NULL,
    calendar_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.sla_calendarpast FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sla_calendarpast ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_calendarpast_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sla_calendarversion (
    id bigint NOT NULL,
    valid_from date,
    week jsonb NOT NULL,
    country character varying(2) NOT NULL,
    subdivision character varying(8) NOT NULL,
    holidays_worked jsonb NOT NULL,
    calendar_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    catholic boolean NOT NULL
);

ALTER TABLE ONLY public.sla_calendarversion FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sla_calendarversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_calendarversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sla_servicelevel (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    description text NOT NULL,
    first_response integer,
    next_response integer,
    resolution integer,
    warning_share smallint NOT NULL,
    pauses character varying(12)[] NOT NULL,
    priority_percent smallint NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    call_back integer,
    CONSTRAINT sla_servicelevel_call_back_check CHECK ((call_back >= 0)),
    CONSTRAINT sla_servicelevel_first_response_check CHECK ((first_response >= 0)),
    CONSTRAINT sla_servicelevel_next_response_check CHECK ((next_response >= 0)),
    CONSTRAINT sla_servicelevel_priority CHECK (((priority_percent >= 10) AND (priority_percent <= 1000))),
    CONSTRAINT sla_servicelevel_priority_percent_check CHECK ((priority_percent >= 0)),
    CONSTRAINT sla_servicelevel_resolution_check CHECK ((resolution >= 0)),
    CONSTRAINT sla_servicelevel_version_check CHECK ((version >= 0)),
    CONSTRAINT sla_servicelevel_warning_share_check CHECK ((warning_share >= 0))
);

ALTER TABLE ONLY public.sla_servicelevel FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sla_servicelevel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_servicelevel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sla_servicelevelpast (
    id bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    pauses character varying(12)[] NOT NULL,
    level_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.sla_servicelevelpast FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sla_servicelevelpast ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_servicelevelpast_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.spelling_word (
    id bigint NOT NULL,
    word character varying(80) NOT NULL,
    language character varying(8) NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    version integer NOT NULL,
    decided_by_id bigint,
    proposed_by_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT spelling_word_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.spelling_word FORCE ROW LEVEL SECURITY;

ALTER TABLE public.spelling_word ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spelling_word_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tenants_appsetting (
    id bigint NOT NULL,
    app character varying(80) NOT NULL,
    key character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    value text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.tenants_appsetting FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenants_appsetting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tenants_appsetting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tenants_roster (
    id bigint NOT NULL
);

ALTER TABLE public.tenants_roster ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tenants_roster_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tenants_tenant (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    name_key character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    code character varying(8) NOT NULL,
    description text NOT NULL,
    colour smallint NOT NULL,
    language character varying(8) NOT NULL,
    country character varying(2) NOT NULL,
    time_zone character varying(64) NOT NULL,
    active boolean NOT NULL,
    preferences jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT tenants_tenant_colour CHECK (((colour >= 1) AND (colour <= 12))),
    CONSTRAINT tenants_tenant_colour_check CHECK ((colour >= 0)),
    CONSTRAINT tenants_tenant_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.tenants_tenant FORCE ROW LEVEL SECURITY;

CREATE TABLE public.texts_greeting (
    id bigint NOT NULL,
    language character varying(8) NOT NULL,
    form character varying(10) NOT NULL,
    text character varying(200) NOT NULL,
    version integer NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT texts_greeting_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.texts_greeting FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_greeting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_greeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_libraryfile (
    id bigint NOT NULL,
    purpose character varying(12) NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    filename character varying(255) NOT NULL,
    content_type character varying(120) NOT NULL,
    size bigint NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    blob_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT texts_libraryfile_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.texts_libraryfile FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_libraryfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_libraryfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_modulecategory (
    id bigint NOT NULL,
    category_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    module_id bigint NOT NULL
);

ALTER TABLE ONLY public.texts_modulecategory FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_modulecategory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_modulecategory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_modulegroup (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.texts_modulegroup FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_modulegroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_modulegroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_replytemplate (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    internal_name character varying(80) NOT NULL,
    kind character varying(20) NOT NULL,
    part character varying(12) NOT NULL,
    is_default boolean NOT NULL,
    description text NOT NULL,
    sender_owner bigint,
    reply_account_owner bigint,
    from_no_reply boolean NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    footer_id bigint,
    layout_id bigint,
    letterhead_id bigint,
    reply_account_id bigint,
    sender_id bigint,
    signature_id bigint,
    style_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT texts_replytemplate_reply_account_tie_owner CHECK (((reply_account_id IS NULL) OR ((reply_account_owner IS NOT NULL) AND ((reply_account_owner = 0) OR (NOT (reply_account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT texts_replytemplate_sender_tie_owner CHECK (((sender_id IS NULL) OR ((sender_owner IS NOT NULL) AND ((sender_owner = 0) OR (NOT (sender_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT texts_replytemplate_version_check CHECK ((version >= 0)),
    CONSTRAINT texts_template_part_of_includes CHECK (((((kind)::text = 'include'::text) AND (NOT ((part)::text = ''::text))) OR ((NOT ((kind)::text = 'include'::text)) AND (NOT is_default) AND ((part)::text = ''::text))))
);

ALTER TABLE ONLY public.texts_replytemplate FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_replytemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_replytemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_templateassignment (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    is_default boolean NOT NULL,
    category_id bigint NOT NULL,
    template_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.texts_templateassignment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_templateassignment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_templateassignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_templatecontent (
    id bigint NOT NULL,
    language character varying(8) NOT NULL,
    subject character varying(400) NOT NULL,
    html text NOT NULL,
    text text NOT NULL,
    template_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.texts_templatecontent FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_templatecontent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_templatecontent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_templatefile (
    id bigint NOT NULL,
    file_id bigint NOT NULL,
    template_id bigint NOT NULL,
    tenant_id bigint NOT NULL
);

ALTER TABLE ONLY public.texts_templatefile FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_templatefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_templatefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_templateversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    content jsonb NOT NULL,
    by_id bigint,
    template_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT texts_templateversion_number_check CHECK ((number >= 0))
);

ALTER TABLE ONLY public.texts_templateversion FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_templateversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_templateversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.texts_textmodule (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sort_key character varying(240) NOT NULL,
    shortcut character varying(20) NOT NULL,
    shortcut_key character varying(40) NOT NULL,
    language character varying(8) NOT NULL,
    html text NOT NULL,
    top boolean NOT NULL,
    used integer NOT NULL,
    used_at timestamp with time zone,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    group_id bigint,
    tenant_id bigint NOT NULL,
    CONSTRAINT texts_textmodule_used_check CHECK ((used >= 0)),
    CONSTRAINT texts_textmodule_version_check CHECK ((version >= 0))
);

ALTER TABLE ONLY public.texts_textmodule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.texts_textmodule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.texts_textmodule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_attachment (
    id bigint NOT NULL,
    filename character varying(255) NOT NULL,
    content_type character varying(120) NOT NULL,
    content_id character varying(255) NOT NULL,
    inline boolean NOT NULL,
    size bigint NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    blob_id bigint NOT NULL,
    message_id bigint NOT NULL
);

ALTER TABLE ONLY public.tickets_attachment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_blob (
    id bigint NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    compressed boolean NOT NULL,
    data bytea,
    created_at timestamp with time zone NOT NULL,
    tenant_id bigint,
    place character varying(100) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT tickets_blob_somewhere CHECK ((((data IS NULL) AND (NOT ((place)::text = ''::text))) OR ((data IS NOT NULL) AND ((place)::text = ''::text))))
);

ALTER TABLE ONLY public.tickets_blob FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_blob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_blob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_historyentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    action character varying(40) NOT NULL,
    details jsonb NOT NULL,
    actor_id bigint,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE ONLY public.tickets_historyentry FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_historyentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_historyentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_inquiry (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    state character varying(12) NOT NULL,
    "to" jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    remind_at timestamp with time zone,
    overdue_at timestamp with time zone,
    reminders smallint NOT NULL,
    reminded_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    answer_id bigint,
    asked_by_id bigint,
    lent_to_id bigint,
    message_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT tickets_inquiry_reminders_check CHECK ((reminders >= 0))
);

ALTER TABLE ONLY public.tickets_inquiry FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_inquiry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_inquiry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_message (
    id bigint NOT NULL,
    direction character varying(3) NOT NULL,
    kind character varying(20) NOT NULL,
    from_name character varying(200) NOT NULL,
    from_address character varying(254) NOT NULL,
    reply_to character varying(254) NOT NULL,
    "to" jsonb NOT NULL,
    cc jsonb NOT NULL,
    bcc jsonb NOT NULL,
    subject character varying(400) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    message_id character varying(400) NOT NULL,
    in_reply_to character varying(400) NOT NULL,
    "references" jsonb NOT NULL,
    remarks jsonb NOT NULL,
    sent_at timestamp with time zone,
    at timestamp with time zone NOT NULL,
    author_id bigint,
    lent_to_id bigint,
    raw_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    evidence jsonb NOT NULL,
    identity uuid,
    channel character varying(10) NOT NULL,
    postal jsonb NOT NULL
);

ALTER TABLE ONLY public.tickets_message FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_messagemove (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    moved jsonb NOT NULL,
    before jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    by_id bigint,
    lent_to_id bigint,
    source_id bigint NOT NULL,
    target_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    undone_by_id bigint
);

ALTER TABLE ONLY public.tickets_messagemove FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_messagemove ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_messagemove_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_note (
    id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    author_id bigint,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE ONLY public.tickets_note FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_notice (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    details jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL,
    ticket_id bigint
);

ALTER TABLE ONLY public.tickets_notice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE public.tickets_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    MAXVALUE 899999999
    CACHE 1;

CREATE TABLE public.tickets_pause (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE ONLY public.tickets_pause FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_pause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_presence (
    id bigint NOT NULL,
    mode character varying(10) NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE ONLY public.tickets_presence FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_presence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_presence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_promise (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    target integer NOT NULL,
    warning_share smallint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    warn_at timestamp with time zone,
    due_at timestamp with time zone,
    done_at timestamp with time zone,
    kept boolean,
    calendar_id bigint,
    lent_to_id bigint,
    service_level_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT tickets_promise_target_check CHECK ((target >= 0)),
    CONSTRAINT tickets_promise_warning_share_check CHECK ((warning_share >= 0))
);

ALTER TABLE ONLY public.tickets_promise FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_promise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_promise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_promiseterms (
    id bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    target integer NOT NULL,
    warning_share smallint NOT NULL,
    calendar_id bigint,
    promise_id bigint NOT NULL,
    service_level_id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT tickets_promiseterms_target_check CHECK ((target >= 0)),
    CONSTRAINT tickets_promiseterms_warning_share_check CHECK ((warning_share >= 0))
);

ALTER TABLE ONLY public.tickets_promiseterms FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_promiseterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_promiseterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_recomputation (
    id bigint NOT NULL,
    cause character varying(10) NOT NULL,
    thing bigint NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    last_ticket bigint NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    tenant_id bigint NOT NULL,
    CONSTRAINT tickets_recomputation_done_check CHECK ((done >= 0)),
    CONSTRAINT tickets_recomputation_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY public.tickets_recomputation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_recomputation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_recomputation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_ticket (
    id bigint NOT NULL,
    number bigint NOT NULL,
    kind character varying(10) NOT NULL,
    channel character varying(10) NOT NULL,
    state character varying(20) NOT NULL,
    subject character varying(400) NOT NULL,
    language character varying(8) NOT NULL,
    account_owner bigint,
    received_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    assigned_at timestamp with time zone,
    due_at timestamp with time zone,
    held_until timestamp with time zone,
    closed_at timestamp with time zone,
    unread boolean NOT NULL,
    has_attachments boolean NOT NULL,
    delivery_failed boolean NOT NULL,
    account_id bigint,
    category_id bigint NOT NULL,
    closing_code_id bigint,
    customer_id bigint,
    last_owner_id bigint,
    lent_to_id bigint,
    owner_id bigint,
    process_id bigint,
    tenant_id bigint NOT NULL,
    merged_into_id bigint,
    wait_reason character varying(200) DEFAULT ''::character varying NOT NULL,
    waits_for_id bigint,
    lent_category_id bigint,
    priority smallint DEFAULT 0 NOT NULL,
    rank_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    tags character varying(40)[] DEFAULT '{}'::character varying(40)[] NOT NULL,
    touched_at timestamp with time zone,
    waits_for_customer boolean DEFAULT false NOT NULL,
    warn_at timestamp with time zone,
    queue_category_id bigint GENERATED ALWAYS AS (COALESCE(lent_category_id, category_id)) STORED,
    erased_at timestamp with time zone,
    CONSTRAINT tickets_ticket_account_tie_owner CHECK (((account_id IS NULL) OR ((account_owner IS NOT NULL) AND ((account_owner = 0) OR (NOT (account_owner IS DISTINCT FROM tenant_id)))))),
    CONSTRAINT tickets_ticket_assigned_has_owner CHECK (((NOT ((state)::text = 'assigned'::text)) OR (owner_id IS NOT NULL))),
    CONSTRAINT tickets_ticket_lent_somewhere CHECK ((((lent_category_id IS NULL) AND (lent_to_id IS NULL)) OR ((lent_category_id IS NOT NULL) AND (lent_to_id IS NOT NULL))))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.tickets_ticket FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_ticketlink (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    other_number bigint NOT NULL,
    other_tenant_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    lent_to_id bigint,
    tenant_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE ONLY public.tickets_ticketlink FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tickets_ticketlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);

ALTER TABLE ONLY public.answers_automaticbudget
    ADD CONSTRAINT answers_automaticbudget_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_automaticbudget
    ADD CONSTRAINT answers_automaticbudget_once UNIQUE (tenant_id, kind, key);

ALTER TABLE ONLY public.answers_automaticbudget
    ADD CONSTRAINT answers_automaticbudget_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_automaticreply
    ADD CONSTRAINT answers_automaticreply_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_automaticreply
    ADD CONSTRAINT answers_automaticreply_once UNIQUE (category_id);

ALTER TABLE ONLY public.answers_automaticreply
    ADD CONSTRAINT answers_automaticreply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_once UNIQUE (ticket_id, author_id, kind);

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_draftfile
    ADD CONSTRAINT answers_draftfile_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_draftfile
    ADD CONSTRAINT answers_draftfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_reviewrule
    ADD CONSTRAINT answers_reviewrule_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_reviewrule
    ADD CONSTRAINT answers_reviewrule_once UNIQUE NULLS NOT DISTINCT (tenant_id, purpose, category_id, agent_id, finding);

ALTER TABLE ONLY public.answers_reviewrule
    ADD CONSTRAINT answers_reviewrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_sample_once UNIQUE (message_id);

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_once UNIQUE (message_id);

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_auditentry
    ADD CONSTRAINT audit_auditentry_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.audit_auditentry
    ADD CONSTRAINT audit_auditentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_once UNIQUE NULLS NOT DISTINCT (tenant_id);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_blockednumber
    ADD CONSTRAINT calls_blockednumber_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_blockednumber
    ADD CONSTRAINT calls_blockednumber_once UNIQUE (tenant_id, normalized);

ALTER TABLE ONLY public.calls_blockednumber
    ADD CONSTRAINT calls_blockednumber_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_once UNIQUE (system_id, key);

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_once UNIQUE (call_id, extension);

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_diallednumber
    ADD CONSTRAINT calls_diallednumber_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_diallednumber
    ADD CONSTRAINT calls_diallednumber_once UNIQUE (system_id, normalized);

ALTER TABLE ONLY public.calls_diallednumber
    ADD CONSTRAINT calls_diallednumber_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_heldcall
    ADD CONSTRAINT calls_heldcall_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_heldcall
    ADD CONSTRAINT calls_heldcall_once UNIQUE (system_id, call_key);

ALTER TABLE ONLY public.calls_heldcall
    ADD CONSTRAINT calls_heldcall_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_linetest
    ADD CONSTRAINT calls_linetest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_phonedevice
    ADD CONSTRAINT calls_phonedevice_once UNIQUE (system_id, extension);

ALTER TABLE ONLY public.calls_phonedevice
    ADD CONSTRAINT calls_phonedevice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_phonelink
    ADD CONSTRAINT calls_phonelink_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_phonelink
    ADD CONSTRAINT calls_phonelink_system_id_key UNIQUE (system_id);

ALTER TABLE ONLY public.calls_phonesystem
    ADD CONSTRAINT calls_phonesystem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_receivedevent
    ADD CONSTRAINT calls_receivedevent_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_receivedevent
    ADD CONSTRAINT calls_receivedevent_once UNIQUE (system_id, fingerprint);

ALTER TABLE ONLY public.calls_receivedevent
    ADD CONSTRAINT calls_receivedevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_refusedevent
    ADD CONSTRAINT calls_refusedevent_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_refusedevent
    ADD CONSTRAINT calls_refusedevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_systemtenant
    ADD CONSTRAINT calls_systemtenant_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_systemtenant
    ADD CONSTRAINT calls_systemtenant_once UNIQUE (system_id, tenant_id);

ALTER TABLE ONLY public.calls_systemtenant
    ADD CONSTRAINT calls_systemtenant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_tenanttelephony
    ADD CONSTRAINT calls_tenanttelephony_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_tenanttelephony
    ADD CONSTRAINT calls_tenanttelephony_once UNIQUE (tenant_id);

ALTER TABLE ONLY public.calls_tenanttelephony
    ADD CONSTRAINT calls_tenanttelephony_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_trunk
    ADD CONSTRAINT calls_trunk_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.calls_trunk
    ADD CONSTRAINT calls_trunk_once UNIQUE (system_id, pbx_name);

ALTER TABLE ONLY public.calls_trunk
    ADD CONSTRAINT calls_trunk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels_accounttrouble
    ADD CONSTRAINT channels_accounttrouble_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.channels_accounttrouble
    ADD CONSTRAINT channels_accounttrouble_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels_connectiontest
    ADD CONSTRAINT channels_connectiontest_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.channels_connectiontest
    ADD CONSTRAINT channels_connectiontest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels_mailaccount
    ADD CONSTRAINT channels_mailaccount_of_owner UNIQUE (id, owner_key);

ALTER TABLE ONLY public.channels_mailaccount
    ADD CONSTRAINT channels_mailaccount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels_noreplyaddress
    ADD CONSTRAINT channels_noreply_once UNIQUE (tenant_id, address_key);

ALTER TABLE ONLY public.channels_noreplyaddress
    ADD CONSTRAINT channels_noreplyaddress_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.channels_noreplyaddress
    ADD CONSTRAINT channels_noreplyaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_once UNIQUE (tenant_id);

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_address
    ADD CONSTRAINT customers_address_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.customers_address
    ADD CONSTRAINT customers_address_once UNIQUE (tenant_id, kind, normalized);

ALTER TABLE ONLY public.customers_address
    ADD CONSTRAINT customers_address_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_customerlink_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_customerlink_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_expert
    ADD CONSTRAINT customers_expert_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.customers_expert
    ADD CONSTRAINT customers_expert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_link_once UNIQUE (first_id, second_id);

ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdress_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreement_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.escalations_escalationrule
    ADD CONSTRAINT escalations_escalationrule_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.escalations_escalationrule
    ADD CONSTRAINT escalations_escalationrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.escalations_escalationversion
    ADD CONSTRAINT escalations_escalationversion_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.escalations_escalationversion
    ADD CONSTRAINT escalations_escalationversion_once UNIQUE (rule_id, number);

ALTER TABLE ONLY public.escalations_escalationversion
    ADD CONSTRAINT escalations_escalationversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_once UNIQUE (ticket_id, version_id, occurrence);

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.escalations_noticemail
    ADD CONSTRAINT escalations_noticemail_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.escalations_noticemail
    ADD CONSTRAINT escalations_noticemail_once UNIQUE (firing_id, user_id);

ALTER TABLE ONLY public.escalations_noticemail
    ADD CONSTRAINT escalations_noticemail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.escalations_replay
    ADD CONSTRAINT escalations_replay_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.escalations_replay
    ADD CONSTRAINT escalations_replay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_once UNIQUE (account_id, key);

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_blockentry
    ADD CONSTRAINT intake_blockentry_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_blockentry
    ADD CONSTRAINT intake_blockentry_once UNIQUE (tenant_id, value);

ALTER TABLE ONLY public.intake_blockentry
    ADD CONSTRAINT intake_blockentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_claim
    ADD CONSTRAINT intake_claim_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_claim
    ADD CONSTRAINT intake_claim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_foldercheck
    ADD CONSTRAINT intake_foldercheck_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_foldercheck
    ADD CONSTRAINT intake_foldercheck_once UNIQUE (account_id, day);

ALTER TABLE ONLY public.intake_foldercheck
    ADD CONSTRAINT intake_foldercheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_mailboxlease
    ADD CONSTRAINT intake_lease_once UNIQUE (account_id, purpose);

ALTER TABLE ONLY public.intake_mailboxlease
    ADD CONSTRAINT intake_mailboxlease_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_mailboxlease
    ADD CONSTRAINT intake_mailboxlease_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_once UNIQUE (run_id, arrival_id);

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.intake_shadowrun
    ADD CONSTRAINT intake_shadowrun_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.intake_shadowrun
    ADD CONSTRAINT intake_shadowrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_printalarm
    ADD CONSTRAINT letters_alarm_batch UNIQUE (batch_id);

ALTER TABLE ONLY public.letters_printbatch
    ADD CONSTRAINT letters_batch_once UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.letters_letterasset
    ADD CONSTRAINT letters_letterasset_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_letterasset
    ADD CONSTRAINT letters_letterasset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_lettertemplate
    ADD CONSTRAINT letters_lettertemplate_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_lettertemplate
    ADD CONSTRAINT letters_lettertemplate_once UNIQUE (template_id);

ALTER TABLE ONLY public.letters_lettertemplate
    ADD CONSTRAINT letters_lettertemplate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_code_key UNIQUE (code);

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_postageclass
    ADD CONSTRAINT letters_postage_once UNIQUE (tenant_id, abroad, most_grams);

ALTER TABLE ONLY public.letters_postageclass
    ADD CONSTRAINT letters_postageclass_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_postageclass
    ADD CONSTRAINT letters_postageclass_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_printalarm
    ADD CONSTRAINT letters_printalarm_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_printalarm
    ADD CONSTRAINT letters_printalarm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_printbatch
    ADD CONSTRAINT letters_printbatch_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_printbatch
    ADD CONSTRAINT letters_printbatch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_arrival_key UNIQUE (arrival);

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_once UNIQUE (scan_id, number);

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_stationery
    ADD CONSTRAINT letters_stationery_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_stationery
    ADD CONSTRAINT letters_stationery_once UNIQUE (tenant_id);

ALTER TABLE ONLY public.letters_stationery
    ADD CONSTRAINT letters_stationery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_stylesheet
    ADD CONSTRAINT letters_stylesheet_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_stylesheet
    ADD CONSTRAINT letters_stylesheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letters_stylesheetversion
    ADD CONSTRAINT letters_stylesheetversion_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.letters_stylesheetversion
    ADD CONSTRAINT letters_stylesheetversion_once UNIQUE (stylesheet_id, number);

ALTER TABLE ONLY public.letters_stylesheetversion
    ADD CONSTRAINT letters_stylesheetversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_agentgroup
    ADD CONSTRAINT org_agentgroup_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_agentgroup
    ADD CONSTRAINT org_agentgroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_category
    ADD CONSTRAINT org_category_internal_once UNIQUE (tenant_id, internal_name);

ALTER TABLE ONLY public.org_category
    ADD CONSTRAINT org_category_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_category
    ADD CONSTRAINT org_category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_categoryclosingcode
    ADD CONSTRAINT org_categoryclosingcode_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_categoryclosingcode
    ADD CONSTRAINT org_categoryclosingcode_once UNIQUE (category_id, closing_code_id);

ALTER TABLE ONLY public.org_categoryclosingcode
    ADD CONSTRAINT org_categoryclosingcode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_closingcode
    ADD CONSTRAINT org_closingcode_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_closingcode
    ADD CONSTRAINT org_closingcode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_of_owner UNIQUE (id, owner_key);

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_once UNIQUE NULLS NOT DISTINCT (user_id, role_id, system_group_id, supervisor_group_id, agent_group_id);

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_groupcategory
    ADD CONSTRAINT org_groupcategory_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_groupcategory
    ADD CONSTRAINT org_groupcategory_once UNIQUE (agent_group_id, category_id);

ALTER TABLE ONLY public.org_groupcategory
    ADD CONSTRAINT org_groupcategory_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_maincategory
    ADD CONSTRAINT org_maincategory_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_maincategory
    ADD CONSTRAINT org_maincategory_once UNIQUE (tenant_id, sort_key);

ALTER TABLE ONLY public.org_maincategory
    ADD CONSTRAINT org_maincategory_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_membership
    ADD CONSTRAINT org_membership_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_membership
    ADD CONSTRAINT org_membership_once UNIQUE (user_id, agent_group_id);

ALTER TABLE ONLY public.org_membership
    ADD CONSTRAINT org_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_supervisorgroup
    ADD CONSTRAINT org_supervisorgroup_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_supervisorgroup
    ADD CONSTRAINT org_supervisorgroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_systemgroup
    ADD CONSTRAINT org_systemgroup_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_systemgroup
    ADD CONSTRAINT org_systemgroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.org_tenantsetup
    ADD CONSTRAINT org_tenantsetup_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.org_tenantsetup
    ADD CONSTRAINT org_tenantsetup_once UNIQUE (tenant_id);

ALTER TABLE ONLY public.org_tenantsetup
    ADD CONSTRAINT org_tenantsetup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox_storm
    ADD CONSTRAINT outbox_storm_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.outbox_storm
    ADD CONSTRAINT outbox_storm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_absence
    ADD CONSTRAINT people_absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_agentstate
    ADD CONSTRAINT people_agentstate_once UNIQUE (user_id, module);

ALTER TABLE ONLY public.people_agentstate
    ADD CONSTRAINT people_agentstate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_breakreason
    ADD CONSTRAINT people_breakreason_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_role
    ADD CONSTRAINT people_role_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_session
    ADD CONSTRAINT people_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.people_signinattempt
    ADD CONSTRAINT people_signinattempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_statechange
    ADD CONSTRAINT people_statechange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_email_key_key UNIQUE (email_key);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_username_key_key UNIQUE (username_key);

ALTER TABLE ONLY public.preferences_systemvalues
    ADD CONSTRAINT preferences_systemvalues_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_disclosure
    ADD CONSTRAINT privacy_disclosure_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.privacy_disclosure
    ADD CONSTRAINT privacy_disclosure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.readiness_canary
    ADD CONSTRAINT readiness_canary_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.readiness_canary
    ADD CONSTRAINT readiness_canary_once UNIQUE (account_id);

ALTER TABLE ONLY public.readiness_canary
    ADD CONSTRAINT readiness_canary_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.readiness_lettertrial
    ADD CONSTRAINT readiness_lettertrial_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.readiness_lettertrial
    ADD CONSTRAINT readiness_lettertrial_once UNIQUE (tenant_id);

ALTER TABLE ONLY public.readiness_lettertrial
    ADD CONSTRAINT readiness_lettertrial_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.readiness_trial
    ADD CONSTRAINT readiness_trial_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.readiness_trial
    ADD CONSTRAINT readiness_trial_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reports_alarm
    ADD CONSTRAINT reports_alarm_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.reports_alarm
    ADD CONSTRAINT reports_alarm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reports_alarmmute
    ADD CONSTRAINT reports_alarmmute_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.reports_alarmmute
    ADD CONSTRAINT reports_alarmmute_once UNIQUE (alarm_id, user_id);

ALTER TABLE ONLY public.reports_alarmmute
    ADD CONSTRAINT reports_alarmmute_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reports_backlogsample
    ADD CONSTRAINT reports_backlogsample_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.reports_backlogsample
    ADD CONSTRAINT reports_backlogsample_once UNIQUE (tenant_id, at);

ALTER TABLE ONLY public.reports_backlogsample
    ADD CONSTRAINT reports_backlogsample_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_accountfallback
    ADD CONSTRAINT routing_accountfallback_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_accountfallback
    ADD CONSTRAINT routing_accountfallback_once UNIQUE (account_id);

ALTER TABLE ONLY public.routing_accountfallback
    ADD CONSTRAINT routing_accountfallback_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_categoryrule
    ADD CONSTRAINT routing_categoryrule_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_categoryrule
    ADD CONSTRAINT routing_categoryrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_dryrun
    ADD CONSTRAINT routing_dryrun_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_dryrun
    ADD CONSTRAINT routing_dryrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_keywordset
    ADD CONSTRAINT routing_keywordset_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_keywordset
    ADD CONSTRAINT routing_keywordset_once UNIQUE (tenant_id, sort_key);

ALTER TABLE ONLY public.routing_keywordset
    ADD CONSTRAINT routing_keywordset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_learnedmodel
    ADD CONSTRAINT routing_learnedmodel_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_learnedmodel
    ADD CONSTRAINT routing_learnedmodel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_learning
    ADD CONSTRAINT routing_learning_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_learning
    ADD CONSTRAINT routing_learning_once UNIQUE (tenant_id);

ALTER TABLE ONLY public.routing_learning
    ADD CONSTRAINT routing_learning_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_once_an_agreement UNIQUE (ticket_id, agreement_id);

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.routing_ruleversion
    ADD CONSTRAINT routing_ruleversion_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.routing_ruleversion
    ADD CONSTRAINT routing_ruleversion_once UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.routing_ruleversion
    ADD CONSTRAINT routing_ruleversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sla_businesscalendar
    ADD CONSTRAINT sla_businesscalendar_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.sla_businesscalendar
    ADD CONSTRAINT sla_businesscalendar_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sla_calendarexception
    ADD CONSTRAINT sla_calendarexception_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.sla_calendarexception
    ADD CONSTRAINT sla_calendarexception_once UNIQUE (calendar_id, day);

ALTER TABLE ONLY public.sla_calendarexception
    ADD CONSTRAINT sla_calendarexception_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sla_calendarpast
    ADD CONSTRAINT sla_calendarpast_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.sla_calendarpast
    ADD CONSTRAINT sla_calendarpast_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sla_calendarversion
    ADD CONSTRAINT sla_calendarversion_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.sla_calendarversion
    ADD CONSTRAINT sla_calendarversion_once UNIQUE NULLS NOT DISTINCT (calendar_id, valid_from);

ALTER TABLE ONLY public.sla_calendarversion
    ADD CONSTRAINT sla_calendarversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sla_servicelevel
    ADD CONSTRAINT sla_servicelevel_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.sla_servicelevel
    ADD CONSTRAINT sla_servicelevel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sla_servicelevelpast
    ADD CONSTRAINT sla_servicelevelpast_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.sla_servicelevelpast
    ADD CONSTRAINT sla_servicelevelpast_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.spelling_word
    ADD CONSTRAINT spelling_word_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.spelling_word
    ADD CONSTRAINT spelling_word_once UNIQUE (tenant_id, language, word);

ALTER TABLE ONLY public.spelling_word
    ADD CONSTRAINT spelling_word_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants_appsetting
    ADD CONSTRAINT tenants_appsetting_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tenants_appsetting
    ADD CONSTRAINT tenants_appsetting_once UNIQUE (tenant_id, app, key);

ALTER TABLE ONLY public.tenants_appsetting
    ADD CONSTRAINT tenants_appsetting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants_roster
    ADD CONSTRAINT tenants_roster_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants_tenant
    ADD CONSTRAINT tenants_tenant_code_key UNIQUE (code);

ALTER TABLE ONLY public.tenants_tenant
    ADD CONSTRAINT tenants_tenant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_templateassignment
    ADD CONSTRAINT texts_assignment_once UNIQUE (template_id, category_id);

ALTER TABLE ONLY public.texts_templatecontent
    ADD CONSTRAINT texts_content_once UNIQUE (template_id, language);

ALTER TABLE ONLY public.texts_greeting
    ADD CONSTRAINT texts_greeting_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_greeting
    ADD CONSTRAINT texts_greeting_once UNIQUE (tenant_id, language, form);

ALTER TABLE ONLY public.texts_greeting
    ADD CONSTRAINT texts_greeting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_libraryfile
    ADD CONSTRAINT texts_libraryfile_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_libraryfile
    ADD CONSTRAINT texts_libraryfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_modulecategory
    ADD CONSTRAINT texts_modulecategory_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_modulecategory
    ADD CONSTRAINT texts_modulecategory_once UNIQUE (module_id, category_id);

ALTER TABLE ONLY public.texts_modulecategory
    ADD CONSTRAINT texts_modulecategory_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_modulegroup
    ADD CONSTRAINT texts_modulegroup_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_modulegroup
    ADD CONSTRAINT texts_modulegroup_once UNIQUE (tenant_id, sort_key);

ALTER TABLE ONLY public.texts_modulegroup
    ADD CONSTRAINT texts_modulegroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_template_internal_once UNIQUE (tenant_id, internal_name);

ALTER TABLE ONLY public.texts_templateassignment
    ADD CONSTRAINT texts_templateassignment_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_templateassignment
    ADD CONSTRAINT texts_templateassignment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_templatecontent
    ADD CONSTRAINT texts_templatecontent_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_templatecontent
    ADD CONSTRAINT texts_templatecontent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_templatefile
    ADD CONSTRAINT texts_templatefile_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_templatefile
    ADD CONSTRAINT texts_templatefile_once UNIQUE (template_id, file_id);

ALTER TABLE ONLY public.texts_templatefile
    ADD CONSTRAINT texts_templatefile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_templateversion
    ADD CONSTRAINT texts_templateversion_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_templateversion
    ADD CONSTRAINT texts_templateversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_textmodule
    ADD CONSTRAINT texts_textmodule_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.texts_textmodule
    ADD CONSTRAINT texts_textmodule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.texts_templateversion
    ADD CONSTRAINT texts_version_once UNIQUE (template_id, number);

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_blob
    ADD CONSTRAINT tickets_blob_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_blob
    ADD CONSTRAINT tickets_blob_once UNIQUE NULLS NOT DISTINCT (tenant_id, sha256);

ALTER TABLE ONLY public.tickets_blob
    ADD CONSTRAINT tickets_blob_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_note
    ADD CONSTRAINT tickets_note_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_note
    ADD CONSTRAINT tickets_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_notice
    ADD CONSTRAINT tickets_notice_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_notice
    ADD CONSTRAINT tickets_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_pause
    ADD CONSTRAINT tickets_pause_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_pause
    ADD CONSTRAINT tickets_pause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_once UNIQUE (ticket_id, user_id);

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_promiseterms
    ADD CONSTRAINT tickets_promiseterms_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_promiseterms
    ADD CONSTRAINT tickets_promiseterms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_recomputation
    ADD CONSTRAINT tickets_recomputation_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_recomputation
    ADD CONSTRAINT tickets_recomputation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_number_key UNIQUE (number);

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_of_tenant UNIQUE (id, tenant_id);

ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_pkey PRIMARY KEY (id);

CREATE INDEX answers_automaticbudget_tenant_id_65411823 ON public.answers_automaticbudget USING btree (tenant_id);

CREATE INDEX answers_automaticreply_category_id_06c22c03 ON public.answers_automaticreply USING btree (category_id);

CREATE INDEX answers_automaticreply_template_id_ab2475dc ON public.answers_automaticreply USING btree (template_id);

CREATE INDEX answers_automaticreply_tenant_id_debe0012 ON public.answers_automaticreply USING btree (tenant_id);

CREATE INDEX answers_budget_until ON public.answers_automaticbudget USING btree (tenant_id, until);

CREATE INDEX answers_clearance_author ON public.answers_clearance USING btree (author_id, decided_at DESC);

CREATE INDEX answers_clearance_author_id_5c5b4d9c ON public.answers_clearance USING btree (author_id);

CREATE INDEX answers_clearance_closing_code_id_0cbef838 ON public.answers_clearance USING btree (closing_code_id);

CREATE INDEX answers_clearance_decided_by_id_91239e10 ON public.answers_clearance USING btree (decided_by_id);

CREATE INDEX answers_clearance_draft_id_26f2d04b ON public.answers_clearance USING btree (draft_id);

CREATE INDEX answers_clearance_lent_to_id_4f07b52c ON public.answers_clearance USING btree (lent_to_id);

CREATE INDEX answers_clearance_message_id_50820bfe ON public.answers_clearance USING btree (message_id);

CREATE UNIQUE INDEX answers_clearance_one_waits ON public.answers_clearance USING btree (ticket_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX answers_clearance_tenant_id_82abdcaf ON public.answers_clearance USING btree (tenant_id);

CREATE INDEX answers_clearance_ticket_id_3792acb3 ON public.answers_clearance USING btree (ticket_id);

CREATE INDEX answers_clearance_waiting ON public.answers_clearance USING btree (tenant_id, asked_at) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX answers_draft_account_id_fd468682 ON public.answers_draft USING btree (account_id);

CREATE INDEX answers_draft_author ON public.answers_draft USING btree (author_id, changed_at DESC);

CREATE INDEX answers_draft_author_id_016e56ae ON public.answers_draft USING btree (author_id);

CREATE INDEX answers_draft_category_id_4f023429 ON public.answers_draft USING btree (category_id);

CREATE INDEX answers_draft_customer_id_505ec3fe ON public.answers_draft USING btree (customer_id);

CREATE INDEX answers_draft_lent_to_id_eb7ee823 ON public.answers_draft USING btree (lent_to_id);

CREATE INDEX answers_draft_postal_address_id_ae611b50 ON public.answers_draft USING btree (postal_address_id);

CREATE INDEX answers_draft_process_id_13c17a8f ON public.answers_draft USING btree (process_id);

CREATE INDEX answers_draft_quoted_id_99f135d4 ON public.answers_draft USING btree (quoted_id);

CREATE INDEX answers_draft_template_id_744e95b3 ON public.answers_draft USING btree (template_id);

CREATE INDEX answers_draft_tenant_id_bb611029 ON public.answers_draft USING btree (tenant_id);

CREATE INDEX answers_draft_ticket_id_e2ffab95 ON public.answers_draft USING btree (ticket_id);

CREATE INDEX answers_draftfile_blob_id_39f3a8b9 ON public.answers_draftfile USING btree (blob_id);

CREATE INDEX answers_draftfile_draft_id_303495de ON public.answers_draftfile USING btree (draft_id);

CREATE INDEX answers_draftfile_lent_to_id_f1a4ea83 ON public.answers_draftfile USING btree (lent_to_id);

CREATE INDEX answers_draftfile_tenant_id_0c95b8f8 ON public.answers_draftfile USING btree (tenant_id);

CREATE INDEX answers_qualitysample_author_id_14b6c5af ON public.answers_qualitysample USING btree (author_id);

CREATE INDEX answers_qualitysample_lent_to_id_d708ef37 ON public.answers_qualitysample USING btree (lent_to_id);

CREATE INDEX answers_qualitysample_message_id_499e267a ON public.answers_qualitysample USING btree (message_id);

CREATE INDEX answers_qualitysample_reviewed_by_id_1a92795a ON public.answers_qualitysample USING btree (reviewed_by_id);

CREATE INDEX answers_qualitysample_tenant_id_ec16ebdd ON public.answers_qualitysample USING btree (tenant_id);

CREATE INDEX answers_qualitysample_ticket_id_b039e326 ON public.answers_qualitysample USING btree (ticket_id);

CREATE INDEX answers_reviewrule_agent_id_cb83dc54 ON public.answers_reviewrule USING btree (agent_id);

CREATE INDEX answers_reviewrule_category_id_1a94ec92 ON public.answers_reviewrule USING btree (category_id);

CREATE INDEX answers_reviewrule_tenant_id_49bdd8dd ON public.answers_reviewrule USING btree (tenant_id);

CREATE INDEX answers_sample_author ON public.answers_qualitysample USING btree (author_id, drawn_at DESC);

CREATE INDEX answers_sample_open ON public.answers_qualitysample USING btree (tenant_id, drawn_at) WHERE ((state)::text = 'open'::text);

CREATE INDEX answers_sentanswer_lent_to_id_70ab27f8 ON public.answers_sentanswer USING btree (lent_to_id);

CREATE INDEX answers_sentanswer_message_id_cf99079e ON public.answers_sentanswer USING btree (message_id);

CREATE INDEX answers_sentanswer_quoted_id_7e2a8eac ON public.answers_sentanswer USING btree (quoted_id);

CREATE INDEX answers_sentanswer_released_by_id_c3e26609 ON public.answers_sentanswer USING btree (released_by_id);

CREATE INDEX answers_sentanswer_template_id_94669251 ON public.answers_sentanswer USING btree (template_id);

CREATE INDEX answers_sentanswer_tenant_id_44489140 ON public.answers_sentanswer USING btree (tenant_id);

CREATE INDEX audit_auditentry_actor_id_8ab278be ON public.audit_auditentry USING btree (actor_id);

CREATE INDEX audit_auditentry_tenant_id_4f775df7 ON public.audit_auditentry USING btree (tenant_id);

CREATE INDEX audit_chain_tenant_id_f53cfa8a ON public.audit_chain USING btree (tenant_id);

CREATE UNIQUE INDEX audit_entry_number ON public.audit_auditentry USING btree (tenant_id, number) NULLS NOT DISTINCT WHERE (number IS NOT NULL);

CREATE INDEX audit_entry_object ON public.audit_auditentry USING btree (kind, object_id, at DESC);

CREATE INDEX audit_entry_tenant_at ON public.audit_auditentry USING btree (tenant_id, at DESC);

CREATE INDEX audit_entry_unchained ON public.audit_auditentry USING btree (id) WHERE (number IS NULL);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX calls_blockednumber_by_id_e487c3c7 ON public.calls_blockednumber USING btree (by_id);

CREATE INDEX calls_blockednumber_tenant_id_a9439656 ON public.calls_blockednumber USING btree (tenant_id);

CREATE INDEX calls_call_agent ON public.calls_call USING btree (agent_id, started_at DESC);

CREATE INDEX calls_call_agent_id_bc37e002 ON public.calls_call USING btree (agent_id);

CREATE INDEX calls_call_customer ON public.calls_call USING btree (customer_id, started_at DESC);

CREATE INDEX calls_call_customer_id_e027fdd7 ON public.calls_call USING btree (customer_id);

CREATE INDEX calls_call_lent_to_id_a4c0c893 ON public.calls_call USING btree (lent_to_id);

CREATE INDEX calls_call_living ON public.calls_call USING btree (system_id, started_at) WHERE ((state)::text = ANY ((ARRAY['dialling'::character varying, 'ringing'::character varying, 'talking'::character varying, 'held'::character varying])::text[]));

CREATE INDEX calls_call_newest ON public.calls_call USING btree (tenant_id, started_at DESC, id DESC);

CREATE INDEX calls_call_newest_of_all ON public.calls_call USING btree (started_at DESC, id DESC);

CREATE INDEX calls_call_placed_by_id_edaa22b6 ON public.calls_call USING btree (placed_by_id);

CREATE INDEX calls_call_recording ON public.calls_call USING btree (recording_until) WHERE (recording_until IS NOT NULL);

CREATE INDEX calls_call_remote ON public.calls_call USING btree (tenant_id, remote_normal, started_at DESC);

CREATE INDEX calls_call_system_id_d4c7fd57 ON public.calls_call USING btree (system_id);

CREATE INDEX calls_call_tenant_id_80e018fb ON public.calls_call USING btree (tenant_id);

CREATE INDEX calls_call_ticket ON public.calls_call USING btree (ticket_id, started_at);

CREATE INDEX calls_call_ticket_id_f431e6e9 ON public.calls_call USING btree (ticket_id);

CREATE INDEX calls_call_wraps_up ON public.calls_call USING btree (tenant_id, wrap_up_until) WHERE ((wrap_up_until IS NOT NULL) AND (wrapped_up_at IS NULL));

CREATE INDEX calls_callparty_call_id_a0425024 ON public.calls_callparty USING btree (call_id);

CREATE INDEX calls_callparty_lent_to_id_3604701d ON public.calls_callparty USING btree (lent_to_id);

CREATE INDEX calls_callparty_present ON public.calls_callparty USING btree (user_id) WHERE (NOT ((state)::text = 'left'::text));

CREATE INDEX calls_callparty_tenant_id_89923175 ON public.calls_callparty USING btree (tenant_id);

CREATE INDEX calls_callparty_user_id_25c90925 ON public.calls_callparty USING btree (user_id);

CREATE INDEX calls_diallednumber_category_id_1c4847fc ON public.calls_diallednumber USING btree (category_id);

CREATE INDEX calls_diallednumber_system_id_334be63f ON public.calls_diallednumber USING btree (system_id);

CREATE INDEX calls_diallednumber_tenant_id_f49e1452 ON public.calls_diallednumber USING btree (tenant_id);

CREATE INDEX calls_heldcall_system_id_88635f1f ON public.calls_heldcall USING btree (system_id);

CREATE INDEX calls_heldcall_tenant_id_c1927ab3 ON public.calls_heldcall USING btree (tenant_id);

CREATE INDEX calls_linetest_system ON public.calls_linetest USING btree (system_id, id DESC);

CREATE INDEX calls_linetest_system_id_6690d0d7 ON public.calls_linetest USING btree (system_id);

CREATE INDEX calls_phonedevice_system_id_b0c617d5 ON public.calls_phonedevice USING btree (system_id);

CREATE INDEX calls_phonedevice_user_id_64d2d9bc ON public.calls_phonedevice USING btree (user_id);

CREATE UNIQUE INDEX calls_phonesystem_once ON public.calls_phonesystem USING btree (sort_key) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX calls_phonesystem_token ON public.calls_phonesystem USING btree (token_hash) WHERE (NOT ((token_hash)::text = ''::text));

CREATE INDEX calls_receivedevent_call ON public.calls_receivedevent USING btree (system_id, call_key, at);

CREATE INDEX calls_receivedevent_received ON public.calls_receivedevent USING btree (received_at);

CREATE INDEX calls_receivedevent_system_id_62cb3f0c ON public.calls_receivedevent USING btree (system_id);

CREATE INDEX calls_receivedevent_tenant_id_28ce04f5 ON public.calls_receivedevent USING btree (tenant_id);

CREATE INDEX calls_receivedevent_unsettled ON public.calls_receivedevent USING btree (received_at) WHERE (NOT settled);

CREATE INDEX calls_refusedevent_system ON public.calls_refusedevent USING btree (system_id, at DESC);

CREATE INDEX calls_refusedevent_system_id_bca97d5c ON public.calls_refusedevent USING btree (system_id);

CREATE INDEX calls_refusedevent_tenant_id_6220e02e ON public.calls_refusedevent USING btree (tenant_id);

CREATE INDEX calls_systemtenant_system_id_5a0087b8 ON public.calls_systemtenant USING btree (system_id);

CREATE INDEX calls_systemtenant_tenant_id_ba50bbd9 ON public.calls_systemtenant USING btree (tenant_id);

CREATE INDEX calls_tenanttelephony_system_id_50834375 ON public.calls_tenanttelephony USING btree (system_id);

CREATE INDEX calls_tenanttelephony_tenant_id_c08200f4 ON public.calls_tenanttelephony USING btree (tenant_id);

CREATE INDEX calls_trunk_system_id_8ac61681 ON public.calls_trunk USING btree (system_id);

CREATE INDEX calls_trunk_tenant_id_7a9e3a55 ON public.calls_trunk USING btree (tenant_id);

CREATE INDEX channels_accounttrouble_account_id_9c31307b ON public.channels_accounttrouble USING btree (account_id);

CREATE UNIQUE INDEX channels_accounttrouble_one_going_on ON public.channels_accounttrouble USING btree (account_id, direction) WHERE (ended_at IS NULL);

CREATE INDEX channels_accounttrouble_tenant_id_c048c066 ON public.channels_accounttrouble USING btree (tenant_id);

CREATE INDEX channels_connectiontest_account_id_0540be1d ON public.channels_connectiontest USING btree (account_id);

CREATE INDEX channels_connectiontest_tenant_id_b5650a2a ON public.channels_connectiontest USING btree (tenant_id);

CREATE UNIQUE INDEX channels_mailaccount_address_once ON public.channels_mailaccount USING btree (address_key) WHERE (deleted_at IS NULL);

CREATE INDEX channels_mailaccount_alternative_id_d0dd6c69 ON public.channels_mailaccount USING btree (alternative_id);

CREATE INDEX channels_mailaccount_tenant_id_a9e6dcbc ON public.channels_mailaccount USING btree (tenant_id);

CREATE UNIQUE INDEX channels_noreply_one_default ON public.channels_noreplyaddress USING btree (tenant_id) WHERE is_default;

CREATE INDEX channels_noreplyaddress_tenant_id_f8540412 ON public.channels_noreplyaddress USING btree (tenant_id);

CREATE INDEX channels_tenantaccounts_forwards_id_6e1463f1 ON public.channels_tenantaccounts USING btree (forwards_id);

CREATE INDEX channels_tenantaccounts_incoming_id_2c5c2b96 ON public.channels_tenantaccounts USING btree (incoming_id);

CREATE INDEX channels_tenantaccounts_inquiries_id_4b1e58cb ON public.channels_tenantaccounts USING btree (inquiries_id);

CREATE INDEX channels_tenantaccounts_sending_id_d9a7883e ON public.channels_tenantaccounts USING btree (sending_id);

CREATE INDEX channels_tenantaccounts_tenant_id_42f2ac85 ON public.channels_tenantaccounts USING btree (tenant_id);

CREATE INDEX channels_test_account ON public.channels_connectiontest USING btree (account_id, id DESC);

CREATE INDEX channels_trouble_account ON public.channels_accounttrouble USING btree (account_id, began_at DESC);

CREATE INDEX customers_address_customer_id_f042422e ON public.customers_address USING btree (customer_id);

CREATE INDEX customers_address_lent_to_id_eb0f7cd8 ON public.customers_address USING btree (lent_to_id);

CREATE INDEX customers_address_tenant_id_a04c13e5 ON public.customers_address USING btree (tenant_id);

CREATE INDEX customers_customer_lent_to_id_506619b4 ON public.customers_customer USING btree (lent_to_id);

CREATE INDEX customers_customer_sort ON public.customers_customer USING btree (tenant_id, sort_key);

CREATE INDEX customers_customer_tenant_id_b3a9de9f ON public.customers_customer USING btree (tenant_id);

CREATE INDEX customers_customerlink_first_id_ee2254bc ON public.customers_customerlink USING btree (first_id);

CREATE INDEX customers_customerlink_lent_to_id_5ca305cc ON public.customers_customerlink USING btree (lent_to_id);

CREATE INDEX customers_customerlink_second_id_7d87e685 ON public.customers_customerlink USING btree (second_id);

CREATE INDEX customers_customerlink_tenant_id_18f45eac ON public.customers_customerlink USING btree (tenant_id);

CREATE UNIQUE INDEX customers_expert_once ON public.customers_expert USING btree (tenant_id, address_key) WHERE (deleted_at IS NULL);

CREATE INDEX customers_expert_tenant_id_6599da55 ON public.customers_expert USING btree (tenant_id);

CREATE INDEX customers_postaladdress_customer_id_04c1e13c ON public.customers_postaladdress USING btree (customer_id);

CREATE INDEX customers_postaladdress_lent_to_id_3b946ef6 ON public.customers_postaladdress USING btree (lent_to_id);

CREATE UNIQUE INDEX customers_postaladdress_one_default ON public.customers_postaladdress USING btree (customer_id) WHERE ((deleted_at IS NULL) AND is_default);

CREATE INDEX customers_postaladdress_place ON public.customers_postaladdress USING btree (tenant_id, postcode);

CREATE INDEX customers_postaladdress_tenant_id_30527bb3 ON public.customers_postaladdress USING btree (tenant_id);

CREATE INDEX escalations_agreement_accepts_id_c7765aab ON public.escalations_agreement USING btree (accepts_id);

CREATE INDEX escalations_agreement_borrower_confirmed_by_id_5e3c2912 ON public.escalations_agreement USING btree (borrower_confirmed_by_id);

CREATE INDEX escalations_agreement_category_id_92d7ce22 ON public.escalations_agreement USING btree (category_id);

CREATE INDEX escalations_agreement_lender_confirmed_by_id_744d6e2b ON public.escalations_agreement USING btree (lender_confirmed_by_id);

CREATE INDEX escalations_agreement_lent_to_id_d98b9ac2 ON public.escalations_agreement USING btree (lent_to_id);

CREATE UNIQUE INDEX escalations_agreement_once ON public.escalations_agreement USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX escalations_agreement_tenant_id_755f30d1 ON public.escalations_agreement USING btree (tenant_id);

CREATE UNIQUE INDEX escalations_escalationrule_once ON public.escalations_escalationrule USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX escalations_escalationrule_tenant_id_bba81956 ON public.escalations_escalationrule USING btree (tenant_id);

CREATE INDEX escalations_escalationversion_by_id_2b5a0306 ON public.escalations_escalationversion USING btree (by_id);

CREATE INDEX escalations_escalationversion_rule_id_3c523d90 ON public.escalations_escalationversion USING btree (rule_id);

CREATE INDEX escalations_escalationversion_tenant_id_86a87ee9 ON public.escalations_escalationversion USING btree (tenant_id);

CREATE INDEX escalations_firing_lent_to_id_c94f946d ON public.escalations_firing USING btree (lent_to_id);

CREATE INDEX escalations_firing_newest ON public.escalations_firing USING btree (version_id, at DESC);

CREATE INDEX escalations_firing_tenant_id_27adde12 ON public.escalations_firing USING btree (tenant_id);

CREATE INDEX escalations_firing_ticket_id_d5629cc6 ON public.escalations_firing USING btree (ticket_id);

CREATE INDEX escalations_firing_version_id_940073d6 ON public.escalations_firing USING btree (version_id);

CREATE INDEX escalations_noticemail_firing_id_e939b783 ON public.escalations_noticemail USING btree (firing_id);

CREATE INDEX escalations_noticemail_tenant_id_816b019e ON public.escalations_noticemail USING btree (tenant_id);

CREATE INDEX escalations_noticemail_user_id_e01b3abd ON public.escalations_noticemail USING btree (user_id);

CREATE INDEX escalations_noticemail_waits ON public.escalations_noticemail USING btree (tenant_id, user_id) WHERE (sent_at IS NULL);

CREATE INDEX escalations_replay_by_id_3ddbaab1 ON public.escalations_replay USING btree (by_id);

CREATE INDEX escalations_replay_newest ON public.escalations_replay USING btree (tenant_id, kind, at DESC);

CREATE INDEX escalations_replay_tenant_id_0ef01ea7 ON public.escalations_replay USING btree (tenant_id);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX intake_arrival_account ON public.intake_arrival USING btree (account_id, stored_at DESC);

CREATE INDEX intake_arrival_account_id_b9f30d28 ON public.intake_arrival USING btree (account_id);

CREATE INDEX intake_arrival_bytes ON public.intake_arrival USING btree (account_id, sha256);

CREATE INDEX intake_arrival_message_id_f5fe8211 ON public.intake_arrival USING btree (message_id);

CREATE INDEX intake_arrival_raw_id_690576a1 ON public.intake_arrival USING btree (raw_id);

CREATE INDEX intake_arrival_tenant_id_03f8f3d2 ON public.intake_arrival USING btree (tenant_id);

CREATE INDEX intake_arrival_ticket_id_e951956d ON public.intake_arrival USING btree (ticket_id);

CREATE INDEX intake_arrival_undecided ON public.intake_arrival USING btree (tenant_id, state) WHERE (NOT ((state)::text = 'done'::text));

CREATE INDEX intake_arrival_waiting ON public.intake_arrival USING btree (id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX intake_blockentry_made_by_id_eb125a8f ON public.intake_blockentry USING btree (made_by_id);

CREATE INDEX intake_blockentry_tenant_id_2bb31049 ON public.intake_blockentry USING btree (tenant_id);

CREATE INDEX intake_claim_tenant_id_459af768 ON public.intake_claim USING btree (tenant_id);

CREATE INDEX intake_foldercheck_account_id_2f6b011f ON public.intake_foldercheck USING btree (account_id);

CREATE INDEX intake_foldercheck_tenant_id_d546c25a ON public.intake_foldercheck USING btree (tenant_id);

CREATE INDEX intake_mailboxlease_account_id_0e50423d ON public.intake_mailboxlease USING btree (account_id);

CREATE INDEX intake_mailboxlease_tenant_id_1ed5421a ON public.intake_mailboxlease USING btree (tenant_id);

CREATE INDEX intake_shadowdifference_arrival_id_a4de90ef ON public.intake_shadowdifference USING btree (arrival_id);

CREATE INDEX intake_shadowdifference_message_id_3e0a5c4f ON public.intake_shadowdifference USING btree (message_id);

CREATE INDEX intake_shadowdifference_repaired_by_id_7174cea7 ON public.intake_shadowdifference USING btree (repaired_by_id);

CREATE INDEX intake_shadowdifference_run_id_9064cf8e ON public.intake_shadowdifference USING btree (run_id);

CREATE INDEX intake_shadowdifference_tenant_id_638a40dd ON public.intake_shadowdifference USING btree (tenant_id);

CREATE INDEX intake_shadowrun_account_id_3d191b8f ON public.intake_shadowrun USING btree (account_id);

CREATE INDEX intake_shadowrun_asked_by_id_0c79947d ON public.intake_shadowrun USING btree (asked_by_id);

CREATE INDEX intake_shadowrun_newest ON public.intake_shadowrun USING btree (tenant_id, id DESC);

CREATE INDEX intake_shadowrun_tenant_id_5c7cdf8d ON public.intake_shadowrun USING btree (tenant_id);

CREATE UNIQUE INDEX letters_alarm_directory ON public.letters_printalarm USING btree (tenant_id, directory) WHERE (batch_id IS NULL);

CREATE UNIQUE INDEX letters_asset_once ON public.letters_letterasset USING btree (tenant_id, name) WHERE (deleted_at IS NULL);

CREATE INDEX letters_batch_due ON public.letters_printbatch USING btree (next_attempt_at) WHERE ((state)::text = ANY ((ARRAY['writing'::character varying, 'failed'::character varying])::text[]));

CREATE UNIQUE INDEX letters_batch_one_open ON public.letters_printbatch USING btree (tenant_id, day, own_directory) WHERE ((state)::text = 'open'::text);

CREATE INDEX letters_letter_batch ON public.letters_outgoingletter USING btree (batch_id);

CREATE INDEX letters_letter_due ON public.letters_outgoingletter USING btree (next_attempt_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'writing'::character varying])::text[]));

CREATE INDEX letters_letter_lost ON public.letters_outgoingletter USING btree (tenant_id, message_id) WHERE ((state)::text = ANY ((ARRAY['failed'::character varying, 'returned'::character varying])::text[]));

CREATE INDEX letters_letter_made ON public.letters_outgoingletter USING btree (tenant_id, created_at DESC);

CREATE INDEX letters_letter_message ON public.letters_outgoingletter USING btree (message_id);

CREATE INDEX letters_letterasset_blob_id_38f22833 ON public.letters_letterasset USING btree (blob_id);

CREATE INDEX letters_letterasset_tenant_id_da9dabeb ON public.letters_letterasset USING btree (tenant_id);

CREATE INDEX letters_lettertemplate_stylesheet_id_d54cc72f ON public.letters_lettertemplate USING btree (stylesheet_id);

CREATE INDEX letters_lettertemplate_template_id_3dd46782 ON public.letters_lettertemplate USING btree (template_id);

CREATE INDEX letters_lettertemplate_tenant_id_be0bea5b ON public.letters_lettertemplate USING btree (tenant_id);

CREATE INDEX letters_outgoingletter_batch_id_f0c52f37 ON public.letters_outgoingletter USING btree (batch_id);

CREATE INDEX letters_outgoingletter_by_id_e0752799 ON public.letters_outgoingletter USING btree (by_id);

CREATE INDEX letters_outgoingletter_code_a1c1ebb2_like ON public.letters_outgoingletter USING btree (code varchar_pattern_ops);

CREATE INDEX letters_outgoingletter_lent_to_id_fafb488c ON public.letters_outgoingletter USING btree (lent_to_id);

CREATE INDEX letters_outgoingletter_message_id_941c9ed7 ON public.letters_outgoingletter USING btree (message_id);

CREATE INDEX letters_outgoingletter_pdf_id_a749b403 ON public.letters_outgoingletter USING btree (pdf_id);

CREATE INDEX letters_outgoingletter_postal_address_id_4274a83d ON public.letters_outgoingletter USING btree (postal_address_id);

CREATE INDEX letters_outgoingletter_reprint_of_id_69098be4 ON public.letters_outgoingletter USING btree (reprint_of_id);

CREATE INDEX letters_outgoingletter_stylesheet_id_c9ed08e7 ON public.letters_outgoingletter USING btree (stylesheet_id);

CREATE INDEX letters_outgoingletter_template_id_928abcf8 ON public.letters_outgoingletter USING btree (template_id);

CREATE INDEX letters_outgoingletter_tenant_id_d242df3c ON public.letters_outgoingletter USING btree (tenant_id);

CREATE INDEX letters_postageclass_tenant_id_ec5d71b3 ON public.letters_postageclass USING btree (tenant_id);

CREATE INDEX letters_printalarm_batch_id_ea8cc28e ON public.letters_printalarm USING btree (batch_id);

CREATE INDEX letters_printalarm_tenant_id_2aeab681 ON public.letters_printalarm USING btree (tenant_id);

CREATE INDEX letters_printbatch_by_id_0ed50088 ON public.letters_printbatch USING btree (by_id);

CREATE INDEX letters_printbatch_tenant_id_ddf33d19 ON public.letters_printbatch USING btree (tenant_id);

CREATE INDEX letters_scan_lent_to_id_8d49b32c ON public.letters_scan USING btree (lent_to_id);

CREATE INDEX letters_scan_letter_id_82183b0a ON public.letters_scan USING btree (letter_id);

CREATE INDEX letters_scan_message ON public.letters_scan USING btree (message_id);

CREATE INDEX letters_scan_message_id_19a9e712 ON public.letters_scan USING btree (message_id);

CREATE INDEX letters_scan_tenant_id_06f6ce26 ON public.letters_scan USING btree (tenant_id);

CREATE INDEX letters_scan_waiting ON public.letters_scan USING btree (id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX letters_scannedpage_blob_id_4f28e9d0 ON public.letters_scannedpage USING btree (blob_id);

CREATE INDEX letters_scannedpage_lent_to_id_b1f2786f ON public.letters_scannedpage USING btree (lent_to_id);

CREATE INDEX letters_scannedpage_scan_id_70fc86d9 ON public.letters_scannedpage USING btree (scan_id);

CREATE INDEX letters_scannedpage_tenant_id_aa4998fd ON public.letters_scannedpage USING btree (tenant_id);

CREATE INDEX letters_stationery_logo_id_646dc040 ON public.letters_stationery USING btree (logo_id);

CREATE INDEX letters_stationery_tenant_id_58abac32 ON public.letters_stationery USING btree (tenant_id);

CREATE UNIQUE INDEX letters_stylesheet_once ON public.letters_stylesheet USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX letters_stylesheet_one_default ON public.letters_stylesheet USING btree (tenant_id) WHERE ((deleted_at IS NULL) AND is_default);

CREATE INDEX letters_stylesheet_tenant_id_0bf92487 ON public.letters_stylesheet USING btree (tenant_id);

CREATE INDEX letters_stylesheetversion_by_id_2b0dc20d ON public.letters_stylesheetversion USING btree (by_id);

CREATE INDEX letters_stylesheetversion_stylesheet_id_b37de67a ON public.letters_stylesheetversion USING btree (stylesheet_id);

CREATE INDEX letters_stylesheetversion_tenant_id_74ff5896 ON public.letters_stylesheetversion USING btree (tenant_id);

CREATE UNIQUE INDEX org_agentgroup_once ON public.org_agentgroup USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX org_agentgroup_supervisor_group_id_c714cadd ON public.org_agentgroup USING btree (supervisor_group_id);

CREATE INDEX org_agentgroup_tenant_id_227a8adc ON public.org_agentgroup USING btree (tenant_id);

CREATE INDEX org_category_main_category_id_473c4d7d ON public.org_category USING btree (main_category_id);

CREATE UNIQUE INDEX org_category_once ON public.org_category USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX org_category_tenant_id_368ada1e ON public.org_category USING btree (tenant_id);

CREATE INDEX org_categoryclosingcode_category_id_9b64d858 ON public.org_categoryclosingcode USING btree (category_id);

CREATE INDEX org_categoryclosingcode_closing_code_id_5c729227 ON public.org_categoryclosingcode USING btree (closing_code_id);

CREATE INDEX org_categoryclosingcode_tenant_id_2bcf312f ON public.org_categoryclosingcode USING btree (tenant_id);

CREATE UNIQUE INDEX org_closingcode_once ON public.org_closingcode USING btree (tenant_id, code) WHERE (deleted_at IS NULL);

CREATE INDEX org_closingcode_tenant_id_1ae1c555 ON public.org_closingcode USING btree (tenant_id);

CREATE INDEX org_grant_agent_group_id_e8070fc9 ON public.org_grant USING btree (agent_group_id);

CREATE INDEX org_grant_role_id_dc513b9f ON public.org_grant USING btree (role_id);

CREATE INDEX org_grant_supervisor_group_id_8aa157db ON public.org_grant USING btree (supervisor_group_id);

CREATE INDEX org_grant_system_group_id_5fbbdb08 ON public.org_grant USING btree (system_group_id);

CREATE INDEX org_grant_tenant_id_6456a2fb ON public.org_grant USING btree (tenant_id);

CREATE INDEX org_grant_user_id_c67680cf ON public.org_grant USING btree (user_id);

CREATE INDEX org_groupcategory_agent_group_id_225251ac ON public.org_groupcategory USING btree (agent_group_id);

CREATE INDEX org_groupcategory_category_id_d707568c ON public.org_groupcategory USING btree (category_id);

CREATE INDEX org_groupcategory_tenant_id_751d61d3 ON public.org_groupcategory USING btree (tenant_id);

CREATE INDEX org_maincategory_tenant_id_bc4eedbe ON public.org_maincategory USING btree (tenant_id);

CREATE INDEX org_membership_agent_group_id_a313e36a ON public.org_membership USING btree (agent_group_id);

CREATE INDEX org_membership_tenant_id_fd41061b ON public.org_membership USING btree (tenant_id);

CREATE INDEX org_membership_user_id_32c4162f ON public.org_membership USING btree (user_id);

CREATE UNIQUE INDEX org_supervisorgroup_once ON public.org_supervisorgroup USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX org_supervisorgroup_system_group_id_5301782e ON public.org_supervisorgroup USING btree (system_group_id);

CREATE INDEX org_supervisorgroup_tenant_id_c8a529bc ON public.org_supervisorgroup USING btree (tenant_id);

CREATE UNIQUE INDEX org_systemgroup_once ON public.org_systemgroup USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX org_systemgroup_tenant_id_9fc7fab3 ON public.org_systemgroup USING btree (tenant_id);

CREATE INDEX org_tenantsetup_tenant_id_652c4ceb ON public.org_tenantsetup USING btree (tenant_id);

CREATE INDEX outbox_mail_made ON public.outbox_outgoingmail USING btree (tenant_id, created_at);

CREATE INDEX outbox_mail_message ON public.outbox_outgoingmail USING btree (message_id);

CREATE INDEX outbox_mail_not_arrived ON public.outbox_outgoingmail USING btree (tenant_id, message_id) WHERE (((state)::text = ANY ((ARRAY['failed'::character varying, 'bounced'::character varying, 'unclear'::character varying])::text[])) OR (((state)::text = 'sent'::text) AND (NOT (refused = '{}'::jsonb))));

CREATE INDEX outbox_mail_queue ON public.outbox_outgoingmail USING btree (tenant_id, account_id, next_attempt_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'held'::character varying])::text[]));

CREATE INDEX outbox_outgoingmail_account_id_f129b218 ON public.outbox_outgoingmail USING btree (account_id);

CREATE INDEX outbox_outgoingmail_lent_to_id_132ddc82 ON public.outbox_outgoingmail USING btree (lent_to_id);

CREATE INDEX outbox_outgoingmail_message_id_53dd2238 ON public.outbox_outgoingmail USING btree (message_id);

CREATE INDEX outbox_outgoingmail_no_reply_id_493bf684 ON public.outbox_outgoingmail USING btree (no_reply_id);

CREATE INDEX outbox_outgoingmail_reply_account_id_ceb8a098 ON public.outbox_outgoingmail USING btree (reply_account_id);

CREATE INDEX outbox_outgoingmail_tenant_id_ebf50bb3 ON public.outbox_outgoingmail USING btree (tenant_id);

CREATE INDEX outbox_storm_ended_by_id_6d8b4975 ON public.outbox_storm USING btree (ended_by_id);

CREATE UNIQUE INDEX outbox_storm_one_going_on ON public.outbox_storm USING btree (tenant_id, automatic_only) WHERE (ended_at IS NULL);

CREATE INDEX outbox_storm_tenant_id_23114b80 ON public.outbox_storm USING btree (tenant_id);

CREATE INDEX people_absence_begins ON public.people_absence USING btree (since) WHERE (begun_at IS NULL);

CREATE INDEX people_absence_by_id_e22f1d58 ON public.people_absence USING btree (by_id);

CREATE INDEX people_absence_substitute_id_c9f72604 ON public.people_absence USING btree (substitute_id);

CREATE INDEX people_absence_user ON public.people_absence USING btree (user_id, until);

CREATE INDEX people_absence_user_id_804325c1 ON public.people_absence USING btree (user_id);

CREATE INDEX people_agentstate_reason_id_c41be425 ON public.people_agentstate USING btree (reason_id);

CREATE INDEX people_agentstate_user_id_eab71e60 ON public.people_agentstate USING btree (user_id);

CREATE INDEX people_attempt_key_at ON public.people_signinattempt USING btree (key, at);

CREATE UNIQUE INDEX people_breakreason_once ON public.people_breakreason USING btree (sort_key) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX people_role_name_once ON public.people_role USING btree (sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX people_session_expire_date_6a5f72cd ON public.people_session USING btree (expire_date);

CREATE INDEX people_session_seen ON public.people_session USING btree (seen_at);

CREATE INDEX people_session_session_key_f84fb1a3_like ON public.people_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX people_session_user_id_0ab51a1a ON public.people_session USING btree (user_id);

CREATE INDEX people_statechange_at ON public.people_statechange USING btree (at);

CREATE INDEX people_statechange_by_id_4d2056ab ON public.people_statechange USING btree (by_id);

CREATE INDEX people_statechange_user ON public.people_statechange USING btree (user_id, module, at);

CREATE INDEX people_statechange_user_id_ca576dee ON public.people_statechange USING btree (user_id);

CREATE INDEX people_user_email_key_8befc169_like ON public.people_user USING btree (email_key varchar_pattern_ops);

CREATE INDEX people_user_username_7e18cbac_like ON public.people_user USING btree (username varchar_pattern_ops);

CREATE INDEX people_user_username_key_c50ca7bb_like ON public.people_user USING btree (username_key varchar_pattern_ops);

CREATE INDEX privacy_disclosure_asked_by_id_025be35f ON public.privacy_disclosure USING btree (asked_by_id);

CREATE INDEX privacy_disclosure_contact ON public.privacy_disclosure USING btree (tenant_id, contact, asked_at DESC);

CREATE INDEX privacy_disclosure_content_id_e6df08af ON public.privacy_disclosure USING btree (content_id);

CREATE INDEX privacy_disclosure_tenant_id_20d4240f ON public.privacy_disclosure USING btree (tenant_id);

CREATE INDEX privacy_erasure_asked_by_id_f7738b50 ON public.privacy_erasure USING btree (asked_by_id);

CREATE INDEX privacy_erasure_newest ON public.privacy_erasure USING btree (tenant_id, asked_at DESC);

CREATE UNIQUE INDEX privacy_erasure_one_of_contact ON public.privacy_erasure USING btree (tenant_id, contact) WHERE (((kind)::text = 'contact'::text) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[])));

CREATE UNIQUE INDEX privacy_erasure_one_retention ON public.privacy_erasure USING btree (tenant_id) NULLS NOT DISTINCT WHERE (((kind)::text = 'retention'::text) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[])));

CREATE INDEX privacy_erasure_tenant_id_232135d4 ON public.privacy_erasure USING btree (tenant_id);

CREATE INDEX privacy_hold_customer_id_3075061f ON public.privacy_hold USING btree (customer_id);

CREATE INDEX privacy_hold_lifted_by_id_3edeeb0f ON public.privacy_hold USING btree (lifted_by_id);

CREATE UNIQUE INDEX privacy_hold_one_of_customer ON public.privacy_hold USING btree (customer_id) WHERE (lifted_at IS NULL);

CREATE UNIQUE INDEX privacy_hold_one_of_ticket ON public.privacy_hold USING btree (ticket_id) WHERE (lifted_at IS NULL);

CREATE INDEX privacy_hold_placed_by_id_009d3ae3 ON public.privacy_hold USING btree (placed_by_id);

CREATE INDEX privacy_hold_tenant_id_56d47ff4 ON public.privacy_hold USING btree (tenant_id);

CREATE INDEX privacy_hold_ticket_id_65660881 ON public.privacy_hold USING btree (ticket_id);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);

CREATE INDEX readiness_canary_account_id_ad5cad0c ON public.readiness_canary USING btree (account_id);

CREATE INDEX readiness_canary_tenant_id_195d353e ON public.readiness_canary USING btree (tenant_id);

CREATE INDEX readiness_lettertrial_tenant_id_8f979164 ON public.readiness_lettertrial USING btree (tenant_id);

CREATE INDEX readiness_trial_account_id_2a30c4f0 ON public.readiness_trial USING btree (account_id);

CREATE INDEX readiness_trial_by_id_4f63e000 ON public.readiness_trial USING btree (by_id);

CREATE INDEX readiness_trial_newest ON public.readiness_trial USING btree (tenant_id, id DESC);

CREATE UNIQUE INDEX readiness_trial_one_at_a_time ON public.readiness_trial USING btree (tenant_id) WHERE (finished_at IS NULL);

CREATE INDEX readiness_trial_tenant_id_6d4ef53e ON public.readiness_trial USING btree (tenant_id);

CREATE UNIQUE INDEX reports_alarm_once ON public.reports_alarm USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX reports_alarm_tenant_id_79db6cb4 ON public.reports_alarm USING btree (tenant_id);

CREATE INDEX reports_alarmmute_alarm_id_116df31e ON public.reports_alarmmute USING btree (alarm_id);

CREATE INDEX reports_alarmmute_tenant_id_30d3c5c9 ON public.reports_alarmmute USING btree (tenant_id);

CREATE INDEX reports_alarmmute_user_id_e1a66f62 ON public.reports_alarmmute USING btree (user_id);

CREATE INDEX reports_backlogsample_tenant_id_145c7a05 ON public.reports_backlogsample USING btree (tenant_id);

CREATE INDEX routing_accountfallback_account_id_f6818e29 ON public.routing_accountfallback USING btree (account_id);

CREATE INDEX routing_accountfallback_category_id_0278873b ON public.routing_accountfallback USING btree (category_id);

CREATE INDEX routing_accountfallback_tenant_id_e4449963 ON public.routing_accountfallback USING btree (tenant_id);

CREATE INDEX routing_categoryrule_account_id_6c2156d8 ON public.routing_categoryrule USING btree (account_id);

CREATE INDEX routing_categoryrule_category_id_5b8593e3 ON public.routing_categoryrule USING btree (category_id);

CREATE INDEX routing_categoryrule_tenant_id_aa2f3473 ON public.routing_categoryrule USING btree (tenant_id);

CREATE INDEX routing_dryrun_by_id_414d51d0 ON public.routing_dryrun USING btree (by_id);

CREATE INDEX routing_dryrun_newest ON public.routing_dryrun USING btree (tenant_id, at DESC);

CREATE UNIQUE INDEX routing_dryrun_one_at_a_time ON public.routing_dryrun USING btree (tenant_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]));

CREATE INDEX routing_dryrun_tenant_id_b12df5d0 ON public.routing_dryrun USING btree (tenant_id);

CREATE INDEX routing_keywordset_tenant_id_2e675866 ON public.routing_keywordset USING btree (tenant_id);

CREATE INDEX routing_learned_newest ON public.routing_learnedmodel USING btree (tenant_id, trained_at DESC);

CREATE UNIQUE INDEX routing_learnedmodel_one_active ON public.routing_learnedmodel USING btree (tenant_id) WHERE active;

CREATE INDEX routing_learnedmodel_tenant_id_45d75de0 ON public.routing_learnedmodel USING btree (tenant_id);

CREATE INDEX routing_learning_asked_by_id_1dba41f5 ON public.routing_learning USING btree (asked_by_id);

CREATE INDEX routing_learning_tenant_id_aac2edb3 ON public.routing_learning USING btree (tenant_id);

CREATE INDEX routing_loan_agreement ON public.routing_loan USING btree (agreement_id, since);

CREATE INDEX routing_loan_category_id_ac02409d ON public.routing_loan USING btree (category_id);

CREATE INDEX routing_loan_lent_to_id_17f096d9 ON public.routing_loan USING btree (lent_to_id);

CREATE UNIQUE INDEX routing_loan_one_runs ON public.routing_loan USING btree (ticket_id) WHERE (until IS NULL);

CREATE INDEX routing_loan_tenant_id_b9a95ce3 ON public.routing_loan USING btree (tenant_id);

CREATE INDEX routing_loan_ticket ON public.routing_loan USING btree (ticket_id);

CREATE INDEX routing_loan_ticket_id_6427ebd5 ON public.routing_loan USING btree (ticket_id);

CREATE INDEX routing_ruleversion_activated_by_id_44114ebd ON public.routing_ruleversion USING btree (activated_by_id);

CREATE INDEX routing_ruleversion_by_id_7e051525 ON public.routing_ruleversion USING btree (by_id);

CREATE UNIQUE INDEX routing_ruleversion_one_active ON public.routing_ruleversion USING btree (tenant_id) WHERE active;

CREATE INDEX routing_ruleversion_tenant_id_43a2a93f ON public.routing_ruleversion USING btree (tenant_id);

CREATE UNIQUE INDEX sla_businesscalendar_once ON public.sla_businesscalendar USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX sla_businesscalendar_tenant_id_9f7a7f82 ON public.sla_businesscalendar USING btree (tenant_id);

CREATE INDEX sla_calendarexception_calendar_id_85e0dae8 ON public.sla_calendarexception USING btree (calendar_id);

CREATE INDEX sla_calendarexception_tenant_id_579ef41a ON public.sla_calendarexception USING btree (tenant_id);

CREATE INDEX sla_calendarpast_calendar_id_3254fb77 ON public.sla_calendarpast USING btree (calendar_id);

CREATE INDEX sla_calendarpast_tenant_id_dc3b2b18 ON public.sla_calendarpast USING btree (tenant_id);

CREATE INDEX sla_calendarpast_until ON public.sla_calendarpast USING btree (calendar_id, until);

CREATE INDEX sla_calendarversion_calendar_id_8e7f5d7c ON public.sla_calendarversion USING btree (calendar_id);

CREATE INDEX sla_calendarversion_tenant_id_ef7be170 ON public.sla_calendarversion USING btree (tenant_id);

CREATE UNIQUE INDEX sla_servicelevel_once ON public.sla_servicelevel USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX sla_servicelevel_tenant_id_613019df ON public.sla_servicelevel USING btree (tenant_id);

CREATE INDEX sla_servicelevelpast_level_id_2071297e ON public.sla_servicelevelpast USING btree (level_id);

CREATE INDEX sla_servicelevelpast_tenant_id_38256faa ON public.sla_servicelevelpast USING btree (tenant_id);

CREATE INDEX sla_servicelevelpast_until ON public.sla_servicelevelpast USING btree (level_id, until);

CREATE INDEX spelling_word_decided_by_id_dad12835 ON public.spelling_word USING btree (decided_by_id);

CREATE INDEX spelling_word_proposed_by_id_7e7a3a9f ON public.spelling_word USING btree (proposed_by_id);

CREATE INDEX spelling_word_tenant_id_879a5620 ON public.spelling_word USING btree (tenant_id);

CREATE INDEX tenants_appsetting_tenant_id_e052bca1 ON public.tenants_appsetting USING btree (tenant_id);

CREATE INDEX tenants_tenant_code_6eb70e0c_like ON public.tenants_tenant USING btree (code varchar_pattern_ops);

CREATE UNIQUE INDEX tenants_tenant_name_once ON public.tenants_tenant USING btree (name_key) WHERE (deleted_at IS NULL);

CREATE INDEX texts_assignment_category ON public.texts_templateassignment USING btree (category_id, kind);

CREATE UNIQUE INDEX texts_assignment_one_default ON public.texts_templateassignment USING btree (category_id, kind) WHERE is_default;

CREATE INDEX texts_greeting_tenant_id_83ab387d ON public.texts_greeting USING btree (tenant_id);

CREATE INDEX texts_libraryfile_blob_id_0b6d9a5c ON public.texts_libraryfile USING btree (blob_id);

CREATE UNIQUE INDEX texts_libraryfile_once ON public.texts_libraryfile USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE INDEX texts_libraryfile_tenant_id_b66b0246 ON public.texts_libraryfile USING btree (tenant_id);

CREATE UNIQUE INDEX texts_module_once ON public.texts_textmodule USING btree (tenant_id, language, sort_key) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX texts_module_shortcut_once ON public.texts_textmodule USING btree (tenant_id, language, shortcut_key) WHERE ((deleted_at IS NULL) AND (NOT ((shortcut_key)::text = ''::text)));

CREATE INDEX texts_modulecategory_category_id_c80cb380 ON public.texts_modulecategory USING btree (category_id);

CREATE INDEX texts_modulecategory_module_id_59e140e9 ON public.texts_modulecategory USING btree (module_id);

CREATE INDEX texts_modulecategory_tenant_id_73694cf6 ON public.texts_modulecategory USING btree (tenant_id);

CREATE INDEX texts_modulegroup_tenant_id_f21c4531 ON public.texts_modulegroup USING btree (tenant_id);

CREATE INDEX texts_replytemplate_footer_id_f1240be8 ON public.texts_replytemplate USING btree (footer_id);

CREATE INDEX texts_replytemplate_layout_id_ec1c717e ON public.texts_replytemplate USING btree (layout_id);

CREATE INDEX texts_replytemplate_letterhead_id_1ca99e73 ON public.texts_replytemplate USING btree (letterhead_id);

CREATE INDEX texts_replytemplate_reply_account_id_b969949b ON public.texts_replytemplate USING btree (reply_account_id);

CREATE INDEX texts_replytemplate_sender_id_1275008f ON public.texts_replytemplate USING btree (sender_id);

CREATE INDEX texts_replytemplate_signature_id_a62ff8b2 ON public.texts_replytemplate USING btree (signature_id);

CREATE INDEX texts_replytemplate_style_id_60849247 ON public.texts_replytemplate USING btree (style_id);

CREATE INDEX texts_replytemplate_tenant_id_290b8b6d ON public.texts_replytemplate USING btree (tenant_id);

CREATE UNIQUE INDEX texts_template_once ON public.texts_replytemplate USING btree (tenant_id, sort_key) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX texts_template_one_default ON public.texts_replytemplate USING btree (tenant_id, part) WHERE ((deleted_at IS NULL) AND is_default);

CREATE INDEX texts_templateassignment_category_id_1d048c17 ON public.texts_templateassignment USING btree (category_id);

CREATE INDEX texts_templateassignment_template_id_845bb849 ON public.texts_templateassignment USING btree (template_id);

CREATE INDEX texts_templateassignment_tenant_id_4555aede ON public.texts_templateassignment USING btree (tenant_id);

CREATE INDEX texts_templatecontent_template_id_181defd6 ON public.texts_templatecontent USING btree (template_id);

CREATE INDEX texts_templatecontent_tenant_id_44e22d6d ON public.texts_templatecontent USING btree (tenant_id);

CREATE INDEX texts_templatefile_file_id_6c564423 ON public.texts_templatefile USING btree (file_id);

CREATE INDEX texts_templatefile_template_id_566d5f7e ON public.texts_templatefile USING btree (template_id);

CREATE INDEX texts_templatefile_tenant_id_f34fb3fc ON public.texts_templatefile USING btree (tenant_id);

CREATE INDEX texts_templateversion_by_id_c6411cee ON public.texts_templateversion USING btree (by_id);

CREATE INDEX texts_templateversion_template_id_28a4fa1f ON public.texts_templateversion USING btree (template_id);

CREATE INDEX texts_templateversion_tenant_id_62c32267 ON public.texts_templateversion USING btree (tenant_id);

CREATE INDEX texts_textmodule_group_id_08d160d4 ON public.texts_textmodule USING btree (group_id);

CREATE INDEX texts_textmodule_tenant_id_d43f1e50 ON public.texts_textmodule USING btree (tenant_id);

CREATE INDEX tickets_attachment_blob_id_e21422bb ON public.tickets_attachment USING btree (blob_id);

CREATE INDEX tickets_attachment_lent_to_id_fc79d0fb ON public.tickets_attachment USING btree (lent_to_id);

CREATE INDEX tickets_attachment_message ON public.tickets_attachment USING btree (message_id);

CREATE INDEX tickets_attachment_message_id_19591853 ON public.tickets_attachment USING btree (message_id);

CREATE INDEX tickets_attachment_tenant_id_3dbdd408 ON public.tickets_attachment USING btree (tenant_id);

CREATE INDEX tickets_blob_tenant_id_7d9082c7 ON public.tickets_blob USING btree (tenant_id);

CREATE INDEX tickets_history_ticket ON public.tickets_historyentry USING btree (ticket_id, at);

CREATE INDEX tickets_historyentry_actor_id_e769ce6b ON public.tickets_historyentry USING btree (actor_id);

CREATE INDEX tickets_historyentry_lent_to_id_cd65ee0c ON public.tickets_historyentry USING btree (lent_to_id);

CREATE INDEX tickets_historyentry_tenant_id_216867e3 ON public.tickets_historyentry USING btree (tenant_id);

CREATE INDEX tickets_historyentry_ticket_id_52ed4c4e ON public.tickets_historyentry USING btree (ticket_id);

CREATE INDEX tickets_inquiry_answer_id_f97baa57 ON public.tickets_inquiry USING btree (answer_id);

CREATE INDEX tickets_inquiry_asked_by_id_c82c6aaf ON public.tickets_inquiry USING btree (asked_by_id);

CREATE INDEX tickets_inquiry_lent_to_id_3f621419 ON public.tickets_inquiry USING btree (lent_to_id);

CREATE INDEX tickets_inquiry_message_id_41ceb2b1 ON public.tickets_inquiry USING btree (message_id);

CREATE INDEX tickets_inquiry_open ON public.tickets_inquiry USING btree (asked_by_id, asked_at) WHERE ((state)::text = 'open'::text);

CREATE INDEX tickets_inquiry_remind ON public.tickets_inquiry USING btree (tenant_id, remind_at) WHERE ((remind_at IS NOT NULL) AND ((state)::text = 'open'::text));

CREATE INDEX tickets_inquiry_tenant_id_83af2c42 ON public.tickets_inquiry USING btree (tenant_id);

CREATE INDEX tickets_inquiry_ticket ON public.tickets_inquiry USING btree (ticket_id);

CREATE INDEX tickets_inquiry_ticket_id_ad35420e ON public.tickets_inquiry USING btree (ticket_id);

CREATE INDEX tickets_link_ticket ON public.tickets_ticketlink USING btree (ticket_id);

CREATE INDEX tickets_message_author_id_e13a9dd8 ON public.tickets_message USING btree (author_id);

CREATE INDEX tickets_message_lent_to_id_57a5b1cb ON public.tickets_message USING btree (lent_to_id);

CREATE INDEX tickets_message_message_id ON public.tickets_message USING btree (tenant_id, message_id);

CREATE UNIQUE INDEX tickets_message_once ON public.tickets_message USING btree (tenant_id, identity) WHERE (identity IS NOT NULL);

CREATE INDEX tickets_message_raw_id_df91d5ff ON public.tickets_message USING btree (raw_id);

CREATE INDEX tickets_message_tenant_id_4a5cdb8d ON public.tickets_message USING btree (tenant_id);

CREATE INDEX tickets_message_ticket ON public.tickets_message USING btree (ticket_id, at);

CREATE INDEX tickets_message_ticket_id_a1134910 ON public.tickets_message USING btree (ticket_id);

CREATE INDEX tickets_messagemove_by_id_989459e2 ON public.tickets_messagemove USING btree (by_id);

CREATE INDEX tickets_messagemove_lent_to_id_a681beb8 ON public.tickets_messagemove USING btree (lent_to_id);

CREATE INDEX tickets_messagemove_source_id_e0e4e0ab ON public.tickets_messagemove USING btree (source_id);

CREATE INDEX tickets_messagemove_target_id_a0896f3d ON public.tickets_messagemove USING btree (target_id);

CREATE INDEX tickets_messagemove_tenant_id_837d24b6 ON public.tickets_messagemove USING btree (tenant_id);

CREATE INDEX tickets_messagemove_undone_by_id_bbd144a1 ON public.tickets_messagemove USING btree (undone_by_id);

CREATE INDEX tickets_move_source ON public.tickets_messagemove USING btree (source_id, at);

CREATE INDEX tickets_move_target ON public.tickets_messagemove USING btree (target_id, at);

CREATE INDEX tickets_note_author_id_5a8cae83 ON public.tickets_note USING btree (author_id);

CREATE INDEX tickets_note_lent_to_id_1c7cc41e ON public.tickets_note USING btree (lent_to_id);

CREATE INDEX tickets_note_tenant_id_94ffd087 ON public.tickets_note USING btree (tenant_id);

CREATE INDEX tickets_note_ticket ON public.tickets_note USING btree (ticket_id, at);

CREATE INDEX tickets_note_ticket_id_d19e6b0b ON public.tickets_note USING btree (ticket_id);

CREATE INDEX tickets_notice_lent_to_id_28ef6577 ON public.tickets_notice USING btree (lent_to_id);

CREATE INDEX tickets_notice_tenant_id_dfff74d2 ON public.tickets_notice USING btree (tenant_id);

CREATE INDEX tickets_notice_ticket_id_f34cf2ba ON public.tickets_notice USING btree (ticket_id);

CREATE INDEX tickets_notice_user ON public.tickets_notice USING btree (user_id, at DESC);

CREATE INDEX tickets_notice_user_id_e10ae284 ON public.tickets_notice USING btree (user_id);

CREATE INDEX tickets_pause_lent_to_id_079fa1ea ON public.tickets_pause USING btree (lent_to_id);

CREATE UNIQUE INDEX tickets_pause_one_at_a_time ON public.tickets_pause USING btree (ticket_id) WHERE (until IS NULL);

CREATE INDEX tickets_pause_tenant_id_a716c13c ON public.tickets_pause USING btree (tenant_id);

CREATE INDEX tickets_pause_ticket ON public.tickets_pause USING btree (ticket_id, since);

CREATE INDEX tickets_pause_ticket_id_21f5cee7 ON public.tickets_pause USING btree (ticket_id);

CREATE INDEX tickets_presence_lent_to_id_fdad0e2c ON public.tickets_presence USING btree (lent_to_id);

CREATE INDEX tickets_presence_tenant_id_b8e45848 ON public.tickets_presence USING btree (tenant_id);

CREATE INDEX tickets_presence_ticket_id_f0e92811 ON public.tickets_presence USING btree (ticket_id);

CREATE INDEX tickets_presence_user_id_b1ef7b6f ON public.tickets_presence USING btree (user_id);

CREATE INDEX tickets_promise_calendar ON public.tickets_promise USING btree (calendar_id) WHERE (done_at IS NULL);

CREATE INDEX tickets_promise_calendar_id_71608277 ON public.tickets_promise USING btree (calendar_id);

CREATE INDEX tickets_promise_kept ON public.tickets_promise USING btree (tenant_id, done_at) WHERE (kept IS NOT NULL);

CREATE INDEX tickets_promise_lent_to_id_e751daee ON public.tickets_promise USING btree (lent_to_id);

CREATE INDEX tickets_promise_level ON public.tickets_promise USING btree (service_level_id) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX tickets_promise_one_runs ON public.tickets_promise USING btree (ticket_id, kind) WHERE (done_at IS NULL);

CREATE INDEX tickets_promise_service_level_id_cf6fddb7 ON public.tickets_promise USING btree (service_level_id);

CREATE INDEX tickets_promise_tenant_id_06c4e3fc ON public.tickets_promise USING btree (tenant_id);

CREATE INDEX tickets_promise_ticket ON public.tickets_promise USING btree (ticket_id);

CREATE INDEX tickets_promise_ticket_id_e4d9472d ON public.tickets_promise USING btree (ticket_id);

CREATE INDEX tickets_promiseterms_calendar_id_4ab2abd0 ON public.tickets_promiseterms USING btree (calendar_id);

CREATE INDEX tickets_promiseterms_promise_id_7b9a40d2 ON public.tickets_promiseterms USING btree (promise_id);

CREATE INDEX tickets_promiseterms_service_level_id_edbb42fb ON public.tickets_promiseterms USING btree (service_level_id);

CREATE INDEX tickets_promiseterms_tenant_id_6b2ffe8a ON public.tickets_promiseterms USING btree (tenant_id);

CREATE INDEX tickets_promiseterms_until ON public.tickets_promiseterms USING btree (promise_id, until);

CREATE INDEX tickets_recomputation_latest ON public.tickets_recomputation USING btree (tenant_id, begun_at DESC);

CREATE INDEX tickets_recomputation_tenant_id_745d44bf ON public.tickets_recomputation USING btree (tenant_id);

CREATE INDEX tickets_ticket_account_id_91e3d17e ON public.tickets_ticket USING btree (account_id);

CREATE INDEX tickets_ticket_category_id_710dbfd0 ON public.tickets_ticket USING btree (category_id);

CREATE INDEX tickets_ticket_closed ON public.tickets_ticket USING btree (tenant_id, closed_at) INCLUDE (category_id, last_owner_id, lent_to_id) WHERE (closed_at IS NOT NULL);

CREATE INDEX tickets_ticket_closing_code_id_b8a7ab3a ON public.tickets_ticket USING btree (closing_code_id);

CREATE INDEX tickets_ticket_customer ON public.tickets_ticket USING btree (customer_id, received_at DESC);

CREATE INDEX tickets_ticket_customer_id_f2d9135a ON public.tickets_ticket USING btree (customer_id);

CREATE INDEX tickets_ticket_due ON public.tickets_ticket USING btree (tenant_id, due_at) WHERE ((closed_at IS NULL) AND (due_at IS NOT NULL));

CREATE INDEX tickets_ticket_held ON public.tickets_ticket USING btree (tenant_id, held_until) WHERE ((state)::text = ANY ((ARRAY['resubmitted'::character varying, 'internal_forwarded'::character varying])::text[]));

CREATE INDEX tickets_ticket_last_owner_id_e86c18dc ON public.tickets_ticket USING btree (last_owner_id);

CREATE INDEX tickets_ticket_lent ON public.tickets_ticket USING btree (lent_to_id, rank_at) WHERE (lent_to_id IS NOT NULL);

CREATE INDEX tickets_ticket_lent_category_id_16933041 ON public.tickets_ticket USING btree (lent_category_id);

CREATE INDEX tickets_ticket_lent_to_id_f4df60ea ON public.tickets_ticket USING btree (lent_to_id);

CREATE INDEX tickets_ticket_merged_into_id_3a36ad40 ON public.tickets_ticket USING btree (merged_into_id);

CREATE INDEX tickets_ticket_next ON public.tickets_ticket USING btree (queue_category_id, rank_at, id) INCLUDE (tenant_id, lent_to_id) WHERE ((state)::text = 'queued'::text);

CREATE INDEX tickets_ticket_open ON public.tickets_ticket USING btree (tenant_id) INCLUDE (lent_to_id, queue_category_id, channel, state, owner_id, received_at, due_at, warn_at) WHERE ((state)::text = ANY ((ARRAY['created'::character varying, 'queued'::character varying, 'assigned'::character varying, 'resubmitted'::character varying, 'internal_forwarded'::character varying, 'external_forwarded'::character varying, 'external_inquired'::character varying, 'clearance'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX tickets_ticket_open_by_age ON public.tickets_ticket USING btree (received_at, id) WHERE ((state)::text = ANY ((ARRAY['created'::character varying, 'queued'::character varying, 'assigned'::character varying, 'resubmitted'::character varying, 'internal_forwarded'::character varying, 'external_forwarded'::character varying, 'external_inquired'::character varying, 'clearance'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX tickets_ticket_open_by_due ON public.tickets_ticket USING btree (due_at, id) WHERE ((state)::text = ANY ((ARRAY['created'::character varying, 'queued'::character varying, 'assigned'::character varying, 'resubmitted'::character varying, 'internal_forwarded'::character varying, 'external_forwarded'::character varying, 'external_inquired'::character varying, 'clearance'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX tickets_ticket_owner ON public.tickets_ticket USING btree (owner_id, received_at) WHERE ((closed_at IS NULL) AND (owner_id IS NOT NULL));

CREATE INDEX tickets_ticket_owner_id_40236788 ON public.tickets_ticket USING btree (owner_id);

CREATE INDEX tickets_ticket_place ON public.tickets_ticket USING btree (queue_category_id, state, received_at);

CREATE INDEX tickets_ticket_process_id_50c59c48 ON public.tickets_ticket USING btree (process_id);

CREATE INDEX tickets_ticket_put_away ON public.tickets_ticket USING btree (last_owner_id) WHERE ((state)::text = ANY ((ARRAY['resubmitted'::character varying, 'internal_forwarded'::character varying])::text[]));

CREATE INDEX tickets_ticket_rank ON public.tickets_ticket USING btree (rank_at, id) INCLUDE (queue_category_id, tenant_id, lent_to_id) WHERE ((state)::text = 'queued'::text);

CREATE INDEX tickets_ticket_state ON public.tickets_ticket USING btree (tenant_id, state, received_at) INCLUDE (category_id, lent_to_id);

CREATE INDEX tickets_ticket_tenant_id_3a7f5a8a ON public.tickets_ticket USING btree (tenant_id);

CREATE INDEX tickets_ticket_untouched ON public.tickets_ticket USING btree (assigned_at) WHERE (((state)::text = 'assigned'::text) AND (touched_at IS NULL));

CREATE INDEX tickets_ticket_waits_for ON public.tickets_ticket USING btree (waits_for_id) WHERE ((state)::text = ANY ((ARRAY['resubmitted'::character varying, 'internal_forwarded'::character varying])::text[]));

CREATE INDEX tickets_ticket_waits_for_id_8a75b1b0 ON public.tickets_ticket USING btree (waits_for_id);

CREATE INDEX tickets_ticket_warn ON public.tickets_ticket USING btree (tenant_id, warn_at) WHERE ((closed_at IS NULL) AND (warn_at IS NOT NULL));

CREATE INDEX tickets_ticketlink_lent_to_id_910e9a3a ON public.tickets_ticketlink USING btree (lent_to_id);

CREATE INDEX tickets_ticketlink_tenant_id_a935add9 ON public.tickets_ticketlink USING btree (tenant_id);

CREATE INDEX tickets_ticketlink_ticket_id_f15673e4 ON public.tickets_ticketlink USING btree (ticket_id);

CREATE TRIGGER audit_chain_follow BEFORE INSERT OR DELETE OR UPDATE ON public.audit_chain FOR EACH ROW EXECUTE FUNCTION public.kontor_audit_head();

CREATE TRIGGER audit_entry_begin BEFORE INSERT ON public.audit_auditentry FOR EACH ROW EXECUTE FUNCTION public.kontor_audit_begin();

CREATE TRIGGER audit_entry_keep BEFORE DELETE OR UPDATE ON public.audit_auditentry FOR EACH ROW EXECUTE FUNCTION public.kontor_audit_keep();

CREATE CONSTRAINT TRIGGER audit_entry_link AFTER UPDATE ON public.audit_auditentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.number IS NULL) AND ((new.previous_hash)::text = ''::text))) EXECUTE FUNCTION public.kontor_audit_link();

CREATE CONSTRAINT TRIGGER audit_entry_queue AFTER INSERT ON public.audit_auditentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.kontor_audit_queue();

CREATE TRIGGER audit_entry_retire AFTER DELETE ON public.audit_auditentry REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.kontor_audit_retire();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

CREATE TRIGGER tickets_history_append_only BEFORE UPDATE ON public.tickets_historyentry FOR EACH ROW EXECUTE FUNCTION public.tickets_history_lent_only();

ALTER TABLE ONLY public.answers_automaticbudget
    ADD CONSTRAINT answers_automaticbudget_tenant_id_65411823_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_automaticreply
    ADD CONSTRAINT answers_automaticreply_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_automaticreply
    ADD CONSTRAINT answers_automaticreply_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_automaticreply
    ADD CONSTRAINT answers_automaticreply_tenant_id_debe0012_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_author_id_5c5b4d9c_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_closing_code_tie FOREIGN KEY (closing_code_id, tenant_id) REFERENCES public.org_closingcode(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_decided_by_id_91239e10_fk_people_user_id FOREIGN KEY (decided_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_draft_tie FOREIGN KEY (draft_id, tenant_id) REFERENCES public.answers_draft(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_lent_to_id_4f07b52c_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_tenant_id_82abdcaf_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_clearance
    ADD CONSTRAINT answers_clearance_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_author_id_016e56ae_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_customer_tie FOREIGN KEY (customer_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_lent_to_id_eb7ee823_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_postal_address_tie FOREIGN KEY (postal_address_id, tenant_id) REFERENCES public.customers_postaladdress(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_process_tie FOREIGN KEY (process_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_quoted_tie FOREIGN KEY (quoted_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_tenant_id_bb611029_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draft
    ADD CONSTRAINT answers_draft_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draftfile
    ADD CONSTRAINT answers_draftfile_blob_tie FOREIGN KEY (blob_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draftfile
    ADD CONSTRAINT answers_draftfile_draft_tie FOREIGN KEY (draft_id, tenant_id) REFERENCES public.answers_draft(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draftfile
    ADD CONSTRAINT answers_draftfile_lent_to_id_f1a4ea83_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_draftfile
    ADD CONSTRAINT answers_draftfile_tenant_id_0c95b8f8_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_author_id_14b6c5af_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_lent_to_id_d708ef37_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_reviewed_by_id_1a92795a_fk_people_user_id FOREIGN KEY (reviewed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_tenant_id_ec16ebdd_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_qualitysample
    ADD CONSTRAINT answers_qualitysample_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_reviewrule
    ADD CONSTRAINT answers_reviewrule_agent_id_cb83dc54_fk_people_user_id FOREIGN KEY (agent_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_reviewrule
    ADD CONSTRAINT answers_reviewrule_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_reviewrule
    ADD CONSTRAINT answers_reviewrule_tenant_id_49bdd8dd_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_lent_to_id_70ab27f8_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_quoted_tie FOREIGN KEY (quoted_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_released_by_id_c3e26609_fk_people_user_id FOREIGN KEY (released_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.answers_sentanswer
    ADD CONSTRAINT answers_sentanswer_tenant_id_44489140_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_auditentry
    ADD CONSTRAINT audit_auditentry_actor_id_8ab278be_fk_people_user_id FOREIGN KEY (actor_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_auditentry
    ADD CONSTRAINT audit_auditentry_tenant_id_4f775df7_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_tenant_id_f53cfa8a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_blockednumber
    ADD CONSTRAINT calls_blockednumber_by_id_e487c3c7_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_blockednumber
    ADD CONSTRAINT calls_blockednumber_tenant_id_a9439656_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_agent_id_bc37e002_fk_people_user_id FOREIGN KEY (agent_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_customer_tie FOREIGN KEY (customer_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_lent_to_id_a4c0c893_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_placed_by_id_edaa22b6_fk_people_user_id FOREIGN KEY (placed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_system_id_d4c7fd57_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_tenant_id_80e018fb_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_call_tie FOREIGN KEY (call_id, tenant_id) REFERENCES public.calls_call(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_lent_to_id_3604701d_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_tenant_id_89923175_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callparty
    ADD CONSTRAINT calls_callparty_user_id_25c90925_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_diallednumber
    ADD CONSTRAINT calls_diallednumber_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_diallednumber
    ADD CONSTRAINT calls_diallednumber_system_id_334be63f_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_diallednumber
    ADD CONSTRAINT calls_diallednumber_tenant_id_f49e1452_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_heldcall
    ADD CONSTRAINT calls_heldcall_system_id_88635f1f_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_heldcall
    ADD CONSTRAINT calls_heldcall_tenant_id_c1927ab3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_linetest
    ADD CONSTRAINT calls_linetest_system_id_6690d0d7_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_phonedevice
    ADD CONSTRAINT calls_phonedevice_system_id_b0c617d5_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_phonedevice
    ADD CONSTRAINT calls_phonedevice_user_id_64d2d9bc_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_phonelink
    ADD CONSTRAINT calls_phonelink_system_id_e162d741_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_receivedevent
    ADD CONSTRAINT calls_receivedevent_system_id_62cb3f0c_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_receivedevent
    ADD CONSTRAINT calls_receivedevent_tenant_id_28ce04f5_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_refusedevent
    ADD CONSTRAINT calls_refusedevent_system_id_bca97d5c_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_refusedevent
    ADD CONSTRAINT calls_refusedevent_tenant_id_6220e02e_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_systemtenant
    ADD CONSTRAINT calls_systemtenant_system_id_5a0087b8_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_systemtenant
    ADD CONSTRAINT calls_systemtenant_tenant_id_ba50bbd9_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_tenanttelephony
    ADD CONSTRAINT calls_tenanttelephon_system_id_50834375_fk_calls_pho FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_tenanttelephony
    ADD CONSTRAINT calls_tenanttelephony_tenant_id_c08200f4_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_trunk
    ADD CONSTRAINT calls_trunk_system_id_8ac61681_fk_calls_phonesystem_id FOREIGN KEY (system_id) REFERENCES public.calls_phonesystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_trunk
    ADD CONSTRAINT calls_trunk_tenant_id_7a9e3a55_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_accounttrouble
    ADD CONSTRAINT channels_accounttrouble_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_accounttrouble
    ADD CONSTRAINT channels_accounttrouble_tenant_id_c048c066_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_connectiontest
    ADD CONSTRAINT channels_connectiontest_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_connectiontest
    ADD CONSTRAINT channels_connectiontest_tenant_id_b5650a2a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_mailaccount
    ADD CONSTRAINT channels_mailaccount_alternative_tie FOREIGN KEY (alternative_id, alternative_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_mailaccount
    ADD CONSTRAINT channels_mailaccount_tenant_id_a9e6dcbc_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_noreplyaddress
    ADD CONSTRAINT channels_noreplyaddress_tenant_id_f8540412_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_forwards_tie FOREIGN KEY (forwards_id, forwards_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_incoming_tie FOREIGN KEY (incoming_id, incoming_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_inquiries_tie FOREIGN KEY (inquiries_id, inquiries_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_sending_tie FOREIGN KEY (sending_id, sending_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels_tenantaccounts
    ADD CONSTRAINT channels_tenantaccounts_tenant_id_42f2ac85_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_address
    ADD CONSTRAINT customers_address_customer_tie FOREIGN KEY (customer_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_address
    ADD CONSTRAINT customers_address_lent_to_id_eb0f7cd8_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_address
    ADD CONSTRAINT customers_address_tenant_id_a04c13e5_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_lent_to_id_506619b4_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_tenant_id_b3a9de9f_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_customerlink_first_tie FOREIGN KEY (first_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_customerlink_lent_to_id_5ca305cc_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_customerlink_second_tie FOREIGN KEY (second_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customerlink
    ADD CONSTRAINT customers_customerlink_tenant_id_18f45eac_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_expert
    ADD CONSTRAINT customers_expert_tenant_id_6599da55_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdr_lent_to_id_3b946ef6_fk_tenants_t FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdress_customer_tie FOREIGN KEY (customer_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdress_tenant_id_30527bb3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreemen_borrower_confirmed_b_5e3c2912_fk_people_us FOREIGN KEY (borrower_confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreemen_lender_confirmed_by__744d6e2b_fk_people_us FOREIGN KEY (lender_confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreement_accepts_tie FOREIGN KEY (accepts_id, lent_to_id) REFERENCES public.sla_businesscalendar(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreement_category_tie FOREIGN KEY (category_id, lent_to_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreement_lent_to_id_d98b9ac2_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_agreement
    ADD CONSTRAINT escalations_agreement_tenant_id_755f30d1_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_escalationversion
    ADD CONSTRAINT escalations_escalati_tenant_id_86a87ee9_fk_tenants_t FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_escalationrule
    ADD CONSTRAINT escalations_escalati_tenant_id_bba81956_fk_tenants_t FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_escalationversion
    ADD CONSTRAINT escalations_escalationversion_by_id_2b5a0306_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_escalationversion
    ADD CONSTRAINT escalations_escalationversion_rule_tie FOREIGN KEY (rule_id, tenant_id) REFERENCES public.escalations_escalationrule(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_lent_to_id_c94f946d_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_tenant_id_27adde12_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_firing
    ADD CONSTRAINT escalations_firing_version_tie FOREIGN KEY (version_id, tenant_id) REFERENCES public.escalations_escalationversion(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_noticemail
    ADD CONSTRAINT escalations_noticemail_firing_tie FOREIGN KEY (firing_id, tenant_id) REFERENCES public.escalations_firing(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_noticemail
    ADD CONSTRAINT escalations_noticemail_tenant_id_816b019e_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_noticemail
    ADD CONSTRAINT escalations_noticemail_user_id_e01b3abd_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_replay
    ADD CONSTRAINT escalations_replay_by_id_3ddbaab1_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.escalations_replay
    ADD CONSTRAINT escalations_replay_tenant_id_0ef01ea7_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_raw_tie FOREIGN KEY (raw_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_tenant_id_03f8f3d2_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_arrival
    ADD CONSTRAINT intake_arrival_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_blockentry
    ADD CONSTRAINT intake_blockentry_made_by_id_eb125a8f_fk_people_user_id FOREIGN KEY (made_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_blockentry
    ADD CONSTRAINT intake_blockentry_tenant_id_2bb31049_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_claim
    ADD CONSTRAINT intake_claim_tenant_id_459af768_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_foldercheck
    ADD CONSTRAINT intake_foldercheck_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_foldercheck
    ADD CONSTRAINT intake_foldercheck_tenant_id_d546c25a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_mailboxlease
    ADD CONSTRAINT intake_mailboxlease_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_mailboxlease
    ADD CONSTRAINT intake_mailboxlease_tenant_id_1ed5421a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdiffere_repaired_by_id_7174cea7_fk_people_us FOREIGN KEY (repaired_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_arrival_tie FOREIGN KEY (arrival_id, tenant_id) REFERENCES public.intake_arrival(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_run_tie FOREIGN KEY (run_id, tenant_id) REFERENCES public.intake_shadowrun(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowdifference
    ADD CONSTRAINT intake_shadowdifference_tenant_id_638a40dd_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowrun
    ADD CONSTRAINT intake_shadowrun_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowrun
    ADD CONSTRAINT intake_shadowrun_asked_by_id_0c79947d_fk_people_user_id FOREIGN KEY (asked_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.intake_shadowrun
    ADD CONSTRAINT intake_shadowrun_tenant_id_5c7cdf8d_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_letterasset
    ADD CONSTRAINT letters_letterasset_blob_tie FOREIGN KEY (blob_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_letterasset
    ADD CONSTRAINT letters_letterasset_tenant_id_da9dabeb_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_lettertemplate
    ADD CONSTRAINT letters_lettertemplate_stylesheet_tie FOREIGN KEY (stylesheet_id, tenant_id) REFERENCES public.letters_stylesheet(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_lettertemplate
    ADD CONSTRAINT letters_lettertemplate_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_lettertemplate
    ADD CONSTRAINT letters_lettertemplate_tenant_id_be0bea5b_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_batch_tie FOREIGN KEY (batch_id, tenant_id) REFERENCES public.letters_printbatch(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_by_id_e0752799_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_lent_to_id_fafb488c_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_pdf_tie FOREIGN KEY (pdf_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_postal_address_tie FOREIGN KEY (postal_address_id, tenant_id) REFERENCES public.customers_postaladdress(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_reprint_of_tie FOREIGN KEY (reprint_of_id, tenant_id) REFERENCES public.letters_outgoingletter(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_stylesheet_tie FOREIGN KEY (stylesheet_id, tenant_id) REFERENCES public.letters_stylesheet(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_outgoingletter
    ADD CONSTRAINT letters_outgoingletter_tenant_id_d242df3c_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_postageclass
    ADD CONSTRAINT letters_postageclass_tenant_id_ec5d71b3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_printalarm
    ADD CONSTRAINT letters_printalarm_batch_tie FOREIGN KEY (batch_id, tenant_id) REFERENCES public.letters_printbatch(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_printalarm
    ADD CONSTRAINT letters_printalarm_tenant_id_2aeab681_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_printbatch
    ADD CONSTRAINT letters_printbatch_by_id_0ed50088_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_printbatch
    ADD CONSTRAINT letters_printbatch_tenant_id_ddf33d19_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_lent_to_id_8d49b32c_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_letter_tie FOREIGN KEY (letter_id, tenant_id) REFERENCES public.letters_outgoingletter(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scan
    ADD CONSTRAINT letters_scan_tenant_id_06f6ce26_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_blob_tie FOREIGN KEY (blob_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_lent_to_id_b1f2786f_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_scan_tie FOREIGN KEY (scan_id, tenant_id) REFERENCES public.letters_scan(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_scannedpage
    ADD CONSTRAINT letters_scannedpage_tenant_id_aa4998fd_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_stationery
    ADD CONSTRAINT letters_stationery_logo_tie FOREIGN KEY (logo_id, tenant_id) REFERENCES public.letters_letterasset(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_stationery
    ADD CONSTRAINT letters_stationery_tenant_id_58abac32_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_stylesheet
    ADD CONSTRAINT letters_stylesheet_tenant_id_0bf92487_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_stylesheetversion
    ADD CONSTRAINT letters_stylesheetve_tenant_id_74ff5896_fk_tenants_t FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_stylesheetversion
    ADD CONSTRAINT letters_stylesheetversion_by_id_2b0dc20d_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.letters_stylesheetversion
    ADD CONSTRAINT letters_stylesheetversion_stylesheet_tie FOREIGN KEY (stylesheet_id, tenant_id) REFERENCES public.letters_stylesheet(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_agentgroup
    ADD CONSTRAINT org_agentgroup_supervisor_group_tie FOREIGN KEY (supervisor_group_id, tenant_id) REFERENCES public.org_supervisorgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_agentgroup
    ADD CONSTRAINT org_agentgroup_tenant_id_227a8adc_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_category
    ADD CONSTRAINT org_category_main_category_tie FOREIGN KEY (main_category_id, tenant_id) REFERENCES public.org_maincategory(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_category
    ADD CONSTRAINT org_category_tenant_id_368ada1e_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_categoryclosingcode
    ADD CONSTRAINT org_categoryclosingcode_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_categoryclosingcode
    ADD CONSTRAINT org_categoryclosingcode_closing_code_tie FOREIGN KEY (closing_code_id, tenant_id) REFERENCES public.org_closingcode(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_categoryclosingcode
    ADD CONSTRAINT org_categoryclosingcode_tenant_id_2bcf312f_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_closingcode
    ADD CONSTRAINT org_closingcode_tenant_id_1ae1c555_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_agent_group_tie FOREIGN KEY (agent_group_id, tenant_id) REFERENCES public.org_agentgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_role_id_dc513b9f_fk_people_role_id FOREIGN KEY (role_id) REFERENCES public.people_role(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_supervisor_group_tie FOREIGN KEY (supervisor_group_id, tenant_id) REFERENCES public.org_supervisorgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_system_group_tie FOREIGN KEY (system_group_id, tenant_id) REFERENCES public.org_systemgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_tenant_id_6456a2fb_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_grant
    ADD CONSTRAINT org_grant_user_id_c67680cf_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_groupcategory
    ADD CONSTRAINT org_groupcategory_agent_group_tie FOREIGN KEY (agent_group_id, tenant_id) REFERENCES public.org_agentgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_groupcategory
    ADD CONSTRAINT org_groupcategory_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_groupcategory
    ADD CONSTRAINT org_groupcategory_tenant_id_751d61d3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_maincategory
    ADD CONSTRAINT org_maincategory_tenant_id_bc4eedbe_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_membership
    ADD CONSTRAINT org_membership_agent_group_tie FOREIGN KEY (agent_group_id, tenant_id) REFERENCES public.org_agentgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_membership
    ADD CONSTRAINT org_membership_tenant_id_fd41061b_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_membership
    ADD CONSTRAINT org_membership_user_id_32c4162f_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_supervisorgroup
    ADD CONSTRAINT org_supervisorgroup_system_group_tie FOREIGN KEY (system_group_id, tenant_id) REFERENCES public.org_systemgroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_supervisorgroup
    ADD CONSTRAINT org_supervisorgroup_tenant_id_c8a529bc_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_systemgroup
    ADD CONSTRAINT org_systemgroup_tenant_id_9fc7fab3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.org_tenantsetup
    ADD CONSTRAINT org_tenantsetup_tenant_id_652c4ceb_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_lent_to_id_132ddc82_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_no_reply_tie FOREIGN KEY (no_reply_id, tenant_id) REFERENCES public.channels_noreplyaddress(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_reply_account_tie FOREIGN KEY (reply_account_id, reply_account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_outgoingmail
    ADD CONSTRAINT outbox_outgoingmail_tenant_id_ebf50bb3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_storm
    ADD CONSTRAINT outbox_storm_ended_by_id_6d8b4975_fk_people_user_id FOREIGN KEY (ended_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.outbox_storm
    ADD CONSTRAINT outbox_storm_tenant_id_23114b80_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_absence
    ADD CONSTRAINT people_absence_by_id_e22f1d58_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_absence
    ADD CONSTRAINT people_absence_substitute_id_c9f72604_fk_people_user_id FOREIGN KEY (substitute_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_absence
    ADD CONSTRAINT people_absence_user_id_804325c1_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_agentstate
    ADD CONSTRAINT people_agentstate_reason_id_c41be425_fk_people_breakreason_id FOREIGN KEY (reason_id) REFERENCES public.people_breakreason(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_agentstate
    ADD CONSTRAINT people_agentstate_user_id_eab71e60_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_session
    ADD CONSTRAINT people_session_user_id_0ab51a1a_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_statechange
    ADD CONSTRAINT people_statechange_by_id_4d2056ab_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_statechange
    ADD CONSTRAINT people_statechange_user_id_ca576dee_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_disclosure
    ADD CONSTRAINT privacy_disclosure_asked_by_id_025be35f_fk_people_user_id FOREIGN KEY (asked_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_disclosure
    ADD CONSTRAINT privacy_disclosure_content_tie FOREIGN KEY (content_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_disclosure
    ADD CONSTRAINT privacy_disclosure_tenant_id_20d4240f_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_asked_by_id_f7738b50_fk_people_user_id FOREIGN KEY (asked_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_tenant_id_232135d4_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_customer_tie FOREIGN KEY (customer_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_lifted_by_id_3edeeb0f_fk_people_user_id FOREIGN KEY (lifted_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_placed_by_id_009d3ae3_fk_people_user_id FOREIGN KEY (placed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_tenant_id_56d47ff4_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_hold
    ADD CONSTRAINT privacy_hold_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);

ALTER TABLE ONLY public.readiness_canary
    ADD CONSTRAINT readiness_canary_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.readiness_canary
    ADD CONSTRAINT readiness_canary_tenant_id_195d353e_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.readiness_lettertrial
    ADD CONSTRAINT readiness_lettertrial_tenant_id_8f979164_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.readiness_trial
    ADD CONSTRAINT readiness_trial_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.readiness_trial
    ADD CONSTRAINT readiness_trial_by_id_4f63e000_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.readiness_trial
    ADD CONSTRAINT readiness_trial_tenant_id_6d4ef53e_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_alarm
    ADD CONSTRAINT reports_alarm_tenant_id_79db6cb4_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_alarmmute
    ADD CONSTRAINT reports_alarmmute_alarm_tie FOREIGN KEY (alarm_id, tenant_id) REFERENCES public.reports_alarm(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_alarmmute
    ADD CONSTRAINT reports_alarmmute_tenant_id_30d3c5c9_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_alarmmute
    ADD CONSTRAINT reports_alarmmute_user_id_e1a66f62_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reports_backlogsample
    ADD CONSTRAINT reports_backlogsample_tenant_id_145c7a05_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_accountfallback
    ADD CONSTRAINT routing_accountfallback_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_accountfallback
    ADD CONSTRAINT routing_accountfallback_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_accountfallback
    ADD CONSTRAINT routing_accountfallback_tenant_id_e4449963_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_categoryrule
    ADD CONSTRAINT routing_categoryrule_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_categoryrule
    ADD CONSTRAINT routing_categoryrule_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_categoryrule
    ADD CONSTRAINT routing_categoryrule_tenant_id_aa2f3473_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_dryrun
    ADD CONSTRAINT routing_dryrun_by_id_414d51d0_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_dryrun
    ADD CONSTRAINT routing_dryrun_tenant_id_b12df5d0_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_keywordset
    ADD CONSTRAINT routing_keywordset_tenant_id_2e675866_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_learnedmodel
    ADD CONSTRAINT routing_learnedmodel_tenant_id_45d75de0_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_learning
    ADD CONSTRAINT routing_learning_asked_by_id_1dba41f5_fk_people_user_id FOREIGN KEY (asked_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_learning
    ADD CONSTRAINT routing_learning_tenant_id_aac2edb3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_category_tie FOREIGN KEY (category_id, lent_to_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_lent_to_id_17f096d9_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_tenant_id_b9a95ce3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_loan
    ADD CONSTRAINT routing_loan_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_ruleversion
    ADD CONSTRAINT routing_ruleversion_activated_by_id_44114ebd_fk_people_user_id FOREIGN KEY (activated_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_ruleversion
    ADD CONSTRAINT routing_ruleversion_by_id_7e051525_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.routing_ruleversion
    ADD CONSTRAINT routing_ruleversion_tenant_id_43a2a93f_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_businesscalendar
    ADD CONSTRAINT sla_businesscalendar_tenant_id_9f7a7f82_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_calendarexception
    ADD CONSTRAINT sla_calendarexception_calendar_tie FOREIGN KEY (calendar_id, tenant_id) REFERENCES public.sla_businesscalendar(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_calendarexception
    ADD CONSTRAINT sla_calendarexception_tenant_id_579ef41a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_calendarpast
    ADD CONSTRAINT sla_calendarpast_calendar_tie FOREIGN KEY (calendar_id, tenant_id) REFERENCES public.sla_businesscalendar(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_calendarpast
    ADD CONSTRAINT sla_calendarpast_tenant_id_dc3b2b18_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_calendarversion
    ADD CONSTRAINT sla_calendarversion_calendar_tie FOREIGN KEY (calendar_id, tenant_id) REFERENCES public.sla_businesscalendar(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_calendarversion
    ADD CONSTRAINT sla_calendarversion_tenant_id_ef7be170_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_servicelevel
    ADD CONSTRAINT sla_servicelevel_tenant_id_613019df_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_servicelevelpast
    ADD CONSTRAINT sla_servicelevelpast_level_tie FOREIGN KEY (level_id, tenant_id) REFERENCES public.sla_servicelevel(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sla_servicelevelpast
    ADD CONSTRAINT sla_servicelevelpast_tenant_id_38256faa_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spelling_word
    ADD CONSTRAINT spelling_word_decided_by_id_dad12835_fk_people_user_id FOREIGN KEY (decided_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spelling_word
    ADD CONSTRAINT spelling_word_proposed_by_id_7e7a3a9f_fk_people_user_id FOREIGN KEY (proposed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spelling_word
    ADD CONSTRAINT spelling_word_tenant_id_879a5620_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tenants_appsetting
    ADD CONSTRAINT tenants_appsetting_tenant_id_e052bca1_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tenants_tenant
    ADD CONSTRAINT tenants_tenant_id_df937e8a_fk_tenants_roster_id FOREIGN KEY (id) REFERENCES public.tenants_roster(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_greeting
    ADD CONSTRAINT texts_greeting_tenant_id_83ab387d_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_libraryfile
    ADD CONSTRAINT texts_libraryfile_blob_tie FOREIGN KEY (blob_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_libraryfile
    ADD CONSTRAINT texts_libraryfile_tenant_id_b66b0246_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_modulecategory
    ADD CONSTRAINT texts_modulecategory_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_modulecategory
    ADD CONSTRAINT texts_modulecategory_module_tie FOREIGN KEY (module_id, tenant_id) REFERENCES public.texts_textmodule(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_modulecategory
    ADD CONSTRAINT texts_modulecategory_tenant_id_73694cf6_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_modulegroup
    ADD CONSTRAINT texts_modulegroup_tenant_id_f21c4531_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_footer_tie FOREIGN KEY (footer_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_layout_tie FOREIGN KEY (layout_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_letterhead_tie FOREIGN KEY (letterhead_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_reply_account_tie FOREIGN KEY (reply_account_id, reply_account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_sender_tie FOREIGN KEY (sender_id, sender_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_signature_tie FOREIGN KEY (signature_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_style_tie FOREIGN KEY (style_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_replytemplate
    ADD CONSTRAINT texts_replytemplate_tenant_id_290b8b6d_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templateassignment
    ADD CONSTRAINT texts_templateassign_tenant_id_4555aede_fk_tenants_t FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templateassignment
    ADD CONSTRAINT texts_templateassignment_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templateassignment
    ADD CONSTRAINT texts_templateassignment_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templatecontent
    ADD CONSTRAINT texts_templatecontent_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templatecontent
    ADD CONSTRAINT texts_templatecontent_tenant_id_44e22d6d_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templatefile
    ADD CONSTRAINT texts_templatefile_file_tie FOREIGN KEY (file_id, tenant_id) REFERENCES public.texts_libraryfile(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templatefile
    ADD CONSTRAINT texts_templatefile_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templatefile
    ADD CONSTRAINT texts_templatefile_tenant_id_f34fb3fc_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templateversion
    ADD CONSTRAINT texts_templateversion_by_id_c6411cee_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templateversion
    ADD CONSTRAINT texts_templateversion_template_tie FOREIGN KEY (template_id, tenant_id) REFERENCES public.texts_replytemplate(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_templateversion
    ADD CONSTRAINT texts_templateversion_tenant_id_62c32267_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_textmodule
    ADD CONSTRAINT texts_textmodule_group_tie FOREIGN KEY (group_id, tenant_id) REFERENCES public.texts_modulegroup(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.texts_textmodule
    ADD CONSTRAINT texts_textmodule_tenant_id_d43f1e50_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_blob_tie FOREIGN KEY (blob_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_lent_to_id_fc79d0fb_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_tenant_id_3dbdd408_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_blob
    ADD CONSTRAINT tickets_blob_tenant_id_7d9082c7_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_actor_id_e769ce6b_fk_people_user_id FOREIGN KEY (actor_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_lent_to_id_cd65ee0c_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_tenant_id_216867e3_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_answer_tie FOREIGN KEY (answer_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_asked_by_id_c82c6aaf_fk_people_user_id FOREIGN KEY (asked_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_lent_to_id_3f621419_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_message_tie FOREIGN KEY (message_id, tenant_id) REFERENCES public.tickets_message(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_tenant_id_83af2c42_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_inquiry
    ADD CONSTRAINT tickets_inquiry_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_author_id_e13a9dd8_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_lent_to_id_57a5b1cb_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_raw_tie FOREIGN KEY (raw_id, tenant_id) REFERENCES public.tickets_blob(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_tenant_id_4a5cdb8d_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_message
    ADD CONSTRAINT tickets_message_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_by_id_989459e2_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_lent_to_id_a681beb8_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_source_tie FOREIGN KEY (source_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_target_tie FOREIGN KEY (target_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_tenant_id_837d24b6_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_messagemove
    ADD CONSTRAINT tickets_messagemove_undone_by_id_bbd144a1_fk_people_user_id FOREIGN KEY (undone_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_note
    ADD CONSTRAINT tickets_note_author_id_5a8cae83_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_note
    ADD CONSTRAINT tickets_note_lent_to_id_1c7cc41e_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_note
    ADD CONSTRAINT tickets_note_tenant_id_94ffd087_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_note
    ADD CONSTRAINT tickets_note_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_notice
    ADD CONSTRAINT tickets_notice_lent_to_id_28ef6577_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_notice
    ADD CONSTRAINT tickets_notice_tenant_id_dfff74d2_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_notice
    ADD CONSTRAINT tickets_notice_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_notice
    ADD CONSTRAINT tickets_notice_user_id_e10ae284_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_pause
    ADD CONSTRAINT tickets_pause_lent_to_id_079fa1ea_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_pause
    ADD CONSTRAINT tickets_pause_tenant_id_a716c13c_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_pause
    ADD CONSTRAINT tickets_pause_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_lent_to_id_fdad0e2c_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_tenant_id_b8e45848_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_presence
    ADD CONSTRAINT tickets_presence_user_id_b1ef7b6f_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_calendar_tie FOREIGN KEY (calendar_id, tenant_id) REFERENCES public.sla_businesscalendar(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_lent_to_id_e751daee_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_service_level_tie FOREIGN KEY (service_level_id, tenant_id) REFERENCES public.sla_servicelevel(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_tenant_id_06c4e3fc_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promise
    ADD CONSTRAINT tickets_promise_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promiseterms
    ADD CONSTRAINT tickets_promiseterms_calendar_tie FOREIGN KEY (calendar_id, tenant_id) REFERENCES public.sla_businesscalendar(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promiseterms
    ADD CONSTRAINT tickets_promiseterms_promise_tie FOREIGN KEY (promise_id, tenant_id) REFERENCES public.tickets_promise(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promiseterms
    ADD CONSTRAINT tickets_promiseterms_service_level_tie FOREIGN KEY (service_level_id, tenant_id) REFERENCES public.sla_servicelevel(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_promiseterms
    ADD CONSTRAINT tickets_promiseterms_tenant_id_6b2ffe8a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_recomputation
    ADD CONSTRAINT tickets_recomputation_tenant_id_745d44bf_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_account_tie FOREIGN KEY (account_id, account_owner) REFERENCES public.channels_mailaccount(id, owner_key) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_category_tie FOREIGN KEY (category_id, tenant_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_closing_code_tie FOREIGN KEY (closing_code_id, tenant_id) REFERENCES public.org_closingcode(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_customer_tie FOREIGN KEY (customer_id, tenant_id) REFERENCES public.customers_customer(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_last_owner_id_e86c18dc_fk_people_user_id FOREIGN KEY (last_owner_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_lent_category_tie FOREIGN KEY (lent_category_id, lent_to_id) REFERENCES public.org_category(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_lent_to_id_f4df60ea_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_merged_into_tie FOREIGN KEY (merged_into_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_owner_id_40236788_fk_people_user_id FOREIGN KEY (owner_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_process_tie FOREIGN KEY (process_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_tenant_id_3a7f5a8a_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_waits_for_id_8a75b1b0_fk_people_user_id FOREIGN KEY (waits_for_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_lent_to_id_910e9a3a_fk_tenants_tenant_id FOREIGN KEY (lent_to_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_tenant_id_a935add9_fk_tenants_tenant_id FOREIGN KEY (tenant_id) REFERENCES public.tenants_tenant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_ticket_tie FOREIGN KEY (ticket_id, tenant_id) REFERENCES public.tickets_ticket(id, tenant_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.answers_automaticbudget ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_automaticbudget_policy ON public.answers_automaticbudget USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.answers_automaticreply ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_automaticreply_policy ON public.answers_automaticreply USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.answers_clearance ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_clearance_policy ON public.answers_clearance USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.answers_draft ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_draft_policy ON public.answers_draft USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.answers_draftfile ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_draftfile_policy ON public.answers_draftfile USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.answers_qualitysample ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_qualitysample_policy ON public.answers_qualitysample USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.answers_reviewrule ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_reviewrule_policy ON public.answers_reviewrule USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.answers_sentanswer ENABLE ROW LEVEL SECURITY;

CREATE POLICY answers_sentanswer_policy ON public.answers_sentanswer USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.audit_auditentry ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_auditentry_policy ON public.audit_auditentry USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.audit_chain ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_chain_policy ON public.audit_chain USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_blockednumber ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_blockednumber_policy ON public.calls_blockednumber USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_call ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_call_policy ON public.calls_call USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.calls_callparty ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_callparty_policy ON public.calls_callparty USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.calls_diallednumber ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_diallednumber_policy ON public.calls_diallednumber USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_heldcall ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_heldcall_policy ON public.calls_heldcall USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_receivedevent ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_receivedevent_policy ON public.calls_receivedevent USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_refusedevent ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_refusedevent_policy ON public.calls_refusedevent USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_systemtenant ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_systemtenant_policy ON public.calls_systemtenant USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_tenanttelephony ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_tenanttelephony_policy ON public.calls_tenanttelephony USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.calls_trunk ENABLE ROW LEVEL SECURITY;

CREATE POLICY calls_trunk_policy ON public.calls_trunk USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.channels_accounttrouble ENABLE ROW LEVEL SECURITY;

CREATE POLICY channels_accounttrouble_policy ON public.channels_accounttrouble USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.channels_connectiontest ENABLE ROW LEVEL SECURITY;

CREATE POLICY channels_connectiontest_policy ON public.channels_connectiontest USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.channels_mailaccount ENABLE ROW LEVEL SECURITY;

CREATE POLICY channels_mailaccount_policy ON public.channels_mailaccount USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

CREATE POLICY channels_mailaccount_policy_read ON public.channels_mailaccount FOR SELECT USING (((tenant_id IS NULL) OR (tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.channels_noreplyaddress ENABLE ROW LEVEL SECURITY;

CREATE POLICY channels_noreplyaddress_policy ON public.channels_noreplyaddress USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.channels_tenantaccounts ENABLE ROW LEVEL SECURITY;

CREATE POLICY channels_tenantaccounts_policy ON public.channels_tenantaccounts USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.customers_address ENABLE ROW LEVEL SECURITY;

CREATE POLICY customers_address_policy ON public.customers_address USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.customers_customer ENABLE ROW LEVEL SECURITY;

CREATE POLICY customers_customer_policy ON public.customers_customer USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.customers_customerlink ENABLE ROW LEVEL SECURITY;

CREATE POLICY customers_customerlink_policy ON public.customers_customerlink USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.customers_expert ENABLE ROW LEVEL SECURITY;

CREATE POLICY customers_expert_policy ON public.customers_expert USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.customers_postaladdress ENABLE ROW LEVEL SECURITY;

CREATE POLICY customers_postaladdress_policy ON public.customers_postaladdress USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.escalations_agreement ENABLE ROW LEVEL SECURITY;

CREATE POLICY escalations_agreement_policy ON public.escalations_agreement USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.escalations_escalationrule ENABLE ROW LEVEL SECURITY;

CREATE POLICY escalations_escalationrule_policy ON public.escalations_escalationrule USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.escalations_escalationversion ENABLE ROW LEVEL SECURITY;

CREATE POLICY escalations_escalationversion_policy ON public.escalations_escalationversion USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.escalations_firing ENABLE ROW LEVEL SECURITY;

CREATE POLICY escalations_firing_policy ON public.escalations_firing USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.escalations_noticemail ENABLE ROW LEVEL SECURITY;

CREATE POLICY escalations_noticemail_policy ON public.escalations_noticemail USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.escalations_replay ENABLE ROW LEVEL SECURITY;

CREATE POLICY escalations_replay_policy ON public.escalations_replay USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_arrival ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_arrival_policy ON public.intake_arrival USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_blockentry ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_blockentry_policy ON public.intake_blockentry USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_claim ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_claim_policy ON public.intake_claim USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_foldercheck ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_foldercheck_policy ON public.intake_foldercheck USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_mailboxlease ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_mailboxlease_policy ON public.intake_mailboxlease USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_shadowdifference ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_shadowdifference_policy ON public.intake_shadowdifference USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.intake_shadowrun ENABLE ROW LEVEL SECURITY;

CREATE POLICY intake_shadowrun_policy ON public.intake_shadowrun USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_letterasset ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_letterasset_policy ON public.letters_letterasset USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_lettertemplate ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_lettertemplate_policy ON public.letters_lettertemplate USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_outgoingletter ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_outgoingletter_policy ON public.letters_outgoingletter USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.letters_postageclass ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_postageclass_policy ON public.letters_postageclass USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_printalarm ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_printalarm_policy ON public.letters_printalarm USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_printbatch ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_printbatch_policy ON public.letters_printbatch USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_scan ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_scan_policy ON public.letters_scan USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.letters_scannedpage ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_scannedpage_policy ON public.letters_scannedpage USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.letters_stationery ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_stationery_policy ON public.letters_stationery USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_stylesheet ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_stylesheet_policy ON public.letters_stylesheet USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.letters_stylesheetversion ENABLE ROW LEVEL SECURITY;

CREATE POLICY letters_stylesheetversion_policy ON public.letters_stylesheetversion USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_agentgroup ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_agentgroup_policy ON public.org_agentgroup USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_category ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_category_policy ON public.org_category USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_categoryclosingcode ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_categoryclosingcode_policy ON public.org_categoryclosingcode USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_closingcode ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_closingcode_policy ON public.org_closingcode USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_grant ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_grant_policy ON public.org_grant USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

CREATE POLICY org_grant_policy_read ON public.org_grant FOR SELECT USING (((tenant_id IS NULL) OR (tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.org_groupcategory ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_groupcategory_policy ON public.org_groupcategory USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_maincategory ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_maincategory_policy ON public.org_maincategory USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_membership ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_membership_policy ON public.org_membership USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_supervisorgroup ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_supervisorgroup_policy ON public.org_supervisorgroup USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_systemgroup ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_systemgroup_policy ON public.org_systemgroup USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.org_tenantsetup ENABLE ROW LEVEL SECURITY;

CREATE POLICY org_tenantsetup_policy ON public.org_tenantsetup USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.outbox_outgoingmail ENABLE ROW LEVEL SECURITY;

CREATE POLICY outbox_outgoingmail_policy ON public.outbox_outgoingmail USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.outbox_storm ENABLE ROW LEVEL SECURITY;

CREATE POLICY outbox_storm_policy ON public.outbox_storm USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.privacy_disclosure ENABLE ROW LEVEL SECURITY;

CREATE POLICY privacy_disclosure_policy ON public.privacy_disclosure USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.privacy_erasure ENABLE ROW LEVEL SECURITY;

CREATE POLICY privacy_erasure_policy ON public.privacy_erasure USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.privacy_hold ENABLE ROW LEVEL SECURITY;

CREATE POLICY privacy_hold_policy ON public.privacy_hold USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.readiness_canary ENABLE ROW LEVEL SECURITY;

CREATE POLICY readiness_canary_policy ON public.readiness_canary USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.readiness_lettertrial ENABLE ROW LEVEL SECURITY;

CREATE POLICY readiness_lettertrial_policy ON public.readiness_lettertrial USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.readiness_trial ENABLE ROW LEVEL SECURITY;

CREATE POLICY readiness_trial_policy ON public.readiness_trial USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.reports_alarm ENABLE ROW LEVEL SECURITY;

CREATE POLICY reports_alarm_policy ON public.reports_alarm USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.reports_alarmmute ENABLE ROW LEVEL SECURITY;

CREATE POLICY reports_alarmmute_policy ON public.reports_alarmmute USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.reports_backlogsample ENABLE ROW LEVEL SECURITY;

CREATE POLICY reports_backlogsample_policy ON public.reports_backlogsample USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_accountfallback ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_accountfallback_policy ON public.routing_accountfallback USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_categoryrule ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_categoryrule_policy ON public.routing_categoryrule USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_dryrun ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_dryrun_policy ON public.routing_dryrun USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_keywordset ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_keywordset_policy ON public.routing_keywordset USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_learnedmodel ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_learnedmodel_policy ON public.routing_learnedmodel USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_learning ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_learning_policy ON public.routing_learning USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.routing_loan ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_loan_policy ON public.routing_loan USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.routing_ruleversion ENABLE ROW LEVEL SECURITY;

CREATE POLICY routing_ruleversion_policy ON public.routing_ruleversion USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.sla_businesscalendar ENABLE ROW LEVEL SECURITY;

CREATE POLICY sla_businesscalendar_policy ON public.sla_businesscalendar USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.sla_calendarexception ENABLE ROW LEVEL SECURITY;

CREATE POLICY sla_calendarexception_policy ON public.sla_calendarexception USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.sla_calendarpast ENABLE ROW LEVEL SECURITY;

CREATE POLICY sla_calendarpast_policy ON public.sla_calendarpast USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.sla_calendarversion ENABLE ROW LEVEL SECURITY;

CREATE POLICY sla_calendarversion_policy ON public.sla_calendarversion USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.sla_servicelevel ENABLE ROW LEVEL SECURITY;

CREATE POLICY sla_servicelevel_policy ON public.sla_servicelevel USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.sla_servicelevelpast ENABLE ROW LEVEL SECURITY;

CREATE POLICY sla_servicelevelpast_policy ON public.sla_servicelevelpast USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.spelling_word ENABLE ROW LEVEL SECURITY;

CREATE POLICY spelling_word_policy ON public.spelling_word USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.tenants_appsetting ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenants_appsetting_policy ON public.tenants_appsetting USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.tenants_tenant ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenants_tenant_policy ON public.tenants_tenant USING ((id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_greeting ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_greeting_policy ON public.texts_greeting USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_libraryfile ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_libraryfile_policy ON public.texts_libraryfile USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_modulecategory ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_modulecategory_policy ON public.texts_modulecategory USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_modulegroup ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_modulegroup_policy ON public.texts_modulegroup USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_replytemplate ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_replytemplate_policy ON public.texts_replytemplate USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_templateassignment ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_templateassignment_policy ON public.texts_templateassignment USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_templatecontent ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_templatecontent_policy ON public.texts_templatecontent USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_templatefile ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_templatefile_policy ON public.texts_templatefile USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_templateversion ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_templateversion_policy ON public.texts_templateversion USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.texts_textmodule ENABLE ROW LEVEL SECURITY;

CREATE POLICY texts_textmodule_policy ON public.texts_textmodule USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.tickets_attachment ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_attachment_policy ON public.tickets_attachment USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_blob ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_blob_policy ON public.tickets_blob USING ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((COALESCE(tenant_id, (0)::bigint) = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.tickets_historyentry ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_historyentry_policy ON public.tickets_historyentry USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_inquiry ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_inquiry_policy ON public.tickets_inquiry USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_message ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_message_policy ON public.tickets_message USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_messagemove ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_messagemove_policy ON public.tickets_messagemove USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_note ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_note_policy ON public.tickets_note USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_notice ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_notice_policy ON public.tickets_notice USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_pause ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_pause_policy ON public.tickets_pause USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_presence ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_presence_policy ON public.tickets_presence USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_promise ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_promise_policy ON public.tickets_promise USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_promiseterms ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_promiseterms_policy ON public.tickets_promiseterms USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.tickets_recomputation ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_recomputation_policy ON public.tickets_recomputation USING ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))) WITH CHECK ((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])));

ALTER TABLE public.tickets_ticket ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_ticket_policy ON public.tickets_ticket USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));

ALTER TABLE public.tickets_ticketlink ENABLE ROW LEVEL SECURITY;

CREATE POLICY tickets_ticketlink_policy ON public.tickets_ticketlink USING (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])))) WITH CHECK (((tenant_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[])) OR (lent_to_id = ANY (( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), ','::text))::bigint[], '{}'::bigint[]) AS "coalesce")::bigint[]))));
INSERT INTO public.django_migrations VALUES (1, 'tenants', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (2, 'people', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (3, 'org', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (4, 'customers', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (5, 'channels', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (6, 'tickets', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (7, 'audit', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (8, 'audit', '0002_append_only', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (9, 'tickets', '0002_sequence_and_history', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (10, 'channels', '0002_connectiontest', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (11, 'tickets', '0003_queue_index', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (12, 'tickets', '0004_waiting_index', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (13, 'channels', '0003_smtp_without_sign_in', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (14, 'tickets', '0005_evidence_and_moves', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (15, 'tickets', '0006_account_works', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (16, 'tickets', '0007_kept_files', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (17, 'customers', '0002_undeliverable_addresses', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (18, 'customers', '0003_experts', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (19, 'channels', '0004_sign_in_by_token_and_troubles', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (20, 'channels', '0005_without_lease', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (21, 'tickets', '0008_inquiries', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (22, 'tickets', '0010_waiting', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (23, 'sla', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (24, 'org', '0002_group_preferences', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (25, 'channels', '0006_plain_text', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (26, 'tickets', '0011_promises_and_loans', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (27, 'tickets', '0012_queues_by_rank', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (28, 'tickets', '0015_closed_index_and_alarms', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (29, 'tickets', '0016_copies', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (30, 'tickets', '0014_escalated', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (31, 'tickets', '0013_recomputations', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (32, 'tickets', '0017_board_indexes', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (33, 'sla', '0002_one_time_zone', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (34, 'sla', '0003_pasts', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (35, 'tickets', '0018_earlier_terms', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (36, 'tickets', '0019_open_in_order', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (37, 'tickets', '0020_room_on_pages', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (38, 'tickets', '0021_call_backs', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (39, 'tickets', '0022_missed_calls', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (40, 'tickets', '0023_letters', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (41, 'texts', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (42, 'texts', '0002_pdf_templates', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (43, 'customers', '0004_numbers_in_one_form', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (44, 'customers', '0005_postal_addresses', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (45, 'channels', '0007_folders_with_scans', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (46, 'answers', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (47, 'answers', '0002_automatic_mail', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (48, 'answers', '0003_answering', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (49, 'answers', '0004_rich_drafts', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (50, 'answers', '0006_take_back', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (51, 'answers', '0007_acknowledgements_are_templates', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (52, 'answers', '0008_without_acknowledgement_texts', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (53, 'answers', '0009_first_versions_of_acknowledgements', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (54, 'answers', '0010_letters', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (55, 'audit', '0003_chained', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (56, 'audit', '0004_rows_are_chained', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (57, 'audit', '0005_kept_chained', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (58, 'contenttypes', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (59, 'contenttypes', '0002_remove_content_type_name', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (60, 'auth', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (61, 'auth', '0002_alter_permission_name_max_length', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (62, 'auth', '0003_alter_user_email_max_length', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (63, 'auth', '0004_alter_user_username_opts', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (64, 'auth', '0005_alter_user_last_login_null', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (65, 'auth', '0006_require_contenttypes_0002', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (66, 'auth', '0007_alter_validators_add_error_messages', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (67, 'auth', '0008_alter_user_username_max_length', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (68, 'auth', '0009_alter_user_last_name_max_length', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (69, 'auth', '0010_alter_group_name_max_length', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (70, 'auth', '0011_update_proxy_permissions', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (71, 'auth', '0012_alter_user_first_name_max_length', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (72, 'calls', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (73, 'calls', '0005_phone_tickets', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (74, 'calls', '0006_line_test', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (75, 'calls', '0007_newest_of_all', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (76, 'calls', '0008_settled', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (77, 'calls', '0009_no_dial_url', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (78, 'calls', '0010_forwarded', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (79, 'calls', '0011_tried', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (80, 'customers', '0006_erased', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (81, 'customers', '0007_held', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (82, 'escalations', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (83, 'escalations', '0002_names_of_both_sides', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (84, 'escalations', '0003_notice_mail', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (85, 'escalations', '0005_failed_replay', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (86, 'escalations', '0006_say_tickets', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (87, 'tickets', '0024_erased', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (88, 'intake', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (89, 'intake', '0002_bytes', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (90, 'intake', '0003_leases_checks_and_shadow', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (91, 'intake', '0004_block_list', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (92, 'intake', '0005_scans', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (93, 'intake', '0006_undecided', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (94, 'letters', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (95, 'letters', '0002_hand_over', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (96, 'letters', '0003_print_alarms', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (97, 'letters', '0005_postage_abroad', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (98, 'letters', '0006_enclosures', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (99, 'letters', '0007_batches_by_directory', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (100, 'letters', '0008_last_good_stylesheet', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (101, 'org', '0003_tenant_setup', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (102, 'org', '0004_setup_of_its_own', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (103, 'outbox', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (104, 'outbox', '0002_failed', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (105, 'outbox', '0003_queues_dialogue_and_storms', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (106, 'outbox', '0004_reply_account', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (107, 'people', '0002_spam_and_block_list', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (108, 'people', '0003_answering', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (109, 'people', '0004_availability', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (110, 'people', '0005_times', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (111, 'people', '0006_states_by_whom', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (112, 'people', '0007_on_the_phone', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (113, 'people', '0008_calls', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (114, 'people', '0009_break_after_a_call', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (115, 'people', '0010_letters', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (116, 'people', '0011_ready_to_go_live', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (117, 'preferences', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (118, 'privacy', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (119, 'privacy', '0002_held_contacts', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (120, 'privacy', '0003_lengths_in_force', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (121, 'privacy', '0004_erasures_of_installation', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (122, 'procrastinate', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (123, 'procrastinate', '0002_drop_started_at_column', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (124, 'procrastinate', '0003_drop_started_at_column', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (125, 'procrastinate', '0004_drop_procrastinate_version_table', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (126, 'procrastinate', '0005_fix_procrastinate_fetch_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (127, 'procrastinate', '0006_fix_trigger_status_events_insert', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (128, 'procrastinate', '0007_add_queueing_lock_column', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (129, 'procrastinate', '0008_close_fetch_job_race_condition', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (130, 'procrastinate', '0009_add_defer_job_function', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (131, 'procrastinate', '0010_add_procrastinate_periodic_defers', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (132, 'procrastinate', '0011_add_foreign_key_index', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (133, 'procrastinate', '0012_add_locks_to_periodic_defer', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (134, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (135, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (136, 'procrastinate', '0015_add_trigger_on_job_deletion', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (137, 'procrastinate', '0016_delete_finished_jobs', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (138, 'procrastinate', '0017_add_checks_to_finish_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (139, 'procrastinate', '0018_add_checks_to_retry_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (140, 'procrastinate', '0019_fix_finish_job_compat_issue', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (141, 'procrastinate', '0020_add_index_on_procrastinate_jobs', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (142, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (143, 'procrastinate', '0022_null_locks_excluded', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (144, 'procrastinate', '0023_remove_old_finish_job_function', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (145, 'procrastinate', '0024_job_id_bigint', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (146, 'procrastinate', '0025_add_models', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (147, 'procrastinate', '0026_add_job_priority', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (148, 'procrastinate', '0027_add_periodic_job_priority', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (149, 'procrastinate', '0028_add_cancel_states', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (150, 'procrastinate', '0029_add_additional_params_to_retry_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (151, 'procrastinate', '0030_alter_procrastinateevent_options', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (152, 'procrastinate', '0031_add_indexes_for_fetch_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (153, 'procrastinate', '0032_pre_cancel_notification', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (154, 'procrastinate', '0033_post_cancel_notification', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (155, 'procrastinate', '0034_pre_add_heartbeat', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (156, 'procrastinate', '0035_post_add_heartbeat', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (157, 'procrastinate', '0036_add_worker_model', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (158, 'procrastinate', '0037_pre_batch_defer_jobs', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (159, 'procrastinate', '0038_post_batch_defer_jobs', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (160, 'procrastinate', '0039_pre_priority_lock_fetch_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (161, 'procrastinate', '0040_pre_retry_failed_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (162, 'procrastinate', '0041_post_retry_failed_job', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (163, 'readiness', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (164, 'readiness', '0002_canaries', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (165, 'readiness', '0003_letter_trials', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (166, 'readiness', '0004_what_letters_were_tried_with', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (167, 'reports', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (168, 'reports', '0002_canaries', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (169, 'reports', '0003_say_tickets', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (170, 'reports', '0004_what_nobody_reads', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (171, 'routing', '0001_initial', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (172, 'routing', '0002_rule_versions', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (173, 'routing', '0003_learned_models', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (174, 'routing', '0004_loans', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (175, 'routing', '0005_names_of_borrowers', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (176, 'routing', '0006_say_tickets', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (177, 'sla', '0004_call_backs', '2026-01-01 00:00:00+00');
INSERT INTO public.django_migrations VALUES (178, 'spelling', '0001_initial', '2026-01-01 00:00:00+00');

SELECT pg_catalog.setval('public.django_migrations_id_seq', 178, true);
