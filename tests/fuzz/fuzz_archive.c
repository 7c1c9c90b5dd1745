/*
 * fuzz_archive.c: any bytes as an archive of any kind, all that is nested in it listed.
 *
 * Laws: it ends, and a second time it is the same; no more bytes are made than the limits allow,
 * but for the block in which the limit was hit.
 */
#include "open/containing.h"
#include "open/preload.h"

#define LIMIT ((size_t)256 * 1024)
#define MEMBERS 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_open_limits limits = cn_open_limits_default;
    struct cn_str bytes = {(const char *)data, size};
    limits.unpacked_max = LIMIT;
    limits.members_max = MEMBERS;
    limits.depth_max = 4;
    if (size < 4 || size > LIMIT / 4)
        return 0;
    cn_preload_archive();
    struct cn_vaults vaults;
    must(cn_vaults_open(&vaults, true));
    limits.vaults = &vaults;
    char *first = contained(bytes, CN_STR("f"), &limits);
    char *again = contained(bytes, CN_STR("f"), &limits);
    must(first && again && strcmp(first, again) == 0);
    must(vaults.budget.made <= 2 * LIMIT + CN_READ_SIZE * 64);
    must(vaults.budget.depth == 0);
    cn_vaults_close(&vaults);
    free(first);
    free(again);
    return 0;
}
