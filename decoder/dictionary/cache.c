/*
 * cache.c: images of tables, kept so that the next run need not read the tables.
 *
 * An image's file is called by a hash over all that it depends on: the program, and the name and
 * the content of each table. So it cannot be stale: tables that changed have another name, and what
 * is no longer asked for is removed when it is the oldest. Nobody is told of a cache that cannot be
 * used; the tables are read instead.
 */
#include "dictionary/parts.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#define SUFFIX ".cnd"
#define NAME_LEN (32 + sizeof SUFFIX - 1)

/* ---- the name ---- */

static bool hash_text(XXH3_state_t *state, const char *text) {
    return XXH3_128bits_update(state, text, strlen(text) + 1) == XXH_OK;
}

static bool hash_file(XXH3_state_t *state, const struct cn_file *file) {
    uint64_t len = file->bytes.len;
    return hash_text(state, file->path) && XXH3_128bits_update(state, &len, sizeof len) == XXH_OK &&
           XXH3_128bits_update(state, file->bytes.bytes, file->bytes.len) == XXH_OK;
}

static bool hash_all(XXH3_state_t *state, const struct cn_file *files, size_t len) {
    static const uint32_t version = CN_IMAGE_VERSION;
    bool done = state && XXH3_128bits_reset(state) == XXH_OK &&
                XXH3_128bits_update(state, &version, sizeof version) == XXH_OK &&
                hash_text(state, PACKAGE_VERSION);
    for (size_t i = 0; done && i < len; i++)
        done = hash_file(state, &files[i]);
    return done;
}

/* The user's folder for caches; false: there is none. */
static bool add_folder(struct cn_buf *path) {
    const char *caches = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (caches && caches[0] == '/')
        cn_buf_addf(path, "%s/cryptonym/", caches);
    else if (home && home[0] == '/')
        cn_buf_addf(path, "%s/.cache/cryptonym/", home);
    return path->len > 0;
}

/* Tables alone, and together large enough? */
static bool worth_it(const struct cn_file *files, size_t len) {
    const char *wish = getenv("CRYPTONYM_CACHE");
    size_t sum = 0;
    for (size_t i = 0; i < len; i++) {
        if (files[i].compiled)
            return false;
        sum += files[i].bytes.len;
    }
    return sum >= CN_CACHE_MIN && !(wish && strcmp(wish, "off") == 0);
}

const char *cn_cache_path(struct cn_dictionary *dictionary) {
    size_t len;
    const struct cn_file *files = cn_files(dictionary, &len);
    struct cn_buf path = {0};
    struct cn_str kept = {NULL, 0};
    if (!worth_it(files, len) || !add_folder(&path))
        return NULL;
    XXH3_state_t *state = XXH3_createState();
    if (hash_all(state, files, len)) {
        XXH128_hash_t hash = XXH3_128bits_digest(state);
        cn_buf_addf(&path, "%016llx%016llx" SUFFIX, (unsigned long long)hash.high64,
                    (unsigned long long)hash.low64);
        if (!path.failed)
            kept = cn_arena_copy(&dictionary->arena, cn_buf_str(&path));
    }
    XXH3_freeState(state);
    cn_buf_free(&path);
    return kept.bytes;
}

/* ---- reading ---- */

/* Ours alone to write? */
static bool is_own(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
           !(status.st_mode & (S_IWGRP | S_IWOTH));
}

bool cn_cache_map(struct cn_image *image, const char *path, uint64_t **starts) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool good =
        is_own(fd) && cn_image_map(image, fd) == CN_E_NONE && !cn_image_unsound(image, starts);
    if (good)
        futimens(fd, NULL); /* the oldest are removed first */
    else
        cn_image_free(image);
    close(fd);
    return good;
}

/* ---- writing ---- */

/* The folder of `path`, and the one above it. */
static void make_folders(const char *path) {
    struct cn_buf folder = {0};
    const char *name = strrchr(path, '/');
    const char *last = name - 1;
    while (*last != '/')
        last--;
    cn_buf_add(&folder, path, (size_t)(last - path));
    cn_buf_add_byte(&folder, '\0');
    if (!folder.failed)
        mkdir(folder.bytes, 0700);
    cn_buf_clear(&folder);
    cn_buf_add(&folder, path, (size_t)(name - path));
    cn_buf_add_byte(&folder, '\0');
    if (!folder.failed)
        mkdir(folder.bytes, 0700);
    cn_buf_free(&folder);
}

static bool put(struct cn_str bytes, void *context) {
    return fwrite(bytes.bytes, 1, bytes.len, context) == bytes.len;
}

static bool write_to(const struct cn_image *image, int fd) {
    FILE *file = fdopen(fd, "wb");
    if (!file) {
        close(fd);
        return false;
    }
    bool done = cn_image_write(image, put, file);
    return fclose(file) == 0 && done;
}

static bool write_image(const struct cn_image *image, const char *path) {
    struct cn_buf temporary = {0};
    bool done = false;
    cn_buf_add(&temporary, path, (size_t)(strrchr(path, '/') - path));
    cn_buf_add(&temporary, "/.XXXXXX", sizeof "/.XXXXXX");
    int fd = temporary.failed ? -1 : mkstemp(temporary.bytes);
    if (fd >= 0) {
        done = write_to(image, fd) && rename(temporary.bytes, path) == 0;
        if (!done)
            unlink(temporary.bytes);
    }
    cn_buf_free(&temporary);
    return done;
}

/* ---- removing ---- */

struct kept {
    char name[NAME_LEN + 1];
    struct timespec used;
};

static int newest_first(const void *left, const void *right) {
    const struct kept *a = left, *b = right;
    if (a->used.tv_sec != b->used.tv_sec)
        return a->used.tv_sec > b->used.tv_sec ? -1 : 1;
    if (a->used.tv_nsec != b->used.tv_nsec)
        return a->used.tv_nsec > b->used.tv_nsec ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Only what looks as this file names it is ever removed. */
static bool is_image(const char *name) {
    return strlen(name) == NAME_LEN && strspn(name, "0123456789abcdef") == 32 &&
           strcmp(name + 32, SUFFIX) == 0;
}

static bool is_leftover(const char *name, const struct stat *status) {
    return name[0] == '.' && strlen(name) == strlen(".XXXXXX") &&
           status->st_mtime + CN_CACHE_LEFTOVER < time(NULL);
}

static void look_at(int folder, const char *name, struct cn_buf *images) {
    struct kept kept;
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
        return;
    if (is_leftover(name, &status))
        unlinkat(folder, name, 0);
    if (!is_image(name))
        return;
    memcpy(kept.name, name, sizeof kept.name);
    kept.used = status.st_mtim;
    cn_buf_add(images, &kept, sizeof kept);
}

static void remove_oldest(const char *path) {
    struct cn_buf folder = {0}, images = {0};
    cn_buf_add(&folder, path, (size_t)(strrchr(path, '/') - path));
    cn_buf_add_byte(&folder, '\0');
    DIR *stream = folder.failed ? NULL : opendir(folder.bytes);
    for (struct dirent *entry; stream && (entry = readdir(stream));)
        look_at(dirfd(stream), entry->d_name, &images);
    size_t len = images.failed ? 0 : images.len / sizeof(struct kept);
    struct kept *all = (struct kept *)(void *)images.bytes;
    if (len > 0)
        qsort(all, len, sizeof *all, newest_first);
    for (size_t i = CN_CACHE_IMAGES; i < len; i++)
        unlinkat(dirfd(stream), all[i].name, 0);
    if (stream)
        closedir(stream);
    cn_buf_free(&images);
    cn_buf_free(&folder);
}

void cn_dictionary_keep(const struct cn_dictionary *dictionary) {
    if (!dictionary->cache || dictionary->cached)
        return;
    make_folders(dictionary->cache);
    if (write_image(&dictionary->image, dictionary->cache))
        remove_oldest(dictionary->cache);
}
