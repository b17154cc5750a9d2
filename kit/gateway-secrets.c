/*
 * gateway-secrets: claim PIN and authentication token of a gateway from its own master key (docs/key-derivation.md).
 * One file of C99 and nothing else: NIST SP 800-108 in counter mode with AES-256-CMAC (RFC 4493).
 *
 *   cc -O2 -o gateway-secrets gateway-secrets.c
 *   gateway-secrets pin      EUI MASTER-KEY-FILE    the claim PIN, for a local read-out
 *   gateway-secrets token    EUI MASTER-KEY-FILE    the token
 *   gateway-secrets key-file EUI MASTER-KEY-FILE    what cups-boot.key holds
 *
 * The key file has 32 bytes, or 64 hex digits; "-" reads standard input. The EUI has 16 hex digits, with - or : between.
 * Exit codes: 0 done, 1 no master key, 2 wrong usage.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint8_t sbox[256];
static uint8_t round_key[240];

static uint8_t xtime(uint8_t a) { return (uint8_t)((a << 1) ^ ((a >> 7) * 0x1b)); }

static void make_sbox(void) {
    /* p runs through the powers of 3, q through those of its inverse, so that q is always 1/p. */
    uint8_t p = 1, q = 1;
    do {
        p = (uint8_t)(p ^ xtime(p));
        q ^= (uint8_t)(q << 1);
        q ^= (uint8_t)(q << 2);
        q ^= (uint8_t)(q << 4);
        if (q & 0x80) q ^= 0x09;
        sbox[p] = (uint8_t)(0x63 ^ q ^ (uint8_t)(q << 1 | q >> 7) ^ (uint8_t)(q << 2 | q >> 6) ^
                            (uint8_t)(q << 3 | q >> 5) ^ (uint8_t)(q << 4 | q >> 4));
    } while (p != 1);
    sbox[0] = 0x63;
}

static void expand_key(const uint8_t key[32]) {
    uint8_t rcon = 1;
    memcpy(round_key, key, 32);
    for (int i = 32; i < 240; i += 4) {
        uint8_t t[4];
        memcpy(t, round_key + i - 4, 4);
        if (i % 32 == 0) {
            uint8_t first = t[0];
            t[0] = (uint8_t)(sbox[t[1]] ^ rcon);
            t[1] = sbox[t[2]];
            t[2] = sbox[t[3]];
            t[3] = sbox[first];
            rcon = xtime(rcon);
        } else if (i % 32 == 16) {
            for (int j = 0; j < 4; j++) t[j] = sbox[t[j]];
        }
        for (int j = 0; j < 4; j++) round_key[i + j] = round_key[i + j - 32] ^ t[j];
    }
}

static void add_round_key(uint8_t s[16], int round) {
    for (int i = 0; i < 16; i++) s[i] ^= round_key[16 * round + i];
}

static void encrypt(uint8_t s[16]) {
    add_round_key(s, 0);
    for (int round = 1; round <= 14; round++) {
        uint8_t t[16];
        for (int c = 0; c < 4; c++)
            for (int r = 0; r < 4; r++) t[4 * c + r] = sbox[s[4 * ((c + r) % 4) + r]];
        for (int c = 0; c < 4; c++) {
            uint8_t *a = t + 4 * c, all = (uint8_t)(a[0] ^ a[1] ^ a[2] ^ a[3]);
            for (int r = 0; r < 4; r++)
                s[4 * c + r] = round == 14 ? a[r] : (uint8_t)(a[r] ^ all ^ xtime((uint8_t)(a[r] ^ a[(r + 1) % 4])));
        }
        add_round_key(s, round);
    }
}

static void twice(uint8_t k[16]) {
    uint8_t carry = k[0] >> 7;
    for (int i = 0; i < 16; i++) k[i] = (uint8_t)(k[i] << 1 | (i < 15 ? k[i + 1] >> 7 : 0));
    if (carry) k[15] ^= 0x87;
}

static void cmac(const uint8_t *message, size_t length, uint8_t mac[16]) {
    uint8_t k[16] = {0};
    size_t blocks = length == 0 ? 1 : (length + 15) / 16, last = length - 16 * (blocks - 1);
    encrypt(k);
    twice(k);
    if (last < 16) twice(k);
    memset(mac, 0, 16);
    for (size_t b = 0; b < blocks; b++) {
        size_t n = b + 1 < blocks ? 16 : last;
        for (size_t i = 0; i < n; i++) mac[i] ^= message[16 * b + i];
        if (b + 1 == blocks) {
            if (n < 16) mac[n] ^= 0x80;
            for (int i = 0; i < 16; i++) mac[i] ^= k[i];
        }
        encrypt(mac);
    }
}

/* The output of SP 800-108: blocks of CMAC([i] || label || 00 || EUI || [bits]). */
static void derive(const char *label, const uint8_t eui[8], unsigned bits, uint8_t *out) {
    size_t n = strlen(label);
    uint8_t block[4 + 64 + 1 + 8 + 4] = {0}, mac[16];
    memcpy(block + 4, label, n);
    memcpy(block + 4 + n + 1, eui, 8);
    block[4 + n + 1 + 8 + 2] = (uint8_t)(bits >> 8);
    block[4 + n + 1 + 8 + 3] = (uint8_t)bits;
    for (unsigned i = 0; i * 128 < bits; i++) {
        unsigned rest = bits / 8 - 16 * i;
        block[3] = (uint8_t)(i + 1);
        cmac(block, 4 + n + 1 + 8 + 4, mac);
        memcpy(out + 16 * i, mac, rest < 16 ? rest : 16);
    }
}

static int hex_digit(int c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Exactly `size` bytes of hex digits; `between` may stand between two of them. */
static int read_hex(const char *text, size_t length, const char *between, uint8_t *out, size_t size) {
    size_t digits = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = hex_digit((unsigned char)text[i]);
        if (digit < 0) {
            if (text[i] && strchr(between, text[i])) continue;
            return 0;
        }
        if (digits == 2 * size) return 0;
        out[digits / 2] = (uint8_t)(digits % 2 ? out[digits / 2] << 4 | digit : digit);
        digits++;
    }
    return digits == 2 * size;
}

static int read_master_key(const char *path, uint8_t key[32]) {
    char content[128];
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    size_t length;
    int good;
    if (!file) return 0;
    length = fread(content, 1, sizeof content, file);
    if (file != stdin) fclose(file);
    good = length == 32;
    if (good) memcpy(key, content, 32);
    else good = read_hex(content, length, " \r\n", key, 32);
    memset(content, 0, sizeof content);
    return good;
}

static void print_pin(const uint8_t eui[8]) {
    uint8_t bytes[5];
    uint64_t value = 0;
    derive("gatehouse/claim-pin/v1", eui, 40, bytes);
    for (int i = 0; i < 5; i++) value = value << 8 | bytes[i];
    for (int i = 7; i >= 0; i--) putchar("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value >> (5 * i) & 31]);
}

static void print_token(const uint8_t eui[8]) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t bytes[33] = {0};
    derive("gatehouse/auth-token/v1", eui, 256, bytes);
    for (int bit = 0; bit < 256; bit += 6) {
        unsigned pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        putchar(digits[pair >> (10 - bit % 8) & 63]);
    }
}

int main(int argc, char **argv) {
    uint8_t eui[8], key[32];
    const char *what = argc == 4 ? argv[1] : "";
    int pin = strcmp(what, "pin") == 0, token = strcmp(what, "token") == 0, line = strcmp(what, "key-file") == 0;
    if (!(pin || token || line) || !read_hex(argv[2], strlen(argv[2]), "-:", eui, 8)) {
        fputs("usage: gateway-secrets pin|token|key-file EUI MASTER-KEY-FILE\n", stderr);
        return 2;
    }
    if (!read_master_key(argv[3], key)) {
        fputs("gateway-secrets: the file holds no master key: 32 bytes or 64 hex digits\n", stderr);
        return 1;
    }
    make_sbox();
    expand_key(key);
    memset(key, 0, sizeof key);
    if (line) fputs("Authorization: ", stdout);
    if (pin) print_pin(eui);
    else print_token(eui);
    fputs(line ? "\r\n" : "\n", stdout);
    memset(round_key, 0, sizeof round_key);
    return 0;
}
