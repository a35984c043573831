// What is on this tablet, entry by entry, and what can be done with each.
import { exported, imported } from "./files.js";
import { drop, list, mark, onChange } from "./outbox.js";
import { unwalked } from "./pack.js";
import { replay } from "./replay.js";

const STATES = { waiting: ["在本平板", "gold"], correct: ["需更正", "red"], kept: ["没收下", "red"] };
let panel;
let note = ""; // what the last choice came to

// Show the owner's entries.
export async function open(owner) {
  panel ??= build(owner);
  note = "";
  await draw(owner);
  if (!panel.open) panel.showModal();
}

function build(owner) {
  const made = tag("dialog", { className: "panel" });
  made.setAttribute("aria-labelledby", "panel-title");
  document.body.append(made);
  onChange(() => made.open && draw(owner));
  return made;
}

async function draw(owner) {
  const close = does("关上", () => panel.close(), "wide");
  panel.replaceChildren(tag("h2", { id: "panel-title", textContent: "在本机的记录" }), ...(await content(owner, () => draw(owner))), close);
}

// The owner's entries, what can be done with them, and the way in and out as a file; `again` draws them anew.
export async function content(owner, again) {
  const rows = await list(owner);
  const lasting = (await navigator.storage?.persisted?.()) ? "浏览器答应一直留着。" : "浏览器没有答应一直留着，请尽快上传。";
  const lines = rows.map((row) => shown(owner, row));
  const listed = rows.length ? tag("ul", { className: "list" }, lines) : tag("p", { textContent: "本机没有您要上传的。" });
  const said = tag("p", { className: "muted small", textContent: note || (rows.length ? lasting : "") });
  said.setAttribute("role", "status");
  const files = tag("div", { className: "row" }, [...(rows.length ? [does("导出文件", () => save(owner))] : []), chooser(owner, again)]);
  return [listed, said, files];
}

// Hand all entries over as a file.
export async function save(owner) {
  const file = await exported(owner);
  const link = tag("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function chooser(owner, again) {
  const input = tag("input", { type: "file", accept: ".json,application/json", className: "visually-hidden" });
  input.addEventListener("change", async () => {
    note = await imported(owner, input.files[0]).then(
      (count) => `导入了 ${count} 条`,
      (error) => error.message,
    );
    await again();
    replay(owner, true);
  });
  return tag("label", { className: "button" }, ["导入文件", input]);
}

function shown(owner, row) {
  const [label, colour] = STATES[row.state];
  const at = new Date(row.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const what = row.kind === "picture" ? `${row.title}的照片` : row.title;
  const head = tag("span", { className: "grow" }, [tag("span", { className: `badge ${colour}`, textContent: label }), ` ${what} `, tag("span", { className: "muted", textContent: at })]);
  const said = [...(row.said?.form ?? []), ...byField(row.said ?? {})];
  return tag("li", { className: "line" }, [head, ...said.map((text) => tag("p", { className: "red", textContent: text })), tag("span", { className: "row" }, choices(owner, row))]);
}

// What is wrong with each field, by what the form calls it.
function byField({ errors = {}, labels = {} }) {
  return Object.entries(errors).flatMap(([name, texts]) => texts.map((text) => (labels[name] ? `${labels[name]}：${text}` : text)));
}

function choices(owner, row) {
  if (row.state === "waiting") return [];
  const again = async () => {
    await mark(row, { state: "waiting", next: 0 }); // what the server would not have yesterday it may have today
    replay(owner, true);
  };
  const drops = does("不要了", (event) => reallyDrop(event.target, owner, row), "quiet");
  if (row.unreadable) return [drops];
  const first = row.state === "correct" && row.kind === "text" ? does("更正", () => correct(row), "primary") : does("再传一次", again);
  return [first, drops];
}

function correct(row) {
  panel?.close();
  location.assign(`${row.from}#entry=${row.id}`);
}

// A second tap: nothing that was entered goes by a slip of the finger.
async function reallyDrop(button, owner, row) {
  if (button.dataset.sure) {
    await drop(owner, row.id);
    if (!row.unreadable) await unwalked(owner, row);
  }
  button.dataset.sure = "1";
  button.textContent = "真的不要了";
}

// A button.
export function does(label, act, kind = "") {
  const made = tag("button", { type: "button", className: `button ${kind}`, textContent: label });
  made.addEventListener("click", act);
  return made;
}

// An element.
export function tag(name, values, inside = []) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...inside);
  return made;
}
