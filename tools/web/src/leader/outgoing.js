// Acts of the desk on their way to the service: written down closed before they are sent, sent in order, taken off when the
// service has answered for them. The key each is sent with is made when it is written, so that sending twice does once.
import { freshKey } from "../dom.js";
import * as kept from "./kept.js";

const AGAIN = 15_000;
const memory = []; // where nothing can be kept

export class Outgoing {
  // tell(what, act, more): "waits" | "done" | "refused" | "away" | "ended" | "sending"
  constructor(tell) {
    Object.assign(this, { tell, person: "", csrf: "", timer: 0, next: 1 });
  }

  async add(path, fields) {
    const act = { key: freshKey(), path, fields };
    if (kept.can && this.person) act.id = await kept.enqueue(this.person, act);
    else { act.id = `m${this.next++}`; memory.push(act); }
    this.tell("waits", act);
    return this.flush();
  }

  async all() {
    if (!kept.can || !this.person) return { found: [...memory], lapsed: 0 };
    const { found, lapsed } = await kept.waiting(this.person);
    return { found: [...found, ...memory], lapsed };
  }

  async drop(act) {
    const at = memory.indexOf(act);
    if (at >= 0) memory.splice(at, 1);
    else await kept.unqueue(act.id);
  }

  // Something is written and kept nowhere but in this page.
  get unkept() { return memory.some((act) => !act.refused); }

  // One sender at a time, in whatever tab: the order is the order of writing.
  flush() {
    clearTimeout(this.timer);
    const send = () => this.send();
    const turn = navigator.locks ? navigator.locks.request("zx-leader-send", send) : send();
    return turn.catch(() => this.later());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), AGAIN);
  }

  async send() {
    if (!this.csrf) return; // the service has not been reached yet: whoever reaches it calls again
    for (const act of (await this.all()).found) {
      if (act.refused) continue;
      this.tell("sending", act);
      const how = await this.post(act);
      if (how.again) { this.tell(how.again, act); if (how.again === "away") this.later(); return; }
      await this.drop(act);
      if (how.refused) await this.park(act, how);
      else this.tell("done", act, how.said);
    }
  }

  // What the service will not take as it is stays here, with the reason: its words are the leader's. Words with a marking
  // stay in this page only: no copy of them is kept anywhere.
  async park(act, { refused, marked }) {
    const parked = { ...act, refused };
    delete parked.id;
    if (kept.can && this.person && !marked) parked.id = await kept.enqueue(this.person, parked);
    else { parked.id = `m${this.next++}`; memory.push(parked); }
    this.tell("refused", { ...parked, was: act.id });
  }

  async post(act) {
    const body = new URLSearchParams([["_csrf", this.csrf], ["_key", act.key], ...act.fields]);
    let answer;
    try {
      answer = await fetch(act.path, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
    } catch {
      return { again: "away" };
    }
    if (answer.ok) return { said: await answer.json() };
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") return { again: "ended" };
    if (answer.status >= 500 || answer.status === 429) return { again: "away" };
    const said = await answer.json().catch(() => ({}));
    const named = Object.values(said.fields || said.errors || {});
    const marked = /:(marking_found|held)$/.test(said.type || "");
    return { marked, refused: [said.title, ...named, said.detail].filter(Boolean).join(" ") || String(answer.status) };
  }
}
