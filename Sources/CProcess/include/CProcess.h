#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
// Swift's Glibc module lacks these two.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/types.h>

// The Linux calls that Swift cannot see. Every function that can fail returns 0 or an errno, never -1.

// MARK: one call each

int hatchet_pidfd_open(pid_t pid, int *descriptor);
int hatchet_pidfd_send_signal(int descriptor, int signal);
/// Orphaned descendants become children of this process, which then must reap them.
int hatchet_become_subreaper(void);
/// A pipe with both ends close-on-exec; the end that the parent keeps is also non-blocking.
int hatchet_pipe(bool parent_reads, int *read_end, int *write_end);
/// Opens /dev/null on each of 0, 1 and 2 that is closed, so that no later descriptor lands there.
void hatchet_secure_standard_streams(void);
/// Names the calling thread for `ps` and debuggers; at most 15 bytes count.
void hatchet_name_thread(const char *name);
/// Locks or unlocks a whole file by open file description; does not wait. EWOULDBLOCK: somebody else holds it.
int hatchet_lock_file(int descriptor, bool exclusive);
int hatchet_unlock_file(int descriptor);

// MARK: spawn

enum hatchet_stage {
  HATCHET_STAGE_CLONE,
  HATCHET_STAGE_SESSION,
  HATCHET_STAGE_CREDENTIALS,
  HATCHET_STAGE_PARENT,
  HATCHET_STAGE_STREAMS,
  HATCHET_STAGE_DIRECTORY,
  HATCHET_STAGE_EXEC,
};

struct hatchet_spawn {
  const char *path;  // has a slash; if relative, relative to `directory`
  char *const *argv;
  char *const *envp;
  const char *directory;  // null: the parent's
  int standard_input, standard_output, standard_error;  // all above 2
  bool is_attached;  // SIGKILL as soon as the spawning *thread* is gone, and the guardian's care
  int32_t slot;  // of the table, -1 for none
  uint64_t open_files;  // soft RLIMIT_NOFILE of the child; 0: the parent's
  bool changes_user;
  uid_t user;
  gid_t group;  // becomes the only group
};

struct hatchet_spawned {
  pid_t pid;
  int descriptor;  // a pidfd, close-on-exec
  int error;  // an errno; then there is no child and nothing to close
  enum hatchet_stage stage;  // where the error arose
};

/// Starts a program in a new session, hence in a process group of its own whose id is the child's pid.
///
/// By clone(CLONE_VM | CLONE_VFORK): the calling thread sleeps until the child has called execve, the child runs on a
/// stack of its own in the parent's memory and neither allocates nor takes a lock. All signals are back at their
/// defaults and unblocked, all descriptors above 2 are closed.
void hatchet_spawn(const struct hatchet_spawn *request, struct hatchet_spawned *result);

// MARK: exit

struct hatchet_exit {
  bool exited;  // false: killed by `code`
  bool core_dumped;
  int code;  // exit status or signal
  int64_t user_microseconds, system_microseconds;
  int64_t max_resident_bytes;
  int64_t major_faults, voluntary_switches, involuntary_switches;
};

/// Reaps a child that has ended. EAGAIN: it has not.
int hatchet_reap(int descriptor, struct hatchet_exit *result);
/// Reaps one ended child of a process group, by any parent that this process stands in for. EAGAIN: none has ended.
/// ECHILD: this process has no child in that group.
int hatchet_reap_group(pid_t group, pid_t *pid);
/// Reaps one child if it has ended. EAGAIN: it has not.
int hatchet_reap_adopted(pid_t pid);

// MARK: the table of children, and the guardian

/// Slots of the table: as many children can run at once.
#define HATCHET_TABLE_SLOTS 65536

/// Makes the table, in memory that is shared with forks; to be called before the first spawn.
int hatchet_table_make(void);
/// Takes a child out. Call it while the child is still a zombie, so that its id cannot be somebody else's yet.
void hatchet_table_release(int32_t slot);
/// Whether a process is one that was spawned and not released. Holds from before the child is a session leader.
bool hatchet_table_holds(pid_t pid);

/// Forks the guardian: a process that sleeps until this process is dead, however it died, then sends SIGKILL to the
/// groups and sessions of all attached children in the table, and ends. It costs the living nothing: the table is
/// shared memory, and a child enters itself before execve. Called again after a guardian died: the table stays.
int hatchet_guardian_start(pid_t *pid, int *descriptor);
