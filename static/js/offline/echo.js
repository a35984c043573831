// What a page says of a field elsewhere follows what is chosen: [data-echo=NAME] its words, [data-duty][data-days] the day so many days later.
import { after, spoken } from "./days.js";
import { today } from "./bar.js";

document.addEventListener("change", ({ target }) => {
  for (const place of target.form?.querySelectorAll(`[data-echo="${target.name}"]`) ?? []) place.textContent = wordsOf(target);
  const duty = target.name === "day" && target.value && target.form.querySelector("[data-duty][data-days]");
  if (duty) duty.textContent = spoken(after(target.value, Number(duty.dataset.days)), today());
});

function wordsOf(control) {
  if (control.type === "radio") return control.labels[0].textContent.trim();
  if (control.type !== "date" || !control.value) return control.value;
  return `${control.value === today() ? "今天 " : ""}${spoken(control.value, today())}`;
}
