(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const cards = [...document.querySelectorAll("article")].map((card) => {
    const file = card.closest("section").querySelector("h2").textContent;
    return { card, words: (file + " " + card.textContent).toLowerCase() };
  });
  const nothing = document.getElementById("nothing");
  const rules = document.querySelector(".rules");
  const apply = () => {
    const chosen = new FormData(form);
    const severities = chosen.getAll("severity");
    const rule = chosen.get("rule");
    const words = chosen.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { card, words: text } of cards) {
      const stays = severities.includes(card.dataset.severity)
        && (!rule || rule === card.dataset.rule)
        && words.every((word) => text.includes(word));
      card.hidden = !stays;
      shown += stays;
    }
    for (const file of document.querySelectorAll("section.file")) {
      file.hidden = !file.querySelector("article:not([hidden])");
    }
    nothing.hidden = shown > 0;
    rules.hidden = shown === 0;
    form.querySelector("output").textContent =
      shown === cards.length ? `${shown} shown` : `${shown} of ${cards.length} shown`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
