#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CProcess.h"
#include "guardian.h"

// The pids of the children, each in its slot, which are the ids of their groups and sessions; negative for a detached
// one; 0 is free. Shared with the guardian, and with every child until execve.
struct table {
  _Atomic int32_t used;  // slots beyond this one were never taken
  _Atomic int32_t groups[HATCHET_TABLE_SLOTS];
};

static struct table *table;

int hatchet_table_make(void) {
  if (table != NULL) return 0;
  void *mapped = mmap(NULL, sizeof(struct table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return errno;
  table = mapped;
  return 0;
}

void hatchet_table_enter(int32_t slot, pid_t pid, bool is_attached) {
  if (table == NULL || slot < 0 || slot >= HATCHET_TABLE_SLOTS) return;
  atomic_store(&table->groups[slot], is_attached ? pid : -pid);
  int32_t used = atomic_load(&table->used);
  while (used <= slot && !atomic_compare_exchange_weak(&table->used, &used, slot + 1)) {}
}

void hatchet_table_release(int32_t slot) {
  if (table == NULL || slot < 0 || slot >= HATCHET_TABLE_SLOTS) return;
  atomic_store(&table->groups[slot], 0);
}

bool hatchet_table_holds(pid_t pid) {
  int32_t used = table == NULL ? 0 : atomic_load(&table->used);
  for (int32_t slot = 0; slot < used; slot++) {
    pid_t entry = atomic_load(&table->groups[slot]);
    if (entry == pid || entry == -pid) return true;
  }
  return false;
}

// MARK: in the guardian; a fork of a process with threads may only make system calls

static void kill_groups(void) {
  int32_t used = atomic_load(&table->used);
  for (int32_t slot = 0; slot < used; slot++) {
    pid_t group = atomic_load(&table->groups[slot]);
    if (group > 1) kill(-group, SIGKILL);
  }
}

static bool is_guarded(pid_t session) {
  int32_t used = atomic_load(&table->used);
  for (int32_t slot = 0; slot < used; slot++) {
    if (session > 1 && atomic_load(&table->groups[slot]) == session) return true;
  }
  return false;
}

// The session of a process that still runs, 0 for a zombie or none.
static pid_t living_session(int directory, const char *name) {
  char path[32], line[512];
  size_t length = strlen(name);
  if (length > 20) return 0;
  memcpy(path, name, length);
  memcpy(path + length, "/stat", 6);
  int file = openat(directory, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, line, sizeof line - 1);
  close(file);
  if (count <= 0) return 0;
  line[count] = 0;
  // "pid (name) state parent group session ...": the name may hold anything, so start behind the last parenthesis.
  char *field = strrchr(line, ')');
  if (field == NULL || field[1] == 0 || field[2] == 'Z' || field[2] == 'X') return 0;
  field += 3;
  strtol(field, &field, 10);
  strtol(field, &field, 10);
  return (pid_t)strtol(field, NULL, 10);
}

struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

// A shell with job control gives each job a group of its own, in the session of the task: looked up by session.
// Returns how many still ran.
static int kill_sessions(void) {
  int directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return 0;
  int found = 0;
  static char buffer[32768] __attribute__((aligned(8)));
  long count;
  while ((count = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < count;) {
      struct entry *entry = (struct entry *)(buffer + at);
      at += entry->length;
      if (entry->name[0] < '1' || entry->name[0] > '9') continue;
      if (!is_guarded(living_session(directory, entry->name))) continue;
      kill((pid_t)strtol(entry->name, NULL, 10), SIGKILL);
      found++;
    }
  }
  close(directory);
  return found;
}

static _Noreturn void guard(int worker) {
  setsid();  // out of reach of the terminal's Ctrl-C
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  prctl(PR_SET_NAME, "hatchet-guard", 0, 0, 0);
  if (chdir("/") < 0) _exit(1);
  // Hold nothing of the worker's: a pipe that it wrote to must reach its end, a lock that it held must be free.
  if (dup2(worker, 3) < 0) _exit(1);
  for (int stream = 0; stream <= 2; stream++) close(stream);
  hatchet_close_range(4, ~0U, false);
  if (open("/dev/null", O_RDWR) == 0 && dup2(0, 1) == 1) dup2(0, 2);

  struct pollfd death = {.fd = 3, .events = POLLIN};
  while (poll(&death, 1, -1) < 0 && errno == EINTR) {}

  kill_groups();
  // Twice over none left, at most half a second: a process may have been forking while the list was read.
  for (int pass = 0, quiet = 0; pass < 50 && quiet < 2; pass++) {
    quiet = kill_sessions() == 0 ? quiet + 1 : 0;
    struct timespec pause = {.tv_nsec = 10000000};
    if (quiet < 2) nanosleep(&pause, NULL);
  }
  _exit(0);
}

int hatchet_guardian_start(pid_t *pid, int *descriptor) {
  int error = hatchet_table_make();
  if (error != 0) return error;
  // Not PR_SET_PDEATHSIG, which tells of a thread; a pidfd tells of the process.
  int worker;
  error = hatchet_pidfd_open(getpid(), &worker);
  if (error != 0) return error;
  pid_t forked = fork();
  if (forked == 0) guard(worker);
  error = errno;
  close(worker);
  if (forked < 0) return error;
  *pid = forked;
  return hatchet_pidfd_open(forked, descriptor);
}
