// The outbox: entries wait here until the server has receipted them. Nothing else removes one but its own worker.
//
// A row is {id, owner, seq, kind, state, tries, next, revision, at, conflict, sealed, said}. `sealed` holds {path, from, title, day, fields, pictures, follow};
// `said` what the server found wrong. `revision` changes with each correction: a receipt for an earlier one removes nothing.
import { seal, stillReadable, transact, unseal, wipe } from "./store.js";

const LONGEST = 15 * 60 * 1000; // ms: a `next` further off was set by a clock that was wrong
const STATES = ["waiting", "correct", "kept"];
const LISTED = 200; // of what was receipted today
const news = "BroadcastChannel" in globalThis ? new BroadcastChannel("honglin") : null;
const listeners = new Set();

// Call `listener` after every change, in whichever tab it was made. Gives what ends it.
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  for (const listener of listeners) listener();
  news?.postMessage("changed");
}

if (news) news.onmessage = () => listeners.forEach((listener) => listener());

// Keep an entry; resolves with its row when that is on the disk and its draft is gone. `replaces`: the key under which it was kept before; `corrects`: the
// revision of what stands there, which goes then, but for its pictures. What else stands under the key is never touched: the new one gets a key of its own.
export async function add(owner, entry) {
  const { id, kind = "text", pictures = [], replaces = id, corrects, draft = id, carries = 0, ...content } = entry;
  const sealed = await seal(owner, content);
  const label = await seal(owner, { title: content.title, carries });
  const files = await Promise.all(pictures.map((picture) => sealPicture(owner, picture)));
  const row = { id, owner, kind, sealed, label, carries, files, ...fresh() };
  const kept = await transact(["keys", "entries", "drafts", "meta"], "readwrite", async (keys, entries, drafts, meta) => {
    await stillReadable(keys, sealed);
    const [here, before] = [await entries.get(id), await entries.get(replaces)];
    if (here && here.revision !== corrects) return false;
    if (before && before.revision === corrects) {
      row.files = [...before.files, ...files];
      await entries.delete(replaces);
    }
    row.seq = ((await meta.get("seq")) ?? 0) + 1;
    await meta.put(row.seq, "seq");
    await entries.put(row);
    for (const typed of new Set([id, replaces, draft])) await drafts.delete(typed);
    return true;
  });
  if (!kept) return add(owner, { ...anew(entry), draft: id });
  tell();
  return row;
}

// The same entry under a key that nobody has.
function anew({ id, follow, ...entry }) {
  const key = crypto.randomUUID();
  return { ...entry, id: key, follow: follow?.replace(id, key), replaces: key, corrects: undefined };
}

const fresh = () => ({ state: "waiting", tries: 0, next: 0, conflict: false, said: null, revision: crypto.randomUUID(), at: new Date().toISOString() });

async function sealPicture(owner, { name, file }) {
  const bytes = await seal(owner, await file.arrayBuffer());
  return { id: crypto.randomUUID(), name, type: file.type, file: file.name, bytes };
}

// The oldest entry that may be tried now, text before pictures, none of those in `tried`. Reads hardly more than that one: two hundred may wait.
export function due(owner, tried, all) {
  return transact(["entries"], "readonly", async (entries) => {
    for (const kind of ["text", "picture"]) {
      for (const id of await entries.keys(owner, "waiting", kind)) {
        const row = await entries.get(id);
        if (!tried.has(row.revision) && (all || isDue(row))) return row;
      }
    }
    return undefined;
  });
}

function isDue({ next }) {
  const wait = next - Date.now();
  return wait <= 0 || wait > LONGEST;
}

// Milliseconds until the owner's next entry may be tried; Infinity without one.
export function wait(owner) {
  return transact(["entries"], "readonly", async (entries) => {
    const waiting = (await entries.of(owner)).filter((row) => row.state === "waiting");
    return Math.min(Infinity, ...waiting.map((row) => (isDue(row) ? 0 : row.next - Date.now())));
  });
}

// The server has receipted this revision: the entry goes, its pictures stand in line by themselves, and the day's count grows, all in one. A battery
// that ends now may bring the entry back: then it is sent again, and the server takes it once.
export async function receipted({ id, owner, revision }, day) {
  await transact(["entries", "meta"], "readwrite", async (entries, meta) => {
    const row = await entries.get(id);
    if (row?.revision !== revision) return; // corrected meanwhile, or receipted in another tab
    await entries.delete(id);
    if (row.kind === "picture") return;
    for (const [n, file] of row.files.entries()) await entries.put({ ...row, id: file.id, kind: "picture", files: [file], seq: row.seq + n / 100, revision: file.id, tries: 0, next: 0 });
    await meta.put(oneMore(await meta.get(`received ${owner}`), day, row), `received ${owner}`);
  }, "relaxed");
  tell();
}

// The day's count with one more, what came along with it (a concern in a visit), and the last titles to be read.
function oneMore(so, day, { label, carries = 0 }) {
  const { count = 0, carried = 0, labels = [] } = so?.day === day ? so : {};
  return { day, count: count + 1, carried: carried + carries, labels: [...labels, { label, at: Date.now() }].slice(-LISTED) };
}

// Write down what became of a try, unless the entry has been corrected meanwhile.
export async function mark({ id, owner, revision }, changes, told = null) {
  const said = told && (await seal(owner, told));
  await transact(["entries"], "readwrite", async (entries) => {
    const row = await entries.get(id);
    if (row?.revision === revision) await entries.put({ ...row, said, ...changes });
  });
  tell();
}

// How many wait and want correcting, whose, and how many were receipted today.
export function counts(owner, day) {
  return transact(["entries", "meta"], "readonly", async (entries, meta) => {
    const [waiting, correct, kept, all, so] = await Promise.all([...STATES.map((state) => entries.count(owner, state)), entries.count(), meta.get(`received ${owner}`)]);
    const { count: received = 0, carried = 0 } = so?.day === day ? so : {};
    return { waiting, correct, kept, others: all - waiting - correct - kept, received, carried };
  });
}

// The owner's entries, oldest first, readable but for those of which `unreadable` says that they are not.
export async function list(owner) {
  const rows = await transact(["entries"], "readonly", (entries) => entries.of(owner));
  rows.sort((one, other) => one.seq - other.seq);
  return Promise.all(rows.map(readIfAny));
}

const LOST = { errors: {}, form: ["这一条读不出来了，请凭记忆再记一次"] };

// One whose seal does not open holds nothing else back: it is kept as it is, and said.
async function readIfAny(row) {
  try {
    return await read(row);
  } catch (error) {
    console.warn("outbox", error);
    if (row.state !== "kept") await setAside(row);
    return { ...row, state: "kept", title: "一条记录", fields: [], said: LOST, unreadable: true };
  }
}

// Neither sent nor thrown away.
export const setAside = (row) => mark(row, { state: "kept" }, LOST);

// What was receipted on the day, the last first: [{title, carries, at}].
export async function received(owner, day) {
  const so = await transact(["meta"], "readonly", (meta) => meta.get(`received ${owner}`));
  const labels = so?.day === day ? (so.labels ?? []).filter(({ label }) => label) : [];
  const read = await Promise.all(labels.map(async ({ label, at }) => ({ ...(await unseal(label).catch(() => ({}))), at })));
  return read.filter(({ title }) => title).reverse();
}

// One entry of the owner, readable; null without one.
export async function find(owner, id) {
  const row = await transact(["entries"], "readonly", (entries) => entries.get(id));
  return row?.owner === owner ? readIfAny(row) : null;
}

// A row with what its seals hold.
export async function read(row) {
  return { ...row, ...(await unseal(row.sealed)), said: row.said && (await unseal(row.said)) };
}

// The bytes of a picture.
export async function picture({ bytes, type, file }) {
  return new File([await unseal(bytes)], file, { type });
}

// Throw an entry away: only ever because its worker said so.
export async function drop(owner, id) {
  await transact(["entries"], "readwrite", async (entries) => {
    if ((await entries.get(id))?.owner === owner) await entries.delete(id);
  });
  tell();
}

// The account is disabled: nothing of this worker stays.
export async function wipeAll(owner) {
  await wipe(owner);
  tell();
}
