/* The text and marks of office files that real programs wrote, and of a few made here. */
#include "extracting.h"

#include "base/file.h"

#include <check.h>
#include <stdio.h>

static struct cn_buf file;

static struct cn_str load(const char *name) {
    const char *srcdir = getenv("srcdir");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/formats/office/%s", srcdir ? srcdir : ".", name);
    FILE *stream = fopen(path, "rb");
    if (!stream)
        abort();
    cn_buf_clear(&file);
    size_t got = 1;
    while (got > 0) {
        cn_buf_reserve(&file, 65536);
        got = fread(file.bytes + file.len, 1, 65536, stream);
        file.len += got;
    }
    fclose(stream);
    return cn_buf_str(&file);
}

static const struct cn_reader *reader_for(struct cn_str bytes) {
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    const struct cn_reader *found = NULL;
    for (const struct cn_reader *const *reader = cn_readers; *reader; reader++)
        if ((*reader)->claim && (*reader)->claim(bytes, &source, CN_STR("x")) >= 64)
            found = *reader;
    return found;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        struct extracted got;
        struct cn_str bytes = load(argv[i]);
        const struct cn_reader *reader = reader_for(bytes);
        if (!reader) { printf("%s: none\n", argv[i]); continue; }
        extract_with(&got, reader, bytes, CN_STR("x"));
        char *marks = extracted_marks(&got);
        printf("== %s (%s) [%s]\n%s\n", argv[i], reader->name, cn_status_name(got.document.status), marks);
        free(marks);
        extracted_free(&got);
    }
    return 0;
}
