-- What users declare. A version is immutable and found by its checksum: applying the same file twice is no change.

create table hatchet.workflow_version (
  id bigint generated always as identity primary key,
  workflow text not null check (workflow ~ '^[a-zA-Z0-9._-]+$'),
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  definition json not null,
  priority smallint not null check (priority between 1 and 3),
  input_schema jsonb,
  directory text,
  created_at timestamptz not null default now(),
  unique (workflow, checksum)
);

comment on table hatchet.workflow_version is 'every definition that was ever applied; runs in flight keep the version that they started with';
comment on column hatchet.workflow_version.definition is 'canonical JSON, what the checksum is of';
comment on column hatchet.workflow_version.directory is 'where the file lay when it was last applied; tasks start there if it exists';

create table hatchet.workflow (
  name text primary key,
  version bigint not null references hatchet.workflow_version,
  applied_at timestamptz not null default now()
);

comment on table hatchet.workflow is 'the version that a new run of each workflow gets';
