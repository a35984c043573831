// Log-out on a tablet that others use as well: what has not gone up is never dropped unasked, and what is left is locked.
import { owner, usable } from "./bar.js";
import { counts } from "./outbox.js";
import { forget } from "./pack.js";
import { does, save, tag } from "./panel.js";
import { replay } from "./replay.js";
import { transact, wipe } from "./store.js";

const LOG_OUT = 'form[action="/session/delete"], form[action="/sessions/delete"]';

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(LOG_OUT)) return;
  event.preventDefault();
  const left = (await usable) ? await unsent().catch(() => 0) : 0;
  if (left) return ask(form, left);
  if (await usable) await tidy().catch(() => undefined);
  if (await usable) await forget(owner, true).catch(() => undefined);
  HTMLFormElement.prototype.submit.call(form);
});

async function unsent() {
  const { waiting, correct, kept } = await counts(owner, "");
  return waiting + correct + kept;
}

// Nothing stays of somebody who leaves, but for forms that are half filled in: those stay sealed.
async function tidy() {
  const drafts = await transact(["drafts"], "readonly", (table) => table.of(owner));
  if (!drafts.length) await wipe(owner);
}

function ask(form, left) {
  const dialog = tag("dialog", { className: "panel" });
  const said = tag("p", { textContent: "退出以后，只有您再登录才看得到、才会上传。" });
  said.setAttribute("role", "status");
  const leave = async () => {
    await forget(owner, true);
    HTMLFormElement.prototype.submit.call(form);
  };
  const send = async () => {
    said.textContent = "正在上传…";
    await replay(owner, true);
    const still = await unsent();
    if (still) said.textContent = `还有 ${still} 条没传上去。`;
    else leave();
  };
  const row = tag("div", { className: "row" }, [does("现在上传", send, "primary"), does("锁在本机，退出", leave), does("导出文件", () => save(owner)), does("先不退出", () => dialog.close(), "quiet")]);
  dialog.append(tag("h2", { textContent: `还有 ${left} 条没上传` }), said, row);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
