/*
 * inflate.c: what inflating alone costs. For the benchmark.
 *
 *     inflate JOBS FOLDER
 *
 * Every file of the tree is read and inflated with zlib, by JOBS processes that share the files out
 * between them, and nothing else is done with it.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK = 64 * 1024, GZIP = 16, OPEN_FOLDERS = 16 };

static char **paths;
static size_t paths_len;

static int add_path(const char *path, const struct stat *unused, int type, struct FTW *where) {
    (void)unused;
    (void)where;
    if (type != FTW_F)
        return 0;
    if ((paths_len & (paths_len - 1)) == 0)
        paths = realloc(paths, (paths_len ? 2 * paths_len : 1) * sizeof *paths);
    if (paths == NULL || (paths[paths_len] = strdup(path)) == NULL)
        return -1;
    paths_len++;
    return 0;
}

/* Is the stream at its end? */
static int inflate_block(z_stream *stream) {
    static unsigned char out[BLOCK];
    int state = Z_OK;
    do {
        stream->next_out = out;
        stream->avail_out = sizeof out;
        state = inflate(stream, Z_NO_FLUSH);
    } while (state == Z_OK && stream->avail_out == 0);
    return state == Z_STREAM_END;
}

static int inflate_file(z_stream *stream, const char *path) {
    static unsigned char in[BLOCK];
    int ended = 0;
    ssize_t got = 0;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || inflateReset(stream) != Z_OK)
        return 0;
    while (!ended && (got = read(fd, in, sizeof in)) > 0) {
        stream->next_in = in;
        stream->avail_in = (unsigned)got;
        ended = inflate_block(stream);
    }
    close(fd);
    return ended;
}

static int inflate_share(size_t first, size_t step) {
    z_stream stream = {0};
    if (inflateInit2(&stream, GZIP + MAX_WBITS) != Z_OK)
        return 2;
    for (size_t i = first; i < paths_len; i += step) {
        if (!inflate_file(&stream, paths[i])) {
            fprintf(stderr, "inflate: %s\n", paths[i]);
            return 2;
        }
    }
    return inflateEnd(&stream) == Z_OK ? 0 : 2;
}

int main(int argc, char **argv) {
    int failed = 0;
    int status = 0;
    size_t jobs = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    if (jobs == 0) {
        fputs("usage: inflate JOBS FOLDER\n", stderr);
        return 2;
    }
    if (nftw(argv[2], add_path, OPEN_FOLDERS, FTW_PHYS) != 0) {
        perror(argv[2]);
        return 2;
    }
    for (size_t job = 0; job < jobs; job++) {
        if (fork() == 0)
            _exit(inflate_share(job, jobs));
    }
    while (wait(&status) > 0)
        failed |= status != 0;
    return failed ? 2 : 0;
}
