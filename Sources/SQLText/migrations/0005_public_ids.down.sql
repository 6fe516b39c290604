drop function hatchet.run_key, hatchet.public_id;
