/*
 * channel.c: the costs of confusions, and the cheapest way from a name to what was read.
 *
 * Counts become probabilities with a few made-up observations for each letter, spread evenly over
 * what it could be read as, so that what was never seen is dear and not impossible.
 */
#include "match/channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Made-up observations: of a letter read at all, of that many readings each. A letter that was
 * never counted is read as itself in 95 of 100, as another in 3, as none in 1. */
#define SMOOTH 4.0
#define SMOOTH_KEPT 0.95
#define SMOOTH_LOST 0.01
#define SMOOTH_READ (0.04 / (CN_SYMBOLS - 1))
/* Letters that are not there, for each that is. */
#define SMOOTH_ADDED (0.004 / CN_SYMBOLS)

struct pair {
    uint8_t letters[2], read[2];
    float cost;
};

struct cn_channel {
    float read[CN_LETTERS][CN_SYMBOLS];
    float lost[CN_LETTERS];
    float added[CN_SYMBOLS];
    struct pair joined[CN_CONFUSED_MAX]; /* two letters read as one, by the first letter */
    struct pair split[CN_CONFUSED_MAX];  /* one as two, by the letter */
    struct cn_buf counted_on;
    uint16_t joined_first[CN_LETTERS + 1], split_first[CN_LETTERS + 1];
};

/* ---- symbols ---- */

uint8_t cn_channel_symbol(char c) {
    unsigned char byte = (unsigned char)c;
    if (byte >= '0' && byte <= '9')
        return (uint8_t)(CN_LETTERS + byte - '0');
    unsigned char lower = byte | 0x20;
    if (lower >= 'a' && lower <= 'z')
        return (uint8_t)(lower - 'a');
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' ? CN_BLANK : CN_MARK;
}

size_t cn_channel_symbols(struct cn_str text, uint8_t *symbols, size_t room) {
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        uint8_t symbol = cn_channel_symbol(text.bytes[i]);
        if ((byte & 0xC0) == 0x80 || (symbol == CN_BLANK && len > 0 && symbols[len - 1] == CN_BLANK))
            continue;
        if (len == room)
            return 0;
        symbols[len++] = symbol;
    }
    return len;
}

char cn_channel_letter(uint8_t symbol) {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?_"[symbol];
}

/* ---- from counts to costs ---- */

static float cost_of(double part, double whole) {
    return (float)-log(part / whole);
}

/* How often a letter was seen, whatever it was read as. */
static double seen(const struct cn_confusions *counts, unsigned letter) {
    double sum = counts->lost[letter];
    for (unsigned read = 0; read < CN_SYMBOLS; read++)
        sum += counts->read[letter][read];
    for (size_t i = 0; i < counts->pairs_len; i++)
        if (counts->pairs[i].letters[0] == letter)
            sum += counts->pairs[i].times;
    return sum;
}

static int by_letters(const void *left, const void *right) {
    const struct pair *a = left, *b = right;
    return memcmp(a->letters, b->letters, 2) ? memcmp(a->letters, b->letters, 2)
                                             : memcmp(a->read, b->read, 2);
}

/* Where the pairs of each first letter begin. */
static void list_firsts(struct pair *pairs, size_t len, uint16_t *firsts) {
    size_t at = 0;
    qsort(pairs, len, sizeof *pairs, by_letters);
    for (unsigned letter = 0; letter <= CN_LETTERS; letter++) {
        while (at < len && pairs[at].letters[0] < letter)
            at++;
        firsts[letter] = (uint16_t)at;
    }
}

static void take_pairs(struct cn_channel *channel, const struct cn_confusions *counts,
                       const double *whole) {
    size_t joined = 0, split = 0;
    for (size_t i = 0; i < counts->pairs_len; i++) {
        const struct cn_confused *it = &counts->pairs[i];
        struct pair pair = {{it->letters[0], it->letters[1]},
                            {it->read[0], it->read[1]},
                            cost_of(it->times, whole[it->letters[0]])};
        if (it->times <= 0)
            continue;
        if (it->read[1] == CN_SYMBOLS)
            channel->joined[joined++] = pair;
        else
            channel->split[split++] = pair;
    }
    list_firsts(channel->joined, joined, channel->joined_first);
    list_firsts(channel->split, split, channel->split_first);
}

struct cn_channel *cn_channel_new(const struct cn_confusions *counts) {
    struct cn_channel *channel = calloc(1, sizeof *channel);
    double whole[CN_LETTERS], all = SMOOTH;
    if (!channel)
        return NULL;
    for (unsigned letter = 0; letter < CN_LETTERS; letter++) {
        whole[letter] = seen(counts, letter) + SMOOTH;
        all += whole[letter];
        for (unsigned read = 0; read < CN_SYMBOLS; read++)
            channel->read[letter][read] =
                cost_of(counts->read[letter][read] +
                            SMOOTH * (read == letter ? SMOOTH_KEPT : SMOOTH_READ),
                        whole[letter]);
        channel->lost[letter] =
            cost_of(counts->lost[letter] + SMOOTH * SMOOTH_LOST, whole[letter]);
    }
    for (unsigned read = 0; read < CN_SYMBOLS; read++)
        channel->added[read] = cost_of(fmin(counts->added[read] + all * SMOOTH_ADDED, all), all);
    take_pairs(channel, counts, whole);
    cn_buf_add_str(&channel->counted_on, cn_buf_str(&counts->counted_on));
    return channel;
}

void cn_channel_free(struct cn_channel *channel) {
    if (!channel)
        return;
    cn_buf_free(&channel->counted_on);
    free(channel);
}

bool cn_channel_counted_on(const struct cn_channel *channel, struct cn_str ending) {
    struct cn_str rest = cn_buf_str(&channel->counted_on), line = {NULL, 0};
    while (rest.len > 0 && cn_str_split(&rest, '\n', &line))
        if (line.len >= ending.len &&
            memcmp(line.bytes + line.len - ending.len, ending.bytes, ending.len) == 0)
            return true;
    return false;
}

/* ---- the cheapest way ---- */

enum move { START, READ, LOST, ADDED, JOINED, SPLIT };
/* A name has no more letters, nor fewer, than what is read for it so far, but for so many. */
#define BAND 4
/* Letters and symbols that a move takes. */
static const uint8_t letters_of[] = {0, 1, 1, 0, 2, 1}, symbols_of[] = {0, 1, 0, 1, 1, 2};

struct cell {
    float cost;
    uint8_t move;
};

/* What the cells are filled from; cells[n][s]: the first n letters are read as the first s
 * symbols. */
struct way {
    const struct cn_channel *channel;
    uint8_t name[CN_GARBLED_SYMBOLS];
    const uint8_t *symbols;
    size_t name_len, len;
    bool within; /* what stands before the name is free */
    struct cell cells[CN_GARBLED_SYMBOLS + 1][CN_GARBLED_SYMBOLS + 1];
};

static void offer(struct cell *cell, float cost, enum move move) {
    if (cost < cell->cost) {
        cell->cost = cost;
        cell->move = (uint8_t)move;
    }
}

static float joined_cost(const struct cn_channel *channel, const uint8_t *letters, uint8_t read) {
    for (size_t i = channel->joined_first[letters[0]]; i < channel->joined_first[letters[0] + 1];
         i++)
        if (channel->joined[i].letters[1] == letters[1] && channel->joined[i].read[0] == read)
            return channel->joined[i].cost;
    return INFINITY;
}

static float split_cost(const struct cn_channel *channel, uint8_t letter, const uint8_t *read) {
    for (size_t i = channel->split_first[letter]; i < channel->split_first[letter + 1]; i++)
        if (memcmp(channel->split[i].read, read, 2) == 0)
            return channel->split[i].cost;
    return INFINITY;
}

static void fill_cell(struct way *way, size_t n, size_t s) {
    const struct cn_channel *channel = way->channel;
    const uint8_t *name = way->name, *symbols = way->symbols;
    struct cell *cell = &way->cells[n][s];
    *cell = (struct cell){n == 0 && (s == 0 || way->within) ? 0 : INFINITY, START};
    if (n > 0 && s > 0)
        offer(cell, way->cells[n - 1][s - 1].cost + channel->read[name[n - 1]][symbols[s - 1]],
              READ);
    if (n > 0)
        offer(cell, way->cells[n - 1][s].cost + channel->lost[name[n - 1]], LOST);
    if (s > 0)
        offer(cell, way->cells[n][s - 1].cost + channel->added[symbols[s - 1]], ADDED);
    if (n > 1 && s > 0)
        offer(cell,
              way->cells[n - 2][s - 1].cost + joined_cost(channel, name + n - 2, symbols[s - 1]),
              JOINED);
    if (n > 0 && s > 1)
        offer(cell,
              way->cells[n - 1][s - 2].cost + split_cost(channel, name[n - 1], symbols + s - 2),
              SPLIT);
}

static void walk_back(const struct way *way, struct cn_channel_step *steps, size_t *steps_len) {
    struct cn_channel_step back[CN_CHANNEL_STEPS];
    size_t n = way->name_len, s = way->len, len = 0;
    while (n > 0 || s > 0) {
        const struct cell *cell = &way->cells[n][s];
        struct cn_channel_step *step = &back[len++];
        *step = (struct cn_channel_step){.letters_len = letters_of[cell->move],
                                         .read_len = symbols_of[cell->move]};
        n -= step->letters_len;
        s -= step->read_len;
        memcpy(step->letters, way->name + n, step->letters_len);
        memcpy(step->read, way->symbols + s, step->read_len);
        step->cost = cell->cost - way->cells[n][s].cost;
    }
    for (size_t i = 0; i < len; i++)
        steps[i] = back[len - 1 - i];
    *steps_len = len;
}

static void fill_way(struct way *way, struct cn_str name) {
    way->name_len = name.len;
    for (size_t i = 0; i < name.len; i++)
        way->name[i] = (uint8_t)(name.bytes[i] - 'a');
    for (size_t n = 0; n <= name.len; n++) {
        size_t low = way->within || n < BAND ? 0 : n - BAND;
        size_t high = way->within || n + BAND > way->len ? way->len : n + BAND;
        if (low > 0)
            way->cells[n][low - 1].cost = INFINITY;
        for (size_t s = low; s <= high; s++)
            fill_cell(way, n, s);
        if (high < way->len)
            way->cells[n][high + 1].cost = INFINITY;
    }
    if (!way->within && (name.len > way->len + BAND || way->len > name.len + BAND))
        way->cells[name.len][way->len].cost = INFINITY;
}

double cn_channel_cost(const struct cn_channel *channel, struct cn_str name, const uint8_t *symbols,
                       size_t len, struct cn_channel_step *steps, size_t *steps_len) {
    struct way way;
    way.channel = channel;
    way.symbols = symbols;
    way.len = len;
    way.within = false;
    fill_way(&way, name);
    double cost = way.cells[name.len][len].cost;
    if (steps_len)
        *steps_len = 0;
    if (steps && cost < INFINITY)
        walk_back(&way, steps, steps_len);
    return cost;
}

double cn_channel_within(const struct cn_channel *channel, struct cn_str name,
                         const uint8_t *symbols, size_t len, size_t *from, size_t *to) {
    struct way way;
    way.channel = channel;
    way.symbols = symbols;
    way.len = len;
    way.within = true;
    fill_way(&way, name);
    *to = 0;
    for (size_t s = 1; s <= len; s++)
        if (way.cells[name.len][s].cost < way.cells[name.len][*to].cost)
            *to = s;
    *from = *to;
    for (size_t n = name.len; n > 0;) {
        uint8_t move = way.cells[n][*from].move;
        n -= letters_of[move];
        *from -= symbols_of[move];
    }
    return way.cells[name.len][*to].cost;
}

double cn_channel_read_cost(const struct cn_channel *channel, uint8_t letter, uint8_t symbol) {
    return channel->read[letter][symbol];
}

double cn_channel_lost_cost(const struct cn_channel *channel, uint8_t letter) {
    return channel->lost[letter];
}

double cn_channel_added_cost(const struct cn_channel *channel, uint8_t symbol) {
    return channel->added[symbol];
}

bool cn_channel_kept(const struct cn_channel_step *step) {
    return step->letters_len == 1 && step->read_len == 1 && step->letters[0] == step->read[0];
}
