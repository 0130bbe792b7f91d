// Answers batches of tests/unit/crypto/peers.py with sm-crypto: one JSON array in, one out. Bytes travel as hex.
const fs = require("fs");
const { sm2, sm3, sm4 } = require("../../vendor/sm-crypto.js");

const bytes = (hex) => Array.from(Buffer.from(hex, "hex"));
const hex = (array) => Buffer.from(array).toString("hex");
const VERBS = {
  sign: (private_, public_, message) => sm2.doSignature(bytes(message), private_, { hash: true, publicKey: "04" + public_ }),
  verify: (public_, message, signature) => sm2.doVerifySignature(bytes(message), signature, "04" + public_, { hash: true }),
  encrypt: (public_, plaintext) => sm2.doEncrypt(bytes(plaintext), "04" + public_, 1),
  decrypt: (private_, _public, sealed) => hex(sm2.doDecrypt(sealed, private_, 1, { output: "array" })),
  hash: (message) => sm3(bytes(message)),
  encipher: (key, iv, plaintext) => hex(sm4.encrypt(bytes(plaintext), key, { mode: "cbc", iv, output: "array" })),
  decipher: (key, iv, ciphertext) => hex(sm4.decrypt(bytes(ciphertext), key, { mode: "cbc", iv, output: "array" })),
};

const [verb, rows] = JSON.parse(fs.readFileSync(0));
process.stdout.write(JSON.stringify(rows.map((row) => VERBS[verb](...row))));
