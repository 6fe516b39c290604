drop function hatchet.replay, hatchet.cancel, hatchet.command, hatchet.enqueue;
