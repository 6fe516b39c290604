-- Blocks of runs that the leader puts aside: see table `backlog`.

-- name: insert_block
insert into hatchet.backlog (id, version, priority, count, highest, runs, created)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: delete_blocks
delete from hatchet.backlog where id = any($1);

-- name: shrink_block
-- Takes single runs out of a block that keeps others.
update hatchet.backlog b
set (count, runs, created) = (
  select count(*), array_agg(run order by place), array_agg(created_at order by place)
  from unnest(b.runs, b.created) with ordinality rest (run, created_at, place) where run <> all($2))
where b.id = $1;

-- name: read_blocks
select id, version, priority, runs, created from hatchet.backlog where id = any($1);

-- name: find_in_blocks
-- Which of the runs $2 are in the blocks $1.
select b.id, b.version, b.priority, r.run, r.created_at
from hatchet.backlog b cross join unnest(b.runs, b.created) r (run, created_at)
where b.id = any($1) and r.run = any($2);

-- name: list_blocks
select id, version, priority, count, highest from hatchet.backlog order by id;
