/*
 * keys.c: the terminal, key by key.
 *
 * Its settings are changed only while keys are read, and given back however the program ends: a
 * handler gives them back for the signals that end or stop it, all by calls that a handler may
 * make. After a stop (Ctrl-Z) the handler goes on where it was and changes them again. A stop is
 * let in only while an answer is waited for, so that none can slip in between a question and the
 * wait, and the question is asked again after each.
 */
#include "cli/keys.h"

#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#define WIDTH_LEAST 20
#define WIDTH_UNKNOWN 80

static struct termios as_found, by_key;
static volatile sig_atomic_t changed; /* the terminal has `by_key` */
static bool single;
static sigset_t outside; /* what is blocked while we wait, and was before */

/* ---- the terminal's settings ---- */

static void give_back(void) {
    if (changed)
        tcsetattr(STDIN_FILENO, TCSANOW, &as_found);
    changed = 0;
}

/* Marked first: a signal in between gives back what is there anyway. */
static void take(void) {
    if (!single)
        return;
    changed = 1;
    tcsetattr(STDIN_FILENO, TCSANOW, &by_key);
}

static void end_by(int signal_number) {
    give_back();
    raise(signal_number); /* SA_RESETHAND: the default action follows */
}

static void stop_by(int signal_number);

static void watch(int signal_number, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, now;
    if (sigaction(signal_number, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        sigaction(signal_number, &action, NULL);
}

static void unwatch(int signal_number) {
    struct sigaction now;
    if (sigaction(signal_number, NULL, &now) == 0 &&
        (now.sa_handler == end_by || now.sa_handler == stop_by))
        signal(signal_number, SIG_DFL);
}

static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM};
#define ENDING (sizeof ending / sizeof ending[0])

/* Stops inside, once the signal is let through. */
static void stop_by(int signal_number) {
    int error = errno;
    sigset_t set, before;
    bool was_changed = changed;
    give_back();
    signal(signal_number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    raise(signal_number);
    sigprocmask(SIG_UNBLOCK, &set, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    watch(signal_number, stop_by, 0);
    if (was_changed)
        take();
    errno = error;
}

/* Keeps the signal that stops the program back, or lets it in again. */
static void hold_stop(bool hold) {
    sigset_t held = outside;
    if (hold)
        sigaddset(&held, SIGTSTP);
    sigprocmask(SIG_SETMASK, &held, NULL);
}

void cn_keys_open(void) {
    single = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &as_found) == 0;
    if (!single)
        return;
    by_key = as_found;
    by_key.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    by_key.c_cc[VMIN] = 1;
    by_key.c_cc[VTIME] = 0;
    for (size_t i = 0; i < ENDING; i++)
        watch(ending[i], end_by, (int)SA_RESETHAND);
    watch(SIGTSTP, stop_by, 0);
    sigprocmask(SIG_BLOCK, NULL, &outside);
    hold_stop(true);
    take();
}

void cn_keys_close(void) {
    if (!single)
        return;
    give_back();
    hold_stop(false);
    for (size_t i = 0; i < ENDING; i++)
        unwatch(ending[i]);
    unwatch(SIGTSTP);
    single = false;
}

bool cn_keys_single(void) {
    return single;
}

/* ---- reading ---- */

/* A byte; 0 or less: none, and errno says why. */
static ssize_t read_byte(char *byte) {
    return read(STDIN_FILENO, byte, 1);
}

/* What a function key sends begins with ESC and comes at once. */
static void drop_sequence(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte;
    while (poll(&input, 1, 30) == 1 && read_byte(&byte) == 1)
        ;
}

/* False: the program was stopped, and goes on. */
static bool wait_for_key(void) {
    fd_set input;
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    return pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &outside) >= 0 || errno != EINTR;
}

static bool next_key(struct cn_buf *answer) {
    char key = '\0';
    for (;;) {
        if (!wait_for_key())
            return true;
        ssize_t got = read_byte(&key);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || key == as_found.c_cc[VEOF])
            return false;
        if (key != '\x1b')
            break;
        drop_sequence();
    }
    cn_buf_add_byte(answer, key);
    return true;
}

static void trim(struct cn_buf *line) {
    struct cn_str text = cn_str_trim(cn_buf_str(line));
    if (text.len > 0)
        memmove(line->bytes, text.bytes, text.len);
    line->len = text.len;
}

static bool next_line(struct cn_buf *line) {
    char byte = '\0';
    bool any = false;
    for (;;) {
        ssize_t got = read_byte(&byte);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        any = true;
        if (byte == '\n')
            break;
        if (line->len < CN_ANSWER_MAX)
            cn_buf_add_byte(line, byte);
    }
    trim(line);
    return any;
}

bool cn_keys_next(struct cn_buf *answer) {
    cn_buf_clear(answer);
    return single ? next_key(answer) : next_line(answer);
}

bool cn_keys_line(struct cn_buf *line) {
    cn_buf_clear(line);
    if (!single)
        return next_line(line);
    give_back();
    hold_stop(false);
    bool got = next_line(line);
    hold_stop(true);
    take();
    return got;
}

/* ---- the screen ---- */

size_t cn_screen_width(void) {
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long width = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    if (width == 0 && columns)
        width = strtol(columns, NULL, 10);
    if (width <= 0 || width > 10000)
        width = WIDTH_UNKNOWN;
    return width < WIDTH_LEAST ? WIDTH_LEAST : (size_t)width;
}

bool cn_screen_color(void) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && *term &&
           strcmp(term, "dumb") != 0;
}
