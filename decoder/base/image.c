/*
 * image.c: sections, in memory and as a file.
 */
#include "base/image.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <xxhash.h>

void *cn_image_new(struct cn_image *image, enum cn_section section, size_t count, size_t size) {
    void *items = cn_arena_array(&image->arena, count, size);
    if (items)
        image->sections[section] = (struct cn_str){items, count * size};
    return items;
}

bool cn_image_add(struct cn_image *image, enum cn_section section, struct cn_str bytes) {
    void *copy = cn_image_new(image, section, bytes.len, 1);
    if (copy && bytes.len)
        memcpy(copy, bytes.bytes, bytes.len);
    return copy;
}

void cn_image_free(struct cn_image *image) {
    cn_arena_free(&image->arena);
    if (image->map)
        munmap(image->map, image->map_len);
    *image = (struct cn_image){0};
}

/* ---- files ---- */

#define ALIGNMENT 64
#define ORDER UINT32_C(0x01020304)

static const char magic[16] = "cryptonym image";

struct place {
    uint64_t at, len;
};

/* All of it is told by the file's length and its places, so that a wrong bit anywhere shows. */
struct header {
    char magic[sizeof(magic)];
    uint32_t order;
    uint32_t version;
    uint64_t len;      /* of the file */
    uint64_t checksum; /* of what is behind the header */
    uint64_t sections;
};

struct front {
    struct header header;
    struct place places[CN_SECTIONS];
};

static uint64_t aligned(uint64_t at) {
    return (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

bool cn_image_begins(struct cn_str bytes) {
    return bytes.len >= sizeof(magic) && memcmp(bytes.bytes, magic, sizeof(magic)) == 0;
}

static enum cn_code check_header(const struct header *header, struct cn_str bytes) {
    if (bytes.len < sizeof(*header))
        return CN_E_IMAGE_LENGTH;
    if (header->order != ORDER || header->version != CN_IMAGE_VERSION ||
        header->sections != CN_SECTIONS)
        return CN_E_IMAGE_VERSION;
    if (header->len != bytes.len || bytes.len < sizeof(struct front))
        return CN_E_IMAGE_LENGTH;
    struct cn_str rest = {bytes.bytes + sizeof(*header), bytes.len - sizeof(*header)};
    return XXH3_64bits(rest.bytes, rest.len) == header->checksum ? CN_E_NONE : CN_E_IMAGE_CHECKSUM;
}

/* Each section begins where the one before it ends, and the last ends where the file does. */
static bool take_places(struct cn_image *image, const struct place *places, struct cn_str bytes) {
    uint64_t at = sizeof(struct front);
    for (size_t i = 0; i < CN_SECTIONS; i++) {
        if (places[i].at != aligned(at) || places[i].at > bytes.len ||
            places[i].len > bytes.len - places[i].at)
            return false;
        image->sections[i] = (struct cn_str){bytes.bytes + places[i].at, (size_t)places[i].len};
        at = places[i].at + places[i].len;
    }
    return at == bytes.len;
}

enum cn_code cn_image_open(struct cn_image *image, struct cn_str bytes) {
    const struct front *front = (const struct front *)(const void *)bytes.bytes;
    enum cn_code code = check_header(&front->header, bytes);
    if (code == CN_E_NONE && !take_places(image, front->places, bytes))
        code = CN_E_IMAGE_LENGTH;
    return code;
}

enum cn_code cn_image_map(struct cn_image *image, int fd) {
    struct stat status;
    if (fstat(fd, &status) != 0)
        return CN_E_READ;
    if (status.st_size < (off_t)sizeof(struct front))
        return CN_E_IMAGE_LENGTH;
    void *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return CN_E_READ;
    image->map = map;
    image->map_len = (size_t)status.st_size;
    return cn_image_open(image, (struct cn_str){map, image->map_len});
}

/* ---- writing ---- */

static void place_all(const struct cn_image *image, struct front *front) {
    uint64_t at = sizeof(*front);
    for (size_t i = 0; i < CN_SECTIONS; i++) {
        front->places[i] = (struct place){aligned(at), image->sections[i].len};
        at = front->places[i].at + front->places[i].len;
    }
    memcpy(front->header.magic, magic, sizeof(magic));
    front->header.order = ORDER;
    front->header.version = CN_IMAGE_VERSION;
    front->header.len = at;
    front->header.sections = CN_SECTIONS;
}

/* What is behind the header, each section with what fills the gap before it. */
static bool put_rest(const struct cn_image *image, const struct front *front,
                     bool (*put)(struct cn_str, void *), void *context) {
    static const char zeros[ALIGNMENT];
    uint64_t at = sizeof(*front);
    bool done = put((struct cn_str){(const char *)front->places, sizeof(front->places)}, context);
    for (size_t i = 0; done && i < CN_SECTIONS; i++) {
        struct cn_str gap = {zeros, (size_t)(front->places[i].at - at)};
        done = (!gap.len || put(gap, context)) &&
               (!image->sections[i].len || put(image->sections[i], context));
        at = front->places[i].at + front->places[i].len;
    }
    return done;
}

static bool hash(struct cn_str bytes, void *state) {
    return XXH3_64bits_update(state, bytes.bytes, bytes.len) == XXH_OK;
}

bool cn_image_write(const struct cn_image *image, bool (*put)(struct cn_str, void *context),
                    void *context) {
    struct front front = {0};
    XXH3_state_t *state = XXH3_createState();
    place_all(image, &front);
    bool done = state && XXH3_64bits_reset(state) == XXH_OK && put_rest(image, &front, hash, state);
    if (done)
        front.header.checksum = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return done &&
           put((struct cn_str){(const char *)&front.header, sizeof(front.header)}, context) &&
           put_rest(image, &front, put, context);
}

/* ---- numbers and strings ---- */

void cn_varint_add(struct cn_buf *buf, uint32_t number) {
    for (; number >= 0x80; number >>= 7)
        cn_buf_add_byte(buf, (char)(number | 0x80));
    cn_buf_add_byte(buf, (char)number);
}

bool cn_varint_cut(struct cn_str *bytes, uint32_t *number) {
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes->len && i < 5; i++) {
        unsigned char byte = (unsigned char)bytes->bytes[i];
        sum |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte & 0x80)
            continue;
        *bytes = (struct cn_str){bytes->bytes + i + 1, bytes->len - i - 1};
        *number = (uint32_t)sum;
        return sum <= UINT32_MAX && (byte || i == 0); /* one way to write it */
    }
    return false;
}

uint32_t cn_pool_add(struct cn_buf *pool, struct cn_str text) {
    uint32_t at = (uint32_t)pool->len;
    cn_varint_add(pool, (uint32_t)text.len);
    cn_buf_add_str(pool, text);
    return at;
}

uint32_t cn_pool_at(const char *pool, struct cn_str text) {
    size_t at = (size_t)(text.bytes - pool) - 1;
    for (size_t len = text.len; len >= 0x80; len >>= 7)
        at--;
    return (uint32_t)at;
}

uint64_t *cn_pool_starts(struct cn_str pool) {
    struct cn_str rest = pool;
    uint64_t *starts = calloc(pool.len / 64 + 1, sizeof(*starts));
    uint32_t len;
    while (starts && rest.len) {
        size_t at = pool.len - rest.len;
        starts[at / 64] |= UINT64_C(1) << (at % 64);
        if (!cn_varint_cut(&rest, &len) || len > rest.len) {
            free(starts);
            return NULL;
        }
        rest = (struct cn_str){rest.bytes + len, rest.len - len};
    }
    return starts;
}
