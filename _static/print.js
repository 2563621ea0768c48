/* Before the page is printed: light colors, whatever is folded is opened, worked answers
   and the answers of each quiz follow at the end of the chapter, and a figure of several
   panels is as large as its letters need. Afterwards all is as it was. What needs no
   script is in print.css. */
(function () {
  var undo = [];
  var LEAST = 0.72; // of a figure's own size: its letters of 11 points are printed in 8
  var LOW = 335; // points: a figure of this height is printed in that size in any case

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

  /* Write where an answer is: on which page of the whole book (tools/pdf.py knows), or
     at the end of what. */
  function whereabouts(asked, id, end) {
    var line = document.createElement("p");
    var link = document.createElement("a");
    var pages = window.answersOnPages;
    var place = pages ? "page " + (pages[id] || 0) : "at the end of " + end;
    link.href = "#" + id;
    link.textContent = asked + ": " + place;
    line.className = "whereabouts";
    line.append(link);
    undo.push(function () {
      line.remove();
    });
    return line;
  }

  function answersLast(quiz, number) {
    var section = document.createElement("section");
    var heading = document.createElement("h2");
    var list = document.createElement("ol");
    section.className = "quiz-answers";
    section.id = "answer-quiz-" + (number + 1);
    heading.textContent = "Answers to the questions";
    quiz.querySelectorAll(":scope > li").forEach(function (question) {
      list.append(explained(question));
    });
    section.append(heading, list);
    quiz.closest("article").append(section);
    quiz.classList.add("answered-later");
    quiz.after(whereabouts("Answers", section.id, "the chapter"));
    undo.push(function () {
      section.remove();
      quiz.classList.remove("answered-later");
    });
  }

  /* Return the name of the problem that an answer belongs to: "Problem 1". */
  function problem(fold) {
    var before = fold.previousElementSibling;
    while (before && !before.querySelector(":scope > strong:first-child")) {
      before = before.previousElementSibling;
    }
    var name = before ? before.querySelector("strong").textContent : "";
    return name.replace(/\.$/, "").replace(/^(?=\d+(\. |$))/, "Problem ");
  }

  /* Return a new section at the end of the chapter; where a page has problems alone, at
     the end of the fold's section. */
  function placeForAnswers(fold) {
    var article = fold.closest("article");
    var chapter = article.querySelector("ol.quiz");
    var around = chapter ? article : fold.closest("section");
    var section = around.querySelector(":scope > .worked-answers");
    if (section) return section;
    section = document.createElement("section");
    section.className = "worked-answers";
    section.dataset.end = chapter ? "the chapter" : "this section";
    var heading = document.createElement(chapter ? "h2" : "h3");
    heading.textContent = chapter ? "Worked answers" : "Answers";
    section.append(heading);
    around.append(section);
    undo.push(function () {
      section.remove();
    });
    return section;
  }

  /* Move what is folded behind the chapter, and leave a line that says where it is:
     beside a figure that it is about, or in its place. */
  function foldLast(fold, number) {
    var words = fold.querySelector(".admonition-title").firstChild;
    var asked = words.textContent;
    var answers = placeForAnswers(fold);
    var before = fold.previousElementSibling;
    var caption = before && before.querySelector("figure.tall figcaption");
    var place = document.createComment("answered later");
    var id = fold.id;
    if (asked === "Answer") words.textContent = problem(fold) || asked;
    fold.id = "answer-" + (number + 1);
    fold.replaceWith(place);
    var line = whereabouts(asked, fold.id, answers.dataset.end);
    if (caption) caption.append(line);
    else place.after(line);
    answers.append(fold);
    undo.push(function () {
      fold.id = id;
      if (!id) fold.removeAttribute("id");
      words.textContent = asked;
      place.replaceWith(fold);
    });
  }

  /* Give a figure of several panels its height, and its words a place beside it. */
  function enlarge(svg) {
    var box = svg.viewBox.baseVal;
    var figure = svg.closest("figure");
    if (!box || box.height < LOW) return;
    figure.classList.add("tall");
    svg.style.setProperty("--printed-width", LEAST * box.width + "pt");
    undo.push(function () {
      figure.classList.remove("tall");
      svg.style.removeProperty("--printed-width");
    });
  }

  /* Say where an exercise is, in the published book. */
  function address(button) {
    var published = document.querySelector('link[rel="canonical"]');
    var from = published ? published.href : document.baseURI;
    button.dataset.address = new URL(button.getAttribute("href"), from).href;
    undo.push(function () {
      delete button.dataset.address;
    });
  }

  window.addEventListener("beforeprint", function () {
    if (undo.length) return;
    light();
    document.querySelectorAll("article details:not(.hide)").forEach(unfold);
    document.querySelectorAll("figure.measured > div > svg").forEach(enlarge);
    document.querySelectorAll("article .admonition.dropdown:not(.on-screen)").forEach(foldLast);
    document.querySelectorAll("ol.quiz").forEach(answersLast);
    document.querySelectorAll('a.sd-btn[href*="exercises/"]').forEach(address);
  });
  window.addEventListener("afterprint", function () {
    while (undo.length) undo.pop()();
  });
})();
