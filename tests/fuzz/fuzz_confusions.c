/*
 * fuzz_confusions.c: any bytes as a table of confusions.
 *
 * Laws: what is refused is said, with a line of the file; what is taken has finite costs, none
 * below zero; and counted row by row and written out, it is read again and costs the same.
 */
#include "match/channel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

/* ---- costs ---- */

static void check_cost(double a, double b) {
    must(a == b && a >= 0 && a < 100);
}

/* Of `name` read as the table's own bytes: other ways come into play. */
static void check_way(const struct cn_channel *a, const struct cn_channel *b, struct cn_str text) {
    static const char name[] = "amlitempobiddyrnwuvv";
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    size_t steps_len = 0, from = 0, to = 0;
    size_t len = cn_channel_symbols((struct cn_str){text.bytes, text.len < 24 ? text.len : 24},
                                    symbols, CN_GARBLED_SYMBOLS);
    double sum = 0, cost = cn_channel_cost(a, CN_STR(name), symbols, len, steps, &steps_len);
    must(cost == cn_channel_cost(b, CN_STR(name), symbols, len, NULL, NULL) && cost >= 0);
    must(steps_len <= CN_CHANNEL_STEPS);
    for (size_t i = 0; i < steps_len; i++)
        sum += steps[i].cost;
    must(isinf(cost) ? steps_len == 0 && (len + 4 < sizeof name - 1 || len > sizeof name + 3)
                     : fabs(sum - cost) < 0.01);
    must(cn_channel_within(a, CN_STR(name), symbols, len, &from, &to) <= cost);
    must(from <= to && to <= len);
}

static void check_costs(const struct cn_channel *a, const struct cn_channel *b) {
    for (uint8_t letter = 0; letter < CN_LETTERS; letter++) {
        check_cost(cn_channel_lost_cost(a, letter), cn_channel_lost_cost(b, letter));
        for (uint8_t read = 0; read < CN_SYMBOLS; read++)
            check_cost(cn_channel_read_cost(a, letter, read),
                       cn_channel_read_cost(b, letter, read));
    }
    for (uint8_t read = 0; read < CN_SYMBOLS; read++)
        check_cost(cn_channel_added_cost(a, read), cn_channel_added_cost(b, read));
}

/* ---- the rows, counted once more ---- */

static uint8_t sign_of(char letter) {
    return letter == '?' ? CN_MARK : letter == '_' ? CN_BLANK : cn_channel_symbol(letter);
}

/* Up to two symbols; "-": none. */
static size_t signs_of(struct cn_str word, uint8_t signs[2]) {
    size_t len = cn_str_equal(word, CN_STR("-")) ? 0 : word.len;
    signs[0] = signs[1] = CN_SYMBOLS;
    must(len <= 2);
    for (size_t i = 0; i < len; i++)
        signs[i] = sign_of(word.bytes[i]);
    return len;
}

static void count_row(struct cn_confusions *counts, struct cn_str line) {
    struct cn_str word, read_word;
    uint8_t letters[2], read[2];
    char number[16];
    must(cn_str_split(&line, ' ', &word));
    must(cn_str_split(&line, ' ', &read_word));
    must(line.len > 0 && line.len < sizeof number);
    memcpy(number, line.bytes, line.len);
    number[line.len] = '\0';
    double times = atof(number);
    size_t len = signs_of(word, letters), read_len = signs_of(read_word, read);
    if (len + read_len == 3)
        counts->pairs[counts->pairs_len++] =
            (struct cn_confused){{letters[0], letters[1]}, {read[0], read[1]}, times};
    else if (len == 0)
        counts->added[read[0]] = times;
    else if (read_len == 0)
        counts->lost[letters[0]] = times;
    else
        counts->read[letters[0]][read[0]] = times;
}

static void count_on(struct cn_confusions *counts, struct cn_str line) {
    cn_buf_add(&counts->counted_on, line.bytes + 3, line.len - 3);
    cn_buf_add_byte(&counts->counted_on, '\n');
}

static void count_rows(struct cn_confusions *counts, struct cn_str text) {
    struct cn_str line;
    text = cn_str_trim(text);
    must(cn_str_split(&text, '\n', &line));
    while (cn_str_split(&text, '\n', &line)) {
        line = cn_str_trim(line);
        if (line.len > 0 && line.bytes[0] != '#' && !cn_str_starts(line, CN_STR("on ")))
            count_row(counts, line);
        else if (line.len > 0 && line.bytes[0] == 'o')
            count_on(counts, line);
    }
}

static void check_again(const struct cn_channel *channel, struct cn_str text) {
    struct cn_confusions *counts = calloc(1, sizeof *counts);
    struct cn_channel *again = NULL;
    struct cn_diags diags = {0};
    struct cn_buf table = {0};
    must(counts != NULL);
    count_rows(counts, text);
    cn_confusions_write(counts, &table);
    must(cn_channel_read(&again, cn_buf_str(&table), "again", &diags) == CN_OK);
    must(diags.len == 0);
    check_costs(channel, again);
    check_way(channel, again, text);
    cn_channel_free(again);
    cn_buf_free(&table);
    cn_confusions_free(counts);
    free(counts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_channel *channel = NULL;
    struct cn_diags diags = {0};
    struct cn_str text = {(const char *)data, size};
    if (cn_channel_read(&channel, text, "fuzzed", &diags) == CN_OK) {
        must(diags.len == 0);
        check_again(channel, text);
    } else {
        must(!channel && diags.len == 1 && diags.items[0].where.line <= size + 1);
    }
    cn_channel_free(channel);
    cn_diags_free(&diags);
    return 0;
}
