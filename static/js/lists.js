// “回到列表” leads to the list as it was left, with its shelf, filters and page: this tab remembers them until somebody leaves (offline/leave.js).
import { owner } from "./offline/bar.js";

const kept = (path) => `${owner} ${path}`; // somebody else may have logged in meanwhile
const list = document.querySelector("#rows");
document.querySelector("main")?.addEventListener("click", ({ target }) => list && target.closest("a") && sessionStorage.setItem(kept(location.pathname), location.search));
for (const link of document.querySelectorAll("a[data-list]")) link.search = sessionStorage.getItem(kept(link.pathname)) ?? "";
