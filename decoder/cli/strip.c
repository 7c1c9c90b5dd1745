/*
 * strip.c: `cryptonym strip`. Annotated text back to what went in. Files are taken as they are and
 * as they come: nothing is unpacked and nothing kept, so it works as a filter. What is not
 * annotated text passes as it is, is said, and is trouble.
 */
#include "cli/cli.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct stripping {
    const struct cn_arguments *arguments;
    struct cn_output output;
    bool trouble;
};

static int open_input(const char *path) {
    return path ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : dup(STDIN_FILENO);
}

static bool strip_input(const char *path, void *context) {
    struct stripping *run = context;
    const char *name = path ? path : CN_STANDARD_INPUT;
    struct cn_diags diags = {0};
    struct cn_stream *stream = NULL;
    enum cn_severity severity = CN_SKIP;
    int fd = -1;
    if (cn_output_refuses(&run->output, path))
        severity = CN_SKIP;
    else if ((fd = open_input(path)) < 0)
        cn_say_code(CN_SKIP, CN_E_OPEN, name, strerror(errno));
    else if (!(stream = cn_stream_fd(fd, cn_str_of(name), &diags, CN_OUT_BLOCK)))
        cn_say_code(CN_FATAL, CN_E_MEMORY, name, NULL);
    else
        severity = cn_strip(stream, run->arguments->ascii, &run->output.out, &diags);
    cn_say_diags(&diags);
    run->trouble |= severity != CN_OK;
    cn_diags_free(&diags);
    if (stream)
        cn_stream_close(stream);
    return run->output.out.error == 0;
}

enum cn_exit cn_strip_command(const struct cn_arguments *arguments) {
    struct stripping run = {.arguments = arguments};
    const struct cn_input_calls calls = {.each = strip_input, .context = &run};
    if (!cn_output_open(&run.output, arguments->output))
        return CN_EXIT_TROUBLE;
    if (cn_inputs_each(arguments, &calls) >= CN_SKIP)
        run.trouble = true;
    if (!cn_output_close(&run.output, true))
        run.trouble = true;
    return run.trouble ? CN_EXIT_TROUBLE : CN_EXIT_FOUND;
}
