// A page that the browser kept and shows again by Back: not when whoever it was made for has left meanwhile.
// And 回到列表: to the list as it was left, with its shelf, filters and page, which this tab remembers for whoever is logged in.
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

const kept = (path) => `${owner} ${path}`;
document.querySelector("#main")?.addEventListener("click", ({ target }) => {
  if (target.closest("#rows a")) sessionStorage.setItem(kept(location.pathname), location.search);
});
for (const link of document.querySelectorAll("a[data-list]")) link.search = sessionStorage.getItem(kept(link.pathname)) ?? "";
