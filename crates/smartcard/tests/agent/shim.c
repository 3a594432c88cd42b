/* A PKCS#11 module that passes everything on to the one that SHIM_TARGET names, and misbehaves as the file says that SHIM_MODE names:
 *   absent       no card is in any reader
 *   hang         looking for cards never ends          crash        looking for cards ends the process
 *   hang-sign    signing never ends                    crash-sign   signing ends the process
 *   noise        prints to standard output
 *   hang-make    making keys never ends                hang-write   writing an object never ends
 *   hang-remove  removing an object never ends
 *   full N       there is room for N key pairs from now on
 *   room N       there is room for N private keys on the card
 *   torn N       the Nth object that is written is lost with the process
 *   torn-token   the process ends when a token was initialised
 *   torn-pin     the process ends before a passcode is set with the unblocking key
 *   torn-key     the process ends before a passcode or an unblocking key is changed
 *   refuse-pin   a new passcode is refused
 *   foreign      keys bear names that this agent never gave them
 *   piv          the card is called as OpenSC calls PIV cards
 * Compiled with EMPTY, it is a module of readers without a card.
 * It also hides a token's clock: openCryptoki writes the time in a form of its own, at which `cryptoki` refuses the whole token.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct functions {
    unsigned char version[2];
    void *function[68];
};
enum { GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, INIT_TOKEN = 9, INIT_PIN = 10, SET_PIN = 11, CREATE_OBJECT = 20,
       DESTROY_OBJECT = 22, GET_ATTRIBUTES = 24 };
enum { FIND_OBJECTS_INIT = 26, FIND_OBJECTS = 27, FIND_OBJECTS_FINAL = 28, SIGN = 43, GENERATE_KEY_PAIR = 59 };
enum { CKR_DEVICE_MEMORY = 0x31, CKR_PIN_LEN_RANGE = 0xa2, CKF_CLOCK_ON_TOKEN = 0x40, CKA_CLASS = 0, CKA_LABEL = 3, CKO_PRIVATE_KEY = 3 };
enum { MANUFACTURER = 32 };

struct attribute {
    unsigned long type;
    void *value;
    unsigned long length;
};

struct token_info {
    char text[96];
    unsigned long flags;
};

static struct functions ours, theirs;
static int pairs, objects;

static int mode(const char *wanted, int *number) {
    char text[64] = "";
    FILE *file = fopen(getenv("SHIM_MODE"), "r");
    if (file) {
        if (!fgets(text, sizeof text, file)) text[0] = 0;
        fclose(file);
    }
    size_t length = strlen(wanted);
    if (strncmp(text, wanted, length) != 0 || (text[length] > ' ')) return 0;
    if (number) *number = atoi(text + length);
    return 1;
}

static unsigned long get_slot_list(unsigned char present, unsigned long *slots, unsigned long *count) {
#ifdef EMPTY
    *count = 0;
    return 0;
#endif
    if (mode("hang", 0)) sleep(3600);
    if (mode("crash", 0)) abort();
    if (mode("noise", 0)) {
        printf("{\"Present\":[\"forged\"]}\n");
        fflush(stdout);
    }
    if (mode("absent", 0)) {
        *count = 0;
        return 0;
    }
    return ((unsigned long (*)(unsigned char, unsigned long *, unsigned long *))theirs.function[GET_SLOT_LIST])(present, slots, count);
}

static unsigned long get_token_info(unsigned long slot, struct token_info *info) {
    unsigned long result = ((unsigned long (*)(unsigned long, struct token_info *))theirs.function[GET_TOKEN_INFO])(slot, info);
    if (result == 0) info->flags &= ~(unsigned long)CKF_CLOCK_ON_TOKEN;
    if (result == 0 && mode("piv", 0)) memcpy(info->text + MANUFACTURER, "piv_II                          ", 32);
    return result;
}

static unsigned long sign(unsigned long session, void *data, unsigned long length, void *signature, unsigned long *size) {
    if (mode("hang-sign", 0)) sleep(3600);
    if (mode("crash-sign", 0)) abort();
    return ((unsigned long (*)(unsigned long, void *, unsigned long, void *, unsigned long *))theirs.function[SIGN])(
        session, data, length, signature, size);
}

static unsigned long init_token(unsigned long slot, void *pin, unsigned long length, void *label) {
    unsigned long result = ((unsigned long (*)(unsigned long, void *, unsigned long, void *))theirs.function[INIT_TOKEN])(
        slot, pin, length, label);
    if (mode("torn-token", 0)) abort();
    return result;
}

static unsigned long init_pin(unsigned long session, void *pin, unsigned long length) {
    if (mode("torn-pin", 0)) abort();
    return ((unsigned long (*)(unsigned long, void *, unsigned long))theirs.function[INIT_PIN])(session, pin, length);
}

static unsigned long set_pin(unsigned long session, void *old, unsigned long old_length, void *new, unsigned long length) {
    if (mode("torn-key", 0)) abort();
    if (mode("refuse-pin", 0)) return CKR_PIN_LEN_RANGE;
    return ((unsigned long (*)(unsigned long, void *, unsigned long, void *, unsigned long))theirs.function[SET_PIN])(
        session, old, old_length, new, length);
}

static unsigned long private_keys(unsigned long session) {
    unsigned long class = CKO_PRIVATE_KEY, found[32], count = 0;
    struct attribute wanted = {CKA_CLASS, &class, sizeof class};
    ((unsigned long (*)(unsigned long, void *, unsigned long))theirs.function[FIND_OBJECTS_INIT])(session, &wanted, 1);
    ((unsigned long (*)(unsigned long, void *, unsigned long, unsigned long *))theirs.function[FIND_OBJECTS])(session, found, 32, &count);
    ((unsigned long (*)(unsigned long))theirs.function[FIND_OBJECTS_FINAL])(session);
    return count;
}

static unsigned long generate_key_pair(unsigned long session, void *mechanism, void *public, unsigned long publics, void *private,
                                       unsigned long privates, void *public_key, void *private_key) {
    int room;
    if (mode("hang-make", 0)) sleep(3600);
    if (mode("full", &room) && pairs++ >= room) return CKR_DEVICE_MEMORY;
    if (mode("room", &room) && private_keys(session) >= (unsigned long)room) return CKR_DEVICE_MEMORY;
    return ((unsigned long (*)(unsigned long, void *, void *, unsigned long, void *, unsigned long, void *, void *))
                theirs.function[GENERATE_KEY_PAIR])(session, mechanism, public, publics, private, privates, public_key, private_key);
}

static unsigned long create_object(unsigned long session, void *attributes, unsigned long count, void *object) {
    int last;
    if (mode("hang-write", 0)) sleep(3600);
    if (mode("torn", &last) && ++objects >= last) abort();
    return ((unsigned long (*)(unsigned long, void *, unsigned long, void *))theirs.function[CREATE_OBJECT])(
        session, attributes, count, object);
}

static unsigned long destroy_object(unsigned long session, unsigned long object) {
    if (mode("hang-remove", 0)) sleep(3600);
    return ((unsigned long (*)(unsigned long, unsigned long))theirs.function[DESTROY_OBJECT])(session, object);
}

static unsigned long get_attributes(unsigned long session, unsigned long object, struct attribute *wanted, unsigned long count) {
    unsigned long result = ((unsigned long (*)(unsigned long, unsigned long, void *, unsigned long))theirs.function[GET_ATTRIBUTES])(
        session, object, wanted, count);
    for (unsigned long place = 0; place < count && mode("foreign", 0); place++)
        if (wanted[place].type == CKA_LABEL && wanted[place].value && wanted[place].length > 0) *(char *)wanted[place].value = '!';
    return result;
}

unsigned long C_GetFunctionList(struct functions **list) {
    void *target = dlopen(getenv("SHIM_TARGET"), RTLD_NOW | RTLD_LOCAL);
    struct functions *found;
    if (!target) return 5;
    unsigned long result = ((unsigned long (*)(struct functions **))dlsym(target, "C_GetFunctionList"))(&found);
    if (result != 0) return result;
    ours = theirs = *found;
    ours.function[GET_SLOT_LIST] = get_slot_list;
    ours.function[GET_TOKEN_INFO] = get_token_info;
    ours.function[INIT_TOKEN] = init_token;
    ours.function[INIT_PIN] = init_pin;
    ours.function[SET_PIN] = set_pin;
    ours.function[SIGN] = sign;
    ours.function[GENERATE_KEY_PAIR] = generate_key_pair;
    ours.function[CREATE_OBJECT] = create_object;
    ours.function[DESTROY_OBJECT] = destroy_object;
    ours.function[GET_ATTRIBUTES] = get_attributes;
    *list = &ours;
    return 0;
}
