"use strict";
// One line a place; a point is a stated value, where its period begins; its label has the words of the report.
addEventListener("load", () => {
  let series = JSON.parse(document.getElementById("series").textContent);
  const plot = document.getElementById("plot");
  // Among places those with a single point say nothing in a plot; the table has them. All with one: bars.
  const lines = series.filter((s) => new Set(s.starts).size > 1);
  const periods = new Set(series.flatMap((s) => s.periods));
  const isBars = !lines.length && periods.size === 1 && series.length > 1;
  if (!lines.length && !isBars) { plot.hidden = true; return; }
  if (lines.length) series = lines;
  const most = Math.max(0, ...series.flatMap((s) => s.values.map(Math.abs)));
  const unit = { CNY: "元", USD: "美元", m2: "平方米", m: "米", kg: "千克" }[series[0]?.unit] ?? series[0]?.unit ?? "";
  const [size, word] = [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"], [1, ""]].find(([step]) => most >= step) ?? [1, ""];
  const label = (s) => s.quotes.map((quote, i) => `${s.periods[i]}：${quote}`);
  const traces = isBars
    ? [{ type: "bar", x: series.map((s) => s.name), y: series.map((s) => s.values[0] / size), text: series.map((s) => s.quotes[0]),
        hovertemplate: "%{x}：%{text}<extra></extra>", textposition: "outside", marker: { color: "#d9a79f" } }]
    : series.map((s) => ({
        name: s.name, x: s.starts, y: s.values.map((v) => v / size), mode: "lines+markers",
        text: label(s), hovertemplate: "%{text}<extra>%{fullData.name}</extra>",
      }));
  const layout = {
    margin: { t: 30, r: 10, b: 40 }, font: { family: "inherit" }, separators: ".", paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: isBars ? { automargin: true } : { type: "date", tickformat: "%Y-%m", automargin: true }, yaxis: { tickformat: "~f", automargin: true, rangemode: "tozero" },
    annotations: [{ text: word + unit, xref: "paper", yref: "paper", x: 0, y: 1.1, showarrow: false }], showlegend: !isBars,
  };
  Plotly.newPlot("plot", traces, layout, { displaylogo: false, responsive: true, displayModeBar: false });
});
