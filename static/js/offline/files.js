// Entries as a file: what a worker takes along from a tablet that cannot go up, and puts in again on another. Readable text, and so for one's own hands.
import { add, find, list, picture } from "./outbox.js";

const KIND = "honglin-entries-1";

// All of the owner's entries that can be read as a file to save.
export async function exported(owner) {
  const entries = [];
  for (const row of await list(owner)) {
    if (row.unreadable) continue;
    const pictures = await Promise.all(row.files.map((one) => told(one).catch(() => null)));
    const { id, kind, path, follow, from, title, day, fields, at } = row;
    entries.push({ id, kind, path, follow, from, title, day, fields, at, pictures: pictures.filter(Boolean) });
  }
  return new File([JSON.stringify({ kind: KIND, owner, entries }, null, 1)], `红邻-未上传-${entries.length}条.json`, { type: "application/json" });
}

const told = async (one) => ({ name: one.name, url: await urlOf(await picture(one)) });

function urlOf(file) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
}

// Put a file's entries into the owner's outbox under their own keys, so that what went up meanwhile goes up no second time; gives how many.
// All of the file or nothing of it. Throws words for the worker.
export async function imported(owner, file) {
  const said = await file.text().then(JSON.parse).catch(() => null);
  if (said?.kind !== KIND || !Array.isArray(said.entries)) throw new Error("这不是红邻导出的文件");
  if (said.owner !== owner) throw new Error("这是别的账号的记录，请本人登录后再导入");
  const entries = said.entries.map(readable);
  if (entries.includes(null)) throw new Error("文件里有一条不是红邻记下的，整个文件都没有导入");
  let count = 0;
  for (const entry of entries) {
    if (await find(owner, entry.id)) continue;
    await add(owner, entry);
    count += 1;
  }
  return count;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CAPTURED = /^\/(visits|concerns|sheets|activities)(\/[0-9a-f-]{36})?$/; // what forms with data-capture post to, and no account, setting or log-out
const FOLLOWS = /^\/(concerns|activities)\/[0-9a-f-]{36}\/pictures$/;
const INSIDE = /^\/(?![/\\])[^\s\\#]*$/; // a page of this site
const PICTURE = /^data:(image\/[\w.+-]+);base64,([\w+/]*={0,2})$/;
const OURS = new Set(["csrf_token", "form_id"]); // never part of an entry
const LONGEST = 200; // of a title or a day

function readable(one) {
  try {
    return entryOf(one);
  } catch {
    return null; // a picture that is none
  }
}

// An entry as this site would have made it itself, part by part; null for anything else.
function entryOf(one) {
  const { id, kind, path, follow, from, title, day, fields, pictures = [] } = one ?? {};
  const text = (given, pattern) => typeof given === "string" && pattern.test(given);
  const words = (given) => typeof given === "string" && given.length <= LONGEST;
  const pair = (given) => Array.isArray(given) && given.length === 2 && given.every((part) => typeof part === "string") && !OURS.has(given[0]);
  const picture = (given) => typeof given?.name === "string" && text(given.url, PICTURE);
  const addresses = text(id, KEY) && text(path, CAPTURED) && text(from, INSIDE) && (follow ? text(follow, FOLLOWS) : !pictures?.length);
  const content = Array.isArray(fields) && fields.every(pair) && Array.isArray(pictures) && pictures.every(picture);
  if (!addresses || !content || !["text", "picture"].includes(kind) || !words(title) || !words(day ?? "")) return null;
  const known = { id, kind, path, from, title, fields, pictures: pictures.map(({ name, url }) => ({ name, file: fileOf(url) })) };
  return { ...known, ...(follow && { follow }), ...(day && { day }) };
}

function fileOf(url) {
  const [, type, text] = PICTURE.exec(url);
  return new File([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], "picture", { type });
}
