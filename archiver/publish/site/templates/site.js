// Adds to pages that work without it: a tap on a sentence shows since when it is there, and what it said before.
document.addEventListener("click", (event) => {
  const ages = document.getElementById("ages");
  const sentence = event.target.closest(".s[data-since]");
  if (!ages || !ages.checked || !sentence || event.target.closest("a")) return;
  const row = sentence.tagName === "TR" && sentence.lastElementChild;
  const shown = row ? row.lastElementChild : sentence.nextElementSibling;
  if (shown && shown.classList.contains("before")) { shown.remove(); return; }
  const told = document.createElement("span");
  told.className = "before open";
  told.setAttribute("role", "note");
  const { since, before } = sentence.dataset;
  told.textContent = before ? `${since}. Before: ${before}` : `${since}; new then.`;
  if (row) row.append(told); else sentence.after(told);
});
