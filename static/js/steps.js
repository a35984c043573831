// What was typed into one of the forms of the next steps is there again after another of them was sent: on the next page of the same concern, and no later.
const steps = document.querySelector(".next-steps");
const KEY = "half written steps";
const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
sessionStorage.removeItem(KEY);

for (const [id, text] of kept.concern && kept.concern === steps?.dataset.concern ? kept.texts : []) {
  const field = document.getElementById(id);
  if (!field || field.value) continue;
  field.value = text;
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

steps?.addEventListener("submit", ({ target }) => {
  const others = [...steps.querySelectorAll("textarea, input[type=text]")].filter((field) => field.form !== target && field.value !== field.defaultValue);
  sessionStorage.setItem(KEY, JSON.stringify({ concern: steps.dataset.concern, texts: others.map((field) => [field.id, field.value]) }));
});
