/*
 * inputs.c: the files that a command line names: operands, folders, "-", and lists of paths.
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A run over the inputs. */
struct inputs {
    const struct cn_input_calls *calls;
    enum cn_severity worst;
    bool stopped;
    struct cn_diags walk; /* of the folder being walked */
    size_t said;          /* so many of them have been printed */
};

static void worsen(struct inputs *inputs, enum cn_severity severity) {
    if (severity > inputs->worst)
        inputs->worst = severity;
}

/* May a message be printed now? */
static bool settled(struct inputs *inputs) {
    const struct cn_input_calls *calls = inputs->calls;
    if (calls->settle && !calls->settle(calls->context))
        inputs->stopped = true;
    return !inputs->stopped;
}

/* Something went wrong with a list of paths. */
static void complain(struct inputs *inputs, enum cn_code code, const char *list,
                     const char *detail) {
    worsen(inputs, CN_SKIP);
    if (settled(inputs))
        cn_say_code(CN_SKIP, code, list, detail);
}

/* What the walk met on the way to here. */
static bool say_walk(struct inputs *inputs) {
    if (inputs->said == inputs->walk.len)
        return true;
    if (!settled(inputs))
        return false;
    cn_say_diags_from(&inputs->walk, inputs->said);
    inputs->said = inputs->walk.len;
    return true;
}

static bool each_file(const char *path, void *context) {
    struct inputs *inputs = context;
    if (!say_walk(inputs))
        return false;
    inputs->stopped = !inputs->calls->each(path, inputs->calls->context);
    return !inputs->stopped;
}

static void walk(struct inputs *inputs, const char *path) {
    struct cn_diags *diags = &inputs->walk;
    if (inputs->calls->named && !inputs->calls->named(path, inputs->calls->context)) {
        worsen(inputs, CN_SKIP);
        return;
    }
    enum cn_severity severity = cn_walk(path, each_file, inputs, diags);
    worsen(inputs, severity);
    worsen(inputs, diags->worst);
    bool more = diags->dropped > 0 || diags->worst == CN_FATAL;
    if (say_walk(inputs) && more && settled(inputs))
        cn_say_diags_dropped(diags);
    cn_diags_free(diags);
    inputs->said = 0;
}

static void standard_input(struct inputs *inputs) {
    inputs->stopped = !inputs->calls->each(NULL, inputs->calls->context);
}

/* ---- lists of paths ---- */

static void walk_listed(struct inputs *inputs, const char *list, char *path, size_t len) {
    if (len == 0)
        return;
    if (strlen(path) != len) {
        complain(inputs, CN_E_PATH_NUL, list, NULL);
        return;
    }
    walk(inputs, path);
}

static void each_listed(struct inputs *inputs, const char *list, FILE *file, int separator) {
    char *path = NULL;
    size_t room = 0;
    ssize_t len = 0;
    while (!inputs->stopped && (len = getdelim(&path, &room, separator, file)) >= 0) {
        if (len > 0 && path[len - 1] == (char)separator)
            path[--len] = '\0';
        walk_listed(inputs, list, path, (size_t)len);
    }
    if (ferror(file))
        complain(inputs, CN_E_READ, list, strerror(errno));
    free(path);
}

static void list(struct inputs *inputs, const char *path, int separator) {
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    if (!file) {
        complain(inputs, CN_E_OPEN, path, strerror(errno));
        return;
    }
    each_listed(inputs, standard ? CN_STANDARD_INPUT : path, file, separator);
    if (!standard)
        fclose(file);
}

/* ---- all of them ---- */

static void operands(struct inputs *inputs, const struct cn_words_given *words) {
    for (size_t i = 0; i < words->len && !inputs->stopped; i++) {
        if (strcmp(words->items[i], "-") == 0)
            standard_input(inputs);
        else
            walk(inputs, words->items[i]);
    }
}

static bool named(const struct cn_arguments *arguments) {
    return arguments->operands.len > 0 || arguments->files_from || arguments->files0_from;
}

enum cn_severity cn_inputs_each(const struct cn_arguments *arguments,
                                const struct cn_input_calls *calls) {
    struct inputs inputs = {.calls = calls};
    if (!named(arguments) && isatty(STDIN_FILENO)) {
        cn_say(CN_FATAL,
               "no input: name files or folders, or pipe text in; see: cryptonym %s "
               "--help",
               arguments->command->name);
        return CN_FATAL;
    }
    if (!named(arguments))
        standard_input(&inputs);
    operands(&inputs, &arguments->operands);
    if (arguments->files_from && !inputs.stopped)
        list(&inputs, arguments->files_from, '\n');
    if (arguments->files0_from && !inputs.stopped)
        list(&inputs, arguments->files0_from, '\0');
    return inputs.worst;
}

bool cn_inputs_several(const struct cn_arguments *arguments) {
    struct stat status;
    if (arguments->operands.len > 1 || arguments->files_from || arguments->files0_from)
        return true;
    return arguments->operands.len == 1 && stat(arguments->operands.items[0], &status) == 0 &&
           S_ISDIR(status.st_mode);
}
