(() => {
  for (const plot of document.querySelectorAll(".plot")) {
    const marks = JSON.parse(plot.dataset.marks);
    const drawing = plot.querySelector("svg");
    const cursor = plot.querySelector(".cursor");
    const output = plot.closest("figure").querySelector("output");
    let chosen = -1;
    const show = (index) => {
      chosen = Math.max(0, Math.min(marks.length - 1, index));
      const [x, , words] = marks[chosen];
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
      cursor.removeAttribute("hidden");
      output.textContent = words;
    };
    const hide = () => {
      chosen = -1;
      cursor.setAttribute("hidden", "");
      output.textContent = "";
    };
    const nearest = (event) => {
      const box = drawing.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width;
      let best = 0;
      marks.forEach(([at], index) => {
        if (Math.abs(at - x) < Math.abs(marks[best][0] - x)) best = index;
      });
      show(best);
    };
    plot.addEventListener("pointermove", nearest);
    plot.addEventListener("pointerdown", nearest);
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("blur", hide);
    plot.addEventListener("keydown", (event) => {
      const to = {
        ArrowRight: chosen + 1,
        ArrowLeft: chosen < 0 ? marks.length - 1 : chosen - 1,
        Home: 0,
        End: marks.length - 1,
        Escape: -1,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (event.key === "Escape") hide();
      else show(to);
    });
  }
  // the end of a log is what people look for
  for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight;
})();
