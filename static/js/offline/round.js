// 今日 without signal: of all doors carried, those that are due today and not done yet, with the figures and filters above them.
import { between } from "./days.js";
import { isNews, isWalked } from "./pack.js";

const keyOf = (card) => card.id.slice("door-".length);

// The cards that are left for today, in walking order; the others are taken out of the page.
export function remaining(page, held) {
  const cards = [...page.querySelectorAll("li.door")];
  const left = cards.filter((card) => card.dataset.due <= held.today && !wasTried(card, held) && !isWalked(held, keyOf(card)));
  const stays = new Set(left);
  for (const card of cards) if (!stays.has(card)) card.remove();
  return left;
}

// Somebody was there already on the day of the pack.
const wasTried = (card, held) => card.hasAttribute("data-tried") && held.pack.day === held.today;

// The key of the door that comes after this one today; none after the last.
export function following(page, held, key) {
  const all = [...page.querySelectorAll("li.door")].map(keyOf);
  const place = all.indexOf(key);
  const left = new Set(remaining(page, held).map(keyOf));
  return all.find((one, n) => n > place && left.has(one));
}

// Make the page of all doors that of today's, narrowed by ?kind= and ?building=.
export function fit(page, held, search) {
  const cards = remaining(page, held);
  for (const card of cards) age(card, held.today);
  const [kind, building] = ["kind", "building"].map((name) => search.get(name) ?? "");
  const done = held.pack.day === held.today ? Number(page.querySelector("#progress progress").getAttribute("value")) : 0;
  const since = Object.values(held.walked).filter((one) => one.day === held.today && isNews(held, one)).length;
  tell(page, done + since, cards);
  chips(page, "kind", kind, cards, { building });
  chips(page, "building", building, cards, { kind });
  for (const card of cards) if (!falls(card, kind) || (building && card.dataset.building !== building)) card.remove();
  clear(page, cards.length);
}

const falls = (card, kind) => !kind || card.dataset.kinds.split(" ").includes(kind);

// What the day has changed since the pack was made.
function age(card, today) {
  const late = between(card.dataset.due, today);
  const kinds = new Set(card.dataset.kinds.split(" ").filter(Boolean));
  kinds[late ? "add" : "delete"]("late");
  card.dataset.kinds = [...kinds].join(" ");
  const badge = card.querySelector("[data-lateness]");
  if (!badge) return;
  badge.className = `badge ${late ? "red" : "gold"}`;
  badge.textContent = late ? `过期 ${late} 天` : "今天到期";
}

// The line of progress.
function tell(page, done, cards) {
  const [bar, line] = [page.querySelector("#progress progress"), page.querySelector("#progress p")];
  const late = cards.filter((card) => falls(card, "late")).length;
  Object.assign(bar, { max: done + cards.length || 1, value: done });
  line.textContent = `今天走了 ${done} 户，还有 ${cards.length} 户到期${late ? `，其中 ${late} 户已过期` : ""}。`;
}

// The chips of one filter with how many doors each leaves, those that leave none taken out.
function chips(page, name, chosen, cards, other) {
  const row = page.querySelector(name === "kind" ? "#filters" : ".buildings");
  for (const chip of row?.querySelectorAll("a.chip") ?? []) {
    const key = chip.dataset[name] ?? "";
    const count = cards.filter((card) => (name === "kind" ? falls(card, key) : card.dataset.building === key)).length;
    if (key && !count && key !== chosen) chip.remove();
    if (key || name === "kind") chip.textContent = chip.textContent.replace(/\d+\s*$/, count);
    chip.toggleAttribute("aria-current", key === chosen);
    if (key === chosen) chip.setAttribute("aria-current", "true");
    chip.href = `/today?${new URLSearchParams(Object.entries({ ...other, [name]: key }).filter(([, value]) => value))}`;
  }
  if (name === "building" && chosen && row) row.open = true;
}

// Stairs without a door go; with no door at all, words.
function clear(page, due) {
  for (const stair of page.querySelectorAll("#doors .cards")) {
    if (stair.querySelector("li")) continue;
    stair.previousElementSibling?.remove();
    stair.remove();
  }
  if (page.querySelector("#doors li.door")) return;
  const text = due ? "这一类没有到期的。" : "今天没有到期的门。可以到“住户”里找一家随便走走。";
  page.querySelector("#doors").replaceChildren(Object.assign(document.createElement("p"), { className: "empty card", textContent: text }));
}
