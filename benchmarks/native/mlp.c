/*
 * Forward passes of 1-20-20-1 networks with tanh in C: what this processor can do, as the measure of the kernels.
 *
 *   mlp MEMBERS POINTS     answers lines as harness/processContender.ts tells; compile with -DSINGLE for float
 *
 * A layer is computed in tiles of ROWS units x up to GROUP vectors of points that stay in registers; tanh is the formula of
 * packages/numerics/assembly/exponential.ts, in float with fewer terms.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef SINGLE
typedef float real;
typedef int32_t whole;
#define NAME "float"
#define SHIFT 23
#define LIMIT 9.0f
#define ROUND 12582912.0f /* 1.5 * 2^23 */
#else
typedef double real;
typedef int64_t whole;
#define NAME "double"
#define SHIFT 52
#define LIMIT 20.0
#define ROUND 6755399441055744.0 /* 1.5 * 2^52 */
#endif

#define BYTES 64
#define LANES (BYTES / (int)sizeof(real))
#define UNITS 20
#define PARAMETERS 481
#define ROWS 4
#define GROUP 5
#define INLINE static inline __attribute__((always_inline))

typedef real vector __attribute__((vector_size(BYTES)));
typedef whole wholes __attribute__((vector_size(BYTES)));

INLINE vector clamp(vector x)
{
    for (int i = 0; i < LANES; i++) {
        x[i] = x[i] < (real)LIMIT ? x[i] : (real)LIMIT;
        x[i] = x[i] > (real)-LIMIT ? x[i] : (real)-LIMIT;
    }
    return x;
}

/* r coth r = 1 + r^2 (c0 + c1 r^2 + ...) for |r| <= ln 2 / 4. */
INLINE vector cotangent(vector r)
{
    vector z = r * r;
#ifdef SINGLE
    vector low = z * (real)-0.022222222222050458 + (real)0.3333333333333332;
    return (low + z * z * (real)0.0021164020707015872) * z + (real)1;
#else
    vector z2 = z * z;
    vector low = z * -0.022222222222050458 + 0.3333333333333332;
    vector middle = z * -0.00021163595466784795 + 0.0021164020707015872;
    vector high = z2 * 2.121581818695788e-5 + middle;
    return (high * z2 + low) * z + 1.0;
#endif
}

/* With p = 2^k, 2 x = k ln 2 + 2 r and H = r coth r: tanh x = ((p - 1) H + (p + 1) r) / ((p + 1) H + (p - 1) r). */
INLINE vector hyperbolic(vector x)
{
    x = clamp(x);
    vector shifted = x * (real)2.8853900817779268 + (real)ROUND;
    vector r = x - (shifted - (real)ROUND) * (real)0.34657359027997264;
    vector h = cotangent(r);
    vector one = (vector){} + (real)1;
    vector p = (vector)(((wholes)shifted << SHIFT) + (wholes)one);
    vector minus = p - 1, plus = p + 1;
    return (minus * h + plus * r) / (plus * h + minus * r);
}

/* `rows` units at `unit`, `width` vectors of points from `at`: to = W from + b, and tanh of it where asked. */
INLINE void tile(const real *weights, const real *bias, int fan_in, const vector *from, vector *to, int vectors, int unit,
                 int rows, int at, int width, int curved)
{
    vector sums[ROWS][GROUP];
    for (int i = 0; i < rows; i++)
        for (int v = 0; v < width; v++) sums[i][v] = (vector){} + bias[unit + i];
    for (int k = 0; k < fan_in; k++)
        for (int i = 0; i < rows; i++)
            for (int v = 0; v < width; v++)
                sums[i][v] += weights[(unit + i) * fan_in + k] * from[k * vectors + at + v];
    for (int i = 0; i < rows; i++)
        for (int v = 0; v < width; v++)
            to[(unit + i) * vectors + at + v] = curved ? hyperbolic(sums[i][v]) : sums[i][v];
}

INLINE void layer(const real *weights, int fan_in, int fan_out, int rows, const vector *from, vector *to, int vectors,
                  int curved)
{
    const real *bias = weights + fan_in * fan_out;
    for (int unit = 0; unit < fan_out; unit += rows) {
        int at = 0;
        for (; at + GROUP <= vectors; at += GROUP)
            tile(weights, bias, fan_in, from, to, vectors, unit, rows, at, GROUP, curved);
        for (; at < vectors; at++) tile(weights, bias, fan_in, from, to, vectors, unit, rows, at, 1, curved);
    }
}

/* The numbers of ours/draws.ts. */
static real drawn(uint32_t seed, uint32_t k, double scale)
{
    uint32_t h = k + seed * 0x9e3779b9u;
    h = (h ^ (h >> 16)) * 0x85ebca6bu;
    h = (h ^ (h >> 13)) * 0xc2b2ae35u;
    return (real)(((h ^ (h >> 16)) / 4294967296.0 - 0.5) * scale);
}

static int members, points, vectors;
static real *parameters;
static vector *inputs, *first, *second, *outputs;

static void pass(void)
{
    for (int j = 0; j < members; j++) {
        const real *theta = parameters + (size_t)j * PARAMETERS;
        layer(theta, 1, UNITS, ROWS, inputs, first, vectors, 1);
        layer(theta + 2 * UNITS, UNITS, UNITS, ROWS, first, second, vectors, 1);
        layer(theta + 2 * UNITS + UNITS * (UNITS + 1), UNITS, 1, 1, second, outputs + (size_t)j * vectors, vectors, 0);
    }
}

static void *memory(size_t bytes)
{
    void *start = aligned_alloc(BYTES, (bytes + BYTES - 1) / BYTES * BYTES);
    if (!start) exit(1);
    memset(start, 0, bytes);
    return start;
}

static void prepare(void)
{
    vectors = (points + LANES - 1) / LANES;
    parameters = memory((size_t)members * PARAMETERS * sizeof(real));
    for (uint32_t k = 0; k < (uint32_t)members * PARAMETERS; k++) parameters[k] = drawn(1, k, 2);
    inputs = memory(vectors * BYTES);
    for (int i = 0; i < points; i++) ((real *)inputs)[i] = drawn(2, i, 6);
    first = memory(UNITS * vectors * BYTES);
    second = memory(UNITS * vectors * BYTES);
    outputs = memory((size_t)members * vectors * BYTES);
}

static double norm(void)
{
    double sum = 0;
    for (int j = 0; j < members; j++)
        for (int i = 0; i < points; i++) {
            double value = ((real *)(outputs + (size_t)j * vectors))[i];
            sum += value * value;
        }
    return sqrt(sum);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static double seconds(int repetitions)
{
    double began = now();
    for (int k = 0; k < repetitions; k++) pass();
    return (now() - began) / repetitions;
}

int main(int count, char **words)
{
    if (count != 3) return 2;
    members = atoi(words[1]);
    points = atoi(words[2]);
    prepare();
    int repetitions = 1;
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        if (strstr(line, "\"prepare\"")) {
            repetitions = 1 + (int)(0.12 / seconds(3));
            seconds(repetitions * 3);
            printf("{\"detail\": \"C, %d-bit vectors of %s\", \"checksum\": %.17g}\n", BYTES * 8, NAME, norm());
        } else {
            printf("{\"seconds\": %.9g}\n", seconds(repetitions));
        }
        fflush(stdout);
    }
    return 0;
}
