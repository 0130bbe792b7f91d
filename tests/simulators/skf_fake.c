/* A USB token behind GM/T 0016, for tests: one device, one application, one container; PIN counters that survive. */
#include "gm.h"

typedef uint32_t ULONG; typedef uint32_t BOOL; typedef uint8_t BYTE; typedef char *LPSTR; typedef void *HANDLE;
#pragma pack(1)
typedef struct { BYTE major, minor; } VERSION;
typedef struct {
    VERSION Version; char Manufacturer[64], Issuer[64], Label[32], SerialNumber[32]; VERSION HW, Firmware;
    ULONG AlgSymCap, AlgAsymCap, AlgHashCap, DevAuthAlgId, TotalSpace, FreeSpace, MaxECCBufferSize, MaxBufferSize;
    BYTE Reserved[64];
} DEVINFO;
typedef struct { ULONG BitLen; BYTE X[64], Y[64]; } ECCPUBLICKEYBLOB;
typedef struct { BYTE X[64], Y[64], HASH[32]; ULONG CipherLen; BYTE Cipher[1]; } ECCCIPHERBLOB;
typedef struct { BYTE r[64], s[64]; } ECCSIGNATUREBLOB;
typedef struct { BYTE IV[32]; ULONG IVLen, PaddingType, FeedBitLen; } BLOCKCIPHERPARAM;
typedef struct {
    ULONG Version, ulSymmAlgID, ulBits; BYTE cbEncryptedPriKey[64]; ECCPUBLICKEYBLOB PubKey; ECCCIPHERBLOB Cipher;
} ENVELOPEDKEYBLOB;
#pragma pack()
enum { OK = 0, FAIL = 0x0A000001, NOTSUPPORT = 0x0A000003, INVALIDHANDLE = 0x0A000005, INVALIDPARAM = 0x0A000006,
    INDATALEN = 0x0A000010, INDATA = 0x0A000011, KEYNOTFOUND = 0x0A00001B, CERTNOTFOUND = 0x0A00001C,
    TOO_SMALL = 0x0A000020, NO_EVENT = 0x0A000022, REMOVED = 0x0A000023, PIN_INCORRECT = 0x0A000024,
    PIN_LOCKED = 0x0A000025, PIN_LEN = 0x0A000027, ALREADY = 0x0A000028, APP_EXISTS = 0x0A00002C, NOT_LOGGED_IN = 0x0A00002D,
    NO_APP = 0x0A00002E, NO_ROOM = 0x0A000030 };
#define ENTER unsigned answer = enter(__func__, REMOVED); if (answer) return answer; if (!state) start();
#define DEVICE "Fake Key"

typedef struct {
    int magic, default_pin, has_application, has_container;
    ULONG limit[2], left[2]; /* 0 administrator, 1 user */
    char pin[2][64], application[32], container[64], serial[32], label[32];
    BYTE auth_key[16];
    Key sign, encrypt;
    ULONG certificate_size[2]; BYTE certificate[2][4096]; /* 0 encryption, 1 signing */
} State;
typedef struct { int kind; BYTE key[16], iv[16]; int cbc; } Handle;
enum { DEV = 1, APP, CONTAINER, SESSION };
static State *state; static int authenticated, cancelled; static BYTE challenge[16];

void FAKE_Start(const char *path) {
    state = map_state(path, sizeof(State)); authenticated = 0;
    if (!state->magic) {
        uint64_t number; RAND_bytes((unsigned char *)&number, sizeof number);
        memcpy(state->auth_key, "1234567812345678", 16);
        strcpy(state->serial, "FAKE0000000000000000");
        for (int i = 4; i < 20; i++, number >>= 4) state->serial[i] = "0123456789ABCDEF"[number & 15];
        strcpy(state->label, "Fake Label");
        state->magic = 1;
    }
}
static void start(void) { const char *path = getenv("SKF_FAKE_STATE"); if (!path) abort(); FAKE_Start(path); }
void FAKE_Default_pin(int flag) { state->default_pin = flag; }

static HANDLE opened(int kind) { Handle *h = calloc(1, sizeof *h); h->kind = kind; handles++; return h; }
static int is(HANDLE h, int kind) { return h && ((Handle *)h)->kind == kind; }
static ULONG closed(HANDLE h, int kind) { if (!is(h, kind)) return INVALIDHANDLE; ((Handle *)h)->kind = 0; free(h); handles--; return OK; }
static ULONG give(const void *from, ULONG length, void *to, ULONG *room) {
    ULONG had = *room; *room = length;
    if (!to) return OK;
    if (had < length) return TOO_SMALL;
    memcpy(to, from, length); return OK;
}
static ULONG give_name(const char *name, LPSTR to, ULONG *room) {
    char list[80] = {0}; ULONG length = 1;
    if (*name) { strcpy(list, name); length = strlen(name) + 2; }
    return give(list, length, to, room);
}
static void field(BYTE to[64], const BYTE from[32]) { memset(to, 0, 32); memcpy(to + 32, from, 32); }

ULONG SKF_WaitForDevEvent(LPSTR name, ULONG *size, ULONG *event) {
    unsigned answer = enter(__func__, 0); if (answer) return answer;
    pthread_mutex_lock(&turn);
    int before = plugged;
    cancelled = 0;
    while (plugged == before && !cancelled) pthread_cond_wait(&changed, &turn);
    int now = plugged, stop = cancelled;
    pthread_mutex_unlock(&turn);
    if (stop) return NO_EVENT;
    *event = now ? 1 : 2;
    if (*size < sizeof DEVICE) return TOO_SMALL;
    strcpy(name, DEVICE); *size = sizeof DEVICE; return OK;
}
ULONG SKF_CancelWaitForDevEvent(void) {
    pthread_mutex_lock(&turn); cancelled = 1; pthread_cond_broadcast(&changed); pthread_mutex_unlock(&turn); return OK;
}
ULONG SKF_EnumDev(BOOL present, LPSTR list, ULONG *size) {
    unsigned answer = enter(__func__, 0); if (answer) return answer;
    return give_name(present && !plugged ? "" : DEVICE, list, size);
}
ULONG SKF_GetDevState(LPSTR name, ULONG *at) {
    unsigned answer = enter(__func__, 0); if (answer) return answer;
    *at = plugged && !strcmp(name, DEVICE); return OK;
}
ULONG SKF_ConnectDev(LPSTR name, HANDLE *device) { ENTER if (strcmp(name, DEVICE)) return INVALIDPARAM; *device = opened(DEV); return OK; }
ULONG SKF_DisConnectDev(HANDLE device) { logged_in = 0; return closed(device, DEV); }
ULONG SKF_GetDevInfo(HANDLE device, DEVINFO *info) {
    ENTER if (!is(device, DEV)) return INVALIDHANDLE;
    memset(info, 0, sizeof *info); strcpy(info->Manufacturer, "Tests"); memcpy(info->SerialNumber, state->serial, 32);
    memcpy(info->Label, state->label, 32); info->DevAuthAlgId = 0x401; info->MaxBufferSize = 64;
    return OK;
}
ULONG SKF_SetLabel(HANDLE device, LPSTR label) { ENTER if (!is(device, DEV)) return INVALIDHANDLE; strncpy(state->label, label, 31); return OK; }
ULONG SKF_GenRandom(HANDLE device, BYTE *out, ULONG size) {
    ENTER if (!is(device, DEV)) return INVALIDHANDLE;
    RAND_bytes(out, (int)size); memset(challenge, 0, 16); memcpy(challenge, out, size < 16 ? size : 16); return OK;
}
ULONG SKF_DevAuth(HANDLE device, BYTE *data, ULONG size) {
    BYTE want[16]; ENTER if (!is(device, DEV) || size != 16) return INVALIDPARAM;
    gm_sm4(1, 0, state->auth_key, NULL, challenge, 16, want);
    authenticated = !memcmp(want, data, 16); return authenticated ? OK : FAIL;
}
ULONG SKF_CreateApplication(HANDLE device, LPSTR name, LPSTR admin, uint32_t admin_tries, LPSTR user, uint32_t user_tries,
                            uint32_t rights, HANDLE *application) {
    ENTER if (!is(device, DEV)) return INVALIDHANDLE; (void)rights;
    if (!authenticated) return NOT_LOGGED_IN;
    if (state->has_application) return APP_EXISTS;
    strncpy(state->application, name, 31); strncpy(state->pin[0], admin, 63); strncpy(state->pin[1], user, 63);
    state->limit[0] = state->left[0] = admin_tries; state->limit[1] = state->left[1] = user_tries;
    state->has_application = 1; *application = opened(APP); return OK;
}
ULONG SKF_EnumApplication(HANDLE device, LPSTR list, ULONG *size) {
    ENTER if (!is(device, DEV)) return INVALIDHANDLE; return give_name(state->application, list, size);
}
ULONG SKF_OpenApplication(HANDLE device, LPSTR name, HANDLE *application) {
    ENTER if (!is(device, DEV)) return INVALIDHANDLE;
    if (!state->has_application || strcmp(name, state->application)) return NO_APP;
    *application = opened(APP); return OK;
}
ULONG SKF_CloseApplication(HANDLE application) { return closed(application, APP); }

static ULONG tried(int who, const char *pin, ULONG *left) {
    flock(state_file, LOCK_EX);
    ULONG answer = PIN_LOCKED;
    if (state->left[who]) {
        state->left[who]--;
        answer = PIN_INCORRECT;
        if (!strcmp(pin, state->pin[who])) { state->left[who] = state->limit[who]; answer = OK; }
    }
    *left = state->left[who];
    flock(state_file, LOCK_UN);
    return answer;
}
ULONG SKF_VerifyPIN(HANDLE application, ULONG type, LPSTR pin, ULONG *left) {
    ENTER if (!is(application, APP) || type > 1) return INVALIDHANDLE;
    if (type == 1 && logged_in) return ALREADY;
    ULONG result = tried((int)type, pin, left);
    if (type == 1 && result == OK) logged_in = 1;
    return result;
}
ULONG SKF_GetPINInfo(HANDLE application, ULONG type, ULONG *limit, ULONG *left, BOOL *is_default) {
    ENTER if (!is(application, APP) || type > 1) return INVALIDHANDLE;
    *limit = state->limit[type]; *left = state->left[type]; *is_default = type == 1 && state->default_pin; return OK;
}
ULONG SKF_ChangePIN(HANDLE application, ULONG type, LPSTR old, LPSTR fresh, ULONG *left) {
    ENTER if (!is(application, APP) || type > 1) return INVALIDHANDLE;
    if (strlen(fresh) < 6 || strlen(fresh) > 16) return PIN_LEN;
    ULONG result = tried((int)type, old, left);
    if (result == OK) { strncpy(state->pin[type], fresh, 63); state->default_pin = 0; }
    return result;
}
ULONG SKF_UnblockPIN(HANDLE application, LPSTR admin, LPSTR fresh, ULONG *left) {
    ENTER if (!is(application, APP)) return INVALIDHANDLE;
    if (strlen(fresh) < 6 || strlen(fresh) > 16) return PIN_LEN;
    ULONG result = tried(0, admin, left);
    if (result == OK) { strncpy(state->pin[1], fresh, 63); state->left[1] = state->limit[1]; }
    return result;
}
ULONG SKF_ClearSecureState(HANDLE application) { ENTER if (!is(application, APP)) return INVALIDHANDLE; logged_in = 0; return OK; }

ULONG SKF_CreateContainer(HANDLE application, LPSTR name, HANDLE *container) {
    ENTER if (!is(application, APP)) return INVALIDHANDLE;
    if (!logged_in) return NOT_LOGGED_IN;
    if (state->has_container) return NO_ROOM;
    strncpy(state->container, name, 63); state->has_container = 1; *container = opened(CONTAINER); return OK;
}
ULONG SKF_EnumContainer(HANDLE application, LPSTR list, ULONG *size) {
    ENTER if (!is(application, APP)) return INVALIDHANDLE; return give_name(state->container, list, size);
}
ULONG SKF_OpenContainer(HANDLE application, LPSTR name, HANDLE *container) {
    ENTER if (!is(application, APP)) return INVALIDHANDLE;
    if (!state->has_container || strcmp(name, state->container)) return INVALIDPARAM;
    *container = opened(CONTAINER); return OK;
}
ULONG SKF_CloseContainer(HANDLE container) { return closed(container, CONTAINER); }
ULONG SKF_GetContainerType(HANDLE container, ULONG *type) {
    ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE; *type = state->sign.made ? 2 : 0; return OK;
}
ULONG SKF_ImportCertificate(HANDLE container, BOOL sign, BYTE *der, ULONG size) {
    ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    if (!logged_in) return NOT_LOGGED_IN;
    if (size > 4096) return NO_ROOM;
    memcpy(state->certificate[sign & 1], der, size); state->certificate_size[sign & 1] = size; return OK;
}
ULONG SKF_ExportCertificate(HANDLE container, BOOL sign, BYTE *der, ULONG *size) {
    ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    if (!state->certificate_size[sign & 1]) return CERTNOTFOUND;
    return give(state->certificate[sign & 1], state->certificate_size[sign & 1], der, size);
}
ULONG SKF_ExportPublicKey(HANDLE container, BOOL sign, BYTE *blob, ULONG *size) {
    ECCPUBLICKEYBLOB out; ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    Key *key = sign ? &state->sign : &state->encrypt;
    if (!key->made) return KEYNOTFOUND;
    out.BitLen = 256; field(out.X, key->pub); field(out.Y, key->pub + 32);
    return give(&out, sizeof out, blob, size);
}
ULONG SKF_GenECCKeyPair(HANDLE container, ULONG algorithm, ECCPUBLICKEYBLOB *blob) {
    ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    if (!logged_in) return NOT_LOGGED_IN;
    if (algorithm != 0x00020200 && algorithm != 0x00020100) return NOTSUPPORT;
    if (!gm_generate(&state->sign)) return FAIL;
    state->certificate_size[1] = 0;
    blob->BitLen = 256; field(blob->X, state->sign.pub); field(blob->Y, state->sign.pub + 32); return OK;
}
static int unsealed(const Key *key, const ECCCIPHERBLOB *blob, BYTE session[16]) {
    BYTE plain[512]; size_t size = 0;
    if (!gm_decrypt(key, blob->X + 32, blob->Y + 32, blob->HASH, blob->Cipher, blob->CipherLen, plain, &size) || size != 16) return 0;
    memcpy(session, plain, 16); return 1;
}
ULONG SKF_ImportECCKeyPair(HANDLE container, ENVELOPEDKEYBLOB *blob) {
    BYTE session[16]; Key fresh; fresh.made = 1;
    ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    if (!logged_in) return NOT_LOGGED_IN;
    if (blob->ulSymmAlgID != 0x401 || blob->ulBits != 256) return INVALIDPARAM;
    if (!unsealed(&state->sign, &blob->Cipher, session)) return INDATA;
    gm_sm4(0, 0, session, NULL, blob->cbEncryptedPriKey + 32, 32, fresh.priv);
    memcpy(fresh.pub, blob->PubKey.X + 32, 32); memcpy(fresh.pub + 32, blob->PubKey.Y + 32, 32);
    EVP_PKEY *pair = load(&fresh); if (!pair) return INDATA;
    EVP_PKEY_free(pair); state->encrypt = fresh; return OK;
}
ULONG SKF_ECCSignData(HANDLE container, BYTE *digest, ULONG size, ECCSIGNATUREBLOB *out) {
    BYTE r[32], s[32]; ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    if (!logged_in) return NOT_LOGGED_IN;
    if (!state->sign.made) return KEYNOTFOUND;
    if (size != 32) return INDATALEN;
    if (!gm_sign(&state->sign, digest, r, s)) return FAIL;
    field(out->r, r); field(out->s, s); return OK;
}
ULONG SKF_ImportSessionKey(HANDLE container, ULONG algorithm, BYTE *wrapped, ULONG size, HANDLE *key) {
    BYTE session[16]; ENTER if (!is(container, CONTAINER)) return INVALIDHANDLE;
    if (!logged_in) return NOT_LOGGED_IN;
    if (!state->encrypt.made) return KEYNOTFOUND;
    if (algorithm != 0x401 && algorithm != 0x402) return NOTSUPPORT;
    if (size < sizeof(ECCCIPHERBLOB)) return INDATALEN;
    if (!unsealed(&state->encrypt, (ECCCIPHERBLOB *)wrapped, session)) return INDATA;
    Handle *h = opened(SESSION); memcpy(h->key, session, 16); h->cbc = algorithm == 0x402; *key = h; return OK;
}
ULONG SKF_DecryptInit(HANDLE key, BLOCKCIPHERPARAM how) {
    ENTER if (!is(key, SESSION)) return INVALIDHANDLE;
    Handle *h = key; if (how.PaddingType || (h->cbc && how.IVLen != 16)) return INVALIDPARAM;
    memcpy(h->iv, how.IV, 16); return OK;
}
ULONG SKF_DecryptUpdate(HANDLE key, BYTE *in, ULONG size, BYTE *out, ULONG *room) {
    ENTER if (!is(key, SESSION)) return INVALIDHANDLE;
    if (size > 64) return INDATALEN;
    if (*room < size) return TOO_SMALL;
    Handle *h = key; if (!gm_sm4(0, h->cbc, h->key, h->iv, in, (int)size, out)) return INDATALEN;
    *room = size; return OK;
}
ULONG SKF_DecryptFinal(HANDLE key, BYTE *out, ULONG *room) { ENTER if (!is(key, SESSION)) return INVALIDHANDLE; (void)out; *room = 0; return OK; }
ULONG SKF_CloseHandle(HANDLE key) { return closed(key, SESSION); }
