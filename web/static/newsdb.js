"use strict";
// Notice a new generation; everything else on the page works without this script.
const born = document.documentElement.dataset.generation;
setInterval(async () => {
  const answer = await fetch("/api/generation").catch(() => null);
  if (answer && answer.ok && (await answer.json()).generation !== born) document.getElementById("renewed").hidden = false;
}, 1500);

document.addEventListener("keydown", (event) => {
  const typing = /INPUT|TEXTAREA|SELECT/.test(event.target.tagName);
  if (event.key === "/" && !typing) { event.preventDefault(); document.getElementById("quick").focus(); }
  if (event.key === "Enter" && event.ctrlKey && event.target.id === "q") event.target.form.requestSubmit();
});

for (const box of document.querySelectorAll(".legend input")) {
  box.addEventListener("change", () => {
    for (const span of document.querySelectorAll(`.body .k.${box.dataset.kind}`)) span.classList.toggle("off", !box.checked);
  });
}

const body = document.querySelector(".body");
if (body) {
  let chosen = location.hash.startsWith("#s") ? document.getElementById(location.hash.slice(1)) : null;
  body.addEventListener("click", (event) => {
    const sentence = event.target.closest(".sentence");
    document.querySelector(".chosen")?.classList.remove("chosen");
    if (sentence && sentence !== chosen) { sentence.classList.add("chosen"); chosen = sentence; } else chosen = null;
  });
  document.getElementById("cite").addEventListener("click", async () => {
    const quoted = chosen ? `“${chosen.textContent.replace(/¶$/, "").trim()}”，` : "";
    const d = body.dataset;
    const citation = `《${d.title}》，${d.source}，${d.day}，${quoted}${d.url}`;
    const told = document.getElementById("cited");
    try { await navigator.clipboard.writeText(citation); told.textContent = "已复制"; } catch { told.textContent = citation; }
  });
}

for (const form of document.querySelectorAll(".correct .field")) {
  const field = form.elements.field;
  const old = JSON.parse(field.dataset.old);
  const fill = () => {
    form.elements.old.value = String(old[field.value] ?? "");
    form.elements.new.placeholder = form.elements.old.value || "空";
    form.elements.new.setAttribute("list", `values-${field.value.split(".")[1]}`);
  };
  field.addEventListener("change", fill);
  fill();
}
