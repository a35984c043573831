// One tap at a door where nobody opened: into the outbox like any entry, and the card says so in place. Where nothing can be stored, htmx does it.
import { now, owner, today, usable } from "./bar.js";
import { add, drop, find } from "./outbox.js";
import { unwalked, walked } from "./pack.js";
import { does, tag } from "./panel.js";
import { alone, onTried, replay, sendNow } from "./replay.js";

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
    return withoutStorage(form, card, entry);
  }
  await walked(owner, entry, now()).catch(() => undefined);
  told.set(entry.id, replaced(card, entry, tag("span", { className: "badge gold", textContent: "在本平板" })));
  return replay(owner);
}

// The storage is full: sent now, or the card says that nothing was kept.
async function withoutStorage(form, card, entry) {
  const body = new URLSearchParams([...entry.fields, ["form_id", entry.id]]);
  const { ours, said } = await sendNow(owner, entry.path, body);
  if (ours && said.receipt === entry.id) return replaced(card, entry);
  delete form.dataset.sent;
  const wrong = [...(said?.form ?? []), ...Object.values(said?.errors ?? {}).flat()].join("，");
  form.querySelector("[role=alert]")?.remove();
  const line = tag("p", { className: "error", textContent: wrong ? `没记上：${wrong}。` : "没记上：本机存满了，网也不通。有网再点一次。" });
  line.setAttribute("role", "alert");
  return form.append(line);
}

// The card gives way to what was marked at it; gives what takes `here` away again.
function replaced(card, entry, here = "") {
  const back = does("撤回", () => undo(card, marked, entry));
  const marked = tag("li", { className: "card marked", id: card.id }, [tag("span", { className: "grow" }, [tag("b", { textContent: card.dataset.door }), ` ${entry.title.split(" ").pop()}，记上了。`]), here, back]);
  marked.setAttribute("role", "status");
  card.replaceWith(marked);
  count(card, -1);
  return () => here.remove();
}

async function undo(card, marked, entry) {
  const { id } = entry;
  const wrong = await alone(() => takeBack(id));
  marked.querySelector("[role=alert]")?.remove();
  if (wrong) {
    const line = tag("span", { textContent: ` ${wrong}` });
    line.setAttribute("role", "alert");
    return marked.querySelector(".grow").append(line);
  }
  told.delete(id);
  await unwalked(owner, entry).catch(() => undefined);
  const form = card.querySelector("form[data-mark]");
  delete form.dataset.sent;
  form.elements.form_id.value = crypto.randomUUID();
  marked.replaceWith(card);
  return count(card, 1);
}

// Off this tablet, and off the server too when it may have got there; gives why it is not.
async function takeBack(id) {
  const here = await find(owner, id);
  if (!here || here.tries) {
    const body = new FormData();
    body.set("form_id", crypto.randomUUID());
    const { ours, status } = await sendNow(owner, `/visits/${id}/undo`, body);
    if (!ours || status >= 500) return "没有信号，有信号再撤回。";
    if (status !== 200 && !(here && status === 404)) return "撤不回了，请到走访记录里作废。";
  }
  await drop(owner, id);
  return "";
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
