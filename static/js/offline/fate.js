// What becomes of an entry that somebody is waiting for, with the page still open.
import { owner } from "./bar.js";
import { find, onChange } from "./outbox.js";
import { onTried, state } from "./replay.js";

// Call `then(outcome, answer)` once the entry's fate is known: as this tab hears it, or "gone" when another tab got the receipt.
export function whenTold(id, then) {
  const end = (...outcome) => {
    for (const stop of stops.splice(0)) stop();
    if (!ended) then(...outcome);
    ended = true;
  };
  let ended = false; // a look at the table may still be on its way
  const stops = [
    onTried((row, outcome, answer) => row.id === id && ["received", "correct", "kept"].includes(outcome) && end(outcome, answer)),
    onChange(async () => (await find(owner, id)) || end("gone")),
  ];
}

// No page can be had now: the form gives way to what has become of it; `refused(form, said, conflict)` when the server will not have it.
export function stay(form, { id, title }, onward, refused) {
  const card = document.createElement("section");
  card.className = "card captured";
  card.tabIndex = -1;
  const [head, text, link] = ["h2", "p", "a"].map((tag) => document.createElement(tag));
  head.append(badge("在本平板"), ` ${title}`);
  text.textContent = state.problem === "log_in" ? "记下了，没有丢。登录后自动上传，不用再填。" : "记下了，没有丢。有网就自动上传，不用再填。";
  Object.assign(link, { className: "button", href: onward, textContent: "接着走" });
  card.append(head, text, link);
  form.hidden = true;
  form.before(card);
  card.focus();
  const follow = () => whenTold(id, settle);
  const settle = async (outcome, answer) => {
    if (outcome === "correct") {
      card.remove();
      form.hidden = false;
      refused(form, answer.said, answer.status === 409);
    } else if (outcome === "kept") {
      head.firstChild.replaceWith(badge("没收下", "red"));
      follow(); // it may be tried again
      text.textContent = `${(await find(owner, id))?.said?.form.join("，")}。它还在本机，点上面的“没收下”看看怎么办。`;
    } else {
      head.firstChild.replaceWith(badge("已收到", "green"));
      text.textContent = "服务器收到了。";
      link.href = answer?.said.address ?? onward;
    }
  };
  follow();
}

function badge(text, colour = "gold") {
  return Object.assign(document.createElement("span"), { className: `badge ${colour}`, textContent: text });
}
