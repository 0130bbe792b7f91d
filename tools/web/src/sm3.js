// SM3 (GB/T 32905): what a file is announced by. The browser has none of its own, and on plain http no hash at all.
const IV = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
const turn = (x, n) => (x << n % 32) | (x >>> (32 - (n % 32)) % 32);
const T = Array.from({ length: 64 }, (_, j) => turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));

export class Sm3 {
  constructor() {
    Object.assign(this, { state: Int32Array.from(IV), rest: new Uint8Array(64), held: 0, size: 0, w: new Int32Array(68) });
  }

  update(data) {
    this.size += data.length;
    let at = 0;
    if (this.held) {
      at = Math.min(64 - this.held, data.length);
      this.rest.set(data.subarray(0, at), this.held);
      this.held += at;
      if (this.held < 64) return this;
      this.block(this.rest, 0);
      this.held = 0;
    }
    for (; at + 64 <= data.length; at += 64) this.block(data, at);
    this.rest.set(data.subarray(at));
    this.held = data.length - at;
    return this;
  }

  hex() {
    const tail = new Uint8Array(this.held < 56 ? 64 : 128);
    tail.set(this.rest.subarray(0, this.held));
    tail[this.held] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(this.size / 0x20000000));
    view.setUint32(tail.length - 4, (this.size * 8) >>> 0);
    for (let at = 0; at < tail.length; at += 64) this.block(tail, at);
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  block(data, at) {
    const { w, state } = this;
    for (let j = 0; j < 16; j++) w[j] = (data[at + 4 * j] << 24) | (data[at + 4 * j + 1] << 16) | (data[at + 4 * j + 2] << 8) | data[at + 4 * j + 3];
    for (let j = 16; j < 68; j++) {
      const x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15);
      w[j] = x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let j = 0; j < 64; j++) {
      const first = turn((turn(a, 12) + e + T[j]) | 0, 7);
      const second = first ^ turn(a, 12);
      const t1 = ((j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)) + d + second + (w[j] ^ w[j + 4])) | 0;
      const t2 = ((j < 16 ? e ^ f ^ g : (e & f) | (~e & g)) + h + first + w[j]) | 0;
      [d, c, b, a] = [c, turn(b, 9), a, t1];
      [h, g, f, e] = [g, turn(f, 19), e, t2 ^ turn(t2, 9) ^ turn(t2, 17)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] ^= word; });
  }
}
