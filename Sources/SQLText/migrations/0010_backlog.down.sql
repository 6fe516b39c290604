-- What is in it would be forgotten: a leader of the new version must have worked it off.
do $$ begin
  if exists (select from hatchet.backlog) then
    raise exception 'the backlog is not empty' using errcode = 'restrict_violation',
      hint = 'let workers run until "hatchet stats" shows no backlog';
  end if;
end $$;

drop table hatchet.backlog;
