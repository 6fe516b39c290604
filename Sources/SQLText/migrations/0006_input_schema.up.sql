-- Checks an input against a workflow's `input_schema`: the part of JSON Schema that hatchet-workflow(5) lists.
-- Returns null, or where in the input it breaks the schema and how.

create function hatchet.schema_violation(schema jsonb, value jsonb, path text default 'input') returns text
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  kind text := jsonb_typeof(value);
  number numeric := case kind when 'number' then value::numeric end;
  plain text := case kind when 'string' then value #>> '{}' end;
  allowed text[];
  violation text;
begin
  if schema = 'true' then
    return null;
  elsif schema = 'false' then
    return format('%s: is not allowed', path);
  end if;

  if schema ? 'type' then
    allowed := case jsonb_typeof(schema -> 'type') when 'array'
      then array(select jsonb_array_elements_text(schema -> 'type')) else array[schema ->> 'type'] end;
    if not (kind = any(allowed) or (kind = 'number' and 'integer' = any(allowed) and number = trunc(number))) then
      return format('%s: must be of type %s, not %s', path, array_to_string(allowed, ' or '), kind);
    end if;
  end if;
  if schema ? 'enum' and not exists (select from jsonb_array_elements(schema -> 'enum') e (choice) where choice = value) then
    return format('%s: must be one of %s', path, schema -> 'enum');
  elsif schema ? 'const' and schema -> 'const' <> value then
    return format('%s: must be %s', path, schema -> 'const');
  end if;

  if kind = 'number' then
    return case
      when number < (schema ->> 'minimum')::numeric then format('%s: must be at least %s', path, schema ->> 'minimum')
      when number > (schema ->> 'maximum')::numeric then format('%s: must be at most %s', path, schema ->> 'maximum')
      when number <= (schema ->> 'exclusiveMinimum')::numeric then format('%s: must be greater than %s', path, schema ->> 'exclusiveMinimum')
      when number >= (schema ->> 'exclusiveMaximum')::numeric then format('%s: must be less than %s', path, schema ->> 'exclusiveMaximum')
      when number % (schema ->> 'multipleOf')::numeric <> 0 then format('%s: must be a multiple of %s', path, schema ->> 'multipleOf')
    end;
  elsif kind = 'string' then
    return case
      when length(plain) < (schema ->> 'minLength')::numeric then format('%s: must have at least %s characters', path, schema ->> 'minLength')
      when length(plain) > (schema ->> 'maxLength')::numeric then format('%s: must have at most %s characters', path, schema ->> 'maxLength')
      when plain !~ (schema ->> 'pattern') then format('%s: must match %s', path, schema ->> 'pattern')
    end;
  elsif kind = 'array' then
    if jsonb_array_length(value) < (schema ->> 'minItems')::numeric then
      return format('%s: must have at least %s items', path, schema ->> 'minItems');
    elsif jsonb_array_length(value) > (schema ->> 'maxItems')::numeric then
      return format('%s: must have at most %s items', path, schema ->> 'maxItems');
    elsif schema -> 'uniqueItems' = 'true' and jsonb_array_length(value)
        > (select count(distinct element) from jsonb_array_elements(value) element) then
      return format('%s: must not repeat an item', path);
    end if;
    if schema ? 'items' then
      select broken into violation
      from jsonb_array_elements(value) with ordinality e (element, place),
        lateral (select hatchet.schema_violation(schema -> 'items', element, format('%s[%s]', path, place - 1))) v (broken)
      where broken is not null order by place limit 1;
    end if;
    return violation;
  elsif kind = 'object' then
    select format('%s.%s: is required', path, required) into violation
    from jsonb_array_elements_text(schema -> 'required') with ordinality r (required, place)
    where not value ? required order by place limit 1;
    if violation is null then
      select broken into violation
      from jsonb_each(value) member,
        lateral (select hatchet.schema_violation(
          coalesce(schema -> 'properties' -> member.key, schema -> 'additionalProperties', 'true'),
          member.value, path || '.' || member.key)) v (broken)
      where broken is not null order by member.key limit 1;
    end if;
    return violation;
  end if;
  return null;
end $$;
