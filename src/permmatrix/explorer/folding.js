// The part of the controls that folds: where there is room it stands open and cannot be closed.

class Folding {
  constructor() {
    this.whole = byId("asked");
    this.wide = window.matchMedia("(min-width: 60rem)");
    this.wide.addEventListener("change", () => this.fit());
    this.whole.addEventListener("toggle", () => this.keep());
    this.whole.open = this.wide.matches;
  }

  // What has the focus stays in sight: it is not folded away, and a summary gives it up to what
  // it opened.
  fit() {
    const within = this.whole.contains(document.activeElement);
    const onSummary = document.activeElement === this.whole.firstElementChild;
    this.whole.open = this.wide.matches || within;
    if (this.wide.matches && onSummary) this.whole.querySelector("select, input, button").focus();
  }

  keep() {
    if (this.wide.matches) this.whole.open = true;
  }
}
