/* A server's crypto card behind GM/T 0018, for tests: key pair 1 with a password, a limit of sessions, faults. */
#include "gm.h"

typedef unsigned int UINT; typedef unsigned char BYTE;
#pragma pack(1)
typedef struct {
    BYTE IssuerName[40], DeviceName[16], DeviceSerial[16];
    UINT DeviceVersion, StandardVersion, AsymAlgAbility[2], SymAlgAbility, HashAlgAbility, BufferSize;
} DEVICEINFO;
typedef struct { UINT bits; BYTE x[64], y[64]; } ECCrefPublicKey;
typedef struct { BYTE x[64], y[64], M[32]; UINT L; BYTE C[1]; } ECCCipher;
typedef struct { BYTE r[64], s[64]; } ECCSignature;
#pragma pack()
enum { OK = 0, NOTSUPPORT = 0x01000002, COMMFAIL = 0x01000003, OPENSESSION = 0x01000006, PARDENY = 0x01000007,
    KEYNOTEXIST = 0x01000008, SKOPERR = 0x0100000C, SIGNERR = 0x0100000D, SYMOPERR = 0x0100000F, INARGERR = 0x0100001D };
#define ENTER unsigned answer = enter(__func__, COMMFAIL); if (answer) return answer; if (!state) start();
#define SESSION_IN ENTER if (!alive(session, SESSION)) return INARGERR;

typedef struct { int magic; char serial[17], password[64]; Key sign, encrypt; } State;
typedef struct { int kind, generation, allowed; BYTE key[16]; } Handle;
enum { DEV = 1, SESSION, KEY };
static State *state; static int sessions, most = 64, generation, was_plugged = 1;

void FAKE_Start(const char *path) {
    state = map_state(path, sizeof(State)); sessions = 0; most = 64;
    if (!state->magic) {
        uint64_t number; RAND_bytes((BYTE *)&number, sizeof number);
        strcpy(state->serial, "2026112200000000");
        for (int i = 8; i < 16; i++, number >>= 4) state->serial[i] = "0123456789"[(number & 15) % 10];
        strcpy(state->password, "pin 123456");
        gm_generate(&state->sign); gm_generate(&state->encrypt); state->magic = 1;
    }
}
static void start(void) { const char *path = getenv("SDF_FAKE_STATE"); if (!path) abort(); FAKE_Start(path); }
void FAKE_Encryption_key(BYTE out[64]) { memcpy(out, state->encrypt.pub, 64); }
/* How many sessions the card gives. */
void FAKE_Sessions(int limit) { most = limit; }
/* Another card is put into the slot. */
void FAKE_Exchange(void) { state->serial[15] = state->serial[15] == '9' ? '0' : state->serial[15] + 1; generation++; }

static void *opened(int kind) { Handle *h = calloc(1, sizeof *h); h->kind = kind; h->generation = generation; __sync_fetch_and_add(&handles, 1); return h; }
static int alive(void *at, int kind) {
    if (plugged != was_plugged) { was_plugged = plugged; generation++; }
    Handle *h = at; return h && h->kind == kind && h->generation == generation;
}
static int closed(void *at, int kind) {
    Handle *h = at; if (!h || h->kind != kind) return INARGERR;
    h->kind = 0; free(h); __sync_fetch_and_sub(&handles, 1); return OK;
}
static void field(BYTE to[64], const BYTE from[32]) { memset(to, 0, 32); memcpy(to + 32, from, 32); }

int SDF_OpenDevice(void **device) { ENTER (void)alive(NULL, 0); *device = opened(DEV); return OK; }
int SDF_CloseDevice(void *device) { return closed(device, DEV); }
int SDF_OpenSession(void *device, void **session) {
    ENTER if (!alive(device, DEV)) return INARGERR;
    if (__sync_add_and_fetch(&sessions, 1) > most) { __sync_fetch_and_sub(&sessions, 1); return OPENSESSION; }
    *session = opened(SESSION); return OK;
}
int SDF_CloseSession(void *session) { int done = closed(session, SESSION); if (!done) __sync_fetch_and_sub(&sessions, 1); return done; }
int SDF_GetDeviceInfo(void *session, DEVICEINFO *info) {
    SESSION_IN
    memset(info, 0, sizeof *info); memcpy(info->IssuerName, "Tests", 5); memcpy(info->DeviceName, "Fake Card", 9);
    memcpy(info->DeviceSerial, state->serial, 16); info->BufferSize = 64; return OK;
}
int SDF_GetPrivateKeyAccessRight(void *session, UINT index, BYTE *password, UINT size) {
    SESSION_IN
    if (index != 1) return KEYNOTEXIST;
    if (size != strlen(state->password) || memcmp(password, state->password, size)) return PARDENY;
    ((Handle *)session)->allowed = 1; return OK;
}
int SDF_ReleasePrivateKeyAccessRight(void *session, UINT index) { SESSION_IN (void)index; ((Handle *)session)->allowed = 0; return OK; }
static int public_key(void *session, UINT index, ECCrefPublicKey *out, const Key *key) {
    (void)session; if (index != 1) return KEYNOTEXIST;
    out->bits = 256; field(out->x, key->pub); field(out->y, key->pub + 32); return OK;
}
int SDF_ExportSignPublicKey_ECC(void *session, UINT index, ECCrefPublicKey *out) { SESSION_IN return public_key(session, index, out, &state->sign); }
int SDF_ExportEncPublicKey_ECC(void *session, UINT index, ECCrefPublicKey *out) { SESSION_IN return public_key(session, index, out, &state->encrypt); }
int SDF_InternalSign_ECC(void *session, UINT index, BYTE *digest, UINT size, ECCSignature *out) {
    BYTE r[32], s[32]; SESSION_IN
    if (index != 1) return KEYNOTEXIST;
    if (!((Handle *)session)->allowed) return PARDENY;
    if (size != 32) return INARGERR;
    if (!gm_sign(&state->sign, digest, r, s)) return SIGNERR;
    field(out->r, r); field(out->s, s); return OK;
}
int SDF_GenerateKeyWithIPK_ECC(void *session, UINT index, UINT bits, ECCCipher *out, void **key) {
    BYTE x[32], y[32]; SESSION_IN
    if (index != 1) return KEYNOTEXIST;
    if (bits != 128) return NOTSUPPORT;
    Handle *h = opened(KEY); RAND_bytes(h->key, 16);
    if (!gm_encrypt(state->encrypt.pub, h->key, 16, x, y, out->M, out->C)) { closed(h, KEY); return SKOPERR; }
    field(out->x, x); field(out->y, y); out->L = 16; *key = h; return OK;
}
int SDF_ImportKeyWithISK_ECC(void *session, UINT index, ECCCipher *in, void **key) {
    BYTE plain[512]; size_t size = 0; SESSION_IN
    if (index != 1) return KEYNOTEXIST;
    if (!((Handle *)session)->allowed) return PARDENY;
    if (!gm_decrypt(&state->encrypt, in->x + 32, in->y + 32, in->M, in->C, in->L, plain, &size) || size != 16) return SKOPERR;
    Handle *h = opened(KEY); memcpy(h->key, plain, 16); *key = h; return OK;
}
int SDF_DestroyKey(void *session, void *key) { (void)session; return closed(key, KEY); }
static int apply(int encrypt, void *key, UINT algorithm, BYTE *iv, BYTE *in, UINT size, BYTE *out, UINT *room) {
    if (!alive(key, KEY)) return INARGERR;
    if (algorithm != 0x401 && algorithm != 0x402) return NOTSUPPORT;
    if (size > 64 || *room < size) return INARGERR;
    if (!gm_sm4(encrypt, algorithm == 0x402, ((Handle *)key)->key, iv, in, (int)size, out)) return SYMOPERR;
    *room = size; return OK;
}
int SDF_Encrypt(void *session, void *key, UINT algorithm, BYTE *iv, BYTE *in, UINT size, BYTE *out, UINT *room) {
    SESSION_IN return apply(1, key, algorithm, iv, in, size, out, room);
}
int SDF_Decrypt(void *session, void *key, UINT algorithm, BYTE *iv, BYTE *in, UINT size, BYTE *out, UINT *room) {
    SESSION_IN return apply(0, key, algorithm, iv, in, size, out, room);
}
