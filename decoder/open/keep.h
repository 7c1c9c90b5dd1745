/*
 * keep.h: where the bytes of an archive's member, and the text that a reader makes, are kept.
 *
 * Nothing of a document is ever written under a name. What is short stays in memory; the rest goes
 * to an unnamed file, the vault, that a process has from before it sees a document. Keeps are used
 * like a stack: the one that was begun last ends first, and once another one was begun after it, a
 * keep does not grow any more. What is kept counts against the budget of the document that it came
 * out of, whatever stands between them.
 */
#ifndef CN_OPEN_KEEP_H
#define CN_OPEN_KEEP_H

#include "base/limits.h"
#include "open/source.h"

#include <sys/types.h>

/* Where a reading goes on that was cut short: what has been read is passed over at each level, and
 * the member behind it was begun, and is gone into again, at all levels but the deepest. */
struct cn_resumption {
    unsigned levels; /* 0: nothing has been read */
    uint64_t members[CN_LEVELS_MAX];
};

/* What may come out of one document of the run, all that is in it together. */
struct cn_budget {
    uint64_t made_max;   /* bytes */
    uint64_t ratio_max;  /* made may be so many times `stored` ... */
    uint64_t ratio_free; /* ... once so many bytes have been made */
    uint64_t members_max;
    unsigned depth_max;
    uint64_t stored; /* bytes of the document as it is stored */
    uint64_t made;
    uint64_t members;
    unsigned depth; /* of what is being read now: 0 is the document itself */
    struct cn_resumption going_on;
};

enum cn_budget_hit { CN_BUDGET_GOOD, CN_BUDGET_BYTES, CN_BUDGET_RATIO };
/* So many more bytes have been made. */
enum cn_budget_hit cn_budget_take(struct cn_budget *, uint64_t bytes);

struct cn_vault {
    int fd;    /* -1: none */
    bool lazy; /* then a file is made when it is needed; else what memory cannot keep is lost */
    uint64_t end;
    struct cn_budget *budget; /* of the document at hand */
};

/* A process that reads what this one does not (pdf/service.h). */
struct cn_helper {
    int fd;    /* a connection to it; -1: none, and where files may be opened it can be started */
    pid_t pid; /* it was started here; 0: it is another's */
};
/* Ends the connection, and the process if it was started here. */
void cn_helper_end(struct cn_helper *);

/* What a process has of them. A member is complete before a text is made of it, and there is one
 * text at a time. */
struct cn_vaults {
    struct cn_vault members; /* and what a reader keeps besides */
    struct cn_vault text;
    struct cn_budget budget;
    struct cn_helper pdf;
    bool helper_lost; /* it has ended, and this process cannot start it */
};
/* `lazy`: this process may open files later. Else they are opened now; false: errno says why. */
bool cn_vaults_open(struct cn_vaults *, bool lazy);
void cn_vaults_close(struct cn_vaults *);

/* Zero-initialise. */
struct cn_keep {
    struct cn_vault *vault;
    struct cn_buf memory;
    uint64_t start, len; /* bytes, in the vault's file once `filed` */
    bool filed;
    int error; /* errno of what could not be kept (ENOMEM, ENOSPC); 0: none */
    enum cn_budget_hit hit;
};
void cn_keep_begin(struct cn_keep *, struct cn_vault *);
/* False: they were not kept, and no more will be; `error` or `hit` says why. */
bool cn_keep_add(struct cn_keep *, struct cn_str);
/* Puts bytes into the file, for who wants a descriptor of what is in memory. They are a copy, and
 * not counted. False: `error` says why. */
bool cn_keep_copy(struct cn_keep *, struct cn_str);
/* Good until the keep grows or ends. */
struct cn_source cn_keep_source(const struct cn_keep *);
void cn_keep_end(struct cn_keep *);

#endif
