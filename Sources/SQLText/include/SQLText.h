#pragma once
#include <stddef.h>

/// A file of SQL, compiled in.
struct sql_file {
  const char *_Nonnull path;
  const char *_Nonnull text;
  size_t length;
};

/// How many files of migrations/ and queries/ there are.
extern const size_t sql_file_count;

/// The one at that place in the order of their paths; `index` must be below `sql_file_count`.
const struct sql_file *_Nonnull sql_file_at(size_t index);
