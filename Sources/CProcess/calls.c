#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CProcess.h"

int hatchet_pidfd_open(pid_t pid, int *descriptor) {
  int opened = (int)syscall(SYS_pidfd_open, pid, 0);
  if (opened < 0) return errno;
  *descriptor = opened;
  return 0;
}

int hatchet_pidfd_send_signal(int descriptor, int signal) {
  return syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0) < 0 ? errno : 0;
}

int hatchet_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? errno : 0;
}

int hatchet_pipe(bool parent_reads, int *read_end, int *write_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return errno;
  // The two ends are separate file descriptions: the child's stays blocking, as programs expect.
  if (fcntl(ends[parent_reads ? 0 : 1], F_SETFL, O_NONBLOCK) < 0) {
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    return error;
  }
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}

void hatchet_secure_standard_streams(void) {
  for (int stream = 0; stream <= 2; stream++) {
    // open() returns the lowest free descriptor, which is this one.
    if (fcntl(stream, F_GETFD) < 0 && errno == EBADF) open("/dev/null", O_RDWR);
  }
}

int hatchet_lock_file(int descriptor, bool exclusive) {
  return flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) < 0 ? errno : 0;
}

int hatchet_unlock_file(int descriptor) {
  return flock(descriptor, LOCK_UN) < 0 ? errno : 0;
}

// glibc's waitid() lacks the system call's fifth argument, the resource usage.
static int reap(idtype_t type, id_t id, siginfo_t *info, struct rusage *usage) {
  memset(info, 0, sizeof *info);
  long done;
  do {
    done = syscall(SYS_waitid, type, id, info, WEXITED | WNOHANG, usage);
  } while (done < 0 && errno == EINTR);
  if (done < 0) return errno;
  return info->si_pid == 0 ? EAGAIN : 0;
}

static int64_t microseconds(struct timeval time) {
  return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

int hatchet_reap(int descriptor, struct hatchet_exit *result) {
  siginfo_t info;
  struct rusage usage;
  memset(&usage, 0, sizeof usage);
  int error = reap(P_PIDFD, (id_t)descriptor, &info, &usage);
  if (error != 0) return error;
  result->exited = info.si_code == CLD_EXITED;
  result->core_dumped = info.si_code == CLD_DUMPED;
  result->code = info.si_status;
  result->user_microseconds = microseconds(usage.ru_utime);
  result->system_microseconds = microseconds(usage.ru_stime);
  result->max_resident_bytes = (int64_t)usage.ru_maxrss * 1024;
  result->major_faults = usage.ru_majflt;
  result->voluntary_switches = usage.ru_nvcsw;
  result->involuntary_switches = usage.ru_nivcsw;
  return 0;
}

int hatchet_reap_group(pid_t group, pid_t *pid) {
  siginfo_t info;
  int error = reap(P_PGID, (id_t)group, &info, NULL);
  if (error == 0) *pid = info.si_pid;
  return error;
}

int hatchet_reap_adopted(pid_t pid) {
  siginfo_t info;
  return reap(P_PID, (id_t)pid, &info, NULL);
}

void hatchet_name_thread(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
}
