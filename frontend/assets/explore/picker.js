// All networks, as cards of architectures with a button for each network; drawn and filtered here, without the server.
"use strict";

(() => {
  const { add, element, skip, setProps } = window.mhoscope;
  let chosen = [];
  let most = Infinity;
  let drawnFrom = null;
  let waiting = null;

  const make = (tag, className, ...children) => element(tag, className ? { className } : {}, ...children);

  function picture(url) {
    const node = make("span", "icon");
    Object.assign(node.style, { width: "18px", height: "18px", maskImage: url, webkitMaskImage: url });
    node.setAttribute("aria-hidden", "true");
    return node;
  }

  const percent = (share) => (100 * share).toFixed(1);

  function networkButton(network, missing) {
    const button = make("button", "variant", make("span", "hint", network.label), make("strong", "", percent(network.accuracy)));
    button.type = "button";
    button.disabled = missing;
    button.dataset.network = network.id;
    button.setAttribute("aria-label", `${network.id}, clean accuracy ${percent(network.accuracy)} %`);
    return button;
  }

  function architecture(group, pictures, missing) {
    const title = make("h4", "family", picture(pictures[group.picture]), group.name);
    if (group.steps) title.append(make("span", "steps", `T ${group.steps}`));
    const head = make("div", "architecture-head", title, make("span", "hint", `${group.weights.toLocaleString("en")} weights`));
    const buttons = group.networks.map((network) => networkButton(network, missing));
    return make("section", "architecture", head, make("div", "variants", ...buttons));
  }

  function draw(grid, data) {
    const sections = data.datasets.map((dataset) => {
      const groups = data.groups.filter((group) => group.dataset === dataset.name);
      const cards = groups.map((group) => architecture(group, data.pictures, Boolean(dataset.missing)));
      const note = dataset.missing ? [make("p", "meaning", dataset.missing)] : [];
      const section = make(
        "section",
        "catalogue-dataset",
        make("h3", "", dataset.title),
        ...note,
        make("div", "architectures", ...cards),
      );
      section.dataset.name = dataset.name;
      return section;
    });
    const none = make("p", "empty", "No network matches. Change the search or the filters.");
    none.hidden = true;
    const hint = make(
      "p",
      "meaning",
      "Buttons say the noise at the pre-activations while training, and the clean accuracy in %.",
    );
    grid.replaceChildren(hint, ...sections, none);
    drawnFrom = data;
  }

  // Every word has to be in the id, or be T and a number ("t8").
  function matches(group, network, want) {
    if (want.datasets.length && !want.datasets.includes(group.dataset)) return false;
    if (want.families.length && !want.families.includes(group.family)) return false;
    if (want.steps.length && !want.steps.includes(String(group.steps))) return false;
    if (want.noises.length && !want.noises.includes(String(network.noise))) return false;
    const text = `${network.id} ${group.name} ${network.label}`.toLowerCase();
    return want.words.every((word) => text.includes(word));
  }

  function filter(grid, data, want) {
    let found = 0;
    const networks = new Map(data.groups.flatMap((group) => group.networks.map((network) => [network.id, [group, network]])));
    grid.querySelectorAll("[data-network]").forEach((button) => {
      button.hidden = !matches(...networks.get(button.dataset.network), want);
      found += button.hidden ? 0 : 1;
    });
    grid.querySelectorAll(".architecture, .catalogue-dataset").forEach((part) => {
      part.hidden = !part.querySelector("[data-network]:not([hidden])");
    });
    grid.querySelector(".empty").hidden = found > 0;
  }

  function press() {
    document.querySelectorAll("[data-network]").forEach((button) => {
      button.setAttribute("aria-pressed", String(chosen.includes(button.dataset.network)));
    });
  }

  // The drawer's content comes a moment after it is opened.
  function catalogue(opened, search, datasets, families, steps, noises, data) {
    clearTimeout(waiting);
    if (!opened) return skip();
    const grid = document.getElementById("catalogue-grid");
    if (!grid) {
      waiting = setTimeout(() => catalogue(opened, search, datasets, families, steps, noises, data), 16);
      return skip();
    }
    if (drawnFrom !== data || !grid.childElementCount) draw(grid, data);
    most = data.most;
    const words = (search || "").toLowerCase().split(/\s+/).filter(Boolean);
    filter(grid, data, {
      words,
      datasets: datasets || [],
      families: families || [],
      steps: steps || [],
      noises: noises || [],
    });
    press();
    return skip();
  }

  function chose(value) {
    chosen = value || [];
    press();
    return skip();
  }

  function set(networks) {
    chosen = networks;
    press();
    setProps("networks", { value: networks });
  }

  function toggle(id) {
    if (chosen.includes(id)) set(chosen.filter((network) => network !== id));
    else if (chosen.length < most) set([...chosen, id]);
    else document.getElementById("notify").textContent = `At most ${most} networks in one figure`;
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest("[data-network], [data-removes]");
    if (!target) return;
    if (target.dataset.network) toggle(target.dataset.network);
    else set(chosen.filter((network) => network !== target.dataset.removes));
  });

  add("explore", { catalogue, chose });
})();
