-- Runs that the leader has read and put aside, because there are enough of their kind in its memory: they have neither
-- live rows nor attempts. A block is written when its runs are put aside, and deleted when they are taken in.
create table hatchet.backlog (
  id bigint primary key,
  version bigint not null,
  priority smallint not null check (priority between 1 and 3),
  count integer not null check (count = cardinality(runs)),
  highest bigint not null,
  runs bigint[] compression lz4 not null check (cardinality(runs) > 0),
  created timestamptz[] compression lz4 not null check (cardinality(created) = cardinality(runs))
);

comment on table hatchet.backlog is 'blocks of runs that wait outside the leader''s memory; id = the least number in the block';
comment on column hatchet.backlog.created is 'when each of the runs was created';
