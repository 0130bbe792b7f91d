/* What both fake devices stand on: real SM2 and SM4 by libcrypto (prototypes by hand, so that no headers are needed),
 * a state that survives a restart (a file, mapped, locked while a PIN is tried), and switches for every fault. */
#ifndef ZHENGXUN_TESTS_GM_H
#define ZHENGXUN_TESTS_GM_H

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
typedef struct evp_cipher_st EVP_CIPHER;
typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct bignum_st BIGNUM;
EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **, const unsigned char **, long);
EVP_PKEY *d2i_PUBKEY(EVP_PKEY **, const unsigned char **, long);
void EVP_PKEY_free(EVP_PKEY *);
EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *, void *);
EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(void *, const char *, const char *);
void EVP_PKEY_CTX_free(EVP_PKEY_CTX *);
int EVP_PKEY_keygen_init(EVP_PKEY_CTX *);
int EVP_PKEY_keygen(EVP_PKEY_CTX *, EVP_PKEY **);
int EVP_PKEY_get_octet_string_param(const EVP_PKEY *, const char *, unsigned char *, size_t, size_t *);
int EVP_PKEY_get_bn_param(const EVP_PKEY *, const char *, BIGNUM **);
int BN_bn2binpad(const BIGNUM *, unsigned char *, int);
void BN_free(BIGNUM *);
int EVP_PKEY_sign_init(EVP_PKEY_CTX *);
int EVP_PKEY_sign(EVP_PKEY_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
int EVP_PKEY_encrypt_init(EVP_PKEY_CTX *);
int EVP_PKEY_encrypt(EVP_PKEY_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
int EVP_PKEY_decrypt_init(EVP_PKEY_CTX *);
int EVP_PKEY_decrypt(EVP_PKEY_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
const EVP_CIPHER *EVP_sm4_ecb(void);
const EVP_CIPHER *EVP_sm4_cbc(void);
EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void);
void EVP_CIPHER_CTX_free(EVP_CIPHER_CTX *);
int EVP_CipherInit_ex(EVP_CIPHER_CTX *, const EVP_CIPHER *, void *, const unsigned char *, const unsigned char *, int);
int EVP_CIPHER_CTX_set_padding(EVP_CIPHER_CTX *, int);
int EVP_CipherUpdate(EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int);
int RAND_bytes(unsigned char *, int);

typedef struct { int made; uint8_t priv[32], pub[64]; } Key;

static const uint8_t SPKI[] = {0x30,0x59,0x30,0x13,0x06,0x07,0x2a,0x86,0x48,0xce,0x3d,0x02,0x01,0x06,0x08,0x2a,0x81,0x1c,
    0xcf,0x55,0x01,0x82,0x2d,0x03,0x42,0x00,0x04};
static const uint8_t PKCS8_HEAD[] = {0x30,0x81,0x87,0x02,0x01,0x00,0x30,0x13,0x06,0x07,0x2a,0x86,0x48,0xce,0x3d,0x02,0x01,
    0x06,0x08,0x2a,0x81,0x1c,0xcf,0x55,0x01,0x82,0x2d,0x04,0x6d,0x30,0x6b,0x02,0x01,0x01,0x04,0x20};
static const uint8_t PKCS8_MIDDLE[] = {0xa1,0x44,0x03,0x42,0x00,0x04};

static EVP_PKEY *load(const Key *key) {
    uint8_t der[256], *at = der; const uint8_t *cursor = der;
    memcpy(at, PKCS8_HEAD, sizeof PKCS8_HEAD); at += sizeof PKCS8_HEAD;
    memcpy(at, key->priv, 32); at += 32;
    memcpy(at, PKCS8_MIDDLE, sizeof PKCS8_MIDDLE); at += sizeof PKCS8_MIDDLE;
    memcpy(at, key->pub, 64); at += 64;
    return d2i_AutoPrivateKey(NULL, &cursor, at - der);
}

static EVP_PKEY *load_public(const uint8_t pub[64]) {
    uint8_t der[sizeof SPKI + 64]; const uint8_t *cursor = der;
    memcpy(der, SPKI, sizeof SPKI); memcpy(der + sizeof SPKI, pub, 64);
    return d2i_PUBKEY(NULL, &cursor, sizeof der);
}

static int gm_generate(Key *key) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
    EVP_PKEY *pair = NULL; BIGNUM *number = NULL; uint8_t point[65]; size_t length;
    int done = context && EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_keygen(context, &pair) == 1
        && EVP_PKEY_get_octet_string_param(pair, "pub", point, sizeof point, &length) == 1
        && EVP_PKEY_get_bn_param(pair, "priv", &number) == 1 && BN_bn2binpad(number, key->priv, 32) == 32;
    if (done) { memcpy(key->pub, point + 1, 64); key->made = 1; }
    BN_free(number); EVP_PKEY_free(pair); EVP_PKEY_CTX_free(context);
    return done;
}

/* One DER INTEGER into 32 bytes; returns what follows it, NULL when it is none. */
static const uint8_t *take_integer(const uint8_t *der, uint8_t out[32]) {
    if (der[0] != 2 || der[1] > 33) return NULL;
    size_t length = der[1]; const uint8_t *value = der + 2;
    memset(out, 0, 32);
    if (length == 33) { value++; length--; }
    memcpy(out + 32 - length, value, length);
    return value + length;
}

static uint8_t *put_integer(uint8_t *at, const uint8_t value[32]) {
    int skip = 0; while (skip < 31 && !value[skip]) skip++;
    int pad = value[skip] >> 7;
    *at++ = 2; *at++ = (uint8_t)(32 - skip + pad);
    if (pad) *at++ = 0;
    memcpy(at, value + skip, 32 - skip);
    return at + 32 - skip;
}

static int spoiled = 0;
/* Signatures come out wrong, as of a faulty device. */
void FAKE_Spoil(int wrong) { spoiled = wrong; }

static int gm_sign(const Key *key, const uint8_t digest[32], uint8_t r[32], uint8_t s[32]) {
    EVP_PKEY *pair = load(key); EVP_PKEY_CTX *context = pair ? EVP_PKEY_CTX_new(pair, NULL) : NULL;
    uint8_t der[80]; size_t length = sizeof der; const uint8_t *next = NULL;
    int done = context && EVP_PKEY_sign_init(context) == 1 && EVP_PKEY_sign(context, der, &length, digest, 32) == 1;
    if (done) { next = take_integer(der + 2, r); done = next && take_integer(next, s); }
    if (spoiled) r[31] ^= 1;
    EVP_PKEY_CTX_free(context); EVP_PKEY_free(pair);
    return done;
}

static int gm_decrypt(const Key *key, const uint8_t x[32], const uint8_t y[32], const uint8_t hash[32],
                      const uint8_t *cipher, size_t size, uint8_t *out, size_t *out_size) {
    uint8_t body[512], der[520], *at = body;
    if (size > 200) return 0;
    at = put_integer(at, x); at = put_integer(at, y);
    *at++ = 4; *at++ = 32; memcpy(at, hash, 32); at += 32;
    *at++ = 4; if (size > 127) *at++ = 0x81; *at++ = (uint8_t)size; memcpy(at, cipher, size); at += size;
    size_t length = at - body, head = 0;
    der[head++] = 0x30;
    if (length > 255) { der[head++] = 0x82; der[head++] = (uint8_t)(length >> 8); } else if (length > 127) der[head++] = 0x81;
    der[head++] = (uint8_t)length;
    memcpy(der + head, body, length);
    uint8_t plain[512]; size_t plain_size = sizeof plain;
    EVP_PKEY *pair = load(key); EVP_PKEY_CTX *context = pair ? EVP_PKEY_CTX_new(pair, NULL) : NULL;
    int done = context && EVP_PKEY_decrypt_init(context) == 1
        && EVP_PKEY_decrypt(context, plain, &plain_size, der, head + length) == 1;
    if (done) { memcpy(out, plain, plain_size); *out_size = plain_size; }
    EVP_PKEY_CTX_free(context); EVP_PKEY_free(pair);
    return done;
}

static int gm_encrypt(const uint8_t pub[64], const uint8_t *in, size_t size, uint8_t x[32], uint8_t y[32],
                      uint8_t hash[32], uint8_t *cipher) {
    uint8_t der[512]; size_t length = sizeof der;
    EVP_PKEY *key = load_public(pub); EVP_PKEY_CTX *context = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    int done = context && EVP_PKEY_encrypt_init(context) == 1 && EVP_PKEY_encrypt(context, der, &length, in, size) == 1;
    if (done) {
        const uint8_t *next = take_integer(der + (der[1] == 0x81 ? 3 : 2), x);
        next = next ? take_integer(next, y) : NULL;
        done = next != NULL;
        if (done) { memcpy(hash, next + 2, 32); memcpy(cipher, next + 36, size); }
    }
    EVP_PKEY_CTX_free(context); EVP_PKEY_free(key);
    return done;
}

static int gm_sm4(int encrypt, int cbc, const uint8_t key[16], uint8_t iv[16], const uint8_t *in, int size, uint8_t *out) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new(); int written = 0;
    uint8_t last[16];
    if (size < 16 || size % 16) { EVP_CIPHER_CTX_free(context); return 0; }
    memcpy(last, in + size - 16, 16);
    int done = context && EVP_CipherInit_ex(context, cbc ? EVP_sm4_cbc() : EVP_sm4_ecb(), NULL, key, cbc ? iv : NULL, encrypt)
        && EVP_CIPHER_CTX_set_padding(context, 0) && EVP_CipherUpdate(context, out, &written, in, size) && written == size;
    if (done && cbc) memcpy(iv, encrypt ? out + size - 16 : last, 16);
    EVP_CIPHER_CTX_free(context);
    return done;
}

/* --- faults --- */
#define FAULTS 16
typedef struct { char function[40]; unsigned code; int times, milliseconds, removes; } Fault;
static Fault faults[FAULTS];
static int plugged = 1, handles = 0, logged_in = 0;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static Fault *fault_of(const char *function) {
    for (int i = 0; i < FAULTS; i++) if (!faults[i].function[0] || !strcmp(faults[i].function, function)) {
        strncpy(faults[i].function, function, sizeof faults[i].function - 1);
        return &faults[i];
    }
    abort();
}
/* The next `times` calls of the function answer `code` and do nothing. */
void FAKE_Inject(const char *function, unsigned code, int times) { Fault *f = fault_of(function); f->code = code; f->times = times; }
/* The next call of the function takes this long before it goes on. */
void FAKE_Hang(const char *function, int milliseconds) { fault_of(function)->milliseconds = milliseconds; }
/* The device is pulled out while the next call of the function runs. */
void FAKE_Remove_in(const char *function) { fault_of(function)->removes = 1; }
void FAKE_Plug(int present) {
    pthread_mutex_lock(&turn); plugged = present; logged_in = 0; pthread_cond_broadcast(&changed); pthread_mutex_unlock(&turn);
}
/* How many handles the caller has not given back. */
int FAKE_Handles(void) { return handles; }

static unsigned enter(const char *function, unsigned removed) {
    for (int i = 0; i < FAULTS && faults[i].function[0]; i++) if (!strcmp(faults[i].function, function)) {
        Fault *f = &faults[i];
        if (f->milliseconds) { int wait = f->milliseconds; f->milliseconds = 0; usleep(wait * 1000); }
        if (f->removes) { f->removes = 0; FAKE_Plug(0); }
        if (f->times > 0) { f->times--; return f->code; }
    }
    return plugged ? 0 : removed;
}

/* --- the state: mapped, so that a kill loses nothing and other processes see it at once --- */
static int state_file = -1;
static void *map_state(const char *path, size_t size) {
    state_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (state_file < 0 || ftruncate(state_file, (off_t)size)) abort();
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, state_file, 0);
    if (at == MAP_FAILED) abort();
    memset(faults, 0, sizeof faults); plugged = 1; handles = logged_in = spoiled = 0;
    return at;
}
#endif
