"use strict";
// One line a place; a point is a stated value, where its period begins; its label has the words of the report.
addEventListener("load", () => {
  let series = JSON.parse(document.getElementById("series").textContent);
  // Among many places those with a single point say nothing in a plot; the table has them.
  const lines = series.filter((s) => new Set(s.starts).size > 1);
  if (series.length > 12 && lines.length) series = lines;
  const most = Math.max(0, ...series.flatMap((s) => s.values.map(Math.abs)));
  const unit = { CNY: "元", USD: "美元", m2: "平方米", m: "米" }[series[0]?.unit] ?? series[0]?.unit ?? "";
  const [size, word] = [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"], [1, ""]].find(([step]) => most >= step) ?? [1, ""];
  const traces = series.map((s) => ({
    name: s.name, x: s.starts, y: s.values.map((v) => v / size), mode: "lines+markers",
    text: s.quotes.map((quote, i) => `${s.periods[i]}：${quote}`), hovertemplate: "%{text}<extra>%{fullData.name}</extra>",
  }));
  const layout = {
    margin: { t: 30, r: 10 }, font: { family: "inherit" }, separators: ".",
    xaxis: { type: "date", tickformat: "%Y-%m", automargin: true }, yaxis: { tickformat: "~f", automargin: true },
    annotations: [{ text: word + unit, xref: "paper", yref: "paper", x: 0, y: 1.1, showarrow: false }], showlegend: true,
  };
  Plotly.newPlot("plot", traces, layout, { displaylogo: false, responsive: true, displayModeBar: false });
});
