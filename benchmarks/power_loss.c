/* Records what a process writes below a folder, so that a loss of power can be played at any instant of it.

   Loaded before libc (LD_PRELOAD). POWER_FOLDER names the folder, POWER_LOG the file of records. A record is: one letter
   for the call, the length of the path and the path, an offset, the length of the data and the data; numbers are 8 bytes,
   in the machine's order. For a rename the data is the new path. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int log_handle = -1;

static int watched(const char *path) {
  const char *folder = getenv("POWER_FOLDER");
  return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static void put(const void *data, size_t size) { syscall(SYS_write, log_handle, data, size); }

static void record(char call, const char *path, uint64_t offset, const void *data, uint64_t size) {
  if (log_handle < 0) {
    const char *name = getenv("POWER_LOG");
    if (!name) return;
    log_handle = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND, 0600);
  }
  uint64_t length = strlen(path);
  put(&call, 1);
  put(&length, 8);
  put(path, length);
  put(&offset, 8);
  put(&size, 8);
  if (size) put(data, size);
}

static int path_of(int handle, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return watched(path);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t offset) {
  REAL(pwrite64);
  char path[PATH_MAX];
  ssize_t done = real(handle, data, size, offset);
  if (done > 0 && path_of(handle, path)) record('w', path, offset, data, done);
  return done;
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t offset) { return pwrite64(handle, data, size, offset); }

ssize_t write(int handle, const void *data, size_t size) {
  REAL(write);
  char path[PATH_MAX];
  ssize_t done = real(handle, data, size);
  if (done > 0 && handle > 2 && path_of(handle, path)) {
    off_t end = lseek(handle, 0, SEEK_CUR);
    record('w', path, end >= done ? (uint64_t)(end - done) : 0, data, done);
  }
  return done;
}

int ftruncate64(int handle, off64_t size) {
  REAL(ftruncate64);
  char path[PATH_MAX];
  int done = real(handle, size);
  if (!done && path_of(handle, path)) record('t', path, size, "", 0);
  return done;
}

int ftruncate(int handle, off_t size) { return ftruncate64(handle, size); }

int fsync(int handle) {
  REAL(fsync);
  char path[PATH_MAX];
  int done = real(handle);
  if (!done && path_of(handle, path)) record('s', path, 0, "", 0);
  return done;
}

int fdatasync(int handle) {
  REAL(fdatasync);
  char path[PATH_MAX];
  int done = real(handle);
  if (!done && path_of(handle, path)) record('s', path, 0, "", 0);
  return done;
}

static void opened(int handle, int flags) {
  char path[PATH_MAX];
  if (handle < 0 || !(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE) return;
  if (path_of(handle, path)) record(flags & O_TRUNC ? 'o' : 'c', path, 0, "", 0);
}

int open64(const char *name, int flags, ...) {
  REAL(open64);
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  int handle = real(name, flags, mode);
  opened(handle, flags);
  return handle;
}

int open(const char *name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  return open64(name, flags, mode);
}

int unlink(const char *name) {
  REAL(unlink);
  char path[PATH_MAX];
  int known = realpath(name, path) != NULL && watched(path);
  int done = real(name);
  if (!done && known) record('u', path, 0, "", 0);
  return done;
}

int rename(const char *from, const char *to) {
  REAL(rename);
  char path[PATH_MAX], new_path[PATH_MAX];
  int known = realpath(from, path) != NULL && watched(path);
  int done = real(from, to);
  if (!done && known && realpath(to, new_path)) record('r', path, 0, new_path, strlen(new_path));
  return done;
}
