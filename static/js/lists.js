// “回到列表” leads to the list as it was left, with its shelf, filters and page: this tab remembers them until somebody leaves (offline/leave.js).
const search = document.querySelector("form[role=search]");
document.querySelector("main")?.addEventListener("click", ({ target }) => search && target.closest("a") && sessionStorage.setItem(location.pathname, location.search));
for (const link of document.querySelectorAll("a[data-list]")) link.search = sessionStorage.getItem(link.pathname) ?? "";
