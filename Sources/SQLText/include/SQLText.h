#pragma once
#include <stddef.h>

/// A file of SQL, compiled in.
struct sql_file {
  const char *_Nonnull path;
  const char *_Nonnull text;
  size_t length;
};

/// Every file of migrations/ and queries/, in the order of their paths.
extern const struct sql_file sql_files[];
extern const size_t sql_file_count;
