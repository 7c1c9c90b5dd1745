/*
 * service.c: the side that asks.
 */
#include "pdf/service.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

#define PROGRAM "/cryptonym-pdf"

/* ---- starting ---- */

static bool spawn(pid_t *pid, const char *path, int fd) {
    char *const arguments[] = {(char[]){"cryptonym-pdf"}, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
        if (error == 0)
            error = posix_spawn(pid, path, &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    errno = error;
    return error == 0;
}

/* Above the standard streams, and not for programs that are executed. */
static bool set_apart(int *fd) {
    int moved = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (moved < 0)
        return false;
    close(*fd);
    *fd = moved;
    return true;
}

static bool make_pair(int fds[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) != 0)
        return false;
    if (set_apart(&fds[0]) && set_apart(&fds[1]))
        return true;
    close(fds[0]);
    close(fds[1]);
    return false;
}

/* Where it is to be, ended by a NUL. */
static void find_program(struct cn_buf *path) {
    const char *folder = getenv("CRYPTONYM_LIBEXEC");
    cn_buf_add_text(path, folder && *folder ? folder : CN_LIBEXECDIR);
    cn_buf_add(path, PROGRAM, sizeof PROGRAM);
}

bool cn_pdf_installed(void) {
    struct cn_buf path = {0};
    find_program(&path);
    bool there = !path.failed && access(path.bytes, X_OK) == 0;
    cn_buf_free(&path);
    return there;
}

bool cn_pdf_start(struct cn_helper *helper) {
    struct cn_buf path = {0};
    int fds[2];
    if (!make_pair(fds))
        return false;
    find_program(&path);
    errno = ENOMEM;
    bool started = !path.failed && spawn(&helper->pid, path.bytes, fds[1]);
    int error = errno;
    helper->fd = fds[0];
    close(fds[1]);
    cn_buf_free(&path);
    if (!started) {
        helper->pid = 0;
        cn_helper_end(helper);
    }
    errno = error;
    return started;
}

/* ---- messages with a descriptor ---- */

/* Room for one, laid out as the system wants it. */
union passed {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static bool send_with(int to, struct cn_str bytes, int fd) {
    union passed passed;
    struct iovec part = {.iov_base = (void *)bytes.bytes, .iov_len = bytes.len};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = passed.bytes,
                             .msg_controllen = sizeof passed.bytes};
    ssize_t sent;
    memset(&passed, 0, sizeof passed);
    passed.header.cmsg_level = SOL_SOCKET;
    passed.header.cmsg_type = SCM_RIGHTS;
    passed.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&passed.header), &fd, sizeof fd);
    while ((sent = sendmsg(to, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        continue;
    return sent == (ssize_t)bytes.len;
}

/* The answer to a request; -1: it was none with a descriptor. */
static int receive_fd(int from) {
    union passed passed;
    char yes = 0;
    struct iovec part = {.iov_base = &yes, .iov_len = 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = passed.bytes,
                             .msg_controllen = sizeof passed.bytes};
    ssize_t got;
    int fd = -1;
    memset(&passed, 0, sizeof passed);
    while ((got = recvmsg(from, &message, 0)) < 0 && errno == EINTR)
        continue;
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

bool cn_pdf_adopt(const struct cn_helper *helper, int end) {
    static const struct cn_pdf_request connect_me = {.want = CN_PDF_CONNECT};
    struct cn_buf request = {0};
    cn_pdf_request_write(&request, &connect_me);
    bool sent = !request.failed && send_with(helper->fd, cn_buf_str(&request), end);
    cn_buf_free(&request);
    return sent;
}

int cn_pdf_connect(const struct cn_helper *helper) {
    int fds[2];
    if (!make_pair(fds))
        return -1;
    bool sent = cn_pdf_adopt(helper, fds[1]);
    int error = errno;
    close(fds[1]);
    if (!sent)
        close(fds[0]);
    errno = error;
    return sent ? fds[0] : -1;
}

/* ---- asking ---- */

static enum cn_severity no_service(struct cn_document *document, const char *detail) {
    return cn_document_fail(document, CN_SKIP, CN_STATUS_UNSUPPORTED, CN_E_PDF_SERVICE, detail);
}

static enum cn_severity reach(struct cn_vaults *vaults, struct cn_document *document) {
    if (vaults->pdf.fd >= 0)
        return CN_OK;
    if (!vaults->members.lazy)
        return no_service(document, NULL);
    return cn_pdf_start(&vaults->pdf) ? CN_OK : no_service(document, strerror(errno));
}

static uint64_t output_left(const struct cn_budget *budget) {
    return budget->made < budget->made_max ? budget->made_max - budget->made : 0;
}

static uint32_t seconds_for(uint64_t size) {
    uint64_t more = size / CN_PDF_SECOND_BYTES;
    return CN_PDF_SECONDS + (uint32_t)(more < UINT32_MAX / 2 ? more : UINT32_MAX / 2);
}

static bool request_reply(struct cn_helper *helper, struct cn_str request, int document,
                          int *reply) {
    *reply = -1;
    if (send_with(helper->fd, request, document))
        *reply = receive_fd(helper->fd);
    return *reply >= 0;
}

/* Whoever made this process can make one that has a service again. */
static enum cn_severity lose(struct cn_vaults *vaults, struct cn_document *document) {
    vaults->helper_lost = true;
    return no_service(document, "it has ended");
}

/* A service that ended is started again, where that can be done. */
static enum cn_severity insist(struct cn_pdf_reply *reply, struct cn_str request, int fd,
                               struct cn_document *document) {
    struct cn_vaults *vaults = document->vaults;
    enum cn_severity severity = reach(vaults, document);
    if (severity != CN_OK || request_reply(&vaults->pdf, request, fd, &reply->fd))
        return severity;
    if (!vaults->members.lazy)
        return lose(vaults, document);
    cn_helper_end(&vaults->pdf);
    severity = reach(vaults, document);
    if (severity != CN_OK || request_reply(&vaults->pdf, request, fd, &reply->fd))
        return severity;
    cn_helper_end(&vaults->pdf);
    return no_service(document, "it ends at once");
}

/* The descriptor that the source's bytes are in. */
static bool in_a_file(struct cn_pdf_reply *reply, struct cn_source *source,
                      struct cn_vaults *vaults) {
    if (source->fd >= 0)
        return true;
    cn_keep_begin(&reply->copy, &vaults->members);
    if (!cn_keep_copy(&reply->copy, (struct cn_str){source->bytes, (size_t)source->size}))
        return false;
    *source = cn_keep_source(&reply->copy);
    return true;
}

enum cn_severity cn_pdf_ask(struct cn_pdf_reply *reply, enum cn_pdf_want want,
                            const struct cn_source *from, struct cn_document *document) {
    struct cn_source source = *from;
    struct cn_buf bytes = {0};
    *reply = (struct cn_pdf_reply){.fd = -1, .rules = {.want = want}};
    reply->message = malloc(CN_PDF_HEADER + CN_FRAME_MAX);
    if (!reply->message)
        return CN_FATAL;
    if (!in_a_file(reply, &source, document->vaults))
        return cn_document_fail(document, CN_SKIP, CN_STATUS_UNREADABLE, CN_E_KEEP,
                                strerror(reply->copy.error));
    struct cn_pdf_request request = {.want = want,
                                     .offset = source.offset,
                                     .size = source.size,
                                     .pages_max = CN_PDF_PAGES,
                                     .output_max = output_left(&document->vaults->budget),
                                     .cpu_seconds = seconds_for(source.size),
                                     .memory = CN_PDF_MEMORY};
    cn_pdf_request_write(&bytes, &request);
    enum cn_severity severity =
        bytes.failed ? CN_FATAL : insist(reply, cn_buf_str(&bytes), source.fd, document);
    cn_buf_free(&bytes);
    return severity;
}

/* ---- the reply ---- */

static enum cn_severity died(struct cn_document *document, struct cn_str why) {
    char name[32] = "";
    memcpy(name, why.bytes, why.len < sizeof name ? why.len : sizeof name - 1);
    return cn_document_fail(document, CN_PARTIAL, CN_STATUS_CRASH, CN_E_PDF_DIED, name);
}

static enum cn_severity ended(struct cn_document *document, const struct cn_pdf_record *record) {
    if (record->kind == CN_PDF_DIED)
        died(document, record->text);
    else if (record->kind == CN_PDF_SLOW)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_TIMEOUT, CN_E_PDF_SLOW, NULL);
    else if (record->kind == CN_PDF_FULL)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_PDF_MEMORY, NULL);
    return CN_END;
}

enum cn_severity cn_pdf_next(struct cn_pdf_reply *reply, struct cn_document *document,
                             struct cn_pdf_record *record) {
    ssize_t got;
    while ((got = recv(reply->fd, reply->message, CN_PDF_HEADER + CN_FRAME_MAX, 0)) < 0 &&
           errno == EINTR)
        continue;
    if (got <= 0)
        return died(document, CN_STR("the service ended"));
    if (!cn_pdf_record_read((struct cn_str){reply->message, (size_t)got}, record) ||
        !cn_pdf_record_allowed(&reply->rules, record))
        return died(document, CN_STR("its answer makes no sense"));
    return record->type == CN_PDF_END ? ended(document, record) : CN_OK;
}

void cn_pdf_close(struct cn_pdf_reply *reply) {
    if (reply->fd >= 0)
        close(reply->fd);
    free(reply->message);
    if (reply->copy.vault)
        cn_keep_end(&reply->copy);
    *reply = (struct cn_pdf_reply){.fd = -1};
}
