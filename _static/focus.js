/* On a phone the sidebars and the search are dialogs. When one is closed, the theme
   moves its content back and the focus is lost: it returns to what opened the dialog. */
(function () {
  var opener = null;

  document.addEventListener(
    "click",
    function (event) {
      var button = event.target.closest("button");
      if (button && !button.closest("dialog")) opener = button;
    },
    true,
  );

  document.addEventListener(
    "close",
    function () {
      setTimeout(function () {
        if (opener && document.activeElement === document.body) opener.focus();
      });
    },
    true,
  );
})();
