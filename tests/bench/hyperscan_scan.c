/*
 * hyperscan_scan.c: every whole word of a file that a Hyperscan database knows. For the benchmark.
 *
 *     hyperscan_scan DATABASE FILE
 *
 * Writes "OFFSET:WORD" a line to standard output. Whole words: the callback looks at the bytes
 * beside the match, which is far faster than \b in the patterns.
 *
 * The file is read in blocks, each cut after its last byte that is no part of a word; what is
 * behind that moves to the front of the next block. So no word is cut, and both neighbours of a
 * match are in its block or are ends of words.
 */
#include <fcntl.h>
#include <hs/hs_runtime.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 512 * 1024, OUT = 256 * 1024, LINE = 32 + 255 };

struct scan {
    hs_database_t *database;
    hs_scratch_t *scratch;
    unsigned char *lens; /* of the names, by id */
    char *block;
    size_t len;      /* bytes in the block */
    size_t used;     /* of which this many are scanned now */
    uint64_t offset; /* of the block in the file */
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
    if ((start == 0 || !is_word(scan->block[start - 1])) &&
        (end == scan->used || !is_word(scan->block[end])))
        put(scan, scan->offset + start, scan->block + start, len);
    return 0;
}

static void scan_block(struct scan *scan, bool last) {
    scan->used = scan->len;
    while (!last && scan->used > 0 && is_word(scan->block[scan->used - 1]))
        scan->used--;
    if (!last && scan->used == 0) {
        fputs("hyperscan_scan: a word is longer than a block\n", stderr);
        exit(2);
    }
    if (hs_scan(scan->database, scan->block, (unsigned)scan->used, 0, scan->scratch, found, scan) !=
        HS_SUCCESS) {
        fputs("hyperscan_scan: the scan failed\n", stderr);
        exit(2);
    }
    scan->len -= scan->used;
    scan->offset += scan->used;
    memmove(scan->block, scan->block + scan->used, scan->len);
}

static void scan_file(struct scan *scan, const char *path) {
    ssize_t got = 1;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail(path);
    while (got > 0) {
        got = read(fd, scan->block + scan->len, BLOCK - scan->len);
        if (got < 0)
            fail(path);
        scan->len += (size_t)got;
        if (got == 0 || scan->len == BLOCK)
            scan_block(scan, got == 0);
    }
    close(fd);
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
    struct scan scan = {.block = malloc(BLOCK), .out = malloc(OUT)};
    if (argc != 3) {
        fputs("usage: hyperscan_scan DATABASE FILE\n", stderr);
        return 2;
    }
    if (scan.block == NULL || scan.out == NULL)
        fail("hyperscan_scan");
    know_words();
    prepare(&scan, argv[1]);
    scan_file(&scan, argv[2]);
    return 0;
}
