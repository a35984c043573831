// IndexedDB "honglin": a small promise wrapper, and seals with a key that no script can read out.
const NAME = "honglin";
const VERSION = 2;
const PATIENCE = 5000; // ms: a private window may neither open nor refuse

let opened;

const asked = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

function open() {
  opened ??= new Promise((done, fail) => {
    setTimeout(() => fail(new Error("the storage does not open")), PATIENCE);
    const ask = (version) => {
      const request = indexedDB.open(NAME, version);
      request.onupgradeneeded = () => upgrade(request);
      request.onerror = () => (version && request.error.name === "VersionError" ? ask() : fail(request.error)); // a newer page was here: its tables do
      request.onsuccess = () => {
        request.result.onversionchange = older;
        request.result.onclose = forget;
        done(request.result);
      };
    };
    ask(VERSION);
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

function upgrade({ result, transaction }) {
  if (!result.objectStoreNames.contains("entries")) build(result);
  const entries = transaction.objectStore("entries");
  if (!entries.indexNames.contains("line")) entries.createIndex("line", ["owner", "state", "kind", "seq"]);
}

function build(database) {
  const entries = database.createObjectStore("entries", { keyPath: "id" });
  entries.createIndex("owner", "owner");
  const drafts = database.createObjectStore("drafts", { keyPath: "id" });
  drafts.createIndex("owner", "owner");
  database.createObjectStore("pack", { keyPath: ["owner", "id"] });
  database.createObjectStore("meta");
  database.createObjectStore("keys", { keyPath: "owner" });
}

const listeners = new Set();

// Call `listener` when a newer page wants to change the tables: this one has let go of them and is out of date.
export const onNewer = (listener) => listeners.add(listener);

function older(event) {
  forget(event);
  for (const listener of listeners) listener();
}

function forget(event) {
  event.target.close();
  opened = undefined;
}

// Whether this browser can keep an entry: no IndexedDB in some private windows, no crypto on plain HTTP.
export async function available() {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return false;
  return open().then(
    () => true,
    () => false,
  );
}

// All of an index of several values that begin with these.
const below = (line) => IDBKeyRange.bound(line, [...line, []]);

// A table inside a transaction, in promises. `count` and `keys` read no rows: those that stand in `line` (owner, state, kind), in order.
class Table {
  constructor(store) {
    this.store = store;
  }
  get(key) {
    return asked(this.store.get(key));
  }
  put(value, key) {
    return asked(this.store.put(value, key));
  }
  delete(key) {
    return asked(this.store.delete(key));
  }
  all() {
    return asked(this.store.getAll());
  }
  of(owner) {
    return asked(this.store.index("owner").getAll(owner));
  }
  count(...line) {
    return asked(line.length ? this.store.index("line").count(below(line)) : this.store.count());
  }
  keys(...line) {
    return asked(this.store.index("line").getAllKeys(below(line)));
  }
}

// Run `work` in one transaction; resolves with what it gave once that is on the disk, or with `durability` "relaxed" once it can be read: enough
// for what may be forgotten without harm. Inside, await nothing but these tables.
export async function transact(names, mode, work, durability = "strict") {
  const database = await open();
  const transaction = database.transaction(names, mode, { durability });
  const finished = new Promise((done, fail) => {
    transaction.oncomplete = done;
    transaction.onabort = () => fail(transaction.error ?? new Error("aborted"));
  });
  finished.catch(() => undefined);
  try {
    const given = await work(...names.map((name) => new Table(transaction.objectStore(name))));
    await finished;
    return given;
  } catch (error) {
    abort(transaction);
    throw error;
  }
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // it has ended by itself
  }
}

// The owner's key and its name; each worker of a shared tablet has one, so that one can be wiped without the others.
async function keyOf(owner) {
  const known = await transact(["keys"], "readonly", (keys) => keys.get(owner));
  if (known) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return transact(["keys"], "readwrite", async (keys) => {
    const first = await keys.get(owner); // another tab may have been quicker
    if (first) return first;
    const made = { owner, key, name: crypto.randomUUID() };
    await keys.put(made);
    return made;
  });
}

// Whatever JSON can say, or bytes, under the owner's key.
export async function seal(owner, content) {
  const { key, name } = await keyOf(owner);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = content instanceof ArrayBuffer ? content : new TextEncoder().encode(JSON.stringify(content));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
  return { owner, name, iv, bytes: content instanceof ArrayBuffer ? new Blob([sealed]) : sealed };
}

// What was sealed; bytes come back as bytes. Rejects when the key has been wiped.
export async function unseal({ owner, name, iv, bytes }) {
  const known = await transact(["keys"], "readonly", (keys) => keys.get(owner));
  if (known?.name !== name) throw new Error("wiped");
  const sealed = bytes instanceof Blob ? await bytes.arrayBuffer() : bytes;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, known.key, sealed);
  return bytes instanceof Blob ? plain : JSON.parse(new TextDecoder().decode(plain));
}

// Inside a transaction over `keys`: the seal's key is still there, or nobody could ever read it.
export async function stillReadable(keys, sealed) {
  if ((await keys.get(sealed.owner))?.name !== sealed.name) throw new Error("wiped");
}

// Clear what the tablet shows of the owner, half-filled forms included. What waits to go up stays sealed, with its key: without any, all goes.
export function clear(owner) {
  return transact(["keys", "entries", "drafts", "pack", "meta"], "readwrite", async (keys, entries, drafts, pack, meta) => {
    if (!(await entries.of(owner)).length) await keys.delete(owner);
    if ((await meta.get("keeper")) === owner) await meta.delete("keeper");
    for (const row of await drafts.of(owner)) await drafts.delete(row.id);
    await pack.delete(IDBKeyRange.bound([owner], [owner, []]));
  });
}

// Delete the owner's key and everything under it; how many entries were receipted is nobody's secret and stays. `empty`: only when nothing
// waits and nothing is half filled in, by this very look: another tab may be saving.
export function wipe(owner, empty = false) {
  return transact(["keys", "entries", "drafts", "pack", "meta"], "readwrite", async (keys, entries, drafts, pack, meta) => {
    if (empty && [...(await entries.of(owner)), ...(await drafts.of(owner))].length) return;
    await keys.delete(owner);
    if ((await meta.get("keeper")) === owner) await meta.delete("keeper");
    for (const table of [entries, drafts]) for (const row of await table.of(owner)) await table.delete(row.id);
    await pack.delete(IDBKeyRange.bound([owner], [owner, []]));
  });
}
