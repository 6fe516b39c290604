#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CProcess.h"
#include "guardian.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

// What parent and child share while the child runs in the parent's memory.
struct frame {
  const struct hatchet_spawn *request;
  pid_t parent;
  volatile int error;
  volatile enum hatchet_stage stage;
};

void hatchet_close_range(unsigned first, unsigned last, bool on_exec) {
  if (syscall(SYS_close_range, first, last, on_exec ? CLOSE_RANGE_CLOEXEC : 0) == 0) return;
  // Before Linux 5.11. Everything of ours is close-on-exec anyway; this is for what a library left open.
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= last) last = (unsigned)limit.rlim_cur;
  for (unsigned each = first; each < last; each++) {
    if (on_exec) {
      fcntl((int)each, F_SETFD, FD_CLOEXEC);
    } else {
      close((int)each);
    }
  }
}

static _Noreturn void fail(struct frame *frame, enum hatchet_stage stage) {
  frame->stage = stage;
  frame->error = errno == 0 ? EINVAL : errno;
  _exit(127);
}

// glibc's setuid() and its kin change every thread of the process, whose memory this child borrows: hence system calls.
static bool change_user(const struct hatchet_spawn *request) {
  return syscall(SYS_setgroups, 1, &request->group) == 0
    && syscall(SYS_setresgid, request->group, request->group, request->group) == 0
    && syscall(SYS_setresuid, request->user, request->user, request->user) == 0;
}

// What a signal does, for the system call: glibc refuses to touch 32 and 33, which it uses itself.
static void handle(int signal, void (*handler)(int)) {
  struct { unsigned long handler, flags, restorer, mask; } action = {.handler = (unsigned long)handler};
  syscall(SYS_rt_sigaction, signal, &action, NULL, sizeof action.mask);
}

// All signals do what they do by default. Handlers go with execve, ignored signals would stay; the table is the child's own
// copy. What has come already was sent to the process group that the child has just left, such as a Ctrl-C that tells a
// worker to leave when its tasks are done: to ignore a signal for a moment drops it.
static void restore_signals(void) {
  sigset_t pending;
  sigpending(&pending);
  for (int signal = 1; signal < NSIG; signal++) {
    if (sigismember(&pending, signal) == 1) handle(signal, SIG_IGN);
    handle(signal, SIG_DFL);
  }
}

// Runs in the child, on its own stack in the parent's memory: no allocation, no lock, nothing that changes the parent.
static int child(void *argument) {
  struct frame *frame = argument;
  const struct hatchet_spawn *request = frame->request;

  // In this order: whoever sees a child of ours in another session than our own can look it up.
  hatchet_table_enter(request->slot, getpid(), request->is_attached);
  if (setsid() < 0) fail(frame, HATCHET_STAGE_SESSION);
  restore_signals();
  if (request->changes_user && !change_user(request)) fail(frame, HATCHET_STAGE_CREDENTIALS);
  if (request->is_attached) {
    // After the change of user, which clears it.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) fail(frame, HATCHET_STAGE_PARENT);
    if (getppid() != frame->parent) _exit(127);  // it died before the call: nobody is left to tell
  }
  if (dup2(request->standard_input, 0) < 0 || dup2(request->standard_output, 1) < 0
      || dup2(request->standard_error, 2) < 0) {
    fail(frame, HATCHET_STAGE_STREAMS);
  }
  // At once, not on execve: until then the child would hold up the end of pipes that are another child's.
  hatchet_close_range(3, ~0U, false);
  if (request->directory != NULL && chdir(request->directory) < 0) fail(frame, HATCHET_STAGE_DIRECTORY);
  if (request->open_files != 0) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
      limit.rlim_cur = request->open_files;
      setrlimit(RLIMIT_NOFILE, &limit);
    }
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(request->path, request->argv, request->envp);
  fail(frame, HATCHET_STAGE_EXEC);
}

// One per spawning thread, kept: the child has left it when clone returns.
static _Thread_local char *stack;
enum { STACK_SIZE = 64 * 1024 };

static void spawn_once(const struct hatchet_spawn *request, struct hatchet_spawned *result) {
  struct frame frame = {.request = request, .parent = getpid(), .error = 0, .stage = HATCHET_STAGE_CLONE};
  result->pid = -1;
  result->descriptor = -1;
  result->error = 0;
  result->stage = HATCHET_STAGE_CLONE;

  if (stack == NULL) {
    void *mapped = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (mapped == MAP_FAILED) {
      result->error = errno;
      return;
    }
    stack = mapped;
  }

  // No handler of the parent may run in the child, in the parent's memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int descriptor = -1;
  pid_t pid = clone(child, stack + STACK_SIZE, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &frame, &descriptor);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);

  if (pid < 0) {
    result->error = error;
    return;
  }
  if (frame.error != 0) {
    result->error = frame.error;
    result->stage = frame.stage;
    hatchet_table_release(request->slot);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    close(descriptor);
    return;
  }
  if (descriptor < 0) {  // Linux before 5.2 does not know the flag
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    result->error = ENOSYS;
    return;
  }
  result->pid = pid;
  result->descriptor = descriptor;
}

void hatchet_spawn(const struct hatchet_spawn *request, struct hatchet_spawned *result) {
  // A script that was just written is "busy" while any process that was forked meanwhile still has it open for writing:
  // a matter of microseconds, and no reason to fail.
  for (int attempt = 0;; attempt++) {
    spawn_once(request, result);
    if (result->error != ETXTBSY || result->stage != HATCHET_STAGE_EXEC || attempt == 20) return;
    struct timespec pause = {.tv_nsec = 2000000};
    nanosleep(&pause, NULL);
  }
}
