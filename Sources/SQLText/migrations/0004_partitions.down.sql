do $$
declare leaf regclass;
begin
  for leaf in select partition from hatchet.partition_day loop
    execute format('drop table %s', leaf);
  end loop;
end $$;
drop view hatchet.partition_day;
drop function hatchet.make_partitions, hatchet.partition_name, hatchet.day_of, hatchet.day_start;
