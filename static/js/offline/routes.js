// Which page of the pack an address shows, and the words that go into it.
import { after, between, spoken, weekday } from "./days.js";
import { fit as fitRound, following } from "./round.js";

const ANY = "2147483601"; // the keys that stand for a door in a form, as in views/packs.py
const NEXT = "2147483602";

const ROUTES = [
  [/^\/today$/, (held) => ({ page: held.pack.pages.today, fit: (made, search) => fitRound(made, held, search) })],
  [/^\/households$/, (held) => ({ page: held.pack.pages.households, fit: (made, search) => narrow(made, held, search) })],
  [/^\/households\/(\d+)$/, card],
  [/^\/households\/(\d+)\/visits\/new$/, visit],
  [/^\/concerns\/new$/, concern],
  [/^\/activities\/new$/, (held) => ({ page: held.pack.pages.activity })],
  [/^\/sheets$/, (held) => ({ page: held.pack.pages.sheets })],
  [/^\/sheets\/new$/, (held, _, search) => sheet(held, search.get("team"))],
  [/^\/teams\/(\d+)\/sheets\/new$/, (held, [, team], search) => sheet(held, team, search.has("paper") ? "none" : search.get("members"))],
  [/^\/outbox$/, (held) => ({ page: held.pack.pages.outbox })],
];

// {document, bar}: the page of an address, ready to be shown; null when this tablet has none.
export function pageOf(held, { pathname, search }) {
  const given = new URLSearchParams(search);
  for (const [pattern, find] of ROUTES) {
    const match = pattern.exec(pathname);
    const found = match && find(held, match, given);
    if (found?.page) return made(held, found, given);
  }
  return null;
}

function made(held, { page, words = {}, fit }, search) {
  const html = Object.entries(words).reduce((text, [sign, word]) => text.replaceAll(sign, () => word), page.html); // a function: in words "$&" is no pattern
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const other of parsed.querySelectorAll("noscript")) other.remove(); // DOMParser takes them for content
  dress(parsed, held.today);
  fit?.(parsed, search);
  return { document: parsed, bar: page.bar };
}

// What every page says of the day, and a key of its own for each form.
function dress(parsed, today) {
  for (const place of parsed.querySelectorAll("[data-today]")) place.textContent = spoken(today, today);
  for (const place of parsed.querySelectorAll("[data-weekday]")) place.textContent = weekday(today);
  for (const field of parsed.querySelectorAll("form[method=post] input[type=date][name=day]")) field.setAttribute("value", today);
  for (const field of parsed.querySelectorAll("[name=form_id]")) field.setAttribute("value", crypto.randomUUID());
}

const doorOf = (held, key) => held.pack.doors.find((door) => String(door.id) === key);

function wordsOf(door, next) {
  const words = { [ANY]: door.id, "⟦door⟧": plain(door.door), "⟦contact⟧": plain(door.contact), "⟦telephone⟧": plain(door.telephone), "⟦said⟧": door.said };
  return next ? { ...words, [NEXT]: next.id, "⟦next⟧": plain(next.door) } : words;
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const plain = (text) => String(text).replace(/[&<>"']/g, (sign) => SIGNS[sign]);

function card(held, [, key]) {
  const door = doorOf(held, key);
  if (!door) return null;
  const fit = (made) => {
    const mine = made.querySelector(`[data-card="${key}"]`);
    for (const term of mine.querySelectorAll("[data-term]")) settle(term, held.today);
    mine.parentElement.replaceChildren(...mine.childNodes);
  };
  return { page: held.pack.pages.household, words: { "⟦title⟧": plain(`${door.door} ${door.contact}`.trim()) }, fit };
}

// When the door is due, as of today and not of the day of the pack.
function settle(term, today) {
  const [due, late] = [spoken(term.dataset.term, today), between(term.dataset.term, today)];
  term.classList.toggle("red", late >= 0);
  term.textContent = late < 0 ? `下次 ${due}。` : `${due}到期${late ? `，已过 ${late} 天` : ""}。`;
}

function visit(held, [, key]) {
  const door = doorOf(held, key);
  if (!door) return null;
  const round = new DOMParser().parseFromString(held.pack.pages.today.html, "text/html");
  const next = doorOf(held, following(round, held, key));
  const page = held.pack.pages[`visit ${door.mode} ${Number(Boolean(door.telephone))} ${Number(Boolean(next))}`];
  const fit = (made) => {
    const duty = made.querySelector("[data-duty]");
    if (duty) Object.assign(duty, { textContent: spoken(after(held.today, door.days), held.today) }).dataset.days = door.days;
  };
  return { page, words: wordsOf(door, next), fit };
}

function concern(held, _, search) {
  const key = search.get("household");
  if (!key) return { page: held.pack.pages["concern anywhere"] };
  const door = doorOf(held, key);
  const fit = (made) => {
    for (const name of ["contact", "telephone"]) made.querySelector(`[name=${name}]`)?.setAttribute("value", door[name]);
  };
  return door && { page: held.pack.pages.concern, words: wordsOf(door), fit };
}

function sheet(held, team, ticked) {
  const page = held.pack.pages[`sheet ${team}`];
  const fit = (made) => {
    const people = ticked === "last" ? new Set(page.last.map(String)) : null;
    if (ticked) for (const box of made.querySelectorAll(".roster [type=checkbox]")) box.toggleAttribute("checked", people ? people.has(box.value) : ticked === "all");
  };
  return page && { page, fit };
}

// The list of doors, narrowed as it is typed: a number is the beginning or the end of a word, a word stands anywhere.
function narrow(made, held, search) {
  const [box, none] = [made.querySelector("[data-search] [name=q]"), made.querySelector("[data-none]")];
  const rows = [...made.querySelectorAll("[data-row]")];
  const known = new Map(held.pack.doors.map((door) => [String(door.id), door.search]));
  const show = () => {
    const terms = box.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !terms.every((term) => holds(known.get(row.dataset.row) ?? "", term));
    none.hidden = rows.some((row) => !row.hidden);
  };
  box.setAttribute("value", search.get("q") ?? "");
  box.addEventListener("input", show);
  box.form.addEventListener("submit", (event) => event.preventDefault());
  box.value = search.get("q") ?? "";
  show();
}

function holds(words, term) {
  if (/^\d+(-\d+)+$/.test(term)) return words.includes(` ${term}`);
  if (/^\d{3,}$/.test(term)) return [` ${term}`, `${term} `, `${term}-`].some((part) => words.includes(part));
  return words.includes(term);
}
