// Log-out on a tablet that others use as well: what has not gone up is never dropped unasked, and what is left is locked.
import { owner, usable } from "./bar.js";
import { counts } from "./outbox.js";
import { finish, leave } from "./leaving.js";
import { forget } from "./pack.js";
import { does, save, tag } from "./panel.js";
import { replay } from "./replay.js";
import { wipe } from "./store.js";

const LOG_OUT = 'form[action="/session/delete"], form[action="/sessions/delete"]';

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(LOG_OUT)) return;
  event.preventDefault();
  const left = (await usable) ? await unsent().catch(() => 0) : 0;
  if (left) return ask(form, left);
  if (await usable) await tidy().catch(() => undefined);
  depart(form);
});

// Off this tablet at once; off the server as soon as it can be told.
async function depart(form) {
  try {
    if (!(await usable)) throw new Error("nothing to write it down in");
    await leave(owner, form.getAttribute("action"));
    await forget(owner, true);
    sessionStorage.clear(); // what was half written into a step
  } catch {
    return HTMLFormElement.prototype.submit.call(form);
  }
  return out();
}

// Nothing is shown any more; the log-in page once the server knows.
export async function out() {
  locked("正在退出…");
  if (await finish()) return location.replace("/session/new");
  const said = "没有信号，服务器还不知道您退出了。这台平板上的名单已经清掉，没上传的都还在，只有您再登录才看得到。连上网会自己退出。";
  locked("已锁住，有网再退出", tag("p", { textContent: said }), does("再试一次", out, "primary"));
  return window.addEventListener("online", out, { once: true });
}

function locked(head, ...said) {
  document.title = `${head} · 红邻`;
  const card = tag("section", { className: "card captured", role: "status" }, [tag("h1", { textContent: head }), ...said]);
  document.body.replaceChildren(tag("main", { className: "main", id: "main" }, [card]));
}

async function unsent() {
  const { waiting, correct, kept } = await counts(owner, "");
  return waiting + correct + kept;
}

// Nothing stays of somebody who leaves, but for forms that are half filled in: those stay sealed.
const tidy = () => {
  sessionStorage.clear();
  return wipe(owner, true);
};

function ask(form, left) {
  const dialog = tag("dialog", { className: "panel" });
  const said = tag("p", { textContent: "退出以后，只有您再登录才看得到、才会上传。" });
  said.setAttribute("role", "status");
  const send = async () => {
    said.textContent = "正在上传…";
    await replay(owner, true);
    const still = await unsent();
    if (still) said.textContent = `还有 ${still} 条没传上去。`;
    else depart(form);
  };
  const row = tag("div", { className: "row" }, [does("现在上传", send, "primary"), does("锁在本机，退出", () => depart(form)), does("导出文件", () => save(owner)), does("先不退出", () => dialog.close(), "quiet")]);
  dialog.append(tag("h2", { textContent: `还有 ${left} 条没上传` }), said, row);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
