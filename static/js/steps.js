// What was typed into one of the forms of the next steps is there again after another of them was sent.
const KEY = `steps ${location.pathname}`;
const texts = () => [...document.querySelectorAll(".next-steps textarea, .next-steps input[type=text]")];

for (const [id, text] of Object.entries(JSON.parse(sessionStorage.getItem(KEY) ?? "{}"))) {
  const field = document.getElementById(id);
  if (!field || field.value) continue;
  field.value = text;
  const folded = field.closest("details");
  if (folded) folded.open = true;
}
sessionStorage.removeItem(KEY);

document.addEventListener("submit", ({ target }) => {
  if (!target.matches(".next-steps form")) return;
  const others = texts().filter((field) => field.form !== target && field.value !== field.defaultValue);
  sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(others.map((field) => [field.id, field.value]))));
});
