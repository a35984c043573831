// Takes over the submit of form[data-capture]: into the outbox first, then up. Where nothing can be stored, forms post as ever.
import { complain, contentOf, fill, keyOf, pageOf, settle, titleOf } from "./forms.js";
import { close, discard, keep, restore } from "./drafts.js";
import { stay, whenTold } from "./fate.js";
import { add, find } from "./outbox.js";
import { tell } from "./pictures.js";
import { replay, sendNow, state } from "./replay.js";
import { now, owner, say, usable } from "./bar.js";
import { walked } from "./pack.js";
import { wake } from "./update.js";
import "./leave.js";

const PATIENCE = 1500; // ms for which somebody waits to see the receipt
const LONGEST = 10_000; // ms after which a server that does not answer counts as away
const forms = () => document.querySelectorAll("form[data-capture]");
let works; // undefined until the storage has answered

const captured = (event) => event.target.closest?.("form[data-capture]");

document.addEventListener("submit", (event) => {
  if (event.target.matches('form[action^="/drafts/"]')) return forgetDraft(event);
  const form = captured(event);
  if (!form || works === false || event.defaultPrevented || event.submitter?.hasAttribute("data-plain")) return undefined;
  event.preventDefault();
  return form.dataset.sent ? undefined : submit(form, event.submitter);
});

for (const kind of ["input", "change", "htmx:load"]) {
  document.addEventListener(kind, (event) => {
    const form = captured(event);
    if (form && works) keep(owner, form);
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden && works) for (const form of forms()) if (form.dataset.typed) keep(owner, form, true);
});
document.addEventListener("input", (event) => {
  const form = event.isTrusted && captured(event);
  if (form) form.dataset.typed = "1";
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (captured(event)?.dataset.sent) event.preventDefault(); // no beginning is kept any more of what is done with
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of forms()) delete form.dataset.sent;
});
window.addEventListener("hashchange", () => begin());

async function begin() {
  works = await usable;
  if (!works) return;
  const id = new URLSearchParams(location.hash.slice(1)).get("entry");
  for (const form of forms()) {
    if (id ? await correct(form, id) : await restore(owner, form)) {
      if (!id) say("接着上次没写完的", ["不要了，重写", () => afresh(form)]);
    }
  }
}

// The form with an entry that the server would not take, and why.
async function correct(form, id) {
  const entry = await find(owner, id);
  if (!entry || entry.unreadable) return false;
  form.elements.form_id.value = id;
  form.dataset.corrects = entry.revision;
  fill(form, entry.fields);
  tell(form, entry.files.length);
  if (entry.said) refused(form, entry.said, entry.conflict);
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

function refused(form, said, conflict) {
  delete form.dataset.sent;
  const id = keyOf(form);
  if (conflict) {
    form.dataset.replaces = id;
    form.elements.form_id.value = crypto.randomUUID();
  }
  complain(form, conflict ? { form: ["同一张表单已经存过一次，这次内容不一样。再点保存，就存成新的一条。"] } : said);
}

async function submit(form, submitter) {
  form.dataset.sent = "1";
  settle(form);
  if (!(await usable)) return plainly(form, submitter);
  await close(form);
  const { fields, pictures } = contentOf(form, submitter);
  const id = keyOf(form);
  const path = form.getAttribute("action");
  const follow = form.dataset.pictures?.replace("{id}", id);
  const carries = Number(fields.some(([name, value]) => name === form.dataset.carries && value)); // a second record in the same form
  const entry = { id, path, follow, carries, fields, pictures, from: pageOf(form), title: titleOf(form), day: form.elements.day?.value, replaces: form.dataset.replaces ?? id, corrects: form.dataset.corrects };
  let row;
  try {
    row = await add(owner, entry);
  } catch (error) {
    console.warn("outbox", error);
    return withoutStorage(form, submitter, id);
  }
  navigator.storage?.persist?.();
  await walked(owner, { ...entry, id: row.id }, now()).catch(() => undefined);
  say("");
  form.elements.form_id.value = row.id;
  form.dataset.corrects = row.revision;
  tell(form, row.files.length);
  return follows(form, { ...entry, id: row.id }, submitter);
}

// The storage is as good as there: post as if there were no script.
function plainly(form, submitter) {
  if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  HTMLFormElement.prototype.submit.call(form);
}

async function withoutStorage(form, submitter, id) {
  say("本机存不下了，正在直接上传…");
  const body = new FormData(form);
  if (submitter?.name) body.set(submitter.name, submitter.value);
  const { ours, said } = await sendNow(owner, form.getAttribute("action"), body, true);
  if (ours && said.receipt === id) return go(said.address);
  delete form.dataset.sent;
  if (ours && said.errors) return complain(form, said);
  return say("本机存满了，网也不通：这一条还没有存上。先别关这一页，有网再点保存");
}

async function follows(form, entry, submitter) {
  state.watched = entry.id;
  const told = new Promise((done) => whenTold(entry.id, (...outcome) => done(outcome)));
  const tried = new Promise((done) => replay(owner).then((here) => here && done([])));
  const [outcome, answer] = await Promise.race([told, tried, new Promise((done) => setTimeout(done, PATIENCE, []))]);
  if (outcome === "received") return go(answer.said.address);
  if (outcome === "correct") return refused(form, answer.said, answer.status === 409);
  wake();
  const onward = submitter?.dataset.next || form.dataset.next || "/";
  const reached = state.user === owner && !state.problem;
  if (reached || navigator.serviceWorker?.controller) return go(onward);
  return stay(form, entry, onward, refused);
}

function go(address) {
  if (/^\/(?![/\\])/.test(address)) location.assign(address);
}

async function forgetDraft(event) {
  const form = event.target;
  event.preventDefault();
  await discard(form.getAttribute("action").split("/")[2]).catch(() => undefined);
  HTMLFormElement.prototype.submit.call(form);
}

// What was typed goes here and on the server, which may have it by now from the form's own drafts; and nothing that is being kept comes after.
async function afresh(form) {
  form.dataset.sent = "1";
  form.inert = true; // nobody types into what is going
  say("正在清掉…");
  await close(form);
  await discard(keyOf(form));
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token?.value ?? "" });
  await fetch(`/drafts/${keyOf(form)}/delete`, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(LONGEST) }).catch(() => undefined);
  location.reload();
}

begin();
