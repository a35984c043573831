// A page that the browser kept and shows again by Back: not when whoever it was made for has left meanwhile.
import { owner, usable } from "./bar.js";
import { keeper } from "./pack.js";

window.addEventListener("pageshow", async ({ persisted }) => {
  if (!persisted || !owner) return;
  const page = document.documentElement;
  page.hidden = true; // nothing is seen as long as it is not known whose the tablet is
  if (!(await usable) || (await keeper().catch(() => 0)) === owner) {
    page.hidden = false;
    return;
  }
  document.body.replaceChildren();
  location.reload();
});
