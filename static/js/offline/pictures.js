// The pictures of a form: those that its entry has already.
import { tag } from "./panel.js";

// Say beside the field how many are kept with the entry, and let go of those chosen: they would be kept a second time.
export function tell(form, kept) {
  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-kept]")?.remove();
  if (!input) return;
  input.value = "";
  if (!kept) return;
  const said = tag("p", { className: "hint", textContent: `已有 ${kept} 张照片，跟这一条存在一起，不用再选。` });
  said.dataset.kept = kept;
  input.after(said);
}
