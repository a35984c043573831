// What a worker does in the open form of a page, as one call: fill it in, and save it through the page's own modules.
// By hand: the red button, with all that follows. Otherwise straight into the outbox, as capture.js does it, with a key of its own.
async ({ key, values, pictures, byHand }) => {
  const here = document.querySelector('script[src*="/js/offline/"]').src;
  const [outbox, forms, { replay }, { owner }] = await Promise.all(["outbox", "forms", "replay", "bar"].map((name) => import(new URL(`${name}.js`, here).href)));
  const form = document.querySelector("form[data-capture]");
  const button = form.querySelector(".actions .primary");
  for (const control of form.elements) {
    const value = values[control.name];
    if (value === undefined) continue;
    if (["radio", "checkbox"].includes(control.type)) control.checked = [value].flat().includes(control.value);
    else control.value = value;
  }
  const box = form.querySelector("[type=file]");
  if (box) {
    const files = new DataTransfer();
    for (const text of pictures) files.items.add(new File([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], "p.jpg", { type: "image/jpeg" }));
    box.files = files.files;
  }
  if (byHand) {
    form.dispatchEvent(new Event("input", { bubbles: true })); // drafts here and on the server
    const own = forms.keyOf(form);
    setTimeout(() => form.requestSubmit(button));
    return { key: own, owner };
  }
  const content = forms.contentOf(form, button);
  const follow = form.dataset.pictures?.replace("{id}", key);
  const about = { path: form.getAttribute("action"), follow, from: forms.pageOf(form), title: forms.titleOf(form), day: form.elements.day.value };
  await outbox.add(owner, { id: key, ...content, ...about });
  replay(owner);
  return { key, owner };
}
