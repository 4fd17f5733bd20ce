// The link carries the code after the #, where no server and no proxy sees it. Put it in the field,
// take it out of the address and post it. Without JavaScript people type the code: nothing is lost.
(function () {
  function takeCode() {
    var digits = location.hash.replace(/%20|\D/g, "");
    var code = document.getElementById("id_code");
    if (!code || digits.length !== 24) return;
    history.replaceState(null, "", location.pathname);
    code.value = digits;
    document.getElementById("page").submit();
  }
  addEventListener("hashchange", takeCode);
  takeCode();

  // Replaced, not followed: the Back button must not lead here again.
  var leave = document.querySelector(".leave");
  if (leave) leave.addEventListener("click", function (event) {
    event.preventDefault();
    location.replace(leave.href);
  });
})();
