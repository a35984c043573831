// The shell: without signal it shows the page of the address from the pack, made by the same templates as with signal.
import { dayOf, spoken, timeOf } from "./days.js";
import { held } from "./pack.js";
import { pageOf } from "./routes.js";

const ROOT = new URL("../../", import.meta.url); // this release's own styles and scripts, whichever made the pack
const OURS = /^\/assets\/[^/]+\/(.*)$/;
const templates = new Map([...document.querySelectorAll("template")].map((one) => [one.id, one]));

// A tap that comes before the scripts are there waits for them.
let early = null;
const hold = (event) => {
  event.preventDefault();
  early ??= event;
};

async function begin() {
  document.addEventListener("submit", hold);
  const here = await held().catch(() => ({ owner: 0, pack: null, now: Date.now(), today: dayOf(Date.now()) }));
  const home = here.pack?.pages.today ? "/today" : here.pack?.pages.sheets ? "/sheets" : "/activities/new";
  if (here.pack && location.pathname === "/") return location.replace(home);
  const page = here.pack && pageOf(here, location);
  const scripts = page || here.pack ? await show(page ?? pageOf(here, { pathname: "/outbox" })) : [];
  if (!page) bare(here);
  if (here.pack) age(here);
  Object.assign(document.querySelector("#outbox").dataset, { user: here.owner, day: here.today, now: here.now });
  await import("./begin.js");
  for (const script of scripts) await import(script);
  document.removeEventListener("submit", hold);
  early?.target.requestSubmit(early.submitter);
  if (location.hash.length > 1 && !location.hash.includes("=")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

// Put a page of the pack in the place of the empty one; gives the scripts that it wants.
async function show({ document: page, bar }) {
  await Promise.all([...page.querySelectorAll('link[rel="stylesheet"]')].map(dress));
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  for (const link of document.querySelectorAll(".bar a")) link.toggleAttribute("aria-current", link.getAttribute("href") === bar);
  document.querySelector(".bar a[aria-current]")?.setAttribute("aria-current", "page");
  const named = [...page.querySelectorAll("script[src]")].map((script) => OURS.exec(script.getAttribute("src"))?.[1]);
  return named.filter((name) => /^js\/[a-z]+\.js$/.test(name)).map((name) => new URL(name, ROOT).href);
}

// A style that the shell has not got yet; resolves when it is there.
function dress(link) {
  const name = OURS.exec(link.getAttribute("href"))?.[1];
  const href = name && new URL(name, ROOT).href;
  if (!href || [...document.styleSheets].some((sheet) => sheet.href === href)) return undefined;
  const added = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((done) => {
    added.onload = added.onerror = done;
    document.head.append(added);
  });
}

// No page for this address on the tablet: what waits here can be seen all the same.
function bare({ pack }) {
  const name = location.pathname === "/outbox" ? "outbox-page" : pack ? "nowhere" : "nobody";
  document.querySelector("#main").replaceChildren(templates.get(name).content.cloneNode(true));
  for (const link of document.querySelectorAll("#main [data-page]")) if (!pack.pages[link.dataset.page]) link.remove();
  document.querySelector("h1").textContent = name === "outbox-page" ? "在本机的记录" : "没有信号";
  document.title = "没有信号 · 红邻";
}

// Of when what is shown is; once there is signal, the way to what is so now.
function age({ at, today }) {
  const line = Object.assign(document.createElement("p"), { className: "demonstration without" });
  line.setAttribute("role", "note");
  line.textContent = `没有信号 · ${spoken(dayOf(at), today)} ${timeOf(at)} 的名单`;
  document.querySelector(".page").prepend(line);
  window.addEventListener("online", () => {
    line.replaceChildren(Object.assign(document.createElement("a"), { href: location.href.split("#")[0], textContent: "有信号了，点这里看现在的" }));
  });
}

begin();
