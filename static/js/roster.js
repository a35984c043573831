// The ticks of a roster: what they come to, a box that narrows a long list, a tick where minutes are typed.
const form = document.querySelector("[data-roster]");

const number = (text) => (/^\d+$/.test(text.normalize("NFKC").trim()) ? Number(text.normalize("NFKC")) : NaN);
const rows = () => [...form.querySelectorAll(".roster li")];
const tick = (row) => row.querySelector("[type=checkbox]");
const own = (row) => row.querySelector("[inputmode=numeric]")?.value.trim() ?? "";

function span() {
  const typed = form.elements.minutes.value.trim();
  return typed ? number(typed) : Number(form.querySelector("[name=length]:checked")?.value ?? NaN);
}

function add() {
  const ticked = rows().filter((row) => tick(row).checked);
  const minutes = ticked.map((row) => (own(row) ? number(own(row)) : span())).reduce((sum, one) => sum + one, 0);
  const hours = new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(minutes / 60);
  const total = form.querySelector("#total");
  if (total) total.textContent = `${ticked.length} 人${Number.isNaN(minutes) ? "" : ` · ${hours} 小时`}`;
}

function narrow() {
  const box = form.querySelector("#narrow");
  if (!box) return;
  const wanted = box.value.trim().toLowerCase();
  for (const row of rows()) row.hidden = !row.textContent.includes(wanted) && !row.dataset.initials.startsWith(wanted);
}

function typed(event) {
  const row = event.target.closest?.(".roster li");
  if (row && event.target.inputMode === "numeric" && event.target.value.trim()) tick(row).checked = true;
}

if (form) {
  form.addEventListener("input", (event) => {
    typed(event);
    narrow();
    add();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "narrow") event.preventDefault(); // would send the form
  });
  form.addEventListener("htmx:load", () => {
    narrow();
    add();
  });
  narrow();
  add();
}
