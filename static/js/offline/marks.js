// One tap at a door where nobody opened: into the outbox like any entry, and the card says so in place. Where nothing can be stored, htmx does it.
import { now, owner, today, usable } from "./bar.js";
import { add, drop, find } from "./outbox.js";
import { unwalked, walked } from "./pack.js";
import { does, tag } from "./panel.js";
import { onTried, replay, sendNow } from "./replay.js";

let works;
usable.then((answer) => (works = answer));
const told = new Map(); // by key: what to do once it is receipted

document.addEventListener("submit", take, true); // before htmx hears of it
onTried((row, outcome) => outcome === "received" && told.get(row.id)?.());

async function take(event) {
  const form = event.target;
  if (!works || !form.matches("form[data-mark]") || !event.submitter?.name) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  const card = form.closest("li");
  const { form_id: id, household } = Object.fromEntries(new FormData(form));
  const fields = [["household", household], [event.submitter.name, event.submitter.value], ["day", today()]];
  const entry = { id, path: "/visits", fields, from: `/households/${household}/visits/new`, title: `${card.dataset.door} ${event.submitter.textContent}`, day: fields[2][1] };
  try {
    entry.id = (await add(owner, entry)).id;
  } catch {
    delete form.dataset.sent;
    return HTMLFormElement.prototype.submit.call(withOutcome(form, event.submitter));
  }
  await walked(owner, entry, now()).catch(() => undefined);
  replaced(card, entry);
  return replay(owner);
}

// The storage is full: as without a script.
function withOutcome(form, { name, value }) {
  form.append(tag("input", { type: "hidden", name, value }));
  return form;
}

function replaced(card, entry) {
  const here = tag("span", { className: "badge gold", textContent: "在本平板" });
  const back = does("撤回", () => undo(card, marked, entry));
  const marked = tag("li", { className: "card marked", id: card.id }, [tag("span", { className: "grow" }, [tag("b", { textContent: card.dataset.door }), ` ${entry.title.split(" ").pop()}，记上了。`]), here, back]);
  marked.setAttribute("role", "status");
  card.replaceWith(marked);
  count(card, -1);
  told.set(entry.id, () => here.remove());
}

async function undo(card, marked, entry) {
  const { id } = entry;
  if (await find(owner, id)) await drop(owner, id);
  else {
    const body = new FormData();
    body.set("form_id", crypto.randomUUID());
    const { status } = await sendNow(owner, `/visits/${id}/undo`, body);
    if (status !== 200) return marked.querySelector(".grow").append(" 没有信号，有信号再撤回。");
  }
  told.delete(id);
  await unwalked(owner, entry).catch(() => undefined);
  const form = card.querySelector("form[data-mark]");
  delete form.dataset.sent;
  form.elements.form_id.value = crypto.randomUUID();
  marked.replaceWith(card);
  return count(card, 1);
}

// The figures above the doors follow: one more done is one less to do.
function count(card, more) {
  const bar = document.querySelector("#progress progress");
  if (!bar) return;
  const late = card.dataset.kinds.split(" ").includes("late");
  shift(/还有 (\d+) 户到期/, more);
  shift(/今天走了 (\d+) 户/, -more);
  if (late) shift(/其中 (\d+) 户已过期/, more);
  bar.value -= more;
  const kinds = ["", ...card.dataset.kinds.split(" ")];
  for (const chip of document.querySelectorAll("#filters a.chip")) if (kinds.includes(chip.dataset.kind)) chip.textContent = chip.textContent.replace(/\d+/, (n) => Number(n) + more);
}

function shift(pattern, more) {
  const walker = document.createTreeWalker(document.querySelector("#progress p"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(pattern, (all, n) => all.replace(n, Number(n) + more));
}
