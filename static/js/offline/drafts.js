// Every field as it is typed, so that a killed browser or a flat battery costs nothing, network or not.
import { contentOf, fill, keyOf, pageOf, titleOf } from "./forms.js";
import { seal, stillReadable, transact, unseal } from "./store.js";

const PAUSE = 250; // ms after the last stroke
const timers = new WeakMap();
let writing = Promise.resolve();

// Keep the form after a moment, or at once.
export function keep(owner, form, at_once = false) {
  clearTimeout(timers.get(form));
  if (form.dataset.sent) return;
  const write = () => (writing = save(owner, form).catch((error) => console.warn("draft", error)));
  if (at_once) write();
  else timers.set(form, setTimeout(write, PAUSE));
}

// The form is being sent: nothing more is kept of it, and what was being written has been.
export function close(form) {
  clearTimeout(timers.get(form));
  return writing;
}

async function save(owner, form) {
  const { fields } = contentOf(form);
  const sealed = await seal(owner, { fields, title: titleOf(form) });
  await transact(["keys", "drafts"], "readwrite", async (keys, drafts) => {
    await stillReadable(keys, sealed);
    if (!form.dataset.sent) await drafts.put({ id: keyOf(form), owner, path: pageOf(form), at: Date.now(), sealed });
  });
}

// Put back what was typed on this tablet and not sent; gives whether it was more than the page shows.
export async function restore(owner, form) {
  const rows = await transact(["drafts"], "readonly", (drafts) => drafts.of(owner));
  const here = rows.filter((row) => row.path === pageOf(form)).sort((one, other) => other.at - one.at);
  const others = document.querySelector('form[action^="/drafts/"]') || pageOf(form) !== location.pathname + location.search; // the page shows another beginning already
  const row = here.find((one) => one.id === keyOf(form)) ?? (others ? undefined : here[0]);
  if (!row) return false;
  const { fields } = await unseal(row.sealed);
  if (JSON.stringify(fields) === JSON.stringify(contentOf(form).fields)) return false;
  form.elements.form_id.value = row.id;
  fill(form, fields);
  return true;
}

// Throw a draft away.
export function discard(id) {
  return transact(["drafts"], "readwrite", (drafts) => drafts.delete(id));
}
