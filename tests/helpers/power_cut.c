/* Writes down what a process does to the folder POWER_CUT_FOLDER and its files, in the order in which it does
 * it, so that power_cut.py can rebuild what a disk holds when the power goes at any moment.
 *
 * Loaded by LD_PRELOAD. One record an operation in POWER_CUT_LOG:
 *   kind (1 byte), length of the path (4), offset (8), length of the data (4), path, data.
 * Kinds: C made, W written, T cut or extended to the offset, S synced, U removed, R renamed (the data
 * is the new name). The memory that processes share (-shm) is no part of a disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_FILES 4096

static char *paths[MOST_FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int log_file(void) {
    static int file = -1;
    if (file < 0 && getenv("POWER_CUT_LOG"))
        file = (int)syscall(SYS_openat, AT_FDCWD, getenv("POWER_CUT_LOG"),
                            O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return file;
}

static int watched(const char *path) {
    const char *folder = getenv("POWER_CUT_FOLDER");
    size_t length = strlen(path);
    if (!folder || strncmp(path, folder, strlen(folder)) != 0)
        return 0;
    if (path[strlen(folder)] != '/' && path[strlen(folder)] != 0)
        return 0;
    return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

static void put(const void *data, size_t count) {
    const char *at = data;
    while (count > 0) {
        long done = syscall(SYS_write, log_file(), at, count);
        if (done <= 0)
            _exit(86); /* a log with a hole would prove nothing */
        at += done;
        count -= (size_t)done;
    }
}

static void note(char kind, const char *path, uint64_t offset, const void *data, uint32_t count) {
    uint32_t length = (uint32_t)strlen(path);
    put(&kind, 1);
    put(&length, 4);
    put(&offset, 8);
    put(&count, 4);
    put(path, length);
    if (count)
        put(data, count);
}

static const char *path_of(int file) { return file >= 0 && file < MOST_FILES ? paths[file] : NULL; }

static int opened(int file, const char *path, int was_there, int flags) {
    if (file >= 0 && file < MOST_FILES && watched(path)) {
        free(paths[file]);
        paths[file] = strdup(path);
        if (!was_there)
            note('C', path, 0, NULL, 0);
        else if (flags & O_TRUNC)
            note('T', path, 0, NULL, 0);
    }
    return file;
}

static int open_it(int folder, const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&lock);
    struct stat found;
    int was_there = stat(path, &found) == 0;
    int file = (int)syscall(SYS_openat, folder, path, flags, mode);
    opened(file, path, was_there, flags);
    pthread_mutex_unlock(&lock);
    return file;
}

#define WITH_MODE(name)                                                                            \
    int name(const char *path, int flags, ...) {                                                   \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;                                \
        va_end(more);                                                                              \
        return open_it(AT_FDCWD, path, flags, mode);                                               \
    }
WITH_MODE(open)
WITH_MODE(open64)

int close(int file) {
    pthread_mutex_lock(&lock);
    if (path_of(file)) {
        free(paths[file]);
        paths[file] = NULL;
    }
    int done = (int)syscall(SYS_close, file);
    pthread_mutex_unlock(&lock);
    return done;
}

static ssize_t write_it(int file, const void *data, size_t count, off_t offset, int here) {
    pthread_mutex_lock(&lock);
    const char *path = path_of(file);
    off_t at = here && path ? lseek(file, 0, SEEK_CUR) : offset;
    if (here && path && (fcntl(file, F_GETFL) & O_APPEND))
        at = lseek(file, 0, SEEK_END);
    ssize_t done = here ? syscall(SYS_write, file, data, count)
                        : syscall(SYS_pwrite64, file, data, count, offset);
    if (path && done > 0)
        note('W', path, (uint64_t)at, data, (uint32_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int file, const void *data, size_t count) { return write_it(file, data, count, 0, 1); }
ssize_t pwrite(int file, const void *data, size_t count, off_t at) {
    return write_it(file, data, count, at, 0);
}
ssize_t pwrite64(int file, const void *data, size_t count, off_t at) {
    return write_it(file, data, count, at, 0);
}

static int cut(int file, off_t size) {
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_ftruncate, file, size);
    if (done == 0 && path_of(file))
        note('T', path_of(file), (uint64_t)size, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int file, off_t size) { return cut(file, size); }
int ftruncate64(int file, off_t size) { return cut(file, size); }

static int sync_it(int file, long call) {
    pthread_mutex_lock(&lock);
    int done = (int)syscall(call, file);
    if (done == 0 && path_of(file))
        note('S', path_of(file), 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int file) { return sync_it(file, SYS_fsync); }
int fdatasync(int file) { return sync_it(file, SYS_fdatasync); }

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (done == 0 && watched(path))
        note('U', path, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *old, const char *new) {
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0);
    if (done == 0 && watched(old))
        note('R', old, 0, new, (uint32_t)strlen(new));
    pthread_mutex_unlock(&lock);
    return done;
}
