// The page 在本机的记录: entry by entry what waits here and what was receipted today, and whether this tablet can be relied on.
import { owner, today, usable } from "./bar.js";
import { timeOf } from "./days.js";
import { counts, onChange, received } from "./outbox.js";
import { keeper } from "./pack.js";
import { content, tag } from "./panel.js";

const place = document.querySelector("#waiting");

async function draw() {
  if (!(await usable)) return place.replaceChildren(tag("p", { className: "problem", textContent: `离线不可用：${why()}有信号时照常能填、能存。` }));
  const so = await counts(owner, today());
  const lines = (await received(owner, today())).map(line);
  const done = tag("section", {}, [tag("h2", { textContent: "今天已收到" }), tag("p", { textContent: sum(so) }), ...(lines.length ? [tag("ul", { className: "list" }, lines)] : [])]);
  const others = so.others ? [tag("p", { className: "flash", textContent: `这台平板上还锁着别的账号的 ${so.others} 条，要本人登录才看得到、才会上传。` })] : [];
  return place.replaceChildren(...others, tag("section", {}, await content(owner, draw)), done);
}

// In words: an entry may hold a visit and the concern raised at it.
function sum({ received: count, carried }) {
  if (!count) return "今天还没有。";
  return carried ? `${count} 条，其中 ${carried} 条走访里还记了诉求，服务器上一共是 ${count + carried} 条记录。` : `${count} 条，服务器都收到了。`;
}

const line = ({ title, at }) => tag("li", { className: "line" }, [tag("span", { className: "grow" }, [tag("span", { className: "badge green", textContent: "已收到" }), ` ${title} `, tag("span", { className: "muted", textContent: timeOf(at) })])]);

// Why nothing can be kept here.
function why() {
  if (!window.isSecureContext) return "这个网址不是 https 开头的，浏览器不让网页在本机存东西，请管理员装上证书。";
  if (!window.indexedDB) return "这个浏览器太旧，没有地方存。";
  return "浏览器不让存，可能开着无痕窗口，或者存满了。";
}

async function tell() {
  const facts = [
    ["没有信号时", opens()],
    ["存的东西", (await navigator.storage?.persisted?.()) ? "浏览器答应一直留着" : "浏览器没有答应一直留着，请尽快上传"],
    ["还能存", await room()],
    ["名单", (await keeper().catch(() => 0)) === owner ? "最多留 14 天没联网，退出登录就清掉" : "这台平板上没有您的名单"],
  ];
  document.querySelector("#tablet dl").replaceChildren(...facts.flatMap(([name, text]) => [tag("dt", { textContent: name }), tag("dd", { textContent: text })]));
  document.querySelector("#tablet").hidden = false;
}

function opens() {
  if (!navigator.serviceWorker) return "这个浏览器打不开新的页面，已经打开的表单照样能记";
  return navigator.serviceWorker.controller ? "今日、住户卡和表单都能打开" : "刷新一次以后能打开";
}

async function room() {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota ? `${Math.max(0, Math.round((quota - usage) / 1024 / 1024))} MB` : "不知道";
}

if (place) {
  onChange(draw);
  draw().then(async () => (await usable) && tell()); // one after the other: nothing moves
  document.addEventListener("visibilitychange", () => document.hidden || draw());
}
