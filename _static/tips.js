/* What a word of the glossary means, where a page uses it: while a pointer rests on the
   word, or while the keyboard's focus does. Escape closes it. A finger follows the link.
   Nothing is loaded before the first word is pointed at. */
(() => {
  const here = new URL(".", document.currentScript.src);
  let ready;

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(name, here);
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  async function loadAll() {
    await load("vendor/popper-2.11.8.min.js");
    await Promise.all([load("vendor/tippy-6.3.7.min.js"), load("words.js")]);
  }

  function give(word) {
    const meaning = window.words[new URL(word.href).hash.slice(1)];
    if (word._tippy || !meaning) return;
    tippy(word, {
      content: meaning,
      allowHTML: true,
      appendTo: document.body,
      aria: { content: "describedby", expanded: false },
      delay: [150, 0],
      interactive: true, // the pointer may move into it, to read or to copy
      maxWidth: 420,
      placement: "top",
      touch: false,
      onMount(tip) {
        window.MathJax?.typesetPromise?.([tip.popper]);
      },
    });
    // The event that brought us here is over: what it would have done is done now.
    if (word.matches(":hover, :focus")) word._tippy.show();
  }

  function pointedAt(event) {
    if (event.pointerType === "touch") return;
    const word = event.target.closest("a.reference");
    if (!word?.querySelector(":scope > .std-term")) return;
    ready ??= loadAll();
    ready.then(() => give(word));
  }
  document.addEventListener("pointerover", pointedAt);
  document.addEventListener("focusin", pointedAt);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") window.tippy?.hideAll();
  });
})();
