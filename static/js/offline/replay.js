// The one path by which entries go up: a fresh token, one request an entry, and an entry is done only when a receipt carries its key.
// It touches no document, so that a service worker may run it too.
import { leaving } from "./leaving.js";
import { obey } from "./obey.js";
import { due, mark, picture, read, receipted, setAside, wait, wipeAll } from "./outbox.js";

const TIMEOUT = 15_000; // ms
const FIRST = 2_000; // ms, doubling
const LONGEST = 5 * 60_000; // ms
const BUSY = 1_000; // ms until another tab's run is looked at again

// problem: "", log_in, unreachable, disabled. watched: the key of the entry that somebody looks at.
// wiped: this tablet was cleared from afar just now, and what is on the screen has to go.
export const state = { running: false, problem: "", logIn: "", user: null, watched: null, wiped: false };
const listeners = new Set();
let current = null;
let again = false;
let failures = 0;
let timer;

// Call `listener` whenever a run begins, ends or meets something.
export function onReplay(listener) {
  listeners.add(listener);
}

function now(changes) {
  Object.assign(state, changes);
  for (const listener of listeners) listener(state);
}

// Send what waits of `owner`; gives whether this tab did, and no other. `all`: also what is backing off, because a person asked or the network is back.
export function replay(owner, all = false) {
  if (current) {
    again = true;
    return current;
  }
  clearTimeout(timer);
  current = locked(() => run(owner, all))
    .catch((error) => console.warn("outbox", error)) // the storage failed: nothing is sent, and so nothing lost
    .finally(() => {
      current = null;
      now({ running: false });
      return plan(owner);
    });
  return current;
}

// Run `work` while nothing is being sent, in whichever tab: a run under way ends first.
export const alone = (work) => (navigator.locks ? navigator.locks.request("honglin-replay", work) : work());

async function locked(work) {
  if (!navigator.locks) return work(); // two tabs may send the same entry then: the server takes it once
  return navigator.locks.request("honglin-replay", { ifAvailable: true }, (lock) => (lock ? work() : false));
}

async function plan(owner) {
  const rest = await wait(owner).catch(() => Infinity);
  if (rest === Infinity || ["log_in", "disabled"].includes(state.problem)) return;
  const pause = again && !failures ? 0 : failures ? backOff(failures) : BUSY;
  again = false;
  timer = setTimeout(() => replay(owner), Math.max(rest, pause));
}

const backOff = (tries) => Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 20)) * (0.75 + Math.random() / 2);

async function run(owner, all) {
  const tried = new Set();
  let refusals = 0;
  if (!(await due(owner, tried, all))) return true;
  if (await leaving()) return stopped(owner, { status: 401, said: {}, ours: true }); // the log-out goes first: see leave.js
  now({ running: true });
  const token = await whose(owner);
  for (let row; token && (row = await due(owner, tried, all)); ) {
    tried.add(row.revision);
    const body = await contentOf(row).catch(() => null);
    if (!body) {
      await setAside(row);
      continue;
    }
    const answer = await post(row, body, token);
    if (await settle(row, answer, token.day)) continue;
    if (answer.status < 500 || ++refusals > 1) break; // one that the server stumbles over does not hold back the others
  }
  return true;
}

// Whose log-in this is, when it is the owner's; else what stands in the way.
async function whose(owner) {
  const answer = await ask("/token", { cache: "no-store", headers: { Accept: "application/json" } });
  const said = answer.said;
  if (answer.status === 200 && said?.csrf && said.user === owner) {
    now({ problem: "", logIn: "", user: said.user });
    return said;
  }
  await stopped(owner, answer);
  return null;
}

async function stopped(owner, { status, said, ours }) {
  if (ours && said.disabled) {
    await wipeAll(said.user);
    now({ problem: "disabled" });
  } else if (ours && status < 500) {
    now({ wiped: await obey(said), problem: "log_in", logIn: said.log_in ?? "/session/new", user: said.user ?? null });
  } else {
    failures += 1;
    now({ problem: "unreachable" });
  }
}

// [address, fields] of an entry; rejects when its seal does not open.
async function contentOf(row) {
  const entry = await read(row);
  if (row.kind === "text") return [entry.path, new URLSearchParams([...entry.fields, ["form_id", row.id]])];
  const body = new FormData();
  body.set("form_id", row.id);
  for (const one of row.files) body.append(one.name, await picture(one));
  return [entry.follow, body];
}

// One entry, one request.
const post = (row, [path, body], token) => ask(path, { method: "POST", headers: headersFor(row.owner, token, row.id === state.watched), body });

const headersFor = (owner, { csrf }, watched) => ({ "Honglin-Capture": watched ? "now" : "1", "Honglin-Owner": String(owner), "X-CSRFToken": csrf });

// {status, said, ours}: what came back; status 0 for nothing. `ours`: the server itself answered, and no portal on the way.
async function ask(path, options) {
  const patience = new AbortController();
  const alarm = setTimeout(() => patience.abort(), TIMEOUT);
  try {
    const answer = await fetch(path, { credentials: "same-origin", redirect: "manual", signal: patience.signal, ...options });
    const ours = answer.headers.has("Honglin-Capture");
    return { status: answer.status, ours, said: ours ? await answer.json() : null, redirected: answer.type === "opaqueredirect" };
  } catch {
    return { status: 0, ours: false, said: null };
  } finally {
    clearTimeout(alarm);
  }
}

// What the answer means for the entry; whether the run goes on. `outcome` is also told to whoever watches.
async function settle(row, answer, day) {
  const { status, said, ours, redirected } = answer;
  const outcome = verdict(row, answer);
  if (outcome === "received") await receipted(row, day);
  else if (outcome === "correct") await mark(row, { state: "correct", conflict: status === 409 }, said);
  else if (outcome === "kept") await mark(row, { state: "kept" }, { errors: {}, form: [said?.why ?? REASONS[status] ?? REASONS.other] });
  else await mark(row, { tries: row.tries + 1, next: outcome === "later" ? Date.now() + 2 * backOff(row.tries + 1) : 0 });
  if (outcome === "stop") await stopped(row.owner, redirected ? { status: 401, said: {}, ours: true } : { status, said, ours });
  if (outcome === "later") await stopped(row.owner, { status: 0 });
  else failures = 0;
  for (const watcher of [...watchers]) watcher(row, outcome, answer); // who begins to watch now has not waited for this one
  return outcome !== "stop" && outcome !== "later";
}

const REASONS = { 404: "这一户已经不在您的网格里，或者没有了", 403: "您现在不能记这一项", 413: "太大了，传不上去", other: "服务器没有收下" };

function verdict(row, { status, said, ours, redirected }) {
  if (ours && status === 200 && said.receipt === row.id) return "received";
  if (redirected || (ours && (status === 401 || said.disabled || "owner" in said))) return "stop";
  if (status === 413) return "kept"; // also from a front server: smaller it will not get
  if (!ours || status >= 500 || status < 400 || said.csrf) return "later";
  return status === 409 || status === 422 ? "correct" : "kept";
}

const watchers = new Set();

// Call `watcher(row, outcome, {status, said})` after each try: received, correct, kept, later or stop. Gives what ends it.
export function onTried(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

// Send a form that no storage could take; gives what came back. Only with the page still open behind it. `watched`: the next page is to say what was saved.
export async function sendNow(owner, path, body, watched = false) {
  const token = await whose(owner);
  if (!token) return { status: 0, ours: false, said: null };
  body.set("csrf_token", token.csrf);
  return ask(path, { method: "POST", headers: headersFor(owner, token, watched), body });
}
