/* Makes the disk fail where a test wants it to.
 *
 * Loaded by LD_PRELOAD in front of libc. Until `fault_arm` is called nothing changes. From
 * then on every call that alters something below one folder is a *point*, counted from 1:
 * writing, syncing, renaming, removing, cutting, making a file or folder. At the chosen
 * point the process dies (before, in the middle of, or after the call), or the call fails
 * with EIO or ENOSPC, once or from then on, or it writes only half. Reads are counted apart.
 *
 * `fault_set_clock` moves the clock of the process, or makes it stand still.
 *
 * `fault_arm` also takes a descriptor to which each point is written as a line:
 * "<number> <call> <bytes> <path>"; a rename is two lines, "rename" and "from".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The order is that of Mode in shim.py. */
enum mode { COUNT, BEFORE, HALF, AFTER, EIO_ONCE, EIO_EVER, ENOSPC_ONCE, ENOSPC_EVER, SHORT, EIO_READ };
enum call { WRITE, SYNC, RENAME, UNLINK, CUT, MAKE, READ, FROM };

static const char *const call_names[] = {"write", "sync", "rename", "unlink", "cut", "make", "read", "from"};

static volatile int armed;
static char root[PATH_MAX];
static size_t root_length;
static long chosen;
static enum mode mode;
static int log_descriptor;
static long points, reads;

void fault_arm(const char *folder, long nth, int how, int log_to) {
    snprintf(root, sizeof root, "%s/", folder);
    root_length = strlen(root);
    chosen = nth;
    mode = (enum mode)how;
    log_descriptor = log_to;
    armed = 1;
}

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))real(name))

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int is_below(const char *path) { return strncmp(path, root, root_length) == 0; }

static int path_counts(const char *path, char *whole) {
    if (!armed || path == NULL) return 0;
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
    } else {
        char here[PATH_MAX / 2];
        if (getcwd(here, sizeof here) == NULL) return 0;
        snprintf(whole, PATH_MAX, "%.2000s/%.2000s", here, path);
    }
    return is_below(whole);
}

static int descriptor_counts(int descriptor, char *whole) {
    char link[64];
    if (!armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, whole, PATH_MAX - 2);
    if (length <= 0) return 0;
    whole[length] = '/'; /* so that the folder itself counts too */
    whole[length + 1] = 0;
    int counts = is_below(whole);
    whole[length] = 0;
    return counts;
}

static void note(long number, enum call call, size_t bytes, const char *path) {
    char line[PATH_MAX + 64];
    if (log_descriptor < 0) return;
    int length = snprintf(line, sizeof line, "%ld %s %zu %s\n", number, call_names[call], bytes, path);
    REAL(ssize_t, "write", int, const void *, size_t)(log_descriptor, line, (size_t)length);
}

/* What shall happen at this point: the mode if it is struck, COUNT if it is let through. */
static enum mode strike(enum call call, size_t bytes, const char *path) {
    int is_read = call == READ;
    long number = __atomic_add_fetch(is_read ? &reads : &points, 1, __ATOMIC_SEQ_CST);
    note(number, call, bytes, path);
    if (is_read != (mode == EIO_READ)) return COUNT;
    int lasts = mode == EIO_EVER || mode == ENOSPC_EVER;
    if (number != chosen && !(lasts && number > chosen)) return COUNT;
    int needs_room = call == WRITE || call == MAKE || call == SYNC || call == RENAME;
    if ((mode == ENOSPC_ONCE || mode == ENOSPC_EVER) && !needs_room) return COUNT;
    if (mode == SHORT && (call != WRITE || bytes < 2)) return COUNT;
    if (mode == BEFORE || (mode == HALF && call != WRITE)) die();
    return mode;
}

static int fails(enum mode struck) {
    if (struck == EIO_ONCE || struck == EIO_EVER || struck == EIO_READ) errno = EIO;
    else if (struck == ENOSPC_ONCE || struck == ENOSPC_EVER) errno = ENOSPC;
    else return 0;
    return 1;
}

/* Calls that give 0 or -1. */
#define STRUCK(call, bytes, path, done)                  \
    do {                                                 \
        enum mode struck = strike(call, bytes, path);    \
        if (fails(struck)) return -1;                    \
        __typeof__(done) result = (done);                \
        if (struck == AFTER) die();                      \
        return result;                                   \
    } while (0)

#define WRITES(descriptor, count, done_with)                                        \
    do {                                                                            \
        char path[PATH_MAX];                                                        \
        size_t bytes = (count);                                                     \
        if (!descriptor_counts(descriptor, path)) return done_with;                 \
        enum mode struck = strike(WRITE, bytes, path);                              \
        if (fails(struck)) return -1;                                               \
        if (struck == HALF || struck == SHORT) bytes /= 2;                          \
        ssize_t result = done_with;                                                 \
        if (struck == HALF || struck == AFTER) die();                               \
        return result;                                                              \
    } while (0)

ssize_t write(int fd, const void *data, size_t count) {
    size_t bytes = count;
    if (!armed) return REAL(ssize_t, "write", int, const void *, size_t)(fd, data, bytes);
    WRITES(fd, count, (REAL(ssize_t, "write", int, const void *, size_t)(fd, data, bytes)));
}

static ssize_t write_at(const char *name, int fd, const void *data, size_t count, off64_t at) {
    size_t bytes = count;
    if (!armed) return REAL(ssize_t, name, int, const void *, size_t, off64_t)(fd, data, bytes, at);
    WRITES(fd, count, (REAL(ssize_t, name, int, const void *, size_t, off64_t)(fd, data, bytes, at)));
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t at) { return write_at("pwrite", fd, data, count, at); }
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) { return write_at("pwrite64", fd, data, count, at); }

ssize_t sendfile(int to, int from, off_t *at, size_t count) {
    WRITES(to, count, (REAL(ssize_t, "sendfile", int, int, off_t *, size_t)(to, from, at, bytes)));
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t count) {
    WRITES(to, count, (REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t)(to, from, at, bytes)));
}

static ssize_t read_at(const char *name, int fd, void *data, size_t count, off64_t at) {
    char path[PATH_MAX];
    if (descriptor_counts(fd, path) && fails(strike(READ, count, path))) return -1;
    return REAL(ssize_t, name, int, void *, size_t, off64_t)(fd, data, count, at);
}

ssize_t pread(int fd, void *data, size_t count, off_t at) { return read_at("pread", fd, data, count, at); }
ssize_t pread64(int fd, void *data, size_t count, off64_t at) { return read_at("pread64", fd, data, count, at); }

ssize_t read(int fd, void *data, size_t count) {
    char path[PATH_MAX];
    if (descriptor_counts(fd, path) && fails(strike(READ, count, path))) return -1;
    return REAL(ssize_t, "read", int, void *, size_t)(fd, data, count);
}

static int sync_by(const char *name, int fd) {
    char path[PATH_MAX];
    if (!descriptor_counts(fd, path)) return REAL(int, name, int)(fd);
    STRUCK(SYNC, 0, path, (REAL(int, name, int)(fd)));
}

int fsync(int fd) { return sync_by("fsync", fd); }
int fdatasync(int fd) { return sync_by("fdatasync", fd); }

static int cut_by(const char *name, int fd, off64_t size) {
    char path[PATH_MAX];
    if (!descriptor_counts(fd, path)) return REAL(int, name, int, off64_t)(fd, size);
    STRUCK(CUT, (size_t)size, path, (REAL(int, name, int, off64_t)(fd, size)));
}

int ftruncate(int fd, off_t size) { return cut_by("ftruncate", fd, size); }
int ftruncate64(int fd, off64_t size) { return cut_by("ftruncate64", fd, size); }

int rename(const char *old, const char *new) {
    char path[PATH_MAX];
    if (!path_counts(new, path)) return REAL(int, "rename", const char *, const char *)(old, new);
    note(points + 1, FROM, 0, old);
    STRUCK(RENAME, 0, path, (REAL(int, "rename", const char *, const char *)(old, new)));
}

int renameat(int from, const char *old, int to, const char *new) {
    char path[PATH_MAX];
    if (!path_counts(new, path)) return REAL(int, "renameat", int, const char *, int, const char *)(from, old, to, new);
    note(points + 1, FROM, 0, old);
    STRUCK(RENAME, 0, path, (REAL(int, "renameat", int, const char *, int, const char *)(from, old, to, new)));
}

int unlink(const char *name) {
    char path[PATH_MAX];
    if (!path_counts(name, path)) return REAL(int, "unlink", const char *)(name);
    STRUCK(UNLINK, 0, path, (REAL(int, "unlink", const char *)(name)));
}

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    int counts = folder == AT_FDCWD || name[0] == '/' ? path_counts(name, path) : descriptor_counts(folder, path);
    if (!counts) return REAL(int, "unlinkat", int, const char *, int)(folder, name, flags);
    STRUCK(UNLINK, 0, path, (REAL(int, "unlinkat", int, const char *, int)(folder, name, flags)));
}

int rmdir(const char *name) {
    char path[PATH_MAX];
    if (!path_counts(name, path)) return REAL(int, "rmdir", const char *)(name);
    STRUCK(UNLINK, 0, path, (REAL(int, "rmdir", const char *)(name)));
}

int mkdir(const char *name, mode_t rights) {
    char path[PATH_MAX];
    if (!path_counts(name, path)) return REAL(int, "mkdir", const char *, mode_t)(name, rights);
    STRUCK(MAKE, 0, path, (REAL(int, "mkdir", const char *, mode_t)(name, rights)));
}

static int open_by(const char *name, const char *file, int flags, mode_t rights) {
    char path[PATH_MAX];
    if (!(flags & (O_CREAT | O_TRUNC)) || !path_counts(file, path))
        return REAL(int, name, const char *, int, ...)(file, flags, rights);
    STRUCK(MAKE, 0, path, (REAL(int, name, const char *, int, ...)(file, flags, rights)));
}

static int openat_by(const char *name, int folder, const char *file, int flags, mode_t rights) {
    char path[PATH_MAX];
    if (!(flags & (O_CREAT | O_TRUNC)) || !path_counts(file, path))
        return REAL(int, name, int, const char *, int, ...)(folder, file, flags, rights);
    STRUCK(MAKE, 0, path, (REAL(int, name, int, const char *, int, ...)(folder, file, flags, rights)));
}

#define RIGHTS(last)                                  \
    mode_t rights = 0;                                \
    if (flags & (O_CREAT | O_TMPFILE)) {              \
        va_list more;                                 \
        va_start(more, last);                         \
        rights = (mode_t)va_arg(more, unsigned);      \
        va_end(more);                                 \
    }

int open(const char *file, int flags, ...) { RIGHTS(flags) return open_by("open", file, flags, rights); }
int open64(const char *file, int flags, ...) { RIGHTS(flags) return open_by("open64", file, flags, rights); }
int openat(int folder, const char *file, int flags, ...) { RIGHTS(flags) return openat_by("openat", folder, file, flags, rights); }
int openat64(int folder, const char *file, int flags, ...) { RIGHTS(flags) return openat_by("openat64", folder, file, flags, rights); }

/* The clock */

static volatile int clock_moved, clock_stands;
static volatile long long clock_shift_s, clock_at_s;

static int real_clock(clockid_t which, struct timespec *now) {
    static int (*call)(clockid_t, struct timespec *);
    if (call == NULL) call = (int (*)(clockid_t, struct timespec *))real("clock_gettime");
    return call(which, now);
}

void fault_set_clock(long long at_s, int stands) {
    struct timespec now;
    real_clock(CLOCK_REALTIME, &now);
    clock_shift_s = at_s - now.tv_sec;
    clock_at_s = at_s;
    clock_stands = stands;
    clock_moved = 1;
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int result = real_clock(which, now);
    if (result || !clock_moved || which != CLOCK_REALTIME) return result;
    if (clock_stands) {
        now->tv_sec = (time_t)clock_at_s;
        now->tv_nsec = 0;
    } else {
        now->tv_sec += (time_t)clock_shift_s;
    }
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    (void)zone;
    int result = clock_gettime(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return result;
}

time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now != NULL) *now = found.tv_sec;
    return found.tv_sec;
}
