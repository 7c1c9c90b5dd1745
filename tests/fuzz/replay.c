/*
 * replay.c: runs a fuzz target over files instead of under libFuzzer.
 *
 * Each argument is a folder (or a file) of inputs; with none, it is the corpus named after the
 * program: fuzz_gzip replays $srcdir/tests/fuzz/corpus/gzip. No input at all is a failure, so that
 * a corpus that got lost shows.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The program ends soon; what fails here fails the test. */
static void *must(void *memory) {
    if (memory == NULL) {
        perror("replay");
        exit(1);
    }
    return memory;
}

/* In memory of exactly its size, so that ASan sees a read behind the end. */
static void replay_file(const char *path, size_t size) {
    FILE *file = must(fopen(path, "rb"));
    uint8_t *data = must(malloc(size > 0 ? size : 1));
    size_t got = fread(data, 1, size, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, got);
    free(data);
}

static size_t replay(const char *path);

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static size_t replay_folder(const char *path) {
    struct dirent **entries = NULL;
    size_t inputs = 0;
    int count = scandir(path, &entries, visible, alphasort);
    for (int i = 0; i < count; i++) {
        size_t len = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *below = must(malloc(len));
        snprintf(below, len, "%s/%s", path, entries[i]->d_name);
        inputs += replay(below);
        free(below);
        free(entries[i]);
    }
    free(entries);
    return inputs;
}

static size_t replay(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) {
        perror(path);
        exit(1);
    }
    if (S_ISDIR(status.st_mode))
        return replay_folder(path);
    replay_file(path, (size_t)status.st_size);
    return 1;
}

/* $srcdir/tests/fuzz/corpus/gzip for a program .../fuzz_gzip, also as libtool's .libs/lt-fuzz_gzip.
 */
static size_t replay_own_corpus(const char *program) {
    const char *srcdir = getenv("srcdir");
    const char *name = strstr(program, "fuzz_");
    char path[4096];
    while (name != NULL && strstr(name + 1, "fuzz_") != NULL)
        name = strstr(name + 1, "fuzz_");
    if (name == NULL)
        return 0;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", srcdir != NULL ? srcdir : ".",
             name + strlen("fuzz_"));
    return replay(path);
}

int main(int argc, char **argv) {
    size_t inputs = 0;
    for (int i = 1; i < argc; i++)
        inputs += replay(argv[i]);
    if (argc == 1)
        inputs = replay_own_corpus(argv[0]);
    printf("%s: %zu inputs replayed\n", argv[0], inputs);
    return inputs > 0 ? 0 : 1;
}
