/* Draw each explorable of the page with the local copy of Vega-Embed. */
(function () {
  function label(host) {
    /* Vega names a slider by the text before it; say so to assistive technology,
       with the value it stands at. */
    host.querySelectorAll(".vega-bind").forEach(function (bind) {
      var name = bind.querySelector(".vega-bind-name");
      bind.querySelectorAll("input, select").forEach(function (input) {
        if (name) input.setAttribute("aria-label", name.textContent.trim());
      });
    });
    host.querySelectorAll("svg.marks").forEach(function (svg) {
      svg.setAttribute("aria-hidden", "true");
    });
  }
  function draw() {
    document.querySelectorAll("script.vega-spec").forEach(function (script) {
      var host = script.parentElement.querySelector(".vega-host");
      if (host.dataset.state) return;
      host.dataset.state = "drawing";
      window
        .vegaEmbed(host, JSON.parse(script.textContent), {
          actions: false,
          renderer: "svg",
          tooltip: false,
        })
        .then(function (result) {
          host.view = result.view;
          label(host);
          /* Vega follows the window's width; the page also changes on its own. */
          new ResizeObserver(function () {
            window.dispatchEvent(new Event("resize"));
          }).observe(host.parentElement);
          host.dataset.state = "ready";
        });
    });
  }
  draw();
})();
