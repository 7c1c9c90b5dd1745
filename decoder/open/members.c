/*
 * members.c: a container's members become documents, one at a time, within what its outermost
 * document may make.
 *
 * A member is unpacked whole before it is read, since it is read twice, or in an order of its own;
 * what is kept of it goes away with it. When the budget is used up, the member at hand ends there,
 * and the container too: what else it holds would have nothing left.
 */
#include "open/container.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* What stands behind a container's end is called so. */
#define REST "trailing data"

struct members {
    struct cn_container *container;
    struct cn_document *outer;
    const struct cn_open_limits *limits;
    cn_member_fn *each;
    void *context;
    char *block; /* CN_READ_SIZE */
};

enum cn_severity cn_container_spoiled(struct cn_container *container, enum cn_status status,
                                      enum cn_code code, const char *detail) {
    size_t len = detail ? strlen(detail) : 0;
    if (len >= sizeof container->member_detail)
        len = sizeof container->member_detail - 1;
    container->member_status = status;
    container->member_code = code;
    if (len > 0)
        memcpy(container->member_detail, detail, len);
    container->member_detail[len] = '\0';
    return CN_PARTIAL;
}

static struct cn_str full_name(const struct members *members, struct cn_str label,
                               struct cn_buf *room) {
    if (label.len > CN_LABEL_MAX)
        label.len = CN_LABEL_MAX;
    cn_buf_add_str(room, members->outer->name);
    cn_buf_add_text(room, "//");
    size_t from = room->len;
    cn_buf_add_str(room, label);
    for (size_t i = from; i < room->len; i++)
        if (room->bytes[i] == '\0') /* it could not be told from the name's end */
            room->bytes[i] = '?';
    return cn_buf_str(room);
}

/* Hands the member on, a level deeper. */
static enum cn_severity hand_on(struct members *members, struct cn_document *member) {
    struct cn_budget *budget = &members->outer->vaults->budget;
    budget->depth++;
    enum cn_severity severity = members->each(members->context, member);
    budget->depth--;
    return severity;
}

/* ---- unpacking ---- */

static enum cn_severity unpack(struct members *members, struct cn_keep *keep) {
    struct cn_container *container = members->container;
    enum cn_severity severity = CN_OK;
    container->member_status = CN_STATUS_OK;
    while (severity == CN_OK) {
        size_t got = 0;
        severity = container->kind->read(container, members->block, CN_READ_SIZE, &got);
        if (!cn_keep_add(keep, (struct cn_str){members->block, got}))
            return CN_PARTIAL;
    }
    return severity;
}

/* Why a member is not whole. */
static void say_unwhole(const struct cn_container *container, const struct cn_keep *keep,
                        struct cn_document *member) {
    if (keep->hit != CN_BUDGET_GOOD)
        cn_document_fail(member, CN_PARTIAL, CN_STATUS_LIMIT,
                         keep->hit == CN_BUDGET_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO, NULL);
    else if (keep->error != 0)
        cn_document_fail(member, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_KEEP, strerror(keep->error));
    else if (container->member_status != CN_STATUS_OK)
        cn_document_fail(member, CN_PARTIAL, container->member_status, container->member_code,
                         container->member_detail[0] ? container->member_detail : NULL);
}

static void set_declared(struct cn_document *document, struct cn_str charset) {
    struct cn_str kept = cn_arena_copy(&document->arena, charset);
    if (kept.bytes)
        document->charset_declared = kept;
}

static enum cn_severity do_readable(struct members *members, const struct cn_member *member,
                                    struct cn_str name) {
    struct cn_document document = {0};
    struct cn_keep keep;
    cn_keep_begin(&keep, &members->outer->vaults->members);
    enum cn_severity unpacked = unpack(members, &keep);
    struct cn_source source = cn_keep_source(&keep);
    enum cn_severity severity = unpacked == CN_FATAL ? CN_FATAL : CN_OK;
    if (severity == CN_OK)
        cn_document_open_member(&document, members->outer, &source, name, members->limits);
    if (severity == CN_OK && document.diags.worst < CN_FATAL) {
        set_declared(&document, member->charset);
        say_unwhole(members->container, &keep, &document);
        severity = hand_on(members, &document);
    }
    if (severity == CN_OK && keep.hit != CN_BUDGET_GOOD)
        severity = cn_document_fail(
            members->outer, CN_PARTIAL, CN_STATUS_LIMIT,
            keep.hit == CN_BUDGET_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO, NULL);
    if (document.diags.worst == CN_FATAL)
        severity = CN_FATAL;
    cn_document_close(&document);
    cn_keep_end(&keep);
    return severity;
}

static enum cn_severity do_unread(struct members *members, const struct cn_member *member,
                                  struct cn_str name) {
    struct cn_document document = {0};
    enum cn_severity severity = cn_document_open_unread(&document, members->outer, name);
    if (severity == CN_OK) {
        cn_document_fail(&document, CN_SKIP, member->status, member->code, NULL);
        severity = hand_on(members, &document);
    }
    cn_document_close(&document);
    return severity;
}

static bool passed_over(struct cn_budget *budget) {
    struct cn_resumption *going_on = &budget->going_on;
    if (budget->depth >= going_on->levels || going_on->members[budget->depth] == 0)
        return false;
    going_on->members[budget->depth]--;
    return true;
}

static enum cn_severity do_member(struct members *members, const struct cn_member *member) {
    struct cn_budget *budget = &members->outer->vaults->budget;
    struct cn_buf room = {0};
    enum cn_severity severity = CN_FATAL;
    if (budget->members++ >= budget->members_max)
        return cn_document_fail(members->outer, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_MEMBERS,
                                NULL);
    if (passed_over(budget))
        return CN_OK;
    struct cn_str name = full_name(members, member->name, &room);
    if (!room.failed)
        severity = member->status == CN_STATUS_OK ? do_readable(members, member, name)
                                                  : do_unread(members, member, name);
    cn_buf_free(&room);
    return severity;
}

/* ---- behind the end ---- */

static bool only_zeros(const struct cn_source *source, char *block) {
    uint64_t at = 0;
    size_t got = 0;
    while (cn_source_read(source, at, block, CN_READ_SIZE, &got) && got > 0) {
        for (size_t i = 0; i < got; i++) {
            if (block[i] != 0)
                return false;
        }
        at += got;
    }
    return at == source->size;
}

/* Padding is nothing; all else is a document of its own. */
static enum cn_severity do_rest(struct members *members) {
    struct cn_container *container = members->container;
    uint64_t end = container->kind->end ? container->kind->end(container) : container->source.size;
    struct cn_source rest = container->source;
    struct cn_document document = {0};
    struct cn_buf room = {0};
    if (end >= rest.size)
        return CN_OK;
    if (rest.fd >= 0)
        rest.offset += end;
    else
        rest.bytes += end;
    rest.size -= end;
    if (only_zeros(&rest, members->block))
        return CN_OK;
    struct cn_where where = {.file = members->outer->name};
    cn_diag_add(&members->outer->diags, CN_OK, CN_E_TRAILING, &where, NULL);
    if (passed_over(&members->outer->vaults->budget))
        return CN_OK;
    struct cn_str name = full_name(members, CN_STR(REST), &room);
    enum cn_severity severity = room.failed ? CN_FATAL
                                            : cn_document_open_member(&document, members->outer,
                                                                      &rest, name, members->limits);
    if (severity != CN_FATAL)
        severity = hand_on(members, &document);
    cn_document_close(&document);
    cn_buf_free(&room);
    return severity;
}

/* ---- all ---- */

static enum cn_severity all_members(struct members *members) {
    struct cn_container *container = members->container;
    enum cn_severity severity = container->kind->open(container);
    while (severity == CN_OK) {
        struct cn_member member = {.status = CN_STATUS_OK};
        severity = container->kind->next(container, &member);
        if (severity == CN_END)
            return do_rest(members);
        if (severity == CN_OK)
            severity = do_member(members, &member);
    }
    return severity == CN_PARTIAL || severity == CN_SKIP ? CN_OK : severity;
}

static enum cn_severity no_memory(struct cn_document *document) {
    return cn_diag_add(&document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

enum cn_severity cn_members_each(struct cn_document *document, const struct cn_container_kind *kind,
                                 const struct cn_source *source,
                                 const struct cn_open_limits *limits, cn_member_fn *each,
                                 void *context) {
    struct members members = {
        .outer = document, .limits = limits, .each = each, .context = context};
    struct cn_budget *budget = &document->vaults->budget;
    if (kind->missing)
        return cn_document_fail(document, CN_OK, CN_STATUS_UNSUPPORTED, CN_E_LIBRARY,
                                kind->missing);
    if (budget->depth >= budget->depth_max) {
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_DEPTH, NULL);
        return CN_OK;
    }
    members.block = malloc(CN_READ_SIZE);
    members.container = calloc(1, kind->size);
    enum cn_severity severity = CN_FATAL;
    if (members.block && members.container) {
        members.container->kind = kind;
        members.container->source = *source;
        members.container->document = document;
        members.container->vault = &document->vaults->members;
        severity = all_members(&members);
        kind->close(members.container);
    }
    if (severity == CN_FATAL)
        no_memory(document);
    free(members.container);
    free(members.block);
    return severity;
}
