/*
 * request.c: tasks and their descriptors on the way to a worker.
 *
 * The descriptors go with the first byte of a request. If not all of it can be sent at once the
 * rest follows without any.
 */
#include "worker/parts.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* The length and the number of tasks. */
#define HEADER 8

/* A control message with as many descriptors as there may be. */
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * CN_BATCH_TASKS)];
};

/* ---- sending ---- */

void cn_request_start(struct cn_buf *buf) {
    cn_buf_clear(buf);
    cn_put_u64(buf, 0); /* the header */
}

void cn_request_add(struct cn_buf *buf, const struct cn_task *task) {
    cn_put_u8(buf, (uint8_t)((task->extra > 0) | task->again << 1));
    cn_put_u64(buf, task->size);
    cn_put_u64(buf, task->seal);
    cn_put_str(buf, task->request);
}

void cn_request_finish(struct cn_buf *buf, uint32_t tasks) {
    size_t end = buf->len;
    if (buf->failed)
        return;
    buf->len = 0;
    cn_put_u32(buf, (uint32_t)(end - HEADER));
    cn_put_u32(buf, tasks);
    buf->len = end;
}

static void attach(struct msghdr *message, union control *control, const int *fds, size_t len) {
    memset(control, 0, sizeof *control);
    message->msg_control = control->bytes;
    message->msg_controllen = CMSG_SPACE(sizeof *fds * len);
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof *fds * len);
    memcpy(CMSG_DATA(header), fds, sizeof *fds * len);
}

bool cn_request_send(int fd, struct cn_str bytes, const int *fds, size_t fds_len, size_t *sent) {
    struct iovec part = {(char *)bytes.bytes, bytes.len};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;
    *sent = 0;
    if (fds_len > 0)
        attach(&message, &control, fds, fds_len);
    ssize_t len = sendmsg(fd, &message, MSG_NOSIGNAL);
    if (len < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    *sent = (size_t)len;
    return true;
}

/* ---- receiving ---- */

static void take_descriptors(struct cn_request *request, struct msghdr *message) {
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        size_t len = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (len > CN_BATCH_TASKS - request->fds_len)
            len = CN_BATCH_TASKS - request->fds_len;
        memcpy(request->fds + request->fds_len, CMSG_DATA(header), len * sizeof(int));
        request->fds_len += len;
    }
}

bool cn_descriptors_receive(int fd, void *bytes, size_t want, struct cn_request *request) {
    union control control;
    char *at = bytes;
    while (want > 0) {
        struct iovec part = {at, want};
        struct msghdr message = {.msg_iov = &part,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof control.bytes};
        ssize_t len = recvmsg(fd, &message, 0);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return false;
        take_descriptors(request, &message);
        at += len;
        want -= (size_t)len;
    }
    return true;
}

static bool receive(int fd, struct cn_request *request, size_t want) {
    struct cn_buf *bytes = &request->bytes;
    if (!cn_buf_reserve(bytes, want) ||
        !cn_descriptors_receive(fd, bytes->bytes + bytes->len, want, request))
        return false;
    bytes->len += want;
    return true;
}

bool cn_request_receive(int fd, struct cn_request *request) {
    cn_buf_clear(&request->bytes);
    request->fds_len = request->fds_taken = 0;
    if (!receive(fd, request, HEADER))
        return false;
    struct cn_fields header = {.rest = cn_buf_str(&request->bytes)};
    uint32_t len = cn_take_u32(&header);
    request->tasks = cn_take_u32(&header);
    if (!receive(fd, request, len))
        return false;
    request->fields = (struct cn_fields){.rest = {request->bytes.bytes + HEADER, len}};
    return true;
}

static int take_descriptor(struct cn_request *request) {
    return request->fds_taken < request->fds_len ? request->fds[request->fds_taken++] : -1;
}

enum cn_severity cn_request_next(struct cn_request *request, struct cn_task *task) {
    if (request->tasks == 0)
        return CN_END;
    request->tasks--;
    *task = (struct cn_task){.fd = take_descriptor(request)};
    uint8_t flags = cn_take_choice(&request->fields, 3);
    task->again = flags & 2;
    if (flags & 1)
        task->extra = take_descriptor(request);
    task->size = cn_take_u64(&request->fields);
    task->seal = cn_take_u64(&request->fields);
    task->request = cn_take_str(&request->fields);
    return request->fields.broken || task->fd < 0 || task->extra < 0 ? CN_SKIP : CN_OK;
}
