/*
 * keep.c: memory first, then the vault's file.
 */
#include "open/keep.h"

#include "base/file.h"
#include "base/limits.h"
#include "open/open.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

bool cn_vaults_open(struct cn_vaults *vaults, bool lazy) {
    *vaults = (struct cn_vaults){
        .members = {.fd = -1, .lazy = lazy, .budget = &vaults->budget},
        .text = {.fd = -1, .lazy = lazy, .budget = &vaults->budget},
        .pdf = {.fd = -1},
    };
    if (lazy)
        return true;
    vaults->members.fd = cn_unnamed_file();
    vaults->text.fd = vaults->members.fd < 0 ? -1 : cn_unnamed_file();
    return vaults->text.fd >= 0;
}

void cn_vaults_close(struct cn_vaults *vaults) {
    if (vaults->members.fd >= 0)
        close(vaults->members.fd);
    if (vaults->text.fd >= 0)
        close(vaults->text.fd);
    vaults->members.fd = vaults->text.fd = -1;
    cn_helper_end(&vaults->pdf);
}

void cn_helper_end(struct cn_helper *helper) {
    if (helper->fd >= 0)
        close(helper->fd);
    /* it ends by itself then */
    while (helper->pid > 0 && waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    *helper = (struct cn_helper){.fd = -1};
}

enum cn_budget_hit cn_budget_take(struct cn_budget *budget, uint64_t bytes) {
    budget->made += bytes;
    if (budget->made > budget->made_max)
        return CN_BUDGET_BYTES;
    if (budget->made > budget->ratio_free && budget->made / budget->ratio_max > budget->stored)
        return CN_BUDGET_RATIO;
    return CN_BUDGET_GOOD;
}

void cn_keep_begin(struct cn_keep *keep, struct cn_vault *vault) {
    *keep = (struct cn_keep){.vault = vault};
}

static bool put(struct cn_keep *keep, struct cn_str bytes) {
    struct cn_vault *vault = keep->vault;
    if (!cn_file_put(vault->fd, bytes.bytes, bytes.len, keep->start + keep->len)) {
        keep->error = errno;
        return false;
    }
    keep->len += bytes.len;
    vault->end = keep->start + keep->len;
    return true;
}

/* Is there a file? */
static bool has_file(struct cn_vault *vault) {
    if (vault->fd < 0 && vault->lazy)
        vault->fd = cn_unnamed_file();
    return vault->fd >= 0;
}

/* What was in memory so far goes to the file. */
static bool move_to_file(struct cn_keep *keep) {
    struct cn_str bytes = cn_buf_str(&keep->memory);
    if (!has_file(keep->vault)) {
        keep->error = ENOSPC;
        return false;
    }
    keep->filed = true;
    keep->start = keep->vault->end;
    keep->len = 0;
    bool good = put(keep, bytes);
    cn_buf_free(&keep->memory);
    return good;
}

bool cn_keep_add(struct cn_keep *keep, struct cn_str bytes) {
    if (keep->error != 0 || keep->hit != CN_BUDGET_GOOD)
        return false;
    keep->hit = cn_budget_take(keep->vault->budget, bytes.len);
    if (keep->hit != CN_BUDGET_GOOD)
        return false;
    if (!keep->filed && keep->len + bytes.len > CN_KEEP_MEMORY && !move_to_file(keep))
        return false;
    if (keep->filed)
        return put(keep, bytes);
    cn_buf_add_str(&keep->memory, bytes);
    keep->len += bytes.len;
    if (keep->memory.failed)
        keep->error = ENOMEM;
    return keep->error == 0;
}

bool cn_keep_copy(struct cn_keep *keep, struct cn_str bytes) {
    if (!has_file(keep->vault))
        keep->error = errno;
    return keep->error == 0 && move_to_file(keep) && put(keep, bytes);
}

struct cn_source cn_keep_source(const struct cn_keep *keep) {
    if (keep->filed)
        return (struct cn_source){.fd = keep->vault->fd, .offset = keep->start, .size = keep->len};
    return (struct cn_source){
        .fd = -1, .bytes = keep->memory.bytes ? keep->memory.bytes : "", .size = keep->memory.len};
}

void cn_keep_end(struct cn_keep *keep) {
    if (keep->filed) {
        keep->vault->end = keep->start;
        /* room is given back; that it cannot be costs nothing but room */
        if (ftruncate(keep->vault->fd, (off_t)keep->start) != 0)
            keep->error = errno;
    }
    cn_buf_free(&keep->memory);
    *keep = (struct cn_keep){.vault = keep->vault};
}
