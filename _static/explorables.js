/* Draw an explorable with the local copy of Vega-Embed when it comes near the view. The
   first one runs Vega, a megabyte. The page may still be on its way: who follows a link
   to an explorable does not wait for the rest. */
(function () {
  var here = document.currentScript.src;
  var library = null;

  function vega() {
    if (window.vegaEmbed) return Promise.resolve();
    library =
      library ||
      new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        script.src = new URL("vega.js", here);
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      });
    return library;
  }

  /* Vega writes a label, a control and a bare number. A parameter NAME_shown holds the
     number as a reader wants it; NAME_steps and NAME_plays ask for a button beside the
     slider. */
  function dress(bind, view, parameters) {
    var input = bind.querySelector("input, select");
    var name = bind.querySelector(".vega-bind-name").textContent.trim();
    var shown = input.name + "_shown";
    input.setAttribute("aria-label", name);
    if (!parameters.has(shown)) return;
    var value = document.createElement("span");
    value.className = "value";
    bind.querySelector("input + span").replaceWith(value);
    function say() {
      value.textContent = view.signal(shown);
      input.setAttribute("aria-valuetext", value.textContent);
    }
    view.addSignalListener(shown, say);
    say();
    if (parameters.has(input.name + "_steps")) bind.append(stepper(input, name));
    if (parameters.has(input.name + "_plays")) bind.append(player(input, name));
  }

  /* A button that moves a slider by one step, and from its end to its beginning. */
  function stepper(input, name) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "Next";
    button.setAttribute("aria-label", "Next: " + name);
    button.addEventListener("click", function () {
      if (+input.value >= +input.max) input.value = input.min;
      else input.stepUp();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  }

  /* A button that moves a slider to its end, step by step, in six seconds or less. */
  function player(input, name) {
    var button = document.createElement("button");
    var steps = (input.max - input.min) / input.step;
    var clock = null;
    function move() {
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function stop() {
      clearInterval(clock);
      clock = null;
      button.textContent = "Play";
      button.setAttribute("aria-label", "Play: " + name);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    button.type = "button";
    button.addEventListener("click", function () {
      if (clock) return stop();
      if (+input.value >= +input.max) input.value = input.min;
      move();
      button.textContent = "Stop";
      button.setAttribute("aria-label", "Stop: " + name);
      clock = setInterval(function () {
        input.stepUp();
        move();
        if (+input.value >= +input.max) stop();
      }, Math.max(60, Math.min(500, 6000 / steps)));
    });
    button.textContent = "Play";
    button.setAttribute("aria-label", "Play: " + name);
    return button;
  }

  /* The drawing is hidden from assistive technology, which hears what its readout
     says instead, each time that a control has been moved. */
  function speak(host, view) {
    var spoken = document.createElement("p");
    spoken.className = "spoken";
    spoken.setAttribute("role", "status");
    host.parentElement.append(spoken);
    host.addEventListener("change", function () {
      view.runAsync().then(function () {
        var lines = host.querySelectorAll(
          ".readout_marks text:not(:has(tspan)), .readout_marks tspan"
        );
        spoken.textContent = Array.from(lines, function (line) {
          return line.textContent;
        }).join("; ");
      });
    });
  }

  function draw(host) {
    if (host.drawing) return host.drawing;
    var figure = host.parentElement;
    var spec = JSON.parse(figure.querySelector("script.vega-spec").textContent);
    host.dataset.state = "drawing";
    host.drawing = vega()
      .then(function () {
        return window.vegaEmbed(host, spec, {
          actions: false,
          renderer: "svg",
          tooltip: false,
        });
      })
      .then(function (result) {
        var parameters = new Set(
          result.vgSpec.signals.map(function (signal) {
            return signal.name;
          })
        );
        host.view = result.view;
        host.querySelectorAll(".vega-bind").forEach(function (bind) {
          dress(bind, result.view, parameters);
        });
        host.querySelectorAll("svg.marks").forEach(function (svg) {
          svg.setAttribute("aria-hidden", "true");
        });
        speak(host, result.view);
        /* Vega follows the window's width; the page also changes on its own. */
        var width = figure.clientWidth;
        new ResizeObserver(function () {
          if (figure.clientWidth === width) return;
          width = figure.clientWidth;
          window.dispatchEvent(new Event("resize"));
        }).observe(figure);
        host.dataset.state = "ready";
      });
    return host.drawing;
  }

  var hosts = [];
  var margin = 300;
  var near = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        near.unobserve(entry.target);
        draw(entry.target);
      });
    },
    { rootMargin: margin + "px 0px" }
  );

  /* An explorable is whole when its caption is there. The observer answers after the
     page has been painted; the first one is looked for at once. */
  function look() {
    document.querySelectorAll(".vega-host").forEach(function (host) {
      if (hosts.includes(host) || !host.parentElement.querySelector("figcaption")) return;
      hosts.push(host);
      if (hosts.length === 1 && isNear(host)) draw(host);
      else near.observe(host);
    });
  }
  function isNear(host) {
    var box = host.getBoundingClientRect();
    return box.bottom > -margin && box.top < window.innerHeight + margin;
  }
  if (document.readyState === "loading") {
    var coming = new MutationObserver(look);
    coming.observe(document, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", function () {
      coming.disconnect();
      look();
    });
  }
  look();

  /* All at once, for paper and for tests: a promise. A drawing is at rest when it has
     followed the width that its card has by then. */
  var others = window.everything;
  window.everything = function () {
    return Promise.all([others && others()].concat(hosts.map(draw)))
      .then(function () {
        return new Promise(function (done) {
          requestAnimationFrame(function () {
            requestAnimationFrame(done);
          });
        });
      })
      .then(function () {
        return Promise.all(
          hosts.map(function (host) {
            return host.view.runAsync();
          })
        );
      })
      .then(function () {});
  };
})();
