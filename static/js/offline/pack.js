// The pack: the pages and the doors that a worker may have on this tablet, sealed. Fetched at each contact, forgotten in time.
//
// Rows of `pack`: [owner, "pack"] {at, asked, until, ahead, sealed}, and [owner, "walked"] {sealed}: which doors were done here since, and when.
// `meta` holds under "keeper" who used this tablet last: without signal nobody can log in.
import { dayOf } from "./days.js";
import { obey } from "./obey.js";
import { seal, stillReadable, transact, unseal, wipe } from "./store.js";

const FRESH = 10 * 60 * 1000; // ms
const CHANGED = "changed"; // until a pack was asked for since
const DAY = 24 * 60 * 60 * 1000;
const ANSWERED = new Set(["met", "vacant", "refused"]); // nobody opened: the door stays due, though not today

// Whose tablet it is without signal; 0 for nobody's.
export const keeper = async () => (await transact(["meta"], "readonly", (meta) => meta.get("keeper"))) ?? 0;

// The tablet is the owner's now: what others left here to look at is forgotten, whatever the network is like.
export const handOver = (owner) =>
  transact(["meta", "pack"], "readwrite", async (meta, pack) => {
    await meta.put(owner, "keeper");
    for (const row of await pack.all()) if (row.owner !== owner || stale(row)) await pack.delete([row.owner, row.id]);
  });

// Fetch the owner's pack unless it is fresh, and nothing was saved past the outbox since, or the role has none. A tablet whose account is disabled is wiped.
export async function refresh(owner, carries) {
  const here = carries && (await transact(["pack"], "readonly", (pack) => pack.get([owner, "pack"])));
  const changed = sessionStorage.getItem(CHANGED);
  if (!carries || (here && Math.abs(Date.now() - here.at) < FRESH && !changed)) return;
  const asked = Date.now();
  const said = await ask();
  if (said?.disabled) await wipe(said.user);
  else if (await obey(said)) location.replace("/session/new");
  else if (said?.user === owner && said.pages) {
    await put(owner, said, asked);
    if (sessionStorage.getItem(CHANGED) === changed) sessionStorage.removeItem(CHANGED);
  }
}

// A form goes to the server past the outbox (作废, 撤回, a new door): the pack is behind from now on.
export const behind = () => sessionStorage.setItem(CHANGED, String(Math.random()));

// What the server itself says, and no portal on the way; null without an answer.
async function ask() {
  const answer = await fetch("/pack", { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.headers.has("Honglin-Capture") ? answer.json().catch(() => null) : null;
}

async function put(owner, said, asked) {
  const at = Date.now();
  const sealed = await seal(owner, said);
  await transact(["keys", "pack"], "readwrite", async (keys, pack) => {
    await stillReadable(keys, sealed);
    await pack.put({ owner, id: "pack", at, asked, until: at + said.days * DAY, ahead: said.now - at, sealed });
  });
}

// Without contact for as long as that, by a clock that may have been set back too.
const stale = ({ at, until }) => until !== undefined && (Date.now() > until || Date.now() < at - (until - at));

// {owner, pack, walked, waiting, at, asked, now, today}: what there is to show without signal; `pack` null when there is none, or none any more.
export async function held() {
  const owner = await keeper();
  const read = async (pack, entries) => [await pack.get([owner, "pack"]), await pack.get([owner, "walked"]), new Set(await entries.keys(owner))];
  const [row, walked, waiting] = await transact(["pack", "entries"], "readonly", read);
  if (row && stale(row)) await forget(owner);
  const here = row && !stale(row);
  const now = Date.now() + (here ? row.ahead : 0); // the server's time, by as much as the tablet's clock was wrong at the last contact
  return {
    owner,
    pack: here ? await unseal(row.sealed) : null,
    walked: walked && here ? await unseal(walked.sealed) : {},
    waiting,
    at: here ? row.at + row.ahead : 0,
    asked: here ? (row.asked ?? row.at) : 0,
    now,
    today: dayOf(now),
  };
}

// A visit was entered here: its door is done, on today's list without signal too. `moment`: now, by the server's clock as far as the page knows it.
export async function walked(owner, { id, path, fields }, moment) {
  const said = Object.fromEntries(fields);
  if (path !== "/visits" || !said.household) return;
  await note(owner, (doors) => {
    doors[said.household] = { id, day: said.day ?? dayOf(moment), at: moment, here: Date.now(), outcome: said.outcome };
    for (const [door, { at }] of Object.entries(doors)) if (moment - at > 14 * DAY) delete doors[door];
  });
}

// The server has the entry of a key: a pack that was asked for before need not know of it.
export const receivedAs = (owner, id) => note(owner, (doors) => Object.values(doors).forEach((one) => one.id === id && (one.received = Date.now())));

// An entry was taken back or thrown away: its door is not done, unless another entry says so.
export async function unwalked(owner, { id, path, fields }) {
  const { household } = Object.fromEntries(fields);
  if (path === "/visits" && household) await note(owner, (doors) => doors[household]?.id === id && delete doors[household]);
}

async function note(owner, change) {
  const row = await transact(["pack"], "readonly", (pack) => pack.get([owner, "walked"]));
  const doors = row ? await unseal(row.sealed).catch(() => ({})) : {};
  change(doors);
  const sealed = await seal(owner, doors);
  await transact(["keys", "pack"], "readwrite", async (keys, pack) => {
    await stillReadable(keys, sealed);
    await pack.put({ owner, id: "walked", sealed });
  });
}

// Whether a door is done for today by an entry that the pack cannot know of: made since, or not sent yet. What it knows of may be taken back by now.
export function isWalked({ walked: doors, waiting, today, asked }, household) {
  const one = doors[household];
  return Boolean(one) && isNews({ waiting, asked }, one) && (one.day === today || ANSWERED.has(one.outcome));
}

// Whether the pack need not know of what was entered at a door: by this tablet's clock alone, however wrong it is.
export const isNews = ({ waiting, asked }, one) => waiting.has(one.id) || Math.max(one.here ?? one.at, one.received ?? 0) > asked;

// Log-out: nothing to look at stays; what waits to go up does.
export async function forget(owner, leaving = false) {
  await transact(["pack", "meta"], "readwrite", async (pack, meta) => {
    for (const id of ["pack", "walked"]) await pack.delete([owner, id]);
    if (leaving) await meta.delete("keeper");
  });
}
