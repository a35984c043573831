// A form as fields and back again, and messages beside the fields as the server would have put them.
const OURS = new Set(["csrf_token", "form_id"]); // a fresh token at the time of sending; the key is the entry's own

// The key of the form: the client's UUID.
export const keyOf = (form) => form.elements.form_id.value;

// The page of the form, where it can be opened again.
export const pageOf = (form) => form.elements.draft_path?.value || location.pathname + location.search;

// What the screen calls it.
export const titleOf = (form) => form.elements.draft_title?.value || document.querySelector("h1")?.textContent.trim() || document.title;

// {fields: [[name, value]], pictures: [{name, file}]} as a plain post would send them.
export function contentOf(form, submitter) {
  const sent = [...new FormData(form)].filter(([name]) => !OURS.has(name));
  if (submitter?.name) sent.push([submitter.name, submitter.value]);
  return {
    fields: sent.filter(([, value]) => typeof value === "string"),
    pictures: sent.filter(([, value]) => value instanceof File && value.size).map(([name, file]) => ({ name, file })),
  };
}

// Put fields back into a form; what the server hid in it stays as it is.
export function fill(form, fields) {
  const left = new Map();
  for (const [name, value] of fields) left.set(name, [...(left.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || ["hidden", "file", "submit", "button", "fieldset"].includes(control.type)) continue;
    const values = left.get(control.name) ?? [];
    const told = values.length > 0;
    if (control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.type === "radio") {
      control.checked = values.includes(control.value);
      if (control.checked) values.splice(values.indexOf(control.value), 1); // a line of the same name holds what was typed
    } else if (control.type === "select-multiple") for (const option of control.options) option.selected = values.includes(option.value);
    else control.value = values.shift() ?? "";
    if (control.closest("details") && told) control.closest("details").open = true;
  }
  form.dispatchEvent(new Event("input", { bubbles: true })); // sums and filters of the page follow
}

// Show {errors: {field: [text]}, form: [text]} in the form, and go to the first.
export function complain(form, { errors = {}, form: general = [] }) {
  settle(form);
  const top = document.createElement("div");
  top.dataset.said = top.className = "problem";
  top.setAttribute("role", "alert");
  const count = Object.keys(errors).length;
  top.append(...(count ? [line("p", `有${count === 1 ? "一" : ` ${count} `}处要改，已填的都还在。`)] : []), ...general.map((text) => line("p", text)));
  for (const [name, texts] of Object.entries(errors)) {
    const place = [...form.elements].find((control) => control.name === name && control.type !== "hidden");
    if (place) beside(place, texts);
    else top.append(...texts.map((text) => line("p", text)));
  }
  form.prepend(top);
  (form.querySelector('[data-said][id] ~ *, [aria-invalid="true"]') ?? top).scrollIntoView({ block: "center" });
}

function beside(control, texts) {
  const field = control.closest(control.type === "checkbox" ? ".field" : ".field, .roster li") ?? control.parentElement;
  for (let inside = field.closest("details"); inside; inside = inside.parentElement.closest("details")) inside.open = true;
  const said = texts.map((text) => line("p", text, "error"));
  said.forEach((one, n) => (one.id = `${control.name}-said-${n}`));
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", said.map((one) => one.id).join(" "));
  const choices = field.querySelector(":scope > .filters");
  if (choices) choices.before(...said);
  else field.append(...said);
}

function line(tag, text, kind = "") {
  const made = document.createElement(tag);
  Object.assign(made, { textContent: text, className: kind });
  made.dataset.said = "1";
  return made;
}

// Take the messages of the last try away.
export function settle(form) {
  for (const said of form.querySelectorAll("[data-said]")) said.remove();
  for (const control of form.querySelectorAll('[aria-invalid="true"]')) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
}
