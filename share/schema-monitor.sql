-- The schema that all migrations make, as PostgreSQL 15's pg_dump writes it, without the daily partitions.
-- A test compares it; HATCHET_UPDATE_GOLDEN=1 swift test --filter SchemaDumpTests writes it anew.

CREATE SCHEMA hatchet_monitor;

CREATE TYPE hatchet_monitor.outcome AS ENUM (
    'completed',
    'failed',
    'timed_out',
    'lost',
    'cancelled',
    'skipped',
    'deferred',
    'released'
);

CREATE TYPE hatchet_monitor.phase AS ENUM (
    'queue',
    'run'
);

CREATE TYPE hatchet_monitor.status AS ENUM (
    'completed',
    'failed',
    'cancelled'
);

CREATE FUNCTION hatchet_monitor.bucket(seconds double precision) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select least(ceil(ln(greatest(seconds, 0.00001) / 0.00001) / 0.09531017980432493), 400)::smallint
$$;

CREATE FUNCTION hatchet_monitor.make_partitions(day date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  branch record;
  leaf text;
  part record;
begin
  for branch in
    select * from (values ('rollup', 'list (span)', array[10, 60, 3600], 50), ('latency', 'list (span)', array[60, 3600], 50),
      ('task_event', 'hash (run_id)', array[0, 1, 2, 3], 100), ('run', null, null, 100)) b (name, key, parts, fill)
  loop
    leaf := branch.name || '_' || to_char(day, 'YYYYMMDD');
    continue when to_regclass('hatchet_monitor.' || leaf) is not null;
    execute format('create table hatchet_monitor.%I (like hatchet_monitor.%I including defaults including constraints '
      'including indexes including storage including compression) %s', leaf, branch.name,
      'partition by ' || branch.key);
    for part in select number from unnest(branch.parts) number loop
      execute format('create table hatchet_monitor.%I partition of hatchet_monitor.%I for values %s with (fillfactor = %s)',
        leaf || '_' || part.number, leaf, case when branch.key like 'hash%'
          then format('with (modulus %s, remainder %s)', cardinality(branch.parts), part.number)
          else format('in (%s)', part.number) end, branch.fill);
    end loop;
    execute format('alter table hatchet_monitor.%I attach partition hatchet_monitor.%I for values from (%L) to (%L)',
      branch.name, leaf, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
  end loop;
end $$;

CREATE TABLE hatchet_monitor.cursor (
    log text NOT NULL,
    snapshot pg_snapshot NOT NULL,
    floor timestamp with time zone NOT NULL,
    target pg_snapshot,
    target_floor timestamp with time zone,
    position_xid xid8,
    position_id bigint,
    CONSTRAINT cursor_log_check CHECK ((log = ANY (ARRAY['run'::text, 'attempt'::text]))),
    CONSTRAINT position_towards_target CHECK ((num_nulls(target, target_floor, position_xid, position_id) = ANY (ARRAY[0, 4])))
)
WITH (fillfactor='50');

COMMENT ON TABLE hatchet_monitor.cursor IS 'how far each of the core''s logs has been relayed, as in the core''s own table of this name';

CREATE TABLE hatchet_monitor.latency (
    moment timestamp with time zone NOT NULL,
    attempts bigint NOT NULL,
    span integer NOT NULL,
    workflow integer NOT NULL,
    phase hatchet_monitor.phase NOT NULL,
    bucket smallint NOT NULL,
    CONSTRAINT latency_span_check CHECK ((span = ANY (ARRAY[60, 3600])))
)
PARTITION BY RANGE (moment);

COMMENT ON TABLE hatchet_monitor.latency IS 'how many attempts were queued for so long before their start (by its moment), and ran for so long (by that of their end)';

COMMENT ON COLUMN hatchet_monitor.latency.bucket IS 'n holds 10 us * 1.1^(n-1) to 10 us * 1.1^n: its middle is right within 5%';

CREATE VIEW hatchet_monitor.partition_day AS
 SELECT (branch.relname)::text AS branch,
    (leaf.oid)::regclass AS partition,
    to_date("right"((leaf.relname)::text, 8), 'YYYYMMDD'::text) AS day
   FROM ((pg_inherits i
     JOIN pg_class branch ON ((branch.oid = i.inhparent)))
     JOIN pg_class leaf ON ((leaf.oid = i.inhrelid)))
  WHERE ((branch.relnamespace = ('hatchet_monitor'::regnamespace)::oid) AND (branch.relkind = 'p'::"char") AND (branch.relname = ANY (ARRAY['rollup'::name, 'latency'::name, 'task_event'::name, 'run'::name])));

CREATE TABLE hatchet_monitor.relay (
    only_row boolean DEFAULT true NOT NULL,
    moves bigint DEFAULT 0 NOT NULL,
    events bigint DEFAULT 0 NOT NULL,
    system_identifier bigint,
    moved_at timestamp with time zone,
    rebuilding boolean DEFAULT false NOT NULL,
    CONSTRAINT relay_only_row_check CHECK (only_row)
)
WITH (fillfactor='50');

COMMENT ON TABLE hatchet_monitor.relay IS 'what the relay says of itself';

COMMENT ON COLUMN hatchet_monitor.relay.moves IS 'goes up with each batch: a relay that finds another number than its own has been overtaken';

COMMENT ON COLUMN hatchet_monitor.relay.events IS 'how many attempts it has written since the last rebuild';

COMMENT ON COLUMN hatchet_monitor.relay.system_identifier IS 'of the cluster of the core, whose transaction ids the cursors hold';

COMMENT ON COLUMN hatchet_monitor.relay.rebuilding IS 'what is here was emptied, and is not complete again yet';

CREATE TABLE hatchet_monitor.rollup (
    moment timestamp with time zone NOT NULL,
    span integer NOT NULL,
    workflow integer NOT NULL,
    enqueued bigint DEFAULT 0 NOT NULL,
    started bigint DEFAULT 0 NOT NULL,
    retried bigint DEFAULT 0 NOT NULL,
    completed bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    cancelled bigint DEFAULT 0 NOT NULL,
    queue_seconds double precision DEFAULT 0 NOT NULL,
    run_seconds double precision DEFAULT 0 NOT NULL,
    CONSTRAINT rollup_span_check CHECK ((span = ANY (ARRAY[10, 60, 3600])))
)
PARTITION BY RANGE (moment);

COMMENT ON TABLE hatchet_monitor.rollup IS 'what happened in a span of so many seconds: runs that were enqueued and ended, attempts that started and are tried again';

COMMENT ON COLUMN hatchet_monitor.rollup.retried IS 'attempts that ended, and were not the last of their task';

COMMENT ON COLUMN hatchet_monitor.rollup.queue_seconds IS 'of the attempts that started: how long they were queued, in sum';

COMMENT ON COLUMN hatchet_monitor.rollup.run_seconds IS 'of the attempts that started and ended: how long they ran, in sum';

CREATE TABLE hatchet_monitor.run (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version bigint NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone NOT NULL,
    workflow integer NOT NULL,
    status hatchet_monitor.status NOT NULL,
    tasks smallint NOT NULL,
    priority smallint NOT NULL,
    failed_task smallint,
    error text,
    CONSTRAINT failed_by_a_task CHECK (((status = 'failed'::hatchet_monitor.status) = (failed_task IS NOT NULL))),
    CONSTRAINT run_error_check CHECK ((length(error) <= 300)),
    CONSTRAINT run_failed_task_check CHECK (((failed_task >= 0) AND (failed_task <= 4095))),
    CONSTRAINT run_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT run_tasks_check CHECK ((tasks >= 1))
)
PARTITION BY RANGE (created_at);
ALTER TABLE ONLY hatchet_monitor.run ALTER COLUMN error SET COMPRESSION lz4;

COMMENT ON TABLE hatchet_monitor.run IS 'a run that has ended; one that is replayed has the row of its last end';

COMMENT ON COLUMN hatchet_monitor.run.error IS 'of the first task that failed, in the order of the plan: its first 300 characters';

CREATE TABLE hatchet_monitor.task_event (
    run_id bigint NOT NULL,
    run_created_at timestamp with time zone NOT NULL,
    worker bigint,
    queued_at timestamp with time zone,
    assigned_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone NOT NULL,
    attempt integer NOT NULL,
    outcome hatchet_monitor.outcome NOT NULL,
    task smallint NOT NULL,
    final boolean NOT NULL,
    error text,
    CONSTRAINT task_event_error_check CHECK ((length(error) <= 300))
)
PARTITION BY RANGE (run_created_at);
ALTER TABLE ONLY hatchet_monitor.task_event ALTER COLUMN error SET COMPRESSION lz4;

COMMENT ON TABLE hatchet_monitor.task_event IS 'an attempt that has ended, or a verdict without one; within a day by hash of the run';

CREATE TABLE hatchet_monitor.version (
    id bigint NOT NULL,
    workflow integer NOT NULL,
    tasks integer NOT NULL,
    CONSTRAINT version_tasks_check CHECK ((tasks >= 1))
);

COMMENT ON TABLE hatchet_monitor.version IS 'the versions that the relay has met: what they are of, and how many tasks they have';

CREATE TABLE hatchet_monitor.workflow (
    id integer NOT NULL,
    name text NOT NULL
);

COMMENT ON TABLE hatchet_monitor.workflow IS 'a number for each name, for the rows of history are many';

ALTER TABLE hatchet_monitor.workflow ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hatchet_monitor.workflow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY hatchet_monitor.cursor
    ADD CONSTRAINT cursor_pkey PRIMARY KEY (log);

ALTER TABLE ONLY hatchet_monitor.latency
    ADD CONSTRAINT latency_pkey PRIMARY KEY (span, moment, workflow, phase, bucket);

ALTER TABLE ONLY hatchet_monitor.relay
    ADD CONSTRAINT relay_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY hatchet_monitor.rollup
    ADD CONSTRAINT rollup_pkey PRIMARY KEY (span, moment, workflow);

ALTER TABLE ONLY hatchet_monitor.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (workflow, status, id, created_at);

ALTER TABLE ONLY hatchet_monitor.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hatchet_monitor.workflow
    ADD CONSTRAINT workflow_name_key UNIQUE (name);

ALTER TABLE ONLY hatchet_monitor.workflow
    ADD CONSTRAINT workflow_pkey PRIMARY KEY (id);

CREATE INDEX run_ended_badly ON ONLY hatchet_monitor.run USING btree (id) WHERE (status <> 'completed'::hatchet_monitor.status);

CREATE INDEX task_event_run ON ONLY hatchet_monitor.task_event USING btree (run_id);

ALTER TABLE ONLY hatchet_monitor.version
    ADD CONSTRAINT version_workflow_fkey FOREIGN KEY (workflow) REFERENCES hatchet_monitor.workflow(id);
