#pragma once

#include "CProcess.h"

// What spawn.c and guardian.c share.

/// Enters the calling process in the table. A plain store: safe between vfork and execve.
void hatchet_table_enter(int32_t slot, pid_t pid, bool is_attached);
/// Closes the descriptors from `first` to `last`, or marks them close-on-exec.
void hatchet_close_range(unsigned first, unsigned last, bool on_exec);
