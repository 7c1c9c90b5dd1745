/*
 * hyperscan_scan.c: every whole word of a file that a Hyperscan database knows. For the benchmark.
 *
 *     hyperscan_scan DATABASE FILE
 *
 * Writes "OFFSET:WORD" a line to standard output. Whole words: the callback looks at the bytes
 * beside the match, which is far faster than \b in the patterns.
 *
 * The file is mapped whole, its pages entered at once (MAP_POPULATE, which is beyond POSIX), and
 * given to Hyperscan in one piece: a twentieth faster than reading blocks of any size.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <hs/hs_runtime.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUT = 256 * 1024, LINE = 32 + 255 };

struct scan {
    hs_database_t *database;
    hs_scratch_t *scratch;
    unsigned char *lens; /* of the names, by id */
    const char *text;
    size_t text_len;
    char *out;
    size_t out_len;
};

static _Noreturn void fail(const char *what) {
    perror(what);
    exit(2);
}

static bool word[256];

static void know_words(void) {
    for (int c = '0'; c <= '9'; c++)
        word[c] = true;
    for (int c = 'a'; c <= 'z'; c++)
        word[c] = word[c - 'a' + 'A'] = true;
}

static bool is_word(char byte) {
    return word[(unsigned char)byte];
}

static void flush(struct scan *scan) {
    for (size_t at = 0; at < scan->out_len;) {
        ssize_t written = write(STDOUT_FILENO, scan->out + at, scan->out_len - at);
        if (written < 0)
            fail("standard output");
        at += (size_t)written;
    }
    scan->out_len = 0;
}

static void put(struct scan *scan, uint64_t offset, const char *bytes, size_t len) {
    char digits[20];
    size_t first = sizeof digits;
    if (scan->out_len > OUT - LINE)
        flush(scan);
    do {
        digits[--first] = (char)('0' + offset % 10);
        offset /= 10;
    } while (offset > 0);
    char *to = scan->out + scan->out_len;
    memcpy(to, digits + first, sizeof digits - first);
    to += sizeof digits - first;
    *to++ = ':';
    memcpy(to, bytes, len);
    to += len;
    *to++ = '\n';
    scan->out_len = (size_t)(to - scan->out);
}

static int found(unsigned id, unsigned long long unused, unsigned long long to, unsigned flags,
                 void *context) {
    struct scan *scan = context;
    size_t end = (size_t)to;
    size_t len = scan->lens[id];
    size_t start = end - len;
    (void)unused;
    (void)flags;
    if ((start == 0 || !is_word(scan->text[start - 1])) &&
        (end == scan->text_len || !is_word(scan->text[end])))
        put(scan, start, scan->text + start, len);
    return 0;
}

static void map_text(struct scan *scan, const char *path) {
    struct stat status;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &status) != 0)
        fail(path);
    scan->text_len = (size_t)status.st_size;
    scan->text = mmap(NULL, scan->text_len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (scan->text == MAP_FAILED)
        fail(path);
    close(fd);
}

static void scan_text(struct scan *scan) {
    if (scan->text_len > UINT_MAX || hs_scan(scan->database, scan->text, (unsigned)scan->text_len,
                                             0, scan->scratch, found, scan) != HS_SUCCESS) {
        fputs("hyperscan_scan: the scan failed\n", stderr);
        exit(2);
    }
    flush(scan);
}

/* The file's bytes, `len` of them. */
static char *load(const char *path, size_t *len) {
    long end = -1;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0)
        fail(path);
    rewind(file);
    *len = (size_t)end;
    char *bytes = malloc(*len);
    if (bytes == NULL || fread(bytes, 1, *len, file) != *len)
        fail(path);
    fclose(file);
    return bytes;
}

/* See hyperscan_compile.c for what the file holds. */
static void prepare(struct scan *scan, const char *path) {
    size_t len = 0;
    size_t names = 0;
    char *bytes = load(path, &len);
    memcpy(&names, bytes, sizeof names);
    scan->lens = (unsigned char *)bytes + sizeof names;
    size_t before = sizeof names + names;
    if (hs_deserialize_database(bytes + before, len - before, &scan->database) != HS_SUCCESS ||
        hs_alloc_scratch(scan->database, &scan->scratch) != HS_SUCCESS) {
        fprintf(stderr, "hyperscan_scan: %s: not a database of this library\n", path);
        exit(2);
    }
}

int main(int argc, char **argv) {
    struct scan scan = {.out = malloc(OUT)};
    if (argc != 3) {
        fputs("usage: hyperscan_scan DATABASE FILE\n", stderr);
        return 2;
    }
    if (scan.out == NULL)
        fail("hyperscan_scan");
    know_words();
    prepare(&scan, argv[1]);
    map_text(&scan, argv[2]);
    scan_text(&scan);
    return 0;
}
