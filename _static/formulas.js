/* Formulas near the view are typeset first: MathJax's ui/lazy does that. The others
   follow in reading order, a few at a time, while the browser has nothing else to do,
   so that a screen reader and a search in the page find them. */
(function () {
  function idle(task) {
    (window.requestIdleCallback || window.setTimeout)(task);
  }

  /* All wait while an explorable is drawn: its reader is there. */
  function drawing() {
    return document.querySelector("[data-state='drawing']");
  }
  MathJax.config.startup.pageReady = function () {
    return new Promise(function (ready) {
      (function look() {
        if (drawing()) setTimeout(look, 20);
        else ready();
      })();
    }).then(MathJax.startup.defaultPageReady);
  };

  /* A formula in a closed box waits until the box opens: it could not be measured. */
  function next() {
    var page = MathJax.startup.document;
    if (drawing()) return later();
    var waiting = Array.from(document.querySelectorAll("mjx-lazy"))
      .filter(function (formula) { return formula.offsetParent; })
      .slice(0, 12);
    if (!waiting.length) return;
    page.lazyObserve(
      waiting.map(function (formula) {
        return { target: formula, isIntersecting: true };
      })
    );
    later();
  }
  function later() {
    setTimeout(function () { idle(next); }, 100);
  }
  window.addEventListener("load", function () {
    MathJax.startup.promise.then(later);
  });

  /* All at once, for paper and for tests: a promise. Formulas that were about to be
     typeset are in it: they are not done a second time. */
  var others = window.everything;
  window.everything = function () {
    var formulas = MathJax.startup.promise.then(function () {
      var page = MathJax.startup.document;
      return page.lazyPromise.then(function () {
        page.lazySet.clear();
        return page.lazyTypesetAll();
      });
    });
    return Promise.all([formulas, others && others()]).then(function () {});
  };
})();
