// The line 「本机 3 条 · 已收到 12 条」 in every page: what waits on this tablet, what the server has receipted, and the next thing to do.
import { dayOf } from "./days.js";
import { counts, onChange } from "./outbox.js";
import { open as openPanel } from "./panel.js"; // not fetched when asked for: there may be no network then
import { onReplay, replay, state } from "./replay.js";
import { available } from "./store.js";

const ROOM = 20 * 1024 * 1024; // bytes: less is said before the first loss
const place = document.querySelector("#outbox");
const line = place?.querySelector("[role=status]");
const buttons = place?.querySelector(".does");
export const owner = Number(place?.dataset.user);
const ahead = Number(place?.dataset.now) - Date.now() || 0; // ms that the server's clock is ahead of this tablet's

// The server's time, and its day: not that of the page, which may have been left open overnight.
export const now = () => Date.now() + ahead;
export const today = () => dayOf(now());

// Whether entries can be kept here at all.
export const usable = place ? available() : Promise.resolve(false);

let note = null;
let narrow = false;
const offered = [];
let drawing;

// Say something in the line until "" is said; `action`: [label, what it does].
export function say(text, action) {
  note = text && { text, action };
  draw();
}

// One more button, for good.
export function offer(label, does) {
  if (!offered.some(([known]) => known === label)) offered.push([label, does]);
  draw();
}

// Once for many changes: a reader is not told two hundred times.
function draw() {
  drawing ??= setTimeout(async () => {
    drawing = undefined;
    show(await counts(owner, today()).catch(() => null));
  }, 100);
}

function show(so) {
  if (!so) return tell("离线不可用：本机存不了，断网时请先别记", [["为什么", () => location.assign("/outbox")]]);
  if (note) return tell(note.text, note.action ? [note.action] : [], true);
  if (state.problem === "disabled") return tell("这个账号停用了，本机留的已经清掉", []);
  return tell(summary(so), actions(so), narrow);
}

function summary({ waiting, correct, kept, others, received }) {
  const mine = waiting + correct + kept;
  const theirs = others ? ` · 别的账号 ${others} 条` : "";
  const full = narrow ? " · 本机快存满了，请到有网的地方上传" : "";
  if (mine) return `本机 ${mine} 条 · 已收到 ${received} 条${theirs}${obstacle(waiting)}${full}`;
  if (others) return `本机没有您的${theirs} · 已收到 ${received} 条${full}`;
  return received ? `已全部上传 · 今天收到 ${received} 条${full}` : `本机没有要上传的${full}`;
}

function obstacle(waiting) {
  if (state.running) return " · 正在上传";
  return waiting && state.problem === "unreachable" ? " · 还没连上" : "";
}

function actions({ waiting, correct, kept }) {
  const wanted = [];
  if (waiting && state.problem === "log_in") wanted.push(["请登录后继续", () => location.assign(`${state.logIn}?next=${encodeURIComponent(location.pathname + location.search)}`), "red"]);
  else if (waiting && !state.running) wanted.push(["立即上传", () => replay(owner, true)]);
  const wrong = [correct && `需更正 ${correct}`, kept && `没收下 ${kept}`].filter(Boolean).join("，");
  wanted.push(wrong ? [wrong, open, "red"] : ["看看", open]);
  return [...wanted, ...offered];
}

const open = () => openPanel(owner);

function tell(text, wanted, urgent = false) {
  place.toggleAttribute("data-urgent", urgent);
  if (line.textContent !== text) line.textContent = text;
  const labels = wanted.map(([label]) => label).join();
  if (buttons.dataset.labels === labels) return; // the focus stays on a button that stays
  buttons.dataset.labels = labels;
  buttons.replaceChildren(...wanted.map(([label, does, colour = ""]) => button(label, does, colour)));
}

function button(label, does, colour) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `does-one ${colour}`, textContent: label });
  made.addEventListener("click", does);
  return made;
}

async function begin() {
  if (!(await usable)) return show(null);
  onChange(draw);
  onReplay(draw);
  draw();
  replay(owner, true);
  window.addEventListener("online", () => replay(owner, true));
  document.addEventListener("visibilitychange", () => document.hidden || replay(owner));
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  narrow = quota - usage < ROOM;
  return draw();
}

if (place) begin();
