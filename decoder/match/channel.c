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
        if ((byte & 0xC0) == 0x80 ||
            (symbol == CN_BLANK && len > 0 && symbols[len - 1] == CN_BLANK))
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
            channel->read[letter][read] = cost_of(
                counts->read[letter][read] + SMOOTH * (read == letter ? SMOOTH_KEPT : SMOOTH_READ),
                whole[letter]);
        channel->lost[letter] = cost_of(counts->lost[letter] + SMOOTH * SMOOTH_LOST, whole[letter]);
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

/* What the costs are filled from; costs[n][s]: the first n letters are read as the first s
 * symbols. */
struct way {
    const struct cn_channel *channel;
    uint8_t name[CN_GARBLED_SYMBOLS];
    const uint8_t *symbols;
    size_t name_len, len;
    bool within; /* what stands before the name is free */
    float costs[CN_GARBLED_SYMBOLS + 1][CN_GARBLED_SYMBOLS + 1];
};

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

/* What it costs to come to a cell by a move that leads there. */
static float cost_by(const struct way *way, size_t n, size_t s, enum move move) {
    const struct cn_channel *channel = way->channel;
    const uint8_t *name = way->name + n - letters_of[move];
    const uint8_t *symbols = way->symbols + s - symbols_of[move];
    float cost = 0;
    switch (move) {
    case START:
        return n == 0 && (s == 0 || way->within) ? 0 : INFINITY;
    case READ:
        cost = channel->read[name[0]][symbols[0]];
        break;
    case LOST:
        cost = channel->lost[name[0]];
        break;
    case ADDED:
        cost = channel->added[symbols[0]];
        break;
    case JOINED:
        cost = joined_cost(channel, name, symbols[0]);
        break;
    case SPLIT:
        cost = split_cost(channel, name[0], symbols);
        break;
    }
    cost += way->costs[n - letters_of[move]][s - symbols_of[move]];
    return cost;
}

/* The move that a cell's cost is of: the first of the cheapest. */
static enum move move_to(const struct way *way, size_t n, size_t s) {
    enum move best = START;
    float least = cost_by(way, n, s, START);
    for (enum move move = READ; move <= SPLIT; move++) {
        float cost =
            n < letters_of[move] || s < symbols_of[move] ? INFINITY : cost_by(way, n, s, move);
        if (cost < least) {
            least = cost;
            best = move;
        }
    }
    return best;
}

static void walk_back(const struct way *way, struct cn_channel_step *steps, size_t *steps_len) {
    struct cn_channel_step back[CN_CHANNEL_STEPS];
    size_t n = way->name_len, s = way->len, len = 0;
    while (n > 0 || s > 0) {
        enum move move = move_to(way, n, s);
        struct cn_channel_step *step = &back[len++];
        float cost = way->costs[n][s];
        *step =
            (struct cn_channel_step){.letters_len = letters_of[move], .read_len = symbols_of[move]};
        n -= step->letters_len;
        s -= step->read_len;
        memcpy(step->letters, way->name + n, step->letters_len);
        memcpy(step->read, way->symbols + s, step->read_len);
        step->cost = cost - way->costs[n][s];
    }
    for (size_t i = 0; i < len; i++)
        steps[i] = back[len - 1 - i];
    *steps_len = len;
}

/* No letter yet: what was read so far is not there. */
static void fill_first(struct way *way, size_t high) {
    way->costs[0][0] = 0;
    for (size_t s = 1; s <= high; s++)
        way->costs[0][s] =
            way->within ? 0 : way->costs[0][s - 1] + way->channel->added[way->symbols[s - 1]];
}

static float least_of(float a, float b) {
    return b < a ? b : a;
}

/* Two letters read as one: few are. */
static void offer_joined(struct way *way, size_t n, size_t low, size_t high) {
    const struct cn_channel *channel = way->channel;
    const uint8_t *letters = way->name + n - 2;
    for (size_t i = channel->joined_first[letters[0]]; i < channel->joined_first[letters[0] + 1];
         i++)
        for (size_t s = low > 0 ? low : 1; channel->joined[i].letters[1] == letters[1] && s <= high;
             s++)
            if (way->symbols[s - 1] == channel->joined[i].read[0])
                way->costs[n][s] =
                    least_of(way->costs[n][s], way->costs[n - 2][s - 1] + channel->joined[i].cost);
}

/* One letter read as two. */
static void offer_split(struct way *way, size_t n, size_t low, size_t high) {
    const struct cn_channel *channel = way->channel;
    uint8_t letter = way->name[n - 1];
    for (size_t i = channel->split_first[letter]; i < channel->split_first[letter + 1]; i++)
        for (size_t s = low > 2 ? low : 2; s <= high; s++)
            if (memcmp(way->symbols + s - 2, channel->split[i].read, 2) == 0)
                way->costs[n][s] =
                    least_of(way->costs[n][s], way->costs[n - 1][s - 2] + channel->split[i].cost);
}

/* The costs of n letters, and the least of them. */
static float fill_row(struct way *way, size_t n, size_t low, size_t high) {
    const struct cn_channel *channel = way->channel;
    const float *read = channel->read[way->name[n - 1]], *before = way->costs[n - 1];
    float lost = channel->lost[way->name[n - 1]], least = INFINITY, last = INFINITY;
    float *row = way->costs[n];
    row[low] = before[low] + lost;
    if (low > 0)
        row[low] = least_of(before[low - 1] + read[way->symbols[low - 1]], row[low]);
    for (size_t s = low + 1; s <= high; s++)
        row[s] = least_of(before[s - 1] + read[way->symbols[s - 1]], before[s] + lost);
    if (n > 1)
        offer_joined(way, n, low, high);
    offer_split(way, n, low, high);
    for (size_t s = low; s <= high; s++) {
        float added = s > low ? last + channel->added[way->symbols[s - 1]] : INFINITY;
        row[s] = last = least_of(row[s], added);
        least = least_of(least, last);
    }
    return least;
}

/* Two rows that are all dearer than `most` (a letter or two of the name further on nothing is
 * cheaper) end it: false. */
static bool fill_way(struct way *way, struct cn_str name, double most) {
    float least = 0;
    way->name_len = name.len;
    for (size_t i = 0; i < name.len; i++)
        way->name[i] = (uint8_t)(name.bytes[i] - 'a');
    if (!way->within && (name.len > way->len + BAND || way->len > name.len + BAND))
        return false;
    for (size_t n = 0; n <= name.len; n++) {
        size_t low = way->within || n < BAND ? 0 : n - BAND;
        size_t high = way->within || n + BAND > way->len ? way->len : n + BAND;
        float before = least;
        if (n == 0)
            fill_first(way, high);
        else
            least = fill_row(way, n, low, high);
        if (low > 0)
            way->costs[n][low - 1] = INFINITY;
        if (high < way->len)
            way->costs[n][high + 1] = INFINITY;
        if ((double)least > most && (double)before > most)
            return false;
    }
    return true;
}

double cn_channel_cost(const struct cn_channel *channel, struct cn_str name, const uint8_t *symbols,
                       size_t len, struct cn_channel_step *steps, size_t *steps_len) {
    struct way way;
    way.channel = channel;
    way.symbols = symbols;
    way.len = len;
    way.within = false;
    if (steps_len)
        *steps_len = 0;
    if (!fill_way(&way, name, INFINITY))
        return INFINITY;
    if (steps)
        walk_back(&way, steps, steps_len);
    return way.costs[name.len][len];
}

double cn_channel_cost_most(const struct cn_channel *channel, struct cn_str name,
                            const uint8_t *symbols, size_t len, double most) {
    struct way way;
    way.channel = channel;
    way.symbols = symbols;
    way.len = len;
    way.within = false;
    return fill_way(&way, name, most) ? way.costs[name.len][len] : INFINITY;
}

double cn_channel_within(const struct cn_channel *channel, struct cn_str name,
                         const uint8_t *symbols, size_t len, size_t *from, size_t *to) {
    struct way way;
    way.channel = channel;
    way.symbols = symbols;
    way.len = len;
    way.within = true;
    fill_way(&way, name, INFINITY);
    *to = 0;
    for (size_t s = 1; s <= len; s++)
        if (way.costs[name.len][s] < way.costs[name.len][*to])
            *to = s;
    *from = *to;
    for (size_t n = name.len; n > 0;) {
        enum move move = move_to(&way, n, *from);
        n -= letters_of[move];
        *from -= symbols_of[move];
    }
    return way.costs[name.len][*to];
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
