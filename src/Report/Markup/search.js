"use strict";
// Hides the units whose text does not contain all words of the search. No angle brackets or ampersands: XML would escape them.
(function () {
  var search = document.getElementById("search");
  var box = search.querySelector("input");
  var count = search.querySelector("output");
  var units = Array.from(document.querySelectorAll(".unit"));
  var texts = units.map(function (unit) {
    return Array.from(unit.querySelectorAll("h3, .text")).map(function (part) { return part.textContent; }).join(" ").toLowerCase();
  });
  function filter() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = units.filter(function (unit, i) {
      unit.hidden = !words.every(function (word) { return texts[i].includes(word); });
      return !unit.hidden;
    });
    count.textContent = shown.length + " of " + units.length;
  }
  box.addEventListener("input", filter);
  window.addEventListener("hashchange", function () {
    var target = document.getElementById(location.hash.slice(1));
    if (target !== null) {
      if (target.hidden) {
        box.value = "";
        filter();
      }
      target.scrollIntoView();
    }
  });
  search.hidden = false;
  filter();
})();
