drop function hatchet.schema_violation;
