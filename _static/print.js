/* Before the page is printed: light colors, whatever is folded is opened, and the
   answers of each quiz follow at the end of the chapter. Afterwards all is as it was.
   What needs no script is in print.css. */
(function () {
  var undo = [];

  function light() {
    var root = document.documentElement;
    var theme = root.dataset.theme;
    root.dataset.theme = "light";
    undo.push(function () {
      root.dataset.theme = theme;
    });
  }

  function unfold(details) {
    if (details.open) return;
    details.open = true;
    undo.push(function () {
      details.open = false;
    });
  }

  /* Write which answer is right and why, then what speaks against the others. */
  function explained(question) {
    var item = document.createElement("li");
    var others = document.createElement("ol");
    question.querySelectorAll("details").forEach(function (details, index) {
      var why = details.querySelector("p");
      var line = document.createElement(why.className === "right" ? "p" : "li");
      line.className = why.className;
      line.innerHTML = String.fromCharCode(97 + index) + ") " + why.innerHTML;
      if (line.tagName === "P") item.prepend(line);
      else others.append(line);
    });
    item.append(others);
    return item;
  }

  function answersLast(quiz) {
    var section = document.createElement("section");
    var heading = document.createElement("h2");
    var list = document.createElement("ol");
    section.className = "quiz-answers";
    heading.textContent = "Answers to the questions";
    quiz.querySelectorAll(":scope > li").forEach(function (question) {
      list.append(explained(question));
    });
    section.append(heading, list);
    quiz.closest("article").append(section);
    quiz.classList.add("answered-later");
    undo.push(function () {
      section.remove();
      quiz.classList.remove("answered-later");
    });
  }

  window.addEventListener("beforeprint", function () {
    if (undo.length) return;
    light();
    document.querySelectorAll("article details:not(.hide)").forEach(unfold);
    document.querySelectorAll("ol.quiz").forEach(answersLast);
  });
  window.addEventListener("afterprint", function () {
    while (undo.length) undo.pop()();
  });
})();
