import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { Sm3 } from "../src/sm3.js";

const bytes = (text) => new TextEncoder().encode(text);

test("the standard's own examples (GB/T 32905)", () => {
  assert.equal(new Sm3().update(bytes("abc")).hex(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  assert.equal(new Sm3().update(bytes("abcd".repeat(16))).hex(), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});

test("any length in any pieces hashes as the platform does", () => {
  const data = Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) % 251);
  for (const [size, piece] of [[0, 1], [1, 1], [55, 7], [56, 56], [63, 9], [64, 64], [65, 3], [127, 128], [5000, 999], [4999, 64]]) {
    const hash = new Sm3();
    for (let at = 0; at < size; at += piece) hash.update(data.subarray(at, Math.min(at + piece, size)));
    assert.equal(hash.hex(), createHash("sm3").update(data.subarray(0, size)).digest("hex"), `${size} by ${piece}`);
  }
});
