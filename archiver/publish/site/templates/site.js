// Adds to pages that work without it: what a sentence said before, where a reader taps it.
document.addEventListener("click", (event) => {
  const ages = document.getElementById("ages");
  const sentence = event.target.closest(".s[data-before]");
  if (!ages || !ages.checked || !sentence || event.target.closest("a")) return;
  const shown = sentence.nextElementSibling;
  if (shown && shown.classList.contains("before")) { shown.remove(); return; }
  const told = document.createElement("span");
  told.className = "before open";
  told.textContent = sentence.dataset.since + ". Before: " + sentence.dataset.before;
  sentence.after(told);
});
