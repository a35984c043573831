// The ticks of a roster: what they come to, a box that narrows a long list, a tick where minutes are typed, half hours by a tap.
const form = document.querySelector("[data-roster]");
const MOST = 720; // minutes in one line

const number = (text) => (/^\d+$/.test(text.normalize("NFKC").trim()) ? Number(text.normalize("NFKC")) : NaN);
const rows = () => [...form.querySelectorAll("#members .roster li")];
const guests = () => [...form.querySelectorAll("[data-guest]")];
const tick = (row) => row.querySelector("[type=checkbox]");
const field = (row) => row.querySelector("[inputmode=numeric]");
const own = (row) => field(row)?.value.trim() ?? "";
const named = (row) => row.querySelector("input").value.trim();

function span() {
  const typed = form.elements.minutes.value.trim();
  return typed ? number(typed) : Number(form.querySelector("[name=length]:checked")?.value ?? NaN);
}

function add() {
  const came = [...rows().filter((row) => tick(row).checked), ...guests().filter(named)];
  const minutes = came.map((row) => (own(row) ? number(own(row)) : span())).reduce((sum, one) => sum + one, 0);
  const hours = new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(minutes / 60);
  const total = form.querySelector("#total");
  if (total) total.textContent = `${came.length} 人${Number.isNaN(minutes) ? "" : ` · ${hours} 小时`}`;
}

function narrow() {
  const box = form.querySelector("#narrow");
  if (!box) return;
  const wanted = box.value.trim().toLowerCase();
  for (const row of rows()) row.hidden = !row.textContent.includes(wanted) && !row.dataset.initials.startsWith(wanted);
}

// One empty line for a guest at a time.
function invite() {
  const last = guests().findLastIndex((row) => [...row.querySelectorAll("input")].some((input) => input.value.trim()));
  guests().forEach((row, n) => (row.hidden = n > last + 1));
}

// Half an hour less or more than it is; back at what holds for all, the field is empty again.
function step(button) {
  const input = button.parentElement.querySelector("input");
  const by = Number(button.dataset.step);
  const row = button.closest(".roster li");
  if (!row) input.value = Math.max(0, (number(input.value) || 0) + by);
  else {
    const usual = span();
    const next = Math.min(MOST, Math.max(30, (number(own(row)) || usual || 0) + by));
    input.value = next === usual ? "" : next;
    if (tick(row)) tick(row).checked = true;
  }
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function typed(event) {
  const row = event.target.closest?.("#members .roster li");
  if (row && event.target.inputMode === "numeric" && event.target.value.trim()) tick(row).checked = true;
}

function follow() {
  narrow();
  if (form.querySelector("[data-guest]")) invite();
  add();
}

if (form) {
  form.addEventListener("input", (event) => {
    typed(event);
    follow();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(button);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "narrow") event.preventDefault(); // would send the form
  });
  form.addEventListener("htmx:load", follow);
  follow();
}
