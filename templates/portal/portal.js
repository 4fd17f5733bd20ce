// The link carries the code after the #, where no server and no proxy sees it. Put it in the field,
// take it out of the address and post it. Without JavaScript people type the code: nothing is lost.
(function () {
  var form = document.getElementById("page");

  function takeCode() {
    var digits = location.hash.replace(/%20|\D/g, "");
    var code = document.getElementById("id_code");
    if (!code || [12, 18, 20, 24].indexOf(digits.length) < 0) return;
    history.replaceState(null, "", location.pathname);
    code.value = digits;
    form.submit();
  }
  addEventListener("hashchange", takeCode);
  takeCode();

  // Replaced, not followed: the Back button must not lead here again. Escape three times does it too.
  var leave = document.querySelector(".leave"), presses = 0;
  function go(event) {
    event.preventDefault();
    location.replace(leave.href);
  }
  if (leave) {
    leave.addEventListener("click", go);
    leave.querySelector(".esc").hidden = false;
    addEventListener("keydown", function (event) {
      presses = event.key === "Escape" ? presses + 1 : 0;
      if (presses === 3) go(event);
    });
  }

  // A send first looks whether there is a connection: without one, everything stays as it is.
  var offline = document.getElementById("offline"), isSure = false;
  if (offline && form.requestSubmit && window.fetch) {
    form.addEventListener("submit", function (event) {
      var button = event.submitter;
      if (isSure) return;
      event.preventDefault();
      fetch("/healthz", { method: "HEAD", cache: "no-store" }).then(function (answer) {
        if (!answer.ok) throw answer;
        isSure = true;
        form.requestSubmit(button);
      }).catch(function () {
        offline.hidden = false;
        offline.scrollIntoView({ block: "center" });
      });
    });
    addEventListener("pageshow", function () { isSure = false; });
  }

  // How much is written, and how many questions are answered.
  var progress = document.getElementById("progress");
  var boxes = document.querySelectorAll("textarea[data-most]");
  function count() {
    var done = 0, all = 0;
    boxes.forEach(function (box) {
      var length = box.value.length, note = box.nextElementSibling;
      if (!box.offsetParent) return;
      all++;
      if (box.value.trim()) done++;
      note.textContent = length + " / " + box.dataset.most;
      note.hidden = length < 100;
    });
    document.querySelectorAll("fieldset.field[id^=id_q]").forEach(function (choice) {
      if (!choice.offsetParent) return;
      all++;
      if (choice.querySelector(":scope > .choice :checked:not([value=''])")) done++;
    });
    progress.textContent = progress.dataset.words.replace("##", all).replace("#", done);
    progress.hidden = false;
  }
  if (progress) {
    boxes.forEach(function (box) {
      var note = document.createElement("p");
      note.className = "hint";
      box.after(note);
    });
    addEventListener("input", count);
    count();
  }
})();
