// [data-pictures-of=ADDRESS]: how many pictures of what is shown are still on this tablet; once they are up, they are shown.
import { owner, usable } from "./bar.js";
import { list, onChange } from "./outbox.js";

const place = () => document.querySelector("[data-pictures-of]");
let waited = 0;

async function look() {
  const here = place();
  const rows = (await list(owner)).filter((row) => !row.unreadable && row.kind === "picture" && row.follow === here?.dataset.picturesOf);
  const count = rows.reduce((sum, row) => sum + row.files.length, 0);
  if (waited && !count) window.htmx?.ajax("GET", location.pathname + location.search, { target: "#pictures", select: "#pictures", swap: "outerHTML" });
  waited = count;
  if (!here || !count) return;
  here.textContent = `还有 ${count} 张照片在本机，有网就传上来，不用再选。`;
  here.hidden = false;
}

const again = () => look().catch((error) => console.warn("pictures", error));

usable.then((works) => {
  if (!works || !owner || !place()) return;
  onChange(again);
  again();
});
