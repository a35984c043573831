// Choosing a kind of concern or a service sets its usual urgency, the service's before the kind's, as long as nobody chose one by hand
const form = document.querySelector("[data-concern]");
let chosen = Boolean(form.querySelector("[name=urgency]:checked"));
form.addEventListener("change", ({ target }) => {
  if (target.name === "urgency") chosen = true;
  if (chosen || !["category", "service"].includes(target.name)) return;
  const said = ["[name=service] option:checked", "[name=category]:checked"].map((which) => form.querySelector(which)?.dataset.urgency);
  const usual = said.find(Boolean);
  if (usual) form.querySelector(`[name=urgency][value="${usual}"]`).checked = true;
});
