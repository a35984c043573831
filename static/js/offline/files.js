// Entries as a file: what a worker takes along from a tablet that cannot go up, and puts in again on another. Readable text, and so for one's own hands.
import { add, find, list, picture } from "./outbox.js";

const KIND = "honglin-entries-1";

// All of the owner's entries as a file to save.
export async function exported(owner) {
  const entries = [];
  for (const row of await list(owner)) {
    const pictures = await Promise.all(row.files.map(async (one) => ({ name: one.name, url: await urlOf(await picture(one)) })));
    const { id, kind, path, follow, from, title, day, fields, at } = row;
    entries.push({ id, kind, path, follow, from, title, day, fields, at, pictures });
  }
  return new File([JSON.stringify({ kind: KIND, owner, entries }, null, 1)], `红邻-未上传-${entries.length}条.json`, { type: "application/json" });
}

function urlOf(file) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
}

// Put a file's entries into the owner's outbox under their own keys, so that what went up meanwhile goes up no second time; gives how many.
// Throws words for the worker.
export async function imported(owner, file) {
  const said = await file.text().then(JSON.parse).catch(() => null);
  if (said?.kind !== KIND || !Array.isArray(said.entries)) throw new Error("这不是红邻导出的文件");
  if (said.owner !== owner) throw new Error("这是别的账号的记录，请本人登录后再导入");
  let count = 0;
  for (const entry of said.entries) {
    if (!isEntry(entry)) throw new Error("文件里有一条读不懂，后面的没有导入");
    if (await find(owner, entry.id)) continue;
    const pictures = await Promise.all((entry.pictures ?? []).map(async ({ name, url }) => ({ name, file: fileOf(url) })));
    await add(owner, { ...entry, pictures });
    count += 1;
  }
  return count;
}

// Only what this site would have made itself: an address elsewhere gets nothing.
function isEntry({ id, path, follow, fields }) {
  const inside = (address) => /^\/[\w-]+(\/[\w-]+)*$/.test(address);
  const pair = (one) => Array.isArray(one) && one.length === 2 && one.every((text) => typeof text === "string");
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) && inside(path) && (!follow || inside(follow)) && Array.isArray(fields) && fields.every(pair);
}

function fileOf(url) {
  const [, type, text] = /^data:(image\/[\w.+-]+);base64,(.*)$/.exec(url);
  return new File([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], "picture", { type });
}
