-- The id that people see is a UUID of version 8 that holds when the thing was created and its number, so that one id
-- finds its partition with no look-up: 48 bits of Unix milliseconds, the version, 10 bits of microseconds and 2 of kind
-- (0 run, 1 task, 2 event), the variant, 62 bits of number.

create function hatchet.public_id(number bigint, created_at timestamptz, kind integer default 0) returns uuid
language sql immutable strict parallel safe as $$
  select (lpad(to_hex(us / 1000), 12, '0') || '8' || lpad(to_hex((us % 1000) << 2 | kind), 3, '0')
    || to_hex(-9223372036854775808 | number))::uuid
  from (select (extract(epoch from created_at) * 1000000)::bigint) t (us)
$$;

-- The number and creation time behind a run's id; no row if the UUID is not one of ours.
create function hatchet.run_key(id uuid, out number bigint, out created_at timestamptz) returns setof record
language sql immutable strict parallel safe as $$
  select high.bits & 4611686018427387903,
    timestamptz 'epoch' + ms.bits / 1000 * interval '1 s' + (ms.bits % 1000 * 1000 + (low.bits >> 2)) * interval '1 us'
  from (select replace(id::text, '-', '')) t (hex),
    lateral (select ('x' || lpad(left(hex, 12), 16, '0'))::bit(64)::bigint) ms (bits),
    lateral (select ('x' || substr(hex, 14, 3))::bit(12)::integer) low (bits),
    lateral (select ('x' || right(hex, 16))::bit(64)::bigint) high (bits)
  where substr(hex, 13, 1) = '8' and substr(hex, 17, 1) in ('8', '9', 'a', 'b') and low.bits & 3 = 0 and low.bits >> 2 < 1000
$$;
