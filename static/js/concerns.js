// Choosing a kind of concern sets its usual urgency, as long as nobody chose one by hand
const form = document.querySelector("[data-concern]");
let chosen = Boolean(form.querySelector("[name=urgency]:checked"));
form.addEventListener("change", ({ target }) => {
  if (target.name === "urgency") chosen = true;
  const usual = target.name === "category" && !chosen && target.dataset.urgency;
  if (usual) form.querySelector(`[name=urgency][value="${usual}"]`).checked = true;
});
