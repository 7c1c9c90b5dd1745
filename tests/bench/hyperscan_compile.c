/*
 * hyperscan_compile.c: a list of names becomes a Hyperscan database. For the benchmark.
 *
 *     hyperscan_compile NAMES DATABASE
 *
 * NAMES has a name a line. All are literals, ASCII case ignored. DATABASE is what hyperscan_scan.c
 * reads: how many names, each one's length (a byte), the serialised database. A name's id is its
 * place in the list; were it its length, nothing would have to be looked up, but Hyperscan then
 * keeps apart what ends at one place by the same id, and takes far longer to compile and to scan.
 */
#include <hs/hs_compile.h>
#include <hs/hs_runtime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct names {
    char **items;
    size_t *lens;
    unsigned *ids;
    unsigned *flags;
    size_t len;
};

static void *grown(void *array, size_t items, size_t size) {
    void *larger = realloc(array, items * size);
    if (larger == NULL) {
        perror("hyperscan_compile");
        exit(2);
    }
    return larger;
}

static void add(struct names *names, const char *line, size_t len) {
    size_t i = names->len;
    if ((i & (i - 1)) == 0) {
        size_t room = i == 0 ? 1 : 2 * i;
        names->items = grown(names->items, room, sizeof *names->items);
        names->lens = grown(names->lens, room, sizeof *names->lens);
        names->ids = grown(names->ids, room, sizeof *names->ids);
        names->flags = grown(names->flags, room, sizeof *names->flags);
    }
    names->items[i] = strdup(line);
    names->lens[i] = len;
    names->ids[i] = (unsigned)i;
    names->flags[i] = HS_FLAG_CASELESS;
    names->len++;
}

static int read_names(const char *path, struct names *names) {
    char line[256];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return -1;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        add(names, line, strlen(line));
    }
    return fclose(file);
}

static int write_database(const char *path, const struct names *names,
                          const hs_database_t *database) {
    char *bytes = NULL;
    size_t len = 0;
    FILE *file = fopen(path, "wb");
    if (file == NULL || hs_serialize_database(database, &bytes, &len) != HS_SUCCESS)
        return -1;
    fwrite(&names->len, sizeof names->len, 1, file);
    for (size_t i = 0; i < names->len; i++)
        putc((int)names->lens[i], file);
    fwrite(bytes, 1, len, file);
    free(bytes);
    int failed = ferror(file);
    return fclose(file) == 0 && !failed ? 0 : -1;
}

int main(int argc, char **argv) {
    struct names names = {0};
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts(hs_version()) < 0;
    if (argc != 3) {
        fputs("usage: hyperscan_compile NAMES DATABASE\n", stderr);
        return 2;
    }
    if (read_names(argv[1], &names) != 0) {
        perror(argv[1]);
        return 2;
    }
    if (hs_compile_lit_multi((const char *const *)names.items, names.flags, names.ids, names.lens,
                             (unsigned)names.len, HS_MODE_BLOCK, NULL, &database,
                             &error) != HS_SUCCESS) {
        fprintf(stderr, "hyperscan_compile: %s\n", error->message);
        return 1;
    }
    if (write_database(argv[2], &names, database) != 0) {
        perror(argv[2]);
        return 2;
    }
    return 0;
}
