// Charts of both sides over time.

const HEIGHT = 150;
const dark = matchMedia('(prefers-color-scheme: dark)');

let library = null;
const uPlot = () => (library ??= import('./lib/uplot/uPlot.esm.js').then((its) => its.default));

/**
 * `<side-chart .data=${{ times, legacy, target }} .unit=${text} label="…">`: times in seconds, null
 * where nothing is known. Legacy is dashed, so that colour alone does not tell.
 */
class SideChart extends HTMLElement {
  #data = null;
  #plot = null;
  #building = false;
  #resized = new ResizeObserver(() => this.#resize());
  #themed = () => this.#rebuild();
  unit = String;
  /** What the axis reaches at least. */
  least = 1;

  set data(next) {
    this.#data = next;
    this.#plot?.setData([next.times, next.legacy, next.target]);
    if (!this.#plot && this.isConnected) this.#build();
    this.#describe();
  }

  connectedCallback() {
    this.setAttribute('role', 'img');
    this.#resized.observe(this);
    dark.addEventListener('change', this.#themed);
    if (this.#data) this.#build();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    dark.removeEventListener('change', this.#themed);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #resize() {
    if (this.#plot && this.clientWidth > 0) {
      this.#plot.setSize({ width: this.clientWidth, height: HEIGHT });
    }
  }

  #rebuild() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#build();
  }

  #describe() {
    const last = (values) => values.findLast((value) => value !== null);
    const legacy = last(this.#data.legacy);
    const target = last(this.#data.target);
    const word = (value) => (value === undefined || value === null ? 'nothing' : this.unit(value));
    this.setAttribute('aria-label',
      `${this.getAttribute('label')}: legacy now ${word(legacy)}, target now ${word(target)}`);
  }

  async #build() {
    if (this.#building) return;
    this.#building = true;
    const Plot = await uPlot();
    this.#building = false;
    if (!this.isConnected || this.#plot || this.clientWidth === 0) return;
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const font = `11px ${style.fontFamily}`;
    const axis = {
      stroke: colour('--muted'), font, ticks: { show: false },
      grid: { stroke: colour('--line'), width: 1 },
    };
    const line = (name, dash) => ({
      stroke: colour(name), width: 2, dash, spanGaps: false, points: { show: false },
    });
    this.#plot = new Plot({
      width: this.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      scales: { y: { range: (_, __, most) => [0, Math.max(this.least, most * 1.15)] } },
      axes: [
        { ...axis, size: 28, space: 70, grid: { show: false }, values: '{HH}:{mm}:{ss}' },
        { ...axis, size: 58, space: 34, values: (_, values) => values.map((value) => this.unit(value)) },
      ],
      series: [{}, line('--legacy', [5, 4]), line('--target')],
    }, [this.#data.times, this.#data.legacy, this.#data.target], this);
  }
}

customElements.define('side-chart', SideChart);
